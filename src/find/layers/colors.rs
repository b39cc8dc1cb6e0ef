//! Text with terminal colors (ECMA-48, section 8.3.117), as `jq -C` writes it.

use memchr::memchr;

use super::{Decoded, LONGEST_ESCAPE, Unit, plain_until};

/// The control character that begins a color.
pub const ESCAPE: u8 = 0x1b;

/// Returns the unit at the start of a text.
pub fn unit(text: &[u8]) -> Unit {
    match len(text) {
        0 => plain_until(memchr(ESCAPE, text), text),
        len => Unit::Escape(len, Decoded::NOTHING),
    }
}

/// Returns the length in bytes of the color at the start of a text; 0 if there is none.
pub fn len(text: &[u8]) -> usize {
    let Some(rest) = text.strip_prefix(&[ESCAPE, b'[']) else { return 0 };
    let is_parameter = |byte: &&u8| matches!(byte, b'0'..=b'9' | b';' | b':');
    let parameters = rest.iter().take(LONGEST_ESCAPE).take_while(is_parameter).count();
    if matches!(rest.get(parameters), Some(b'm' | b'K')) { parameters + 3 } else { 0 }
}
