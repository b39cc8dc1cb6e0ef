//! What a JSON text is made of (RFC 8259): values and members.
//!
//! `serde_json` does the reading. This room adds what a judge of documents needs and a reader of data does
//! not: a value of any type is kept as it was written, nothing valid is refused (a lone surrogate, a number
//! that no machine type holds), and nesting has the same limit everywhere.

pub mod grammar;
pub mod lexer;
pub mod pointer;
pub(crate) mod steps;
pub mod surrogate;
pub mod syntax_error;
pub mod whitespace;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use serde::de::{self, Deserializer as _, MapAccess, SeqAccess, Visitor};
use serde_json::Deserializer;
use serde_json::value::RawValue;

use crate::json::lexer::{Kind, tokens};
use crate::json::syntax_error::Malformed;

/// How deep objects and arrays may nest; a document that nests deeper is malformed.
///
/// RFC 8259, section 9, lets an implementation set this limit.
pub const MAX_DEPTH: usize = 128;

/// A JSON value, borrowed from the document wherever its text can be used as it stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number that is written as an integer and fits.
    Integer(i64),
    /// Any other number, as it is written.
    Number(Cow<'a, str>),
    /// A string, decoded. A lone surrogate, which is not a character, is written `\u{d800}` (see [`surrogate`]).
    String(Cow<'a, str>),
    /// An array, as it is written.
    Array(Cow<'a, str>),
    /// An object, as it is written.
    Object(Cow<'a, str>),
}

impl<'a> Value<'a> {
    /// The value that this text, which must be one valid JSON value without space around it, stands for.
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

    /// The value without the text it was borrowed from.
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

    /// The string, where it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// What it is, with its article: `a string`, `null`.
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

    /// The number as an integer, where it has no fractional part: JSON Schema 2020-12 (validation,
    /// section 6.1.1) holds `100.0` and `1e2` to be integers.
    #[must_use]
    pub fn integer(&self) -> Option<Integer> {
        match self {
            Self::Integer(number) => Some(Integer::Exact(*number)),
            Self::Number(text) => Integer::new(text),
            _ => None,
        }
    }
}

/// An integer of any size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Integer {
    /// One that fits.
    Exact(i64),
    /// One that does not.
    Large,
}

impl Integer {
    /// The integer that a JSON number stands for, or `None` where it has a fractional part.
    fn new(number: &str) -> Option<Self> {
        let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{}{fraction}", whole.trim_start_matches('-'));
        let digits = digits.trim_start_matches('0');
        let significant = digits.trim_end_matches('0');
        if significant.is_empty() {
            return Some(Self::Exact(0));
        }
        // An exponent too large to be read leaves only its sign to tell.
        let beyond = if exponent.starts_with('-') { i64::MIN / 2 } else { i64::MAX / 2 };
        let exponent = exponent.parse().unwrap_or(beyond).clamp(i64::MIN / 2, i64::MAX / 2);
        let length = |text: &str| i64::try_from(text.len()).unwrap_or(i64::MAX / 4);
        let zeros = exponent - length(fraction) + length(digits) - length(significant);
        if zeros < 0 {
            return None;
        }
        let sign = if number.starts_with('-') { "-" } else { "" };
        let exact = usize::try_from(zeros)
            .ok()
            .filter(|zeros| zeros + significant.len() <= 19)
            .and_then(|zeros| format!("{sign}{significant}{:0<zeros$}", "").parse().ok());
        Some(exact.map_or(Self::Large, Self::Exact))
    }
}

/// A member of an object, both parts as they are written.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// The name, with its quotes.
    pub name: &'a str,
    /// The value.
    pub value: &'a str,
}

/// Checks that a text is one JSON value, and returns it without the space around it.
///
/// # Errors
///
/// Where and why it is not.
pub fn check(text: &str) -> Result<&str, Malformed> {
    let value: &RawValue = serde_json::from_str(text).map_err(|_| Malformed::in_text(text))?;
    let value = value.get();
    match first_too_deep(value) {
        Some(inner) => {
            let what = format!("nested deeper than {MAX_DEPTH} levels");
            Err(Malformed::new(offset_in(text, value) + inner, 1, what, None))
        }
        None => Ok(value),
    }
}

/// Visits the members of an object, in order, until `visit` returns `false`; none if the text is not a valid object.
pub fn each_member<'a>(object: &'a str, visit: impl FnMut(Member<'a>) -> bool) {
    // A visitor that stops early is an error to the deserializer, and to nobody else.
    let _ = Deserializer::from_str(object).deserialize_map(Members(visit));
}

/// Visits the elements of an array, in order, until `visit` returns `false`; none if the text is not a valid array.
pub fn each_element<'a>(array: &'a str, visit: impl FnMut(&'a str) -> bool) {
    let _ = Deserializer::from_str(array).deserialize_seq(Elements(visit));
}

struct Members<F>(F);

impl<'de, F: FnMut(Member<'de>) -> bool> Visitor<'de> for Members<F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some((name, value)) = map.next_entry::<&RawValue, &RawValue>()? {
            if !(self.0)(Member { name: name.get(), value: value.get() }) {
                return Err(de::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

struct Elements<F>(F);

impl<'de, F: FnMut(&'de str) -> bool> Visitor<'de> for Elements<F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut sequence: A) -> Result<(), A::Error> {
        while let Some(element) = sequence.next_element::<&RawValue>()? {
            if !(self.0)(element.get()) {
                return Err(de::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

/// Compares what two strings stand for, which must be valid JSON strings with their quotes.
#[must_use]
pub fn compare(one: &str, other: &str) -> Ordering {
    if one.contains('\\') || other.contains('\\') { utf16(one).cmp(utf16(other)) } else { one.cmp(other) }
}

/// The UTF-16 code units that a string stands for: a lone surrogate is one of them, though it is no character.
fn utf16(token: &str) -> impl Iterator<Item = u16> {
    let mut chars = token[1..token.len().saturating_sub(1)].chars();
    let mut low = None;
    std::iter::from_fn(move || {
        if let Some(low) = low.take() {
            return Some(low);
        }
        let letter = match chars.next()? {
            '\\' => match chars.next()? {
                'u' => {
                    let code = chars
                        .by_ref()
                        .take(4)
                        .fold(0, |code, digit| code << 4 | digit.to_digit(16).unwrap_or(0));
                    return u16::try_from(code).ok();
                }
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\u{8}',
                'f' => '\u{c}',
                escaped => escaped,
            },
            letter => letter,
        };
        let mut units = [0; 2];
        let units = letter.encode_utf16(&mut units);
        low = units.get(1).copied();
        units.first().copied()
    })
}

/// What a string stands for; `token` is a valid JSON string with its quotes.
#[must_use]
pub fn decode(token: &str) -> Cow<'_, str> {
    let inner = token.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(token);
    if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
        return Cow::Borrowed(inner);
    }
    // Read as bytes, `serde_json` lets a lone surrogate through, which is valid JSON (RFC 8259, section 8.2).
    Cow::Owned(surrogate::escaped(
        Deserializer::from_str(token).deserialize_byte_buf(Bytes).unwrap_or_default(),
    ))
}

struct Bytes;

impl Visitor<'_> for Bytes {
    type Value = Vec<u8>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        Ok(bytes.to_vec())
    }
}

/// Where `part`, a slice of `whole`, begins in it: a byte offset.
#[must_use]
pub fn offset_in(whole: &str, part: &str) -> usize {
    part.as_ptr().addr().saturating_sub(whole.as_ptr().addr())
}

/// A member name as one reference token of a JSON pointer: `~` is written `~0` and `/` is written `~1`
/// (RFC 6901, section 3).
#[must_use]
pub fn pointer_token(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The member name that a reference token stands for.
#[must_use]
pub fn pointer_name(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// The strings in a valid JSON value, names included, as they are written.
pub fn strings(value: &str) -> impl Iterator<Item = &str> {
    let strings = tokens(value.as_bytes()).filter(|(_, token)| token.kind == Kind::String);
    strings.map(|(at, token)| &value[at..at + token.len])
}

/// The byte offset of the bracket that opens the first level too deep; `value` is valid JSON.
fn first_too_deep(value: &str) -> Option<usize> {
    // Few documents have as many brackets.
    memchr::memchr2_iter(b'{', b'[', value.as_bytes()).nth(MAX_DEPTH)?;
    let mut depth = 0_usize;
    tokens(value.as_bytes()).find_map(|(at, token)| {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth -= 1,
            _ => {}
        }
        (depth > MAX_DEPTH).then_some(at)
    })
}
