//! Where inside a broken document the next one begins.

use memchr::{memchr, memmem};

use super::blank::{indent_of, trimmed_len};
use crate::spec::PAYLOAD;

/// The offset of the first bracket that opens a callback: blanks and `Payload` follow it. Where a value may stand
/// it is not the beginning of another document but a part of this one, and not to be trusted on its own.
pub fn begin_of_callback(text: &[u8]) -> Option<usize> {
    let name = format!("\"{PAYLOAD}\"");
    memmem::find_iter(text, &name).find_map(|name| {
        let before = text.get(..name)?;
        let (bracket, before) = before.get(..trimmed_len(before))?.split_last()?;
        let is_value = matches!(before.get(..trimmed_len(before))?.last(), Some(b':' | b'[' | b','));
        (*bracket == b'{' && !is_value).then_some(before.len())
    })
}

/// The offset of the next line that opens an object and is indented by no more than `indent`.
pub fn next_opening_line(text: &[u8], line_end: usize, indent: usize) -> Option<usize> {
    let mut at = line_end;
    loop {
        at += memchr(b'\n', text.get(at..)?)? + 1;
        let line = text.get(at..)?;
        let depth = indent_of(line);
        if depth <= indent && line.get(depth) == Some(&b'{') {
            return Some(at);
        }
    }
}
