//! Text in which only some bytes have C escapes, as Python prints bytes: `b'{"Payload":"\xe6`.

use memchr::memchr;

use super::{Unit, hex, plain_until};

/// Returns the unit at the start of a text.
pub fn unit(text: &[u8]) -> Unit {
    match text {
        [b'\\', ..] => hex::escape(text),
        _ => plain_until(memchr(b'\\', text), text),
    }
}
