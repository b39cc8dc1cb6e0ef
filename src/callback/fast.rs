//! Reads bodies of the documented shape in one pass that borrows their text. `Payload` may have a few members of other names.
//!
//! Anything unusual, such as a second `Status`, an object among the values, `1e2` or an escaped backslash, is left to the
//! lenient reader. A property checks that both return the same callback.

use std::borrow::Cow;
use std::ops::Range;

use super::unescape::{escape_length, unescaped};
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
    /// Whether there may be blanks between its tokens. Only then may it have several lines.
    pub has_blanks: bool,
}

/// Reads a body of the documented shape at the start of a text into an empty callback. Returns its extent.
///
/// Returns `None` for any other text. The callback then may contain some of its fields.
pub fn read<'a>(text: &'a str, callback: &mut Callback<'a>) -> Option<Extent> {
    let mut cursor = Cursor::in_payload(text.as_bytes())?;
    for ordinal in 0..MOST_MEMBERS {
        match cursor.name()? {
            Name::Field(field) => {
                let place = &mut callback.fields[field as usize];
                // A second member of the same name is unusual.
                if place.is_some() {
                    return None;
                }
                set(place, ordinal, cursor.scalar()?, text)?;
            }
            Name::Other(name) => {
                let mut member = None;
                set(&mut member, ordinal, cursor.scalar()?, text)?;
                note_unknown(callback, text.get(name)?, member?)?;
            }
        }
        match cursor.next()? {
            b',' => {}
            b'}' => {
                callback.payload = Some(Payload::documented(0));
                note_meant(callback)?;
                return cursor.behind_payload();
            }
            _ => return None,
        }
    }
    None
}

/// Sets a member to a value of the text. Each kind is written to its place directly: a value that is copied right after it
/// has been stored in parts keeps a processor waiting.
#[inline(always)]
fn set<'a>(place: &mut Option<Member<'a>>, ordinal: usize, scalar: Scalar, text: &'a str) -> Option<()> {
    let member = |value| Some(Member { object: Object::Payload, ordinal, value });
    match scalar {
        Scalar::String(Quoted { range, has_escapes: false }) => {
            *place = member(Value::String(Cow::Borrowed(text.get(range)?)));
        }
        Scalar::String(Quoted { range, .. }) => {
            *place = member(Value::String(Cow::Owned(unescaped(text.get(range)?)?)));
        }
        Scalar::Integer(number) => *place = member(Value::Integer(number)),
        Scalar::Boolean(value) => *place = member(Value::Boolean(value)),
        Scalar::Null => *place = member(Value::Null),
    }
    Some(())
}

/// Notes a member of another name, which must be the first of that name.
#[cold]
fn note_unknown<'a>(callback: &mut Callback<'a>, name: &'a str, member: Member<'a>) -> Option<()> {
    let is_first = callback.unknown_members.iter().all(|unknown| unknown.name != name);
    callback.unknown_members.push(UnknownMember { name: name.into(), member });
    is_first.then_some(())
}

/// Notes the fields that members of other names are meant as. Returns `None` if no field has its own name: that is unusual.
fn note_meant(callback: &mut Callback<'_>) -> Option<()> {
    if !callback.unknown_members.is_empty() {
        callback.fields().next()?;
        callback.note_meant_fields(Object::Payload);
    }
    Some(())
}

/// Returns the length in bytes of a body of the documented shape at the start of a text; `None` for any other text. It
/// may have several fields of the same name.
pub fn length(text: &[u8]) -> Option<usize> {
    let mut cursor = Cursor::in_payload(text)?;
    for _ in 0..MOST_MEMBERS {
        cursor.name()?;
        cursor.scalar()?;
        match cursor.next()? {
            b',' => {}
            b'}' => return Some(cursor.behind_payload()?.length),
            _ => return None,
        }
    }
    None
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

/// A place in a text. If a method returns `None`, nothing can be read after that, unless it skips only what is there.
#[derive(Clone, Copy)]
struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
    /// Whether there were blanks between tokens.
    has_blanks: bool,
}

// Not inlined, these make splitting an array a tenth slower.
impl<'a> Cursor<'a> {
    /// Returns the place behind the opening bracket of `Payload`.
    #[inline(always)]
    fn in_payload(text: &'a [u8]) -> Option<Self> {
        let mut cursor = Self { text, at: 0, has_blanks: false };
        cursor.skip(b'{')?;
        cursor.significant()?;
        cursor.literal(br#""Payload""#)?;
        cursor.skip(b':')?;
        cursor.skip(b'{')?;
        Some(cursor)
    }

    /// Skips the last bracket, and returns the extent of the body.
    #[inline(always)]
    fn behind_payload(&mut self) -> Option<Extent> {
        self.skip(b'}')?;
        Some(Extent { length: self.at, has_blanks: self.has_blanks })
    }

    fn rest(&self) -> Option<&'a [u8]> {
        self.text.get(self.at..)
    }

    /// Skips blanks, and returns the byte after them.
    #[inline(always)]
    fn significant(&mut self) -> Option<u8> {
        let byte = *self.text.get(self.at)?;
        if byte > b' ' {
            return Some(byte);
        }
        self.has_blanks = true;
        self.at += blanks(self.rest()?);
        self.text.get(self.at).copied()
    }

    /// Skips blanks and the byte after them, which it returns.
    #[inline(always)]
    fn next(&mut self) -> Option<u8> {
        let byte = self.significant()?;
        self.at += 1;
        Some(byte)
    }

    /// Skips blanks and a byte.
    #[inline(always)]
    fn skip(&mut self, byte: u8) -> Option<()> {
        (self.next()? == byte).then_some(())
    }

    /// Skips a text if it is there.
    fn literal<const LENGTH: usize>(&mut self, literal: &[u8; LENGTH]) -> Option<()> {
        let is_found = self.rest()?.first_chunk() == Some(literal);
        is_found.then(|| self.at += LENGTH)
    }

    /// Skips blanks, a name without escapes, blanks, and the colon.
    #[inline(always)]
    fn name(&mut self) -> Option<Name> {
        self.significant()?;
        if let Some(field) = self.field() {
            return Some(Name::Field(field));
        }
        let (name, behind) = self.any_name()?;
        // The text is the same, and stays in registers.
        *self = Self { text: self.text, ..behind };
        Some(name)
    }

    /// Skips the name of a field and the colon, if they are there without a blank between them.
    #[inline(always)]
    fn field(&mut self) -> Option<Field> {
        // The third letters of all names differ. The length of each is a constant here: a processor would have to wait for
        // one from a table before it could read on.
        let (field, found) = match *self.text.get(self.at + 3)? {
            b'o' => (Field::Progress, self.literal(br#""Progress":"#)),
            b'd' => (Field::MediaUrl, self.literal(br#""MediaUrl":"#)),
            b'b' => (Field::SubtitlesUrl, self.literal(br#""SubtitlesUrl":"#)),
            b'a' => (Field::Status, self.literal(br#""Status":"#)),
            b'i' => (Field::FailMessage, self.literal(br#""FailMessage":"#)),
            b's' => (Field::TaskId, self.literal(br#""TaskId":"#)),
            _ => return None,
        };
        found.map(|()| field)
    }

    /// Returns any name without escapes, and the place behind the colon. Takes a copy: a call that borrows the cursor would
    /// keep it out of registers where most names are read.
    #[cold]
    fn any_name(mut self) -> Option<(Name, Self)> {
        let Some(Scalar::String(Quoted { range, has_escapes: false })) = self.scalar() else { return None };
        self.skip(b':')?;
        let name = &self.text[range.clone()];
        let field = Field::ALL.into_iter().find(|field| field.name().as_bytes() == name);
        Some((field.map_or(Name::Other(range), Name::Field), self))
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
        let start = self.at + 1;
        let end = start + first_special(self.text.get(start..)?)?;
        let (end, has_escapes) = match *self.text.get(end)? {
            b'"' => (end, false),
            b'\\' => (end_of_escaped(self.text, end)?, true),
            _ => return None,
        };
        self.at = end + 1;
        Some(Quoted { range: start..end, has_escapes })
    }

    /// Skips an integer.
    fn integer(&mut self) -> Option<i64> {
        let is_negative = self.text.get(self.at) == Some(&b'-');
        self.at += usize::from(is_negative);
        let start = self.at;
        let mut number = 0_i64;
        while let Some(digit @ b'0'..=b'9') = self.text.get(self.at) {
            number = number.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
            self.at += 1;
        }
        let length = self.at - start;
        // Zero may not begin a longer number, and has no sign here.
        let is_written = self.text.get(start) != Some(&b'0') || (length == 1 && !is_negative);
        let is_read = is_written && (1..=MAX_DIGITS).contains(&length);
        is_read.then(|| if is_negative { -number } else { number })
    }
}

/// Returns the byte offset of the quote that ends a string. Searches from an escape on.
// Inlined, this takes registers from the loop that reads most strings.
#[inline(never)]
fn end_of_escaped(text: &[u8], escape: usize) -> Option<usize> {
    let mut at = escape;
    loop {
        // Escapes often follow each other.
        while text.get(at)? == &b'\\' {
            at += escape_length(&text[at..])?;
        }
        at += first_special(text.get(at..)?)?;
        match text.get(at)? {
            b'"' => return Some(at),
            b'\\' => {}
            _ => return None,
        }
    }
}

/// Returns the byte offset of the first quote, backslash or control character. Tests 16 bytes at once.
#[inline(always)]
fn first_special(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(chunk) = text.get(at..)?.first_chunk::<16>() {
        // This test is made for all bytes at once, but does not tell which one it is.
        if chunk.iter().fold(false, |found, byte| found | is_special(*byte)) {
            let (first, second) = (special(*chunk.first_chunk()?), special(*chunk.last_chunk()?));
            let zeros = if first == 0 { 64 + second.trailing_zeros() } else { first.trailing_zeros() };
            return Some(at + zeros as usize / 8);
        }
        at += chunk.len();
    }
    text.get(at..)?.iter().position(|byte| is_special(*byte)).map(|rest| at + rest)
}

/// Returns a number with the highest bit set in the first byte, from the lowest, that is a quote, a backslash or a control
/// character. Bytes above it may have it too. Returns 0 if there is none.
#[inline(always)]
const fn special(bytes: [u8; 8]) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    let bytes = u64::from_le_bytes(bytes);
    let quotes = bytes ^ (ONES * b'"' as u64);
    let backslashes = bytes ^ (ONES * b'\\' as u64);
    // A subtraction that borrows sets the highest bit. Other bytes that have it are not ASCII.
    let borrowing =
        quotes.wrapping_sub(ONES) | backslashes.wrapping_sub(ONES) | bytes.wrapping_sub(ONES * b' ' as u64);
    borrowing & !bytes & (ONES * 0x80)
}

/// Returns whether a byte is a quote, a backslash or a control character.
const fn is_special(byte: u8) -> bool {
    // Flipping this bit makes a blank of a quote, and leaves control characters below it: one comparison finds both.
    (byte ^ (b'"' ^ b' ') <= b' ') | (byte == b'\\')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::proptest_config::config;

    proptest! {
        #![proptest_config(config(2048))]

        #[test]
        fn finds_the_first_byte_that_ends_a_string(
            before in proptest::collection::vec(prop_oneof![b'#'..=b'[', b']'..=0xFF, Just(b'!'), Just(b' ')], 0..70),
            behind in proptest::collection::vec(any::<u8>(), 0..40),
        ) {
            let text = [before, behind].concat();
            let expected = text.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..b' '));
            prop_assert_eq!(first_special(&text), expected);
        }
    }
}
