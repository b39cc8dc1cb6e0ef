//! Text in a string with C escapes, as nginx and Apache write request bodies: `{\x22Payload\x22:`.

use memchr::memchr3;

use super::json_string::is_cut_escape;
use super::{Decoded, Unit, hex_byte, plain_until};

/// Returns the unit at the start of a text. A raw quote or line break ends the string.
pub fn unit(text: &[u8]) -> Unit {
    match text {
        [b'"' | b'\n', ..] => Unit::End,
        [b'\\', rest @ ..] if is_cut_escape(rest) => Unit::End,
        [b'\\', ..] => escape(text),
        _ => plain_until(memchr3(b'"', b'\\', b'\n', text), text),
    }
}

/// Decodes the C escape at the start of a text (C11, section 6.4.4.4). An unknown one stands for itself.
pub fn escape(text: &[u8]) -> Unit {
    let byte = match text.get(1) {
        Some(b'x') => {
            let decoded = text.get(2..).and_then(hex_byte);
            return decoded.map_or(Unit::Plain(1), |byte| Unit::Escape(4, Decoded::byte(byte)));
        }
        Some(b'0'..=b'3') => return octal(&text[1..]),
        Some(letter @ (b'"' | b'\'' | b'\\')) => *letter,
        Some(b'n') => b'\n',
        Some(b't') => b'\t',
        Some(b'r') => b'\r',
        Some(b'b') => 8,
        Some(b'f') => 12,
        Some(b'v') => 11,
        Some(b'a') => 7,
        _ => return Unit::Plain(1),
    };
    Unit::Escape(2, Decoded::byte(byte))
}

/// Decodes three octal digits, as the text format of Protocol Buffers has them.
fn octal(digits: &[u8]) -> Unit {
    let digits = digits.get(..3).and_then(|digits| std::str::from_utf8(digits).ok());
    let byte = digits.and_then(|digits| u8::from_str_radix(digits, 8).ok());
    byte.map_or(Unit::Plain(1), |byte| Unit::Escape(4, Decoded::byte(byte)))
}
