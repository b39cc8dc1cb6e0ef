//! Finds the members that were meant as `Payload` and its fields, but have other names or places.

use std::borrow::Cow;

use super::similar::{bare, likeness, nearest};
use super::{Callback, Misspelt, Object, Payload, UnknownMember};
use crate::contract::{self, Field};
use crate::json::{self, Value};

/// The least number of fields that show what an object is.
const ENOUGH_FIELDS: usize = 2;

impl<'a> Callback<'a> {
    /// Notes the member of the root object that was probably meant as `Payload`, or the fields if they are at the root.
    pub(super) fn note_meant_payload(&mut self) {
        let unknown_members = &self.unknown_members;
        let index = unknown_members.iter().position(|unknown| is_near_payload(&unknown.name));
        let index =
            index.or_else(|| unknown_members.iter().position(|unknown| has_fields(&unknown.member.value)));
        if let Some(index) = index {
            let UnknownMember { name, member } = self.unknown_members.remove(index);
            let payload = Payload { misspelt: Some(name), ..Payload::documented(member.ordinal) };
            return self.note_payload(payload, member.value);
        }
        if are_enough(self.unknown_members.iter().map(|unknown| unknown.name.as_ref())) {
            self.note_meant_fields(Object::Root);
        }
    }

    /// Notes the `Payload` in a `Payload` without fields. Returns its index.
    pub(super) fn note_inner(&mut self) -> Option<usize> {
        if self.fields.iter().any(Option::is_some) {
            return None;
        }
        let is_inner = |unknown: &UnknownMember<'_>| {
            unknown.member.object == Object::Payload && is_near_payload(&unknown.name)
        };
        let index = self.unknown_members.iter().position(is_inner)?;
        let member = &self.unknown_members[index].member;
        let (ordinal, &Value::Object(Cow::Borrowed(text))) = (member.ordinal, &member.value) else {
            return None;
        };
        self.unknown_members.remove(index);
        self.note_fields(Object::Inner, text);
        Some(ordinal)
    }

    /// Moves the unknown members of an object that were probably meant as missing fields: the most similar first.
    pub(super) fn note_meant_fields(&mut self, object: Object) {
        let mut candidates = Vec::new();
        for (index, unknown) in self.unknown_members.iter().enumerate() {
            if unknown.member.object == object
                && let Some((field, score)) = meant(&unknown.name)
            {
                candidates.push((score, index, field));
            }
        }
        candidates.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
        let mut moved = Vec::new();
        for (_, index, field) in candidates {
            if self.fields[field as usize].is_none() {
                let UnknownMember { name, member } = &self.unknown_members[index];
                self.fields[field as usize] = Some(member.clone());
                moved.push((index, Misspelt { field, name: name.clone() }));
            }
        }
        moved.sort_unstable_by_key(|(index, _)| *index);
        for (index, _) in moved.iter().rev() {
            self.unknown_members.remove(*index);
        }
        let misspelt = moved.into_iter().map(|(_, misspelt)| misspelt);
        self.misspelt.extend(misspelt.filter(|misspelt| misspelt.name != misspelt.field.name()));
    }
}

/// Returns whether a name is similar to `Payload`.
pub fn is_near_payload(name: &str) -> bool {
    nearest(name, [contract::PAYLOAD]).is_some()
}

/// Returns whether a value is an object with enough fields to be the payload.
fn has_fields(value: &Value<'_>) -> bool {
    let Value::Object(text) = value else { return false };
    let mut names = Vec::new();
    json::each_member(text, |member| {
        let name = json::decode(member.name);
        if certainly_meant(&name).is_some() {
            names.push(name.into_owned());
        }
        names.len() < Field::ALL.len()
    });
    are_enough(names.iter().map(String::as_str))
}

/// Returns whether names are certainly meant as at least [`ENOUGH_FIELDS`] fields.
fn are_enough<'n>(names: impl Iterator<Item = &'n str>) -> bool {
    let fields: Vec<_> = names.filter_map(certainly_meant).map(|(field, _)| field).collect();
    Field::ALL.iter().filter(|field| fields.contains(field)).count() >= ENOUGH_FIELDS
}

/// Returns the field that a name was probably meant as, and how certain that is; `None` if no field is similar.
fn meant(name: &str) -> Option<(Field, f64)> {
    if contract::QUERY_FIELDS.contains(&name) || contract::CUSTOMIZATION_FIELDS.contains(&name) {
        return None;
    }
    let similar = || {
        let field = Field::from_name(nearest(name, Field::ALL.map(Field::name))?)?;
        Some((field, likeness(&bare(name), field.name())))
    };
    let general = || {
        let found = contract::GENERAL_NAMES.into_iter().find(|(general, _)| bare(general) == bare(name));
        found.map(|(_, field)| (field, 0.0))
    };
    certainly_meant(name).or_else(similar).or_else(general)
}

/// Returns the field whose name differs only in case and punctuation, or for which clients use the name.
fn certainly_meant(name: &str) -> Option<(Field, f64)> {
    let name = bare(name);
    let named = Field::ALL.into_iter().find(|field| bare(field.name()) == name);
    let synonym = || contract::SYNONYMS.into_iter().find(|(synonym, _)| bare(synonym) == name);
    named.map(|field| (field, 2.0)).or_else(|| synonym().map(|(_, field)| (field, 1.5)))
}
