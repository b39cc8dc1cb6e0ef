//! JSON values.

use std::borrow::Cow;

use crate::json::integer::Integer;
use crate::json::string::decode;

/// A JSON value, borrowed from the document if possible.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number written as an integer that fits an `i64`.
    Integer(i64),
    /// Any other number, as written.
    Number(Cow<'a, str>),
    /// A decoded string. A lone surrogate becomes `\u{d800}` (see [`surrogate`](crate::json::surrogate)).
    String(Cow<'a, str>),
    /// An array, as written.
    Array(Cow<'a, str>),
    /// An object, as written.
    Object(Cow<'a, str>),
}

impl<'a> Value<'a> {
    /// Decodes a text, which must be one valid JSON value without white space around it.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        match text.as_bytes().first() {
            Some(b'n') => Self::Null,
            Some(b't') => Self::Boolean(true),
            Some(b'f') => Self::Boolean(false),
            Some(b'"') => Self::String(decode(text)),
            Some(b'[') => Self::Array(Cow::Borrowed(text)),
            Some(b'{') => Self::Object(Cow::Borrowed(text)),
            _ => text.parse().map_or(Self::Number(Cow::Borrowed(text)), Self::Integer),
        }
    }

    /// Returns whether the value has a text of its own, instead of one borrowed from the document.
    #[must_use]
    pub const fn owns_text(&self) -> bool {
        match self {
            Self::Null | Self::Boolean(_) | Self::Integer(_) => false,
            Self::Number(text) | Self::String(text) | Self::Array(text) | Self::Object(text) => {
                matches!(text, Cow::Owned(_))
            }
        }
    }

    /// Returns the value with its text copied from the document.
    #[must_use]
    pub fn into_owned(self) -> Value<'static> {
        let owned = |text: Cow<'a, str>| Cow::Owned(text.into_owned());
        match self {
            Self::Null => Value::Null,
            Self::Boolean(value) => Value::Boolean(value),
            Self::Integer(number) => Value::Integer(number),
            Self::Number(text) => Value::Number(owned(text)),
            Self::String(text) => Value::String(owned(text)),
            Self::Array(text) => Value::Array(owned(text)),
            Self::Object(text) => Value::Object(owned(text)),
        }
    }

    /// Returns the string, if the value is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the type for a message, with its article: `a string`, `null`.
    #[must_use]
    pub const fn described(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(true) => "true",
            Self::Boolean(false) => "false",
            Self::Integer(_) | Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// Returns the number as an integer, if it has no fractional part. `100.0` and `1e2` are integers in JSON Schema
    /// 2020-12 (validation, section 6.1.1).
    #[must_use]
    pub fn integer(&self) -> Option<Integer> {
        match self {
            Self::Integer(number) => Some(Integer::Exact(*number)),
            Self::Number(text) => Integer::new(text),
            _ => None,
        }
    }
}
