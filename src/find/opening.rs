//! Finds the bracket that opens the object of a member, from the quote before the member's name to the left.

use memchr::{memchr, memrchr};

use super::layers::{LONGEST_ESCAPE, colors, controls, line_prefix};
use crate::json::steps;
use crate::json::whitespace::is_blank;

/// Returns the byte offset of the bracket that opens the object of the member whose name begins with the quote at
/// `quote`; at least `floor`. `None` if the quote does not begin a name in an object.
#[must_use]
pub fn before(text: &[u8], quote: usize, floor: usize) -> Option<usize> {
    let at = gap_before(text, quote, floor);
    match text[floor..at].last()? {
        b'{' => Some(at - 1),
        b',' => before_members(text, at - 1, floor),
        _ => None,
    }
}

/// Returns where the gap between two tokens begins that ends at `at`: blanks, and what the layers that are not removed yet
/// put between tokens.
fn gap_before(text: &[u8], mut at: usize, floor: usize) -> usize {
    loop {
        let before = &text[floor..at];
        let length = match before.last() {
            Some(b'{' | b',') => return at,
            Some(byte) if is_blank(*byte) => 1,
            Some(_) => {
                let bar = || if text.get(at) == Some(&b'\n') { line_prefix::bar_len(before) } else { 0 };
                color_before(before).or_else(|| control_before(before)).unwrap_or_else(bar)
            }
            None => 0,
        };
        let length = if length == 0 { line_prefix::len_before(text, floor, at) } else { length };
        if length == 0 {
            return at;
        }
        steps::count(length);
        at -= length;
    }
}

fn color_before(text: &[u8]) -> Option<usize> {
    let from = text.len().saturating_sub(LONGEST_ESCAPE);
    let color = from + memrchr(colors::ESCAPE, &text[from..])?;
    (colors::len(&text[color..]) == text.len() - color).then_some(text.len() - color)
}

fn control_before(text: &[u8]) -> Option<usize> {
    [2, 4].into_iter().find(|length| {
        text.len().checked_sub(*length).is_some_and(|at| controls::len(&text[at..]) == *length)
    })
}

/// Returns the bracket before the members that end with the comma at `comma`. Strings are skipped.
fn before_members(text: &[u8], comma: usize, floor: usize) -> Option<usize> {
    let (mut at, mut depth) = (comma, 0_usize);
    while at > floor {
        at -= 1;
        steps::count(1);
        match text[at] {
            b'"' => at = string_before(text, at, floor)?,
            b'}' | b']' => depth += 1,
            b'{' if depth == 0 => return begins_members(&text[at + 1..]).then_some(at),
            // A color begins with a bracket too.
            b'[' if text[floor..at].last() == Some(&colors::ESCAPE) => {}
            b'[' if depth == 0 => return None,
            b'{' | b'[' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Returns where the string begins whose closing quote is at `end`.
fn string_before(text: &[u8], end: usize, floor: usize) -> Option<usize> {
    let mut at = end;
    while let Some(quote) = memrchr(b'"', &text[floor..at]).map(|found| floor + found) {
        let slashes = text[floor..quote].iter().rev().take_while(|byte| **byte == b'\\').count();
        at = quote;
        if slashes % 2 == 0 {
            steps::count(end - at);
            return memchr(b'\n', &text[at..end]).is_none().then_some(at);
        }
    }
    None
}

/// Returns whether the text after a bracket begins with a member name, layers that are not removed yet aside.
fn begins_members(text: &[u8]) -> bool {
    let start = &text[..text.len().min(LONGEST_ESCAPE)];
    let first = start.iter().find(|byte| !is_blank(**byte));
    matches!(first, Some(b'"' | b'#' | b'\\' | &colors::ESCAPE)) || memchr(b'\n', start).is_some()
}
