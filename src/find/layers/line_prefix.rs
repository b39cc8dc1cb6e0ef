//! Lines that begin with the same prefix, as `docker compose logs` writes them: `web-1  | {`.

use std::ops::Range;

use memchr::{memchr, memrchr};

use crate::find::source_map::SourceMap;

/// The longest prefix in bytes.
const LONGEST: usize = 256;

/// The vertical lines that boxes are drawn with.
const BARS: [&str; 3] = ["│", "┃", "|"];

/// Returns the prefix of the lines of an object that begins at `start`: what its first line and the line at `line` begin
/// with. `None` if there is none.
pub fn of_lines(text: &[u8], start: usize, line: usize) -> Option<&[u8]> {
    let first = memrchr(b'\n', &text[..start]).map_or(0, |newline| newline + 1);
    let common = text[first..start].iter().zip(&text[line..]).take_while(|(one, other)| one == other);
    let prefix = text[first..first + common.take(LONGEST).count()].trim_ascii_end();
    (!prefix.is_empty()).then_some(prefix)
}

/// Returns the number of bytes of a line before `at`, its line break included, if the line before begins with them too; 0
/// otherwise.
pub fn len_before(text: &[u8], floor: usize, at: usize) -> usize {
    let from = at.saturating_sub(LONGEST).max(floor);
    let Some(newline) = memrchr(b'\n', &text[from..at]).map(|found| from + found) else { return 0 };
    let prefix = &text[newline + 1..at];
    let before = memrchr(b'\n', &text[floor..newline]).map_or(floor, |found| floor + found + 1);
    if !prefix.is_empty() && text[before..newline].starts_with(prefix) { at - newline } else { 0 }
}

/// Returns the length in bytes of the bar that a text ends with, as a box has on the right; 0 if there is none.
pub fn bar_len(text: &[u8]) -> usize {
    BARS.iter().find(|bar| text.ends_with(bar.as_bytes())).map_or(0, |bar| bar.len())
}

/// Returns whether a text begins with a bar.
pub fn begins_with_bar(text: &[u8]) -> bool {
    BARS.iter().any(|bar| text.starts_with(bar.as_bytes()))
}

/// Returns a range of a text without the prefixes of its lines, and without the bars at their ends if the prefix is a bar.
/// Also returns the map to offsets in the text.
pub fn removed(text: &[u8], range: Range<usize>, prefix: &[u8]) -> (Vec<u8>, SourceMap) {
    let (mut bytes, mut map) = (Vec::new(), SourceMap::default());
    let mut at = range.start;
    while at < range.end {
        let end = memchr(b'\n', &text[at..range.end]).map_or(range.end, |newline| at + newline);
        let line = text[at..end].trim_ascii_end();
        let bar = if bar_len(prefix) > 0 { bar_len(line) } else { 0 };
        let kept = if bar > 0 { at + line.len() - bar } else { end };
        map.push(bytes.len(), at);
        bytes.extend_from_slice(&text[at..kept]);
        map.push(bytes.len(), kept);
        map.push(bytes.len(), end);
        at = (end + 1).min(range.end);
        bytes.extend_from_slice(&text[end..at]);
        if text[at..range.end].starts_with(prefix) {
            map.push(bytes.len(), at);
            at += prefix.len();
        }
    }
    map.push(bytes.len(), range.end);
    (bytes, map)
}
