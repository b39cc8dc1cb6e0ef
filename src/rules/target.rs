//! The place that a remark is about: said by the rules in terms of members, found in the text later.

use crate::callback::Object;
use crate::contract;
use crate::json;

/// A member, or the value of one, or the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// A JSON pointer (RFC 6901), which cannot tell duplicates apart.
    pub pointer: String,
    /// What of the text is meant.
    pub part: Part,
}

/// A part of a document's text; members are counted from 0 in the order of the text, duplicates included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The whole document.
    Document,
    /// A member: from its name to the end of its value.
    Member(Object, usize),
    /// A member's value.
    Value(Object, usize),
}

impl Part {
    /// Returns the member that is meant, or whose value is.
    #[must_use]
    pub const fn member(self) -> Option<(Object, usize)> {
        match self {
            Self::Document => None,
            Self::Member(object, ordinal) | Self::Value(object, ordinal) => Some((object, ordinal)),
        }
    }
}

impl Place {
    /// The whole document.
    #[must_use]
    pub const fn document() -> Self {
        Self { pointer: String::new(), part: Part::Document }
    }

    /// A member with its name.
    #[must_use]
    pub fn member(object: Object, name: &str, ordinal: usize) -> Self {
        Self { pointer: pointer(object, name), part: Part::Member(object, ordinal) }
    }

    /// A member's value.
    #[must_use]
    pub fn value(object: Object, name: &str, ordinal: usize) -> Self {
        Self { pointer: pointer(object, name), part: Part::Value(object, ordinal) }
    }
}

fn pointer(object: Object, name: &str) -> String {
    let name = json::pointer_token(name);
    match object {
        Object::Root => format!("/{name}"),
        Object::Payload => format!("/{}/{name}", contract::PAYLOAD),
    }
}
