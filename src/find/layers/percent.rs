//! Text in a form or a query string (URL Standard, section 5.1): `%7B%22Payload%22`.

use super::{Decoded, Unit, hex_byte};

/// Returns the unit at the start of a text. A character that is always encoded ends it.
pub fn unit(text: &[u8]) -> Unit {
    match text {
        [b'%', digits @ ..] => {
            hex_byte(digits).map_or(Unit::Plain(1), |byte| Unit::Escape(3, Decoded::byte(byte)))
        }
        [b'+', ..] => Unit::Escape(1, Decoded::byte(b' ')),
        [first, ..] if is_end(*first) => Unit::End,
        _ => {
            let is_special = |byte: &u8| matches!(byte, b'%' | b'+') || is_end(*byte);
            Unit::Plain(text.iter().position(is_special).unwrap_or(text.len()))
        }
    }
}

/// Returns the number of bytes before the value that a text ends in.
pub fn begin(text: &[u8]) -> usize {
    text.iter().rposition(|byte| is_end(*byte) || *byte == b'=').map_or(0, |at| at + 1)
}

const fn is_end(byte: u8) -> bool {
    matches!(byte, 0..=b' ' | b'"' | b'<' | b'>' | b'&' | b'\\' | b'`')
}
