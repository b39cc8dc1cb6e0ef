//! Reads any JSON as a callback, and keeps the text of every value.

use std::borrow::Cow;

use super::{Callback, Duplicate, Member, Object, Payload, UnknownMember};
use crate::contract::{self, Field};
use crate::json::syntax_error::Malformed;
use crate::json::{self, Value};

/// The maximum number of unknown or duplicate members that are kept; there may be millions.
const MAX_KEPT: usize = 1000;

impl<'a> Callback<'a> {
    /// Reads any document, without the reader of the documented shape.
    ///
    /// # Errors
    ///
    /// Fails if the text is not JSON.
    pub fn read_any(text: &'a str) -> Result<Self, Malformed> {
        let root = json::check(text)?;
        let mut callback = Self::default();
        match Value::new(root) {
            Value::Object(_) => callback.note_root(root),
            other => callback.other_root = Some(other),
        }
        Ok(callback)
    }

    fn note_root(&mut self, root: &'a str) {
        let mut names = Names::default();
        let mut payload = None;
        json::each_member(root, |member| {
            let ordinal = names.note(member.name);
            let name = json::decode(member.name);
            if name == contract::PAYLOAD {
                payload = Some((ordinal, Value::new(member.value)));
            } else {
                self.note_unknown(Object::Root, name, ordinal, member.value);
            }
            true
        });
        self.note_duplicates(Object::Root, &names);
        match payload {
            Some((ordinal, value)) => {
                let is_object = matches!(value, Value::Object(_));
                self.note_payload(Payload::documented(ordinal), value);
                if is_object {
                    self.note_beside_payload();
                }
            }
            None => self.note_meant_payload(),
        }
    }

    pub(super) fn note_payload(&mut self, mut payload: Payload<'a>, value: Value<'a>) {
        match value {
            Value::Object(Cow::Borrowed(text)) => {
                self.note_fields(Object::Payload, text);
                payload.inner = self.note_inner();
            }
            other => payload.other = Some(other),
        }
        self.payload = Some(payload);
    }

    pub(super) fn note_fields(&mut self, object: Object, text: &'a str) {
        let mut names = Names::default();
        json::each_member(text, |member| {
            let ordinal = names.note(member.name);
            let name = json::decode(member.name);
            match Field::from_name(&name) {
                Some(field) => {
                    let value = Value::new(member.value);
                    self.fields[field as usize] = Some(Member { object, ordinal, value });
                }
                None => self.note_unknown(object, name, ordinal, member.value),
            }
            true
        });
        self.note_duplicates(object, &names);
        self.note_meant_fields(object);
    }

    fn note_unknown(&mut self, object: Object, name: Cow<'a, str>, ordinal: usize, value: &'a str) {
        if self.unknown_members.len() < MAX_KEPT {
            let member = Member { object, ordinal, value: Value::new(value) };
            self.unknown_members.push(UnknownMember { name, member });
        } else {
            self.more_unknown_members += 1;
        }
    }

    fn note_duplicates(&mut self, object: Object, names: &Names<'a>) {
        let duplicates = names.duplicates();
        self.more_duplicates += duplicates.len().saturating_sub(MAX_KEPT);
        self.duplicates.extend(duplicates.into_iter().take(MAX_KEPT).map(|(ordinal, first)| {
            let (ordinal, first) = (ordinal as usize, first as usize);
            Duplicate { object, name: json::decode(names.0[ordinal]), first, ordinal }
        }));
    }
}

/// The names of an object as written. There may be millions, so little is kept of each.
#[derive(Default)]
struct Names<'a>(Vec<&'a str>);

impl<'a> Names<'a> {
    /// Adds a name. Returns its index.
    fn note(&mut self, name: &'a str) -> usize {
        self.0.push(name);
        self.0.len() - 1
    }

    /// Returns the indices of members with an earlier name, in order, each with the index of the first member of that
    /// name.
    fn duplicates(&self) -> Vec<(u32, u32)> {
        let name = |ordinal: u32| self.0[ordinal as usize];
        // A document with more than 2^32 members is larger than 24 GiB.
        let mut order: Vec<u32> = (0..u32::try_from(self.0.len()).unwrap_or(u32::MAX)).collect();
        order.sort_unstable_by(|one, other| json::compare(name(*one), name(*other)).then(one.cmp(other)));
        let same = order.chunk_by(|one, other| json::compare(name(*one), name(*other)).is_eq());
        let mut duplicates: Vec<_> =
            same.flat_map(|same| same.iter().skip(1).map(|ordinal| (*ordinal, same[0]))).collect();
        duplicates.sort_unstable();
        duplicates
    }
}
