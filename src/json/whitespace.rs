//! Skips white space ("blanks") between documents and tokens.

use std::ops::Range;

use crate::json::steps;

/// The largest indent, in bytes, of a bracket that starts a segment.
pub const LONGEST_INDENT: usize = 1 << 16;

/// Returns whether a byte is white space in JSON (RFC 8259, section 2).
pub const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Returns the first byte that is not blank.
pub fn first_significant(text: &[u8]) -> Option<u8> {
    text.iter().copied().find(|byte| !is_blank(*byte))
}

/// Returns the number of blanks at the start of a text.
pub fn blanks(text: &[u8]) -> usize {
    let count = text.iter().take_while(|byte| is_blank(**byte)).count();
    steps::count(count);
    count
}

/// Returns the byte range of a text without leading and trailing blanks.
#[must_use]
pub fn trimmed(text: &[u8]) -> Range<usize> {
    let start = blanks(text);
    start..start.max(trimmed_len(text))
}

/// Returns the length in bytes of a text without trailing blanks.
#[must_use]
pub fn trimmed_len(text: &[u8]) -> usize {
    let length = text.iter().rposition(|byte| !is_blank(*byte)).map_or(0, |last| last + 1);
    steps::count(text.len() - length);
    length
}

/// Returns whether the last non-blank byte of a text is `}`; `before` if the text is blank.
pub fn ends_in_brace(text: &[u8], before: bool) -> bool {
    text.iter().rev().find(|byte| !is_blank(**byte)).map_or(before, |last| *last == b'}')
}

/// Returns the indent of a line in bytes.
pub fn indent_of(line: &[u8]) -> usize {
    line.iter().take_while(|byte| matches!(**byte, b' ' | b'\t' | b'\r')).count()
}
