//! Validates the text of a block at once, instead of once a document.

use std::str;

/// Bytes, and the last part of them that was found to be text.
#[derive(Clone, Copy, Debug)]
pub struct Utf8<'a> {
    bytes: &'a [u8],
    /// The byte offset at which the text begins.
    start: usize,
    text: &'a str,
}

impl<'a> Utf8<'a> {
    /// Takes bytes without validating them.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, start: 0, text: "" }
    }

    /// Returns the text from a byte offset up to the end, or to the first byte that is not UTF-8.
    pub fn from(&mut self, offset: usize) -> &'a str {
        let text = offset.checked_sub(self.start).and_then(|from| self.text.get(from..));
        match text.filter(|text| !text.is_empty()) {
            Some(text) => text,
            None => {
                (self.start, self.text) = (offset, valid_prefix(&self.bytes[offset..]));
                self.text
            }
        }
    }
}

fn valid_prefix(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).or_else(|error| str::from_utf8(&bytes[..error.valid_up_to()])).unwrap_or_default()
}
