//! Text in a JSON string (RFC 8259, section 7): `{\"Payload\":`.

use memchr::{memchr3, memrchr2};

use super::{Decoded, Unit, hex_byte, plain_until};

/// Returns the unit at the start of a text. A raw quote or line break ends the string. An invalid escape stands for
/// itself.
pub fn unit(text: &[u8]) -> Unit {
    match text {
        [b'"' | b'\n', ..] => Unit::End,
        [b'\\', rest @ ..] if is_cut_escape(rest) => Unit::End,
        [b'\\', b'u', digits @ ..] => unicode(digits),
        [b'\\', letter, ..] => match simple(*letter) {
            Some(byte) => Unit::Escape(2, Decoded::byte(byte)),
            None => Unit::Plain(1),
        },
        [b'\\'] => Unit::Plain(1),
        _ => plain_until(memchr3(b'"', b'\\', b'\n', text), text),
    }
}

/// Returns whether the string is cut short within the escape whose text after the backslash is given: a program that writes
/// only the beginning of a long string does not look for escapes.
pub fn is_cut_escape(rest: &[u8]) -> bool {
    let digits = match rest {
        [] | [b'\n', ..] => return true,
        [b'x', digits @ ..] => &digits[..digits.len().min(2)],
        [b'u', digits @ ..] => &digits[..digits.len().min(4)],
        _ => return false,
    };
    let complete = if rest[0] == b'x' { 2 } else { 4 };
    let count = digits.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    count < complete && matches!(digits.get(count), None | Some(b'"' | b'\n'))
}

/// Returns the number of bytes before the string that a text ends in.
pub fn begin(text: &[u8]) -> usize {
    let mut end = text.len();
    while let Some(at) = memrchr2(b'"', b'\n', &text[..end]) {
        let slashes = text[..at].iter().rev().take_while(|byte| **byte == b'\\').count();
        if text[at] == b'\n' || slashes % 2 == 0 {
            return at + 1;
        }
        end = at;
    }
    0
}

const fn simple(letter: u8) -> Option<u8> {
    Some(match letter {
        b'"' | b'\\' | b'/' => letter,
        b'n' => b'\n',
        b't' => b'\t',
        b'r' => b'\r',
        b'b' => 8,
        b'f' => 12,
        _ => return None,
    })
}

/// Decodes an escape whose first digits are given. A lone surrogate stands for itself: it is an escape of the JSON text
/// inside the string too.
fn unicode(digits: &[u8]) -> Unit {
    let Some(first) = code(digits) else { return Unit::Plain(1) };
    if let Some(letter) = char::from_u32(first) {
        return Unit::Escape(6, Decoded::character(letter));
    }
    let second = digits[4..].strip_prefix(b"\\u").and_then(code);
    let pair = second.and_then(|second| {
        let is_pair = matches!((first, second), (0xD800..=0xDBFF, 0xDC00..=0xDFFF));
        char::from_u32(0x10000 + ((first & 0x3FF) << 10 | second & 0x3FF)).filter(|_| is_pair)
    });
    pair.map_or(Unit::Plain(6), |letter| Unit::Escape(12, Decoded::character(letter)))
}

fn code(digits: &[u8]) -> Option<u32> {
    let bytes = [hex_byte(digits)?, hex_byte(digits.get(2..)?)?];
    Some(u32::from(u16::from_be_bytes(bytes)))
}
