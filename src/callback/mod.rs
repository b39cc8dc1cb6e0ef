//! JSON to [`Callback`], leniently: content never fails to be read. What the contract does not expect is
//! kept as it was found, for the rules to judge.
//!
//! A body of the documented shape is read in one pass that borrows its text. Any other body is read once more,
//! by a way that keeps the text of every value; both ways give the same callback.

mod fast;

use std::borrow::Cow;

use crate::contract::{self, Field, Status};
use crate::json::syntax_error::Malformed;
use crate::json::{self, Value};

/// How many members of one kind are kept of a document that may have millions.
const MAX_KEPT: usize = 1000;

/// One of the two objects whose members are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Object {
    /// The document itself.
    Root,
    /// The value of its `Payload`.
    Payload,
}

/// A member's value, and which member of its object it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Member<'a> {
    /// 0-based, in the order of the text, duplicates counted.
    pub ordinal: usize,
    /// What was found.
    pub value: Value<'a>,
}

/// The `Payload` member; an object's own members are among the fields and unknown_members.
#[derive(Clone, Debug, PartialEq)]
pub struct Payload<'a> {
    /// Which member of the root it is: 0-based, duplicates counted.
    pub ordinal: usize,
    /// Its value, where it is no object.
    pub other: Option<Value<'a>>,
}

/// A member that the contract does not name.
#[derive(Clone, Debug, PartialEq)]
pub struct UnknownMember<'a> {
    /// The object it stands in.
    pub object: Object,
    /// Its name, decoded.
    pub name: Cow<'a, str>,
    /// Its value and place.
    pub member: Member<'a>,
}

/// A member whose name its object has already had.
#[derive(Clone, Debug, PartialEq)]
pub struct Duplicate<'a> {
    /// The object it stands in.
    pub object: Object,
    /// The name, decoded.
    pub name: Cow<'a, str>,
    /// Which member the first of that name is.
    pub first: usize,
    /// Which member this one is.
    pub ordinal: usize,
}

/// A body as it was found, right or wrong.
///
/// Where a name stands more than once, the last value counts, as it does for most parsers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Callback<'a> {
    /// The document, where it is no object.
    pub other_root: Option<Value<'a>>,
    /// The `Payload`.
    pub payload: Option<Payload<'a>>,
    /// Members that the contract does not name, in the order of the text: the first 1000.
    pub unknown_members: Vec<UnknownMember<'a>>,
    /// How many more of them there are.
    pub more_unknown_members: usize,
    /// Members whose name stands before already, in the order of the text: the first 1000 of each object.
    pub duplicates: Vec<Duplicate<'a>>,
    /// How many more of them there are.
    pub more_duplicates: usize,
    fields: [Option<Member<'a>>; Field::ALL.len()],
}

impl<'a> Callback<'a> {
    /// Reads one document.
    ///
    /// # Errors
    ///
    /// Where the text is not JSON, and why.
    pub fn read(text: &'a str) -> Result<Self, Malformed> {
        match Self::read_documented(text) {
            Some(callback) => Ok(callback),
            None => Self::read_any(text),
        }
    }

    /// Reads a document of the documented shape, alone in the text; `None` for any other.
    #[must_use]
    pub fn read_documented(text: &'a str) -> Option<Self> {
        fast::read(text)
    }

    fn read_any(text: &'a str) -> Result<Self, Malformed> {
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
                payload = Some((ordinal, member.value));
            } else {
                self.note_unknown(Object::Root, name, ordinal, member.value);
            }
            true
        });
        self.note_duplicates(Object::Root, &names);
        let Some((ordinal, text)) = payload else { return };
        let other = match Value::new(text) {
            Value::Object(_) => {
                self.note_payload(text);
                None
            }
            other => Some(other),
        };
        self.payload = Some(Payload { ordinal, other });
    }

    fn note_payload(&mut self, payload: &'a str) {
        let mut names = Names::default();
        json::each_member(payload, |member| {
            let ordinal = names.note(member.name);
            let name = json::decode(member.name);
            match Field::from_name(&name) {
                Some(field) => {
                    self.fields[field as usize] = Some(Member { ordinal, value: Value::new(member.value) });
                }
                None => self.note_unknown(Object::Payload, name, ordinal, member.value),
            }
            true
        });
        self.note_duplicates(Object::Payload, &names);
    }

    fn note_unknown(&mut self, object: Object, name: Cow<'a, str>, ordinal: usize, value: &'a str) {
        if self.unknown_members.len() < MAX_KEPT {
            self.unknown_members.push(UnknownMember {
                object,
                name,
                member: Member { ordinal, value: Value::new(value) },
            });
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

    /// The callback without the text it was borrowed from.
    #[must_use]
    pub fn into_owned(self) -> Callback<'static> {
        let member = |Member { ordinal, value }: Member<'a>| Member { ordinal, value: value.into_owned() };
        let name = |name: Cow<'a, str>| Cow::Owned(name.into_owned());
        let payload = self
            .payload
            .map(|Payload { ordinal, other }| Payload { ordinal, other: other.map(Value::into_owned) });
        let unknown_members = self.unknown_members.into_iter().map(|unknown| UnknownMember {
            object: unknown.object,
            name: name(unknown.name),
            member: member(unknown.member),
        });
        let duplicates = self
            .duplicates
            .into_iter()
            .map(|duplicate| Duplicate { name: name(duplicate.name), ..duplicate });
        Callback {
            other_root: self.other_root.map(Value::into_owned),
            payload,
            unknown_members: unknown_members.collect(),
            more_unknown_members: self.more_unknown_members,
            duplicates: duplicates.collect(),
            more_duplicates: self.more_duplicates,
            fields: self.fields.map(|field| field.map(member)),
        }
    }

    /// Replaces strings in the members, where `replacement` has another for them. It is told which field it is, where it is
    /// one.
    pub fn replace_strings(&mut self, replacement: impl Fn(Option<Field>, &str) -> Option<String>) {
        let fields = Field::ALL.into_iter().map(Some).zip(&mut self.fields);
        let fields = fields.filter_map(|(field, member)| Some((field, member.as_mut()?)));
        let unknown_members = self.unknown_members.iter_mut().map(|unknown| (None, &mut unknown.member));
        for (field, member) in fields.chain(unknown_members) {
            if let Some(text) = member.value.as_str().and_then(|text| replacement(field, text)) {
                member.value = Value::String(Cow::Owned(text));
            }
        }
    }

    /// Whether there is a `Payload` that is an object.
    #[must_use]
    pub fn has_payload(&self) -> bool {
        self.payload.as_ref().is_some_and(|payload| payload.other.is_none())
    }

    /// Whether the body holds nothing but what the contract names, and each name once.
    #[must_use]
    pub fn is_documented(&self) -> bool {
        self.has_payload() && self.unknown_members.is_empty() && self.duplicates.is_empty()
    }

    /// A field of `Payload`, of whatever type.
    #[must_use]
    pub const fn field(&self, field: Field) -> Option<&Member<'a>> {
        self.fields[field as usize].as_ref()
    }

    /// A field of `Payload`, where it is a string.
    #[must_use]
    pub fn text(&self, field: Field) -> Option<&str> {
        self.field(field)?.value.as_str()
    }

    /// How production ended, where the body says one of the two.
    #[must_use]
    pub fn status(&self) -> Option<Status> {
        Status::from_name(self.text(Field::Status)?)
    }

    /// The last member of this name that the contract does not know.
    #[must_use]
    pub fn unknown_member(&self, object: Object, name: &str) -> Option<&UnknownMember<'a>> {
        self.unknown_members.iter().rev().find(|unknown| unknown.object == object && unknown.name == name)
    }
}

/// The names of an object, as they are written. There may be millions in a document, so little is kept of each.
#[derive(Default)]
struct Names<'a>(Vec<&'a str>);

impl<'a> Names<'a> {
    /// Notes a name, and returns which member has it: 0-based.
    fn note(&mut self, name: &'a str) -> usize {
        self.0.push(name);
        self.0.len() - 1
    }

    /// The members whose name another has had before, in order, each with the first of that name.
    fn duplicates(&self) -> Vec<(u32, u32)> {
        let name = |ordinal: u32| self.0[ordinal as usize];
        // A document of more than 2^32 members would be larger than 24 GiB.
        let mut order: Vec<u32> = (0..u32::try_from(self.0.len()).unwrap_or(u32::MAX)).collect();
        order.sort_unstable_by(|one, other| json::compare(name(*one), name(*other)).then(one.cmp(other)));
        let same = order.chunk_by(|one, other| json::compare(name(*one), name(*other)).is_eq());
        let mut duplicates: Vec<_> =
            same.flat_map(|same| same.iter().skip(1).map(|ordinal| (*ordinal, same[0]))).collect();
        duplicates.sort_unstable();
        duplicates
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::drawn::config;

    fn value() -> impl Strategy<Value = String> {
        prop_oneof![
            Just("null".to_owned()),
            Just("-0".to_owned()),
            Just("1e2".to_owned()),
            Just("18446744073709551615".to_owned()),
            Just(r#""\ud800""#.to_owned()),
            Just(r#""\\u{d800}""#.to_owned()),
            Just(r#""a\u0026b\/\n""#.to_owned()),
            Just(r#"{"a":[1]}"#.to_owned()),
            any::<i64>().prop_map(|number| number.to_string()),
            any::<String>().prop_map(|text| serde_json::Value::from(text).to_string()),
        ]
    }

    fn name() -> impl Strategy<Value = &'static str> {
        prop_oneof![
            8 => proptest::sample::select(Field::ALL.map(Field::name).to_vec()),
            1 => Just("Duration"),
            1 => Just(r"St\u0061tus"),
        ]
    }

    proptest! {
        #![proptest_config(config(256))]

        #[test]
        fn both_ways_agree(members in proptest::collection::vec((name(), value()), 0..8)) {
            let members: Vec<_> =
                members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
            let text = format!("{{\"Payload\":{{{}}}}}", members.join(","));
            if let Some(callback) = Callback::read_documented(&text) {
                prop_assert_eq!(Ok(callback), Callback::read_any(&text));
            }
        }
    }

    #[test]
    fn the_documented_shape_is_read_in_one_pass_and_borrows() {
        let text = r#"{"Payload":{"Progress":100,"MediaUrl":"https://a/b","Status":"SUCCESS","TaskId":"t"}}"#;
        let callback = Callback::read_documented(text).unwrap();
        let url = &callback.field(Field::MediaUrl).unwrap().value;
        assert!(matches!(url, Value::String(Cow::Borrowed("https://a/b"))));
    }
}
