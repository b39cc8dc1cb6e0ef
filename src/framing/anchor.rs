//! Finds callbacks in text by the member name `"Payload"`, which all of them have.

use memchr::memmem;

use crate::contract::PAYLOAD;
use crate::json::steps;
use crate::json::whitespace::{blanks, trimmed_len};

/// Returns the byte offset of the first bracket that opens a callback: blanks and `"Payload"` follow it. After `:`, `[`
/// or `,` it is part of the same document instead.
pub fn begin_of_callback(text: &[u8]) -> Option<usize> {
    begin_of_callback_in(text, 0, &memmem::Finder::new(&name()))
}

/// Returns the byte offset of the first bracket that opens a callback whose name is after `from`.
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

/// Returns whether the bracket at a byte offset opens a callback.
pub fn opens_callback(text: &[u8], bracket: usize) -> bool {
    let (before, behind) = text.split_at(bracket + 1);
    behind.get(blanks(behind)..).is_some_and(|behind| behind.starts_with(&name()))
        && bracket_before(before) == Some(bracket)
}

/// Returns the byte offset of the `{` that a text ends with, blanks aside, unless it opens a value of a document.
fn bracket_before(text: &[u8]) -> Option<usize> {
    let (bracket, before) = text.get(..trimmed_len(text))?.split_last()?;
    if *bracket != b'{' {
        return None;
    }
    let is_value = matches!(before.get(..trimmed_len(before))?.last(), Some(b':' | b'[' | b','));
    (!is_value).then_some(before.len())
}

/// Returns `"Payload"`, with quotes.
pub fn name() -> Vec<u8> {
    format!("\"{PAYLOAD}\"").into_bytes()
}
