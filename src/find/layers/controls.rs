//! Text in which line breaks and tabs are written out: `{#012  "Payload"` by rsyslog, `{\n  "Payload"` by shells.
//!
//! JSON has them only between tokens. The same letters in a string stand for themselves.

use memchr::memchr3;

use super::{Decoded, Unit, plain_until};
use crate::json::lexer::{StringEnd, string_end};

/// Returns the unit at the start of a text.
pub fn unit(text: &[u8]) -> Unit {
    match text {
        [b'"', ..] => match string_end(text, 1, b'"') {
            StringEnd::Closed(end) | StringEnd::LineBreak(end) => Unit::Plain(end),
            StringEnd::Text => Unit::Plain(text.len()),
        },
        [b'#' | b'\\', ..] => match len(text) {
            0 => Unit::Plain(1),
            len => Unit::Escape(len, Decoded::byte(if text[len - 1] == b'1' { b'\t' } else { b'\n' })),
        },
        _ => plain_until(memchr3(b'"', b'#', b'\\', text), text),
    }
}

/// Returns the length in bytes of the written-out control at the start of a text; 0 if there is none.
pub fn len(text: &[u8]) -> usize {
    match text {
        [b'#', b'0', b'1', b'1' | b'2' | b'5', ..] => 4,
        [b'\\', b'n' | b'r' | b't', ..] => 2,
        _ => 0,
    }
}
