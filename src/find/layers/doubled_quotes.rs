//! Text in a field of a CSV file (RFC 4180, section 2): `{""Payload"":`.

use memchr::{memchr, memrchr};

use super::{Decoded, Unit, plain_until};

/// Returns the unit at the start of a text. A quote that is not doubled ends the field.
pub fn unit(text: &[u8]) -> Unit {
    match text {
        [b'"', b'"', ..] => Unit::Escape(2, Decoded::byte(b'"')),
        [b'"', ..] => Unit::End,
        _ => plain_until(memchr(b'"', text), text),
    }
}

/// Returns the number of bytes before the field that a text ends in.
pub fn begin(text: &[u8]) -> usize {
    let mut end = text.len();
    while let Some(at) = memrchr(b'"', &text[..end]) {
        let quotes = text[..=at].iter().rev().take_while(|byte| **byte == b'"').count();
        if quotes % 2 == 1 {
            return at + 2 - quotes;
        }
        end = at + 1 - quotes;
    }
    0
}
