//! What a JSON text is made of (RFC 8259): values, members and the places where it is malformed.
//!
//! `serde_json` does the reading. This room adds what a judge of documents needs and a reader of data does
//! not: a value of any type is kept as it was written, nothing valid is refused (a lone surrogate, a number
//! that no machine type holds), and nesting has the same limit everywhere.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserializer as _, MapAccess, Visitor};
use serde_json::Deserializer;
use serde_json::value::RawValue;

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
    Number(&'a str),
    /// A string, decoded. A lone surrogate, which is no character, stays the escape that it is.
    String(Cow<'a, str>),
    /// An array, as it is written.
    Array(&'a str),
    /// An object, as it is written.
    Object(&'a str),
}

impl<'a> Value<'a> {
    /// The value that this text, which must be one valid JSON value without space around it, stands for.
    #[must_use]
    pub fn of(text: &'a str) -> Self {
        match text.as_bytes().first() {
            Some(b'n') => Self::Null,
            Some(b't') => Self::Boolean(true),
            Some(b'f') => Self::Boolean(false),
            Some(b'"') => Self::String(decode(text)),
            Some(b'[') => Self::Array(text),
            Some(b'{') => Self::Object(text),
            _ => text.parse().map_or(Self::Number(text), Self::Integer),
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
            Self::Number(text) => Integer::of(text),
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
    fn of(number: &str) -> Option<Self> {
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
    let value: &RawValue = serde_json::from_str(text).map_err(|error| Malformed::from_serde(text, &error))?;
    let value = value.get();
    match first_too_deep(value) {
        Some(inner) => Err(Malformed {
            offset: offset_in(text, value) + inner,
            length: 1,
            what: format!("nested deeper than {MAX_DEPTH} levels"),
            help: None,
        }),
        None => Ok(value),
    }
}

/// The members of an object, in order; none where the text is no valid object.
#[must_use]
pub fn members(object: &str) -> Vec<Member<'_>> {
    Deserializer::from_str(object).deserialize_map(Members).unwrap_or_default()
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<Member<'de>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some((name, value)) = map.next_entry::<&RawValue, &RawValue>()? {
            members.push(Member { name: name.get(), value: value.get() });
        }
        Ok(members)
    }
}

/// What a string stands for; `token` is a valid JSON string with its quotes.
#[must_use]
pub fn decode(token: &str) -> Cow<'_, str> {
    let inner = token.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(token);
    if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
        return Cow::Borrowed(inner);
    }
    // Read as bytes, `serde_json` lets a lone surrogate through, which is valid JSON (RFC 8259, section 8.2).
    let decoded = Deserializer::from_str(token).deserialize_byte_buf(Bytes).unwrap_or_default();
    let text = String::from_utf8(decoded).unwrap_or_else(|error| with_escaped_surrogates(error.as_bytes()));
    Cow::Owned(text)
}

/// Text with lone surrogates, which `serde_json` encodes as if they were characters, in three bytes each.
fn with_escaped_surrogates(mut bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    loop {
        let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
        let (before, behind) = bytes.split_at_checked(valid).unwrap_or_default();
        text.push_str(&String::from_utf8_lossy(before));
        let [_, high, low, rest @ ..] = behind else { return text };
        let surrogate = 0xD000 | u16::from(high & 0x3F) << 6 | u16::from(low & 0x3F);
        text.push_str(&format!("\\u{surrogate:04x}"));
        bytes = rest;
    }
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

/// The strings in a valid JSON value, names included, as they are written.
pub fn strings(value: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + memchr::memchr(b'"', value.as_bytes().get(at..)?)?;
        at = end_of_string(value.as_bytes(), start) + 1;
        value.get(start..at)
    })
}

/// The byte offset of the bracket that opens the first level too deep; `value` is valid JSON.
fn first_too_deep(value: &str) -> Option<usize> {
    let bytes = value.as_bytes();
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => at = end_of_string(bytes, at),
            b'[' | b'{' if depth == MAX_DEPTH => return Some(at),
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The offset of the quote that closes the string opened at `quote`, or the last offset where none does.
fn end_of_string(bytes: &[u8], quote: usize) -> usize {
    let mut at = quote + 1;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        match memchr::memchr2(b'"', b'\\', rest) {
            Some(found) if rest.get(found) == Some(&b'"') => return at + found,
            Some(found) => at += found + 2,
            None => return bytes.len(),
        }
    }
}

/// Why a document is not JSON, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Where it goes wrong: a byte offset in the document; its length where it is cut short.
    pub offset: usize,
    /// How many bytes are wrong there; 0 at the end of the document.
    pub length: usize,
    /// What is wrong, in words.
    pub what: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Malformed {
    /// For a document whose bytes are no text: the error's place and the byte found there.
    #[must_use]
    pub fn not_utf8(bytes: &[u8], error: std::str::Utf8Error) -> Self {
        let offset = error.valid_up_to();
        let rest = bytes.len().saturating_sub(offset);
        let length = error.error_len().unwrap_or(rest).max(1);
        let found = bytes.get(offset).copied().unwrap_or_default();
        Self {
            offset,
            length,
            what: format!("invalid UTF-8: found the byte 0x{found:02x}"),
            help: Some(
                "JSON is UTF-8 (RFC 8259): convert the text, or find what cut a character in two".into(),
            ),
        }
    }

    /// For a body without any text.
    #[must_use]
    pub fn empty() -> Self {
        Self { offset: 0, length: 0, what: "the body is empty".to_owned(), help: None }
    }

    fn from_serde(text: &str, error: &serde_json::Error) -> Self {
        let reason = error.to_string();
        let reason = reason.rsplit_once(" at line ").map_or(reason.as_str(), |(reason, _)| reason);
        let gave_up = match reason {
            _ if error.is_eof() => text.trim_end_matches([' ', '\t', '\n', '\r']).len(),
            _ if reason.starts_with("control character") => control_from(text, offset_of(text, error)),
            // A literal that is not to its end what it began as.
            "expected ident" => literal_before(text, offset_of(text, error)),
            _ => offset_of(text, error),
        };
        let (offset, found) = token_at(text, gave_up);
        let (what, help) = explain(reason, found);
        let what = match found {
            "" => what.to_owned(),
            found if what.starts_with("expected") => format!("{what}, found `{found}`"),
            _ => what.to_owned(),
        };
        Self { offset, length: found.len(), what, help: help.map(str::to_owned) }
    }
}

/// The offset of the first control character from `offset` on, since `serde_json` may name the byte before.
fn control_from(text: &str, offset: usize) -> usize {
    let rest = text.as_bytes().get(offset..).unwrap_or_default();
    offset + rest.iter().position(u8::is_ascii_control).unwrap_or(0)
}

/// The offset of the last letter before `offset`, where what stands there is no letter itself.
fn literal_before(text: &str, offset: usize) -> usize {
    let is_letter = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_alphabetic);
    offset.checked_sub(1).filter(|before| !is_letter(offset) && is_letter(*before)).unwrap_or(offset)
}

/// The word or the character at an offset, and where it begins; nothing at the end of the text.
fn token_at(text: &str, offset: usize) -> (usize, &str) {
    let (before, behind) = text.split_at_checked(offset).unwrap_or((text, ""));
    let Some(found) = behind.chars().next() else { return (offset, "") };
    if !found.is_ascii_alphabetic() {
        return (offset, behind.get(..found.len_utf8()).unwrap_or_default());
    }
    let is_of_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let head = before.len() - before.trim_end_matches(is_of_word).len();
    let tail = behind.find(|letter| !is_of_word(letter)).unwrap_or(behind.len());
    // Words that are longer than this are shown by their letter.
    if head + tail > 40 {
        return (offset, behind.get(..1).unwrap_or_default());
    }
    (offset - head, text.get(offset - head..offset + tail).unwrap_or_default())
}

/// The byte offset at which `serde_json` gave up. Its lines are 1-based; its columns count the bytes
/// of the line up to and with the offending one, so that 0 is the line break before.
fn offset_of(text: &str, error: &serde_json::Error) -> usize {
    let line_start = match error.line() {
        0 | 1 => 0,
        line => memchr::memchr_iter(b'\n', text.as_bytes())
            .nth(line - 2)
            .map_or(text.len(), |newline| newline + 1),
    };
    let mut offset = (line_start + error.column()).saturating_sub(1).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// What `serde_json` says, as somebody would say it who wants to mend the document; and how to.
fn explain<'r>(reason: &'r str, found: &str) -> (&'r str, Option<&'static str>) {
    const CUT: Option<&str> = Some("the rest is missing: was the disk full, or the writer stopped?");
    const COMMA: (&str, Option<&str>) =
        ("a comma stands before the closing bracket", Some("remove the comma"));
    match reason {
        "key must be a string" if found == "}" => COMMA,
        "expected value" if found == "]" => COMMA,
        "trailing comma" => COMMA,
        "EOF while parsing an object" => ("cut short inside an object", CUT),
        "EOF while parsing a list" => ("cut short inside an array", CUT),
        "EOF while parsing a string" => ("cut short inside a string", CUT),
        "EOF while parsing a value" => ("cut short before a value", CUT),
        "expected value" | "expected ident" => ("expected a value", None),
        "key must be a string" => ("expected a member name in double quotes", None),
        "trailing characters" => ("expected the end of the document", None),
        "invalid number" => (
            "a number that JSON does not have",
            Some("no leading zero, no `+`, a digit on both sides of the point"),
        ),
        "invalid escape" => ("an escape that JSON does not have", Some("write a backslash itself as `\\\\`")),
        reason if reason.starts_with("control character") => (
            "a control character stands unescaped in a string",
            Some("write a line break as `\\n`, a tab as `\\t`; or the string's closing quote is missing"),
        ),
        reason => (reason, None),
    }
}
