//! Text in which each backslash is doubled, as `COPY` of PostgreSQL writes it: `"a \\"b\\""`.

use memchr::memchr;

use super::{Decoded, Unit, plain_until};

/// Returns the unit at the start of a text. A single backslash writes a line break or a tab.
pub fn unit(text: &[u8]) -> Unit {
    let byte = match text {
        [b'\\', b'\\', ..] => b'\\',
        [b'\\', b'n', ..] => b'\n',
        [b'\\', b'r', ..] => b'\r',
        [b'\\', b't', ..] => b'\t',
        [b'\\', ..] => return Unit::Plain(1),
        _ => return plain_until(memchr(b'\\', text), text),
    };
    Unit::Escape(2, Decoded::byte(byte))
}
