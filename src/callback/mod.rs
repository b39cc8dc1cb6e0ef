//! Reads JSON as a [`Callback`], leniently: content never fails to be read. Unexpected values are kept for the rules.
//!
//! A body of the documented shape is read in one pass that borrows its text. Any other body is read again in a way
//! that keeps the text of every value. Both ways return the same callback.

pub mod fast;
mod lenient;
pub mod meant;
pub mod similar;
#[cfg(test)]
mod tests;
mod unescape;

use std::borrow::Cow;
use std::mem;

use self::fast::Extent;
use crate::contract::{Field, Status};
use crate::json::Value;
use crate::json::syntax_error::Malformed;
use crate::json::whitespace::first_significant;

/// An object whose members are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Object {
    /// The root object.
    Root,
    /// The value of `Payload`.
    Payload,
    /// The object in `Payload` that has the fields, such as another `Payload`.
    Inner,
}

impl Object {
    /// Returns the object's name for a message.
    #[must_use]
    pub const fn described(self) -> &'static str {
        match self {
            Self::Root => "the root object",
            Self::Payload => "`Payload`",
            Self::Inner => "the object in `Payload`",
        }
    }
}

/// The object in `Payload` that has the fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Inner<'a> {
    /// The index of the member in `Payload`: 0-based, including duplicates.
    pub ordinal: usize,
    /// The decoded name.
    pub name: Cow<'a, str>,
}

/// A value, and the place of its member.
#[derive(Clone, Debug, PartialEq)]
pub struct Member<'a> {
    /// The object that contains it.
    pub object: Object,
    /// The index of the member in its object: 0-based, in the order of the text, including duplicates.
    pub ordinal: usize,
    /// The value.
    pub value: Value<'a>,
}

/// The `Payload` member. The members of its object are in the fields and unknown members of the callback.
#[derive(Clone, Debug, PartialEq)]
pub struct Payload<'a> {
    /// The index of the member in the root object: 0-based, including duplicates.
    pub ordinal: usize,
    /// The value, if it is not an object.
    pub other: Option<Value<'a>>,
    /// The name, if the member was only meant as `Payload`.
    pub misspelt: Option<Cow<'a, str>>,
    /// The member of this object that has the fields instead.
    pub inner: Option<Inner<'a>>,
}

impl Payload<'_> {
    /// A `Payload` as documented.
    const fn documented(ordinal: usize) -> Self {
        Self { ordinal, other: None, misspelt: None, inner: None }
    }
}

/// A member that the contract does not document.
#[derive(Clone, Debug, PartialEq)]
pub struct UnknownMember<'a> {
    /// The decoded name.
    pub name: Cow<'a, str>,
    /// The value.
    pub member: Member<'a>,
}

/// A field whose member has another name.
#[derive(Clone, Debug, PartialEq)]
pub struct Misspelt<'a> {
    /// The field that was probably meant.
    pub field: Field,
    /// The decoded name.
    pub name: Cow<'a, str>,
}

/// A member whose name appears earlier in the same object.
#[derive(Clone, Debug, PartialEq)]
pub struct Duplicate<'a> {
    /// The object that contains it.
    pub object: Object,
    /// The decoded name.
    pub name: Cow<'a, str>,
    /// The index of the first member of that name.
    pub first: usize,
    /// The index of this member.
    pub ordinal: usize,
}

/// A body, valid or not.
///
/// If a name appears more than once, the last value counts, as in most parsers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Callback<'a> {
    /// The root value, if it is not an object.
    pub other_root: Option<Value<'a>>,
    /// The `Payload`, or the member that was probably meant.
    pub payload: Option<Payload<'a>>,
    /// The fields with misspelt names, in the order of the text. Their values are those of the fields.
    pub misspelt: Vec<Misspelt<'a>>,
    /// Undocumented members in the order of the text: the first 1000.
    pub unknown_members: Vec<UnknownMember<'a>>,
    /// The number of further ones.
    pub more_unknown_members: usize,
    /// Duplicate members in the order of the text: the first 1000 of each object.
    pub duplicates: Vec<Duplicate<'a>>,
    /// The number of further ones.
    pub more_duplicates: usize,
    fields: [Option<Member<'a>>; Field::ALL.len()],
}

impl<'a> Callback<'a> {
    /// Reads a document.
    ///
    /// # Errors
    ///
    /// Fails if the text is not JSON.
    pub fn read(text: &'a str) -> Result<Self, Malformed> {
        match Self::read_documented(text) {
            Some(callback) => Ok(callback),
            None => Self::read_any(text),
        }
    }

    /// Empties the callback, but keeps its memory.
    pub fn clear(&mut self) {
        let Self {
            other_root,
            payload,
            misspelt,
            unknown_members,
            more_unknown_members,
            duplicates,
            more_duplicates,
            fields,
        } = self;
        (*other_root, *payload, *more_unknown_members, *more_duplicates) = (None, None, 0, 0);
        misspelt.clear();
        unknown_members.clear();
        duplicates.clear();
        for field in fields {
            match field {
                Some(Member { object: _, ordinal: _, value }) if value.owns_text() => *field = None,
                // Dropping a value that owns nothing takes longer than forgetting it.
                _ => mem::forget(field.take()),
            }
        }
    }

    /// Reads a text that is exactly one body of the documented shape; `None` for any other.
    #[must_use]
    pub fn read_documented(text: &'a str) -> Option<Self> {
        let mut callback = Self::default();
        let length = fast::read(text, &mut callback)?.length;
        first_significant(&text.as_bytes()[length..]).is_none().then_some(callback)
    }

    /// Reads a body of the documented shape at the start of a text into an empty callback. Returns its extent.
    ///
    /// Returns `None` for any other text. The callback then may contain some of its fields.
    #[must_use]
    pub fn read_beginning(&mut self, text: &'a str) -> Option<Extent> {
        fast::read(text, self)
    }

    /// Returns the length in bytes of a body of the documented shape at the start of a text; `None` for any other text. It
    /// may have several fields of the same name.
    #[must_use]
    pub fn documented_length(text: &[u8]) -> Option<usize> {
        fast::length(text)
    }

    /// Copies the text that the callback borrows.
    #[must_use]
    pub fn into_owned(self) -> Callback<'static> {
        let member = |Member { object, ordinal, value }: Member<'a>| Member {
            object,
            ordinal,
            value: value.into_owned(),
        };
        let name = |name: Cow<'a, str>| Cow::Owned(name.into_owned());
        let payload = self.payload.map(|Payload { ordinal, other, misspelt, inner }| Payload {
            ordinal,
            other: other.map(Value::into_owned),
            misspelt: misspelt.map(name),
            inner: inner.map(|inner| Inner { ordinal: inner.ordinal, name: name(inner.name) }),
        });
        let misspelt = self.misspelt.into_iter();
        let misspelt =
            misspelt.map(|Misspelt { field, name: written }| Misspelt { field, name: name(written) });
        let unknown_members = self
            .unknown_members
            .into_iter()
            .map(|unknown| UnknownMember { name: name(unknown.name), member: member(unknown.member) });
        let duplicates = self
            .duplicates
            .into_iter()
            .map(|duplicate| Duplicate { name: name(duplicate.name), ..duplicate });
        Callback {
            other_root: self.other_root.map(Value::into_owned),
            payload,
            misspelt: misspelt.collect(),
            unknown_members: unknown_members.collect(),
            more_unknown_members: self.more_unknown_members,
            duplicates: duplicates.collect(),
            more_duplicates: self.more_duplicates,
            fields: self.fields.map(|field| field.map(member)),
        }
    }

    /// Replaces strings for which `replacement` returns another. It gets the field, or `None` for an unknown member.
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

    /// Returns whether `Payload` exists and is an object.
    #[must_use]
    pub fn has_payload(&self) -> bool {
        let is_documented = |payload: &Payload<'_>| payload.other.is_none() && payload.misspelt.is_none();
        self.payload.as_ref().is_some_and(is_documented)
    }

    /// Returns whether the body has only documented members, each at most once.
    #[must_use]
    pub fn is_documented(&self) -> bool {
        self.has_payload()
            && self.payload.as_ref().is_none_or(|payload| payload.inner.is_none())
            && self.misspelt.is_empty()
            && self.beside_payload().next().is_none()
            && self.unknown_members.is_empty()
            && self.duplicates.is_empty()
    }

    /// Returns whether the fields are members of the root object, which has no `Payload`.
    #[must_use]
    pub fn is_flat(&self) -> bool {
        self.payload.is_none() && self.at_root().next().is_some()
    }

    /// Returns the fields that are members of the root object, which has a `Payload`.
    pub fn beside_payload(&self) -> impl Iterator<Item = (Field, &Member<'a>)> {
        self.at_root().filter(|_| self.payload.is_some())
    }

    fn at_root(&self) -> impl Iterator<Item = (Field, &Member<'a>)> {
        self.fields().filter(|(_, member)| member.object == Object::Root)
    }

    /// Returns the fields that are present, whatever their type, in the order of the contract.
    pub fn fields(&self) -> impl Iterator<Item = (Field, &Member<'a>)> {
        Field::ALL.into_iter().zip(&self.fields).filter_map(|(field, member)| Some((field, member.as_ref()?)))
    }

    /// Returns the name of a field's member, if it is not the field's.
    #[must_use]
    pub fn misspelt_name(&self, field: Field) -> Option<&str> {
        let misspelt = self.misspelt.iter().find(|misspelt| misspelt.field == field)?;
        Some(&misspelt.name)
    }

    /// Returns a field of `Payload`, whatever its type.
    #[must_use]
    pub const fn field(&self, field: Field) -> Option<&Member<'a>> {
        self.fields[field as usize].as_ref()
    }

    /// Returns a field of `Payload` if it is a string.
    #[must_use]
    pub fn text(&self, field: Field) -> Option<&str> {
        self.field(field)?.value.as_str()
    }

    /// Returns a field of `Payload` if it is a string that is not empty.
    #[must_use]
    pub fn non_empty_text(&self, field: Field) -> Option<&str> {
        self.text(field).filter(|text| !text.is_empty())
    }

    /// Returns the status if it is one of the two.
    #[must_use]
    pub fn status(&self) -> Option<Status> {
        Status::from_name(self.text(Field::Status)?)
    }

    /// Returns the last undocumented member of this name.
    #[must_use]
    pub fn unknown_member(&self, object: Object, name: &str) -> Option<&UnknownMember<'a>> {
        self.unknown_members
            .iter()
            .rev()
            .find(|unknown| unknown.member.object == object && unknown.name == name)
    }
}
