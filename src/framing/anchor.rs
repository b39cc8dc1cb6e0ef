//! Finds callbacks in text by the name that every one has: `"Payload"`.

use memchr::memmem;

use crate::contract::PAYLOAD;
use crate::json::steps;
use crate::json::whitespace::{blanks, trimmed_len};

/// The offset of the first bracket that opens a callback: blanks and `Payload` follow it. Where a value may stand
/// it is not the beginning of another document but a part of this one, and not to be trusted on its own.
pub fn begin_of_callback(text: &[u8]) -> Option<usize> {
    begin_of_callback_in(text, 0, &memmem::Finder::new(&name()))
}

/// The same, for a name that stands behind `from`.
pub fn begin_of_callback_in(text: &[u8], from: usize, name: &memmem::Finder<'_>) -> Option<usize> {
    let mut at = from;
    loop {
        let rest = text.get(at..)?;
        let found = name.find(rest);
        steps::count(found.unwrap_or(rest.len()));
        at += found?;
        if let Some(bracket) = bracket_before(text.get(..at)?) {
            return Some(bracket);
        }
        at += name.needle().len();
    }
}

/// Whether the bracket at an offset opens a callback.
pub fn opens_callback(text: &[u8], bracket: usize) -> bool {
    let (before, behind) = text.split_at(bracket + 1);
    behind.get(blanks(behind)..).is_some_and(|behind| behind.starts_with(&name()))
        && bracket_before(before) == Some(bracket)
}

/// The offset of the bracket that a text ends with, blanks aside, where it opens a callback.
fn bracket_before(text: &[u8]) -> Option<usize> {
    let (bracket, before) = text.get(..trimmed_len(text))?.split_last()?;
    if *bracket != b'{' {
        return None;
    }
    let is_value = matches!(before.get(..trimmed_len(before))?.last(), Some(b':' | b'[' | b','));
    (!is_value).then_some(before.len())
}

pub fn name() -> Vec<u8> {
    format!("\"{PAYLOAD}\"").into_bytes()
}
