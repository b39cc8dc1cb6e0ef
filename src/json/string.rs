//! Decodes and compares JSON strings.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use serde::de::{self, Deserializer as _, Visitor};
use serde_json::Deserializer;

use crate::json::lexer::{Kind, tokens};
use crate::json::surrogate;

/// Compares the UTF-16 code units of two valid JSON strings with quotes. Without escapes, compares their bytes.
#[must_use]
pub fn compare(one: &str, other: &str) -> Ordering {
    if one.contains('\\') || other.contains('\\') { utf16(one).cmp(utf16(other)) } else { one.cmp(other) }
}

/// Returns the UTF-16 code units of a string. A lone surrogate is one of them, though not a character.
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

/// Decodes a valid JSON string with quotes.
#[must_use]
pub fn decode(token: &str) -> Cow<'_, str> {
    let inner = token.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(token);
    if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
        return Cow::Borrowed(inner);
    }
    // As bytes, `serde_json` accepts lone surrogates, which are valid JSON (RFC 8259, section 8.2).
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

/// Returns the strings in a valid JSON value as written, member names included.
pub fn strings(value: &str) -> impl Iterator<Item = &str> {
    let strings = tokens(value.as_bytes()).filter(|(_, token)| token.kind == Kind::String);
    strings.map(|(at, token)| &value[at..at + token.len])
}
