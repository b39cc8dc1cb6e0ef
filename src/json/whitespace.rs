//! White space between documents and tokens.

use std::ops::Range;

use crate::json::steps;

/// How many blanks may stand before a bracket for that to begin a segment.
pub const LONGEST_INDENT: usize = 1 << 16;

/// JSON's white space (RFC 8259, section 2).
pub const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// The first byte that is no blank.
pub fn first_significant(text: &[u8]) -> Option<u8> {
    text.iter().copied().find(|byte| !is_blank(*byte))
}

/// How many blanks the text begins with.
pub fn blanks(text: &[u8]) -> usize {
    let count = text.iter().take_while(|byte| is_blank(**byte)).count();
    steps::count(count);
    count
}

/// The range of a text without the blanks around it.
#[must_use]
pub fn trimmed(text: &[u8]) -> Range<usize> {
    let start = blanks(text);
    start..start.max(trimmed_len(text))
}

/// The length of a text without the blanks behind it.
#[must_use]
pub fn trimmed_len(text: &[u8]) -> usize {
    let length = text.iter().rposition(|byte| !is_blank(*byte)).map_or(0, |last| last + 1);
    steps::count(text.len() - length);
    length
}

/// Whether a text ends in `}`, blanks aside, or `before` where it has but blanks.
pub fn ends_in_brace(text: &[u8], before: bool) -> bool {
    text.iter().rev().find(|byte| !is_blank(**byte)).map_or(before, |last| *last == b'}')
}

/// How many blanks a line begins with.
pub fn indent_of(line: &[u8]) -> usize {
    line.iter().take_while(|byte| matches!(**byte, b' ' | b'\t' | b'\r')).count()
}
