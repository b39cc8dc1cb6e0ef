//! Text in HTML (HTML Standard, section 13.1.4): `{&quot;Payload&quot;:`.

use memchr::{memchr3, memrchr3};

use super::{Decoded, LONGEST_ESCAPE, Unit, plain_until};

/// The named references that encoders write.
const NAMED: [(&[u8], char); 6] =
    [(b"quot", '"'), (b"amp", '&'), (b"lt", '<'), (b"gt", '>'), (b"apos", '\''), (b"nbsp", '\u{a0}')];

/// Returns the unit at the start of a text. A raw quote or a tag ends it.
pub fn unit(text: &[u8]) -> Unit {
    match text {
        [b'"' | b'<', ..] => Unit::End,
        [b'&', rest @ ..] => reference(rest),
        _ => plain_until(memchr3(b'"', b'<', b'&', text), text),
    }
}

/// Returns the number of bytes before the text between tags that `text` ends in.
pub fn begin(text: &[u8]) -> usize {
    memrchr3(b'"', b'<', b'>', text).map_or(0, |at| at + 1)
}

/// Decodes a character reference without its `&`. An unknown one stands for itself.
fn reference(rest: &[u8]) -> Unit {
    let Some(end) = rest.iter().take(LONGEST_ESCAPE - 1).position(|byte| *byte == b';') else {
        return Unit::Plain(1);
    };
    let letter = match &rest[..end] {
        [b'#', b'x' | b'X', digits @ ..] => numeric(digits, 16),
        [b'#', digits @ ..] => numeric(digits, 10),
        name => NAMED.iter().find(|(known, _)| *known == name).map(|(_, letter)| *letter),
    };
    letter.map_or(Unit::Plain(1), |letter| Unit::Escape(end + 2, Decoded::character(letter)))
}

fn numeric(digits: &[u8], radix: u32) -> Option<char> {
    let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
    char::from_u32(u32::from_str_radix(digits, radix).ok()?)
}
