//! Reads bodies of the documented shape in one pass that borrows their text. `Payload` may have a few members of other names.
//!
//! Anything unusual, such as a second `Status`, an object among the values, `1e2` or an escaped backslash, is left to the
//! lenient reader. A property checks that both return the same callback.

use std::ops::Range;

use super::unescape::unescaped;
use super::{Callback, Member, Object, Payload, UnknownMember};
use crate::contract::Field;
use crate::json::Value;
use crate::json::whitespace::blanks;

/// The most members of `Payload` that are read.
const MOST_MEMBERS: usize = Field::ALL.len() + 4;

/// The longest integer that is read, in digits. Every integer of this length fits an `i64`.
const MAX_DIGITS: usize = 18;

/// The extent of a body.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// The length in bytes.
    pub length: usize,
    /// Whether there may be blanks between its tokens. Only then it may have several lines.
    pub has_blanks: bool,
}

/// Reads a body of the documented shape at the start of a text into an empty callback. Returns its extent.
///
/// Returns `None` for any other text. The callback then may contain some of its fields.
pub fn read<'a>(text: &'a str, callback: &mut Callback<'a>) -> Option<Extent> {
    let extent = each_member(text.as_bytes(), |ordinal, name, value| {
        let value = match value {
            Scalar::String(string) => string.value(text)?,
            Scalar::Integer(number) => Value::Integer(number),
            Scalar::Boolean(value) => Value::Boolean(value),
            Scalar::Null => Value::Null,
        };
        let member = Member { object: Object::Payload, ordinal, value };
        // A second member of the same name is unusual.
        match name {
            Name::Field(field) => callback.fields[field as usize].replace(member).is_none().then_some(()),
            Name::Other(range) => note_unknown(callback, text.get(range)?, member),
        }
    })?;
    callback.payload = Some(Payload::documented(0));
    if !callback.unknown_members.is_empty() {
        callback.fields().next()?;
        callback.note_meant_fields(Object::Payload);
    }
    Some(extent)
}

/// Notes a member of another name, which must be the first of that name.
#[cold]
fn note_unknown<'a>(callback: &mut Callback<'a>, name: &'a str, member: Member<'a>) -> Option<()> {
    let is_first = callback.unknown_members.iter().all(|unknown| unknown.name != name);
    callback.unknown_members.push(UnknownMember { name: name.into(), member });
    is_first.then_some(())
}

/// Returns the length in bytes of a body of the documented shape at the start of a text; `None` for any other text. It
/// may have several fields of the same name, and escapes that do not exist.
pub fn length(text: &[u8]) -> Option<usize> {
    each_member(text, |_, _, _| Some(())).map(|extent| extent.length)
}

/// Visits the members of `Payload` in a body of the documented shape at the start of a text. Returns its extent; `None` for
/// any other text, or if a visit returns `None`.
#[inline(always)]
fn each_member(text: &[u8], mut visit: impl FnMut(usize, Name, Scalar) -> Option<()>) -> Option<Extent> {
    let mut cursor = Cursor { text, at: 0, has_blanks: false };
    cursor.expect(b'{')?;
    cursor.significant()?;
    cursor.literal(br#""Payload""#)?;
    cursor.expect(b':')?;
    cursor.expect(b'{')?;
    for ordinal in 0.. {
        let name = cursor.name()?;
        cursor.expect(b':')?;
        visit(ordinal, name, cursor.scalar()?)?;
        if cursor.significant()? != b',' || ordinal == MOST_MEMBERS - 1 {
            break;
        }
        cursor.at += 1;
    }
    cursor.expect(b'}')?;
    cursor.expect(b'}')?;
    Some(Extent { length: cursor.at, has_blanks: cursor.has_blanks })
}

/// The name of a member, or its byte range in the text if the contract does not document it.
enum Name {
    Field(Field),
    Other(Range<usize>),
}

/// A value that is no array, no object and no number with a fraction or an exponent.
enum Scalar {
    String(Quoted),
    Integer(i64),
    Boolean(bool),
    Null,
}

/// A string without its quotes.
struct Quoted {
    range: Range<usize>,
    has_escapes: bool,
}

impl Quoted {
    fn value(self, text: &str) -> Option<Value<'_>> {
        let text = text.get(self.range)?;
        Some(Value::String(if self.has_escapes { unescaped(text)?.into() } else { text.into() }))
    }
}

/// A place in a text. If a method returns `None`, nothing can be read after that.
struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
    /// Whether there were blanks between tokens.
    has_blanks: bool,
}

// Not inlined, these make splitting an array a tenth slower.
impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Skips blanks, and returns the byte after them.
    #[inline(always)]
    fn significant(&mut self) -> Option<u8> {
        let byte = *self.text.get(self.at)?;
        if byte > b' ' {
            return Some(byte);
        }
        self.has_blanks = true;
        self.at += blanks(self.rest());
        self.text.get(self.at).copied()
    }

    /// Skips blanks and a byte.
    #[inline(always)]
    fn expect(&mut self, byte: u8) -> Option<()> {
        let is_found = self.significant()? == byte;
        self.at += 1;
        is_found.then_some(())
    }

    /// Skips a text.
    fn literal<const LENGTH: usize>(&mut self, literal: &[u8; LENGTH]) -> Option<()> {
        let is_found = self.rest().first_chunk() == Some(literal);
        self.at += LENGTH;
        is_found.then_some(())
    }

    /// Skips blanks and a name without escapes.
    #[inline(always)]
    fn name(&mut self) -> Option<Name> {
        self.significant()?;
        let start = self.at;
        if let Some(field) = self.field() {
            return Some(Name::Field(field));
        }
        self.at = start;
        self.other_name()
    }

    #[cold]
    fn other_name(&mut self) -> Option<Name> {
        let is_string = self.text.get(self.at) == Some(&b'"');
        let name = self.string().filter(|name| is_string && !name.has_escapes)?;
        Some(Name::Other(name.range))
    }

    /// Skips the name of a field. The third letters of all names differ.
    #[inline(always)]
    fn field(&mut self) -> Option<Field> {
        let (field, found) = match *self.text.get(self.at + 3)? {
            b'o' => (Field::Progress, self.literal(br#""Progress""#)),
            b'd' => (Field::MediaUrl, self.literal(br#""MediaUrl""#)),
            b'b' => (Field::SubtitlesUrl, self.literal(br#""SubtitlesUrl""#)),
            b'a' => (Field::Status, self.literal(br#""Status""#)),
            b'i' => (Field::FailMessage, self.literal(br#""FailMessage""#)),
            b's' => (Field::TaskId, self.literal(br#""TaskId""#)),
            _ => return None,
        };
        found.map(|()| field)
    }

    /// Skips blanks and a scalar.
    #[inline(always)]
    fn scalar(&mut self) -> Option<Scalar> {
        match self.significant()? {
            b'"' => self.string().map(Scalar::String),
            b't' => self.literal(b"true").map(|()| Scalar::Boolean(true)),
            b'f' => self.literal(b"false").map(|()| Scalar::Boolean(false)),
            b'n' => self.literal(b"null").map(|()| Scalar::Null),
            _ => self.integer().map(Scalar::Integer),
        }
    }

    /// Skips a string.
    #[inline(always)]
    fn string(&mut self) -> Option<Quoted> {
        self.at += 1;
        let (start, mut has_escapes) = (self.at, false);
        loop {
            self.at += first_special(self.rest())?;
            match self.text[self.at] {
                b'"' => break,
                b'\\' => {
                    has_escapes = true;
                    self.skip_escapes();
                }
                _ => return None,
            }
        }
        self.at += 1;
        Some(Quoted { range: start..self.at - 1, has_escapes })
    }

    /// Skips escapes that follow each other. The byte behind a backslash may be a quote. Decoding finds invalid ones.
    fn skip_escapes(&mut self) {
        while self.text.get(self.at) == Some(&b'\\') {
            self.at += if self.text.get(self.at + 1) == Some(&b'u') { 6 } else { 2 };
        }
    }

    /// Skips an integer.
    fn integer(&mut self) -> Option<i64> {
        let is_negative = self.text.get(self.at) == Some(&b'-');
        self.at += usize::from(is_negative);
        let digits = self.rest();
        let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let digits = digits.get(..length).filter(|digits| (1..=MAX_DIGITS).contains(&digits.len()))?;
        self.at += length;
        // Zero may not begin a longer number, and has no sign here.
        let is_written = digits[0] != b'0' || (length == 1 && !is_negative);
        let number = digits.iter().fold(0, |number, digit| number * 10 + i64::from(digit - b'0'));
        is_written.then_some(if is_negative { -number } else { number })
    }
}

/// Returns the byte offset of the first quote, backslash or control character.
fn first_special(text: &[u8]) -> Option<usize> {
    let is_special = |byte: u8| (byte == b'"') | (byte == b'\\') | (byte < b' ');
    let mut at = 0;
    // Compilers turn this into instructions that test the whole chunk at once.
    while let Some(chunk) = text.get(at..)?.first_chunk::<16>() {
        let special = u128::from_le_bytes(chunk.map(|byte| if is_special(byte) { 0xFF } else { 0 }));
        if special != 0 {
            return Some(at + special.trailing_zeros() as usize / 8);
        }
        at += chunk.len();
    }
    text.get(at..)?.iter().position(|byte| is_special(*byte)).map(|rest| at + rest)
}
