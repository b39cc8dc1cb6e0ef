//! Finds the members that were meant as `Payload` and its fields, but have other names or places.

use std::borrow::Cow;

use super::similar::{bare, likeness, nearest};
use super::{Callback, Inner, Misspelt, Object, Payload, UnknownMember};
use crate::contract::{self, Field, Status};
use crate::json::{self, Integer, Value};

/// The least number of fields that show what an object is.
const ENOUGH_FIELDS: usize = 2;

impl<'a> Callback<'a> {
    /// Notes the member of the root object that was probably meant as `Payload`, or the fields if they are at the root.
    pub(super) fn note_meant_payload(&mut self) {
        let unknown_members = &self.unknown_members;
        let is_meant = |unknown: &UnknownMember<'_>| {
            let is_wrapper = match &unknown.member.value {
                Value::Array(_) => true,
                Value::String(text) => text.contains(contract::PAYLOAD),
                _ => false,
            };
            is_near_payload(&unknown.name) && !is_wrapper
        };
        let index = unknown_members.iter().position(is_meant);
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

    /// Adds the unknown members whose values are typical of mandatory fields that are still missing, if other fields are
    /// there, and each if it is the only one.
    fn note_typical_values(&mut self, object: Object, moved: &mut Vec<(usize, Misspelt<'a>)>) {
        if self.fields.iter().flatten().count() < ENOUGH_FIELDS {
            return;
        }
        for field in Field::ALL.into_iter().filter(|field| field.is_mandatory()) {
            let is_free = |index| moved.iter().all(|(other, _)| *other != index);
            let unknown_members = self.unknown_members.iter().enumerate();
            let mut typical = unknown_members.filter(|(index, unknown)| {
                unknown.member.object == object && is_free(*index) && is_typical(field, unknown)
            });
            if self.fields[field as usize].is_none()
                && let (Some((index, unknown)), None) = (typical.next(), typical.next())
            {
                self.fields[field as usize] = Some(unknown.member.clone());
                moved.push((index, Misspelt { field, name: unknown.name.clone() }));
            }
        }
    }

    /// Notes the object in a `Payload` without fields that has them: another `Payload`, or one of any name.
    pub(super) fn note_inner(&mut self) -> Option<Inner<'a>> {
        if self.fields.iter().any(Option::is_some) {
            return None;
        }
        let is_inner = |unknown: &UnknownMember<'_>| {
            unknown.member.object == Object::Payload
                && (is_near_payload(&unknown.name) || has_fields(&unknown.member.value))
        };
        let index = self.unknown_members.iter().position(is_inner)?;
        let &Value::Object(Cow::Borrowed(text)) = &self.unknown_members[index].member.value else {
            return None;
        };
        let UnknownMember { name, member } = self.unknown_members.remove(index);
        self.note_fields(Object::Inner, text);
        Some(Inner { ordinal: member.ordinal, name })
    }

    /// Moves the fields that `Payload` lacks and that are beside it, if one of them is mandatory.
    pub(super) fn note_beside_payload(&mut self) {
        let beside = |unknown: &UnknownMember<'_>| {
            let field = Field::from_name(&unknown.name).filter(|_| unknown.member.object == Object::Root);
            field.filter(|field| self.fields[*field as usize].is_none())
        };
        let found: Vec<_> = self.unknown_members.iter().filter_map(beside).collect();
        let is_payload = self.fields.iter().any(Option::is_some) || found.len() >= ENOUGH_FIELDS;
        if !is_payload || !found.iter().any(|field| field.is_mandatory()) {
            return;
        }
        for unknown in std::mem::take(&mut self.unknown_members) {
            match Field::from_name(&unknown.name).filter(|field| found.contains(field)) {
                Some(field) if unknown.member.object == Object::Root => {
                    self.fields[field as usize] = Some(unknown.member);
                }
                _ => self.unknown_members.push(unknown),
            }
        }
    }

    /// Moves the unknown members of an object that were probably meant as missing fields: the most similar first.
    pub(super) fn note_meant_fields(&mut self, object: Object) {
        if self.fields.iter().all(Option::is_some) {
            return;
        }
        let mut candidates = Vec::new();
        for (index, unknown) in self.unknown_members.iter().enumerate() {
            if unknown.member.object == object
                && let Some((field, score)) = meant(unknown)
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
        self.note_typical_values(object, &mut moved);
        moved.sort_unstable_by_key(|(index, _)| *index);
        for (index, _) in moved.iter().rev() {
            self.unknown_members.remove(*index);
        }
        let misspelt = moved.into_iter().map(|(_, misspelt)| misspelt);
        self.misspelt.extend(misspelt.filter(|misspelt| misspelt.name != misspelt.field.name()));
    }
}

/// Returns whether a name is similar to `Payload`, and is not that of a field in it, such as `Payload.Status`.
pub fn is_near_payload(name: &str) -> bool {
    nearest(name, [contract::PAYLOAD]).is_some() && certainly_meant(name).is_none()
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
fn meant(unknown: &UnknownMember<'_>) -> Option<(Field, f64)> {
    let name = unknown.name.as_ref();
    if contract::is_query_field(name) {
        return None;
    }
    let similar = || {
        let field = Field::from_name(nearest(name, Field::ALL.map(Field::name))?)?;
        Some((field, likeness(&bare(name), field.name())))
    };
    let general = || {
        let is_value = !matches!(unknown.member.value, Value::Object(_) | Value::Array(_));
        let mut names = contract::GENERAL_NAMES.into_iter().filter(|_| is_value);
        let bare = bare(name);
        let found = names.find(|(general, _)| general.eq_ignore_ascii_case(&bare));
        found.map(|(_, field)| (field, 0.0))
    };
    certainly_meant(name).or_else(similar).or_else(general)
}

/// Returns whether a member of another name has a value that only this field has.
fn is_typical(field: Field, unknown: &UnknownMember<'_>) -> bool {
    let text = unknown.member.value.as_str();
    let is_value = match field {
        Field::Progress => matches!(
            unknown.member.value.integer(),
            Some(Integer::Exact(contract::PROGRESS_FAILED | contract::PROGRESS_SUCCEEDED))
        ),
        Field::MediaUrl => text.is_some_and(|text| {
            (text.starts_with("https://") || text.starts_with("http://")) && !text.ends_with(".srt")
        }),
        Field::Status => text.is_some_and(|text| Status::from_name(&text.to_ascii_uppercase()).is_some()),
        Field::TaskId => text.is_some_and(|text| !text.is_empty()) && bare(&unknown.name).ends_with("id"),
        Field::SubtitlesUrl | Field::FailMessage => false,
    };
    is_value && !contract::is_query_field(&unknown.name)
}

/// Returns the field whose name differs only in case and punctuation, or for which clients use the name.
fn certainly_meant(name: &str) -> Option<(Field, f64)> {
    let name = bare(name);
    let path = name.strip_prefix("payload").unwrap_or(&name);
    let named = Field::ALL.into_iter().find(|field| field.name().eq_ignore_ascii_case(path));
    let synonym = || contract::SYNONYMS.into_iter().find(|(synonym, _)| synonym.eq_ignore_ascii_case(&name));
    named.map(|field| (field, 2.0)).or_else(|| synonym().map(|(_, field)| (field, 1.5)))
}
