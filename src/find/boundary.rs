//! Boundaries between segments of a text. No JSON text continues over a boundary, so segments are searched independently.
//!
//! A boundary is a line break after the end of a value, before a line that can neither continue a document nor one under
//! layers.

use memchr::{memchr, memrchr};

use super::layers::base64;
use crate::json::whitespace::LONGEST_INDENT;

/// The number of bytes at the start of a line in which a prefix may end.
const LONGEST_PREFIX: usize = 64;

/// Returns the offset after the first boundary of a text whose line break is at `from` or later.
#[must_use]
pub fn next(text: &[u8], mut from: usize) -> Option<usize> {
    loop {
        from += memchr(b'\n', text.get(from..)?)? + 1;
        if is_boundary(text, from) {
            return Some(from);
        }
    }
}

/// Returns the offset after the last boundary of a text whose line break is at `from` or later, and before `to`.
#[must_use]
pub fn last_before(text: &[u8], from: usize, to: usize) -> Option<usize> {
    let mut end = to;
    loop {
        end = from + memrchr(b'\n', text.get(from..end)?)?;
        if is_boundary(text, end + 1) {
            return Some(end + 1);
        }
    }
}

/// Returns the offset after the last boundary of a text whose line break is at `from` or later.
#[must_use]
pub fn last(text: &[u8], from: usize) -> Option<usize> {
    last_before(text, from, text.len())
}

/// Returns the last offset between UTF-8 characters that is not after `at`.
#[must_use]
pub fn of_character(text: &[u8], at: usize) -> usize {
    let is_inside = |at: &usize| matches!(text.get(*at), Some(0x80..=0xBF));
    (at.saturating_sub(3)..=at).rev().find(|at| !is_inside(at)).unwrap_or(at)
}

/// Returns the length of a text without a last line that is too short to tell whether a boundary is before it.
#[must_use]
pub fn decided_len(text: &[u8]) -> usize {
    let near = &text[text.len().saturating_sub(LONGEST_PREFIX)..];
    memrchr(b'\n', near).map_or(text.len(), |newline| text.len() - near.len() + newline + 1)
}

/// Returns whether the line break before the byte offset `line` is a boundary.
fn is_boundary(text: &[u8], line: usize) -> bool {
    let (before, behind) = text.split_at(line);
    let first = behind.iter().take(LONGEST_PREFIX).find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
    let Some(b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'{' | b'[' | b'<' | b'(' | b'-' | b'=' | b'@') =
        first
    else {
        return false;
    };
    let start = &behind[..behind.len().min(LONGEST_PREFIX)];
    if start.len() < LONGEST_PREFIX && memchr(b'\n', start).is_none() {
        // More text may change the prefix of the line.
        return false;
    }
    let last = before.iter().rev().take(LONGEST_INDENT).find(|byte| !byte.is_ascii_whitespace());
    !matches!(last, Some(b'{' | b'[' | b',' | b':') | None)
        && !base64::ends_line(before)
        && !shares_prefix(before, behind)
}

/// Returns whether a line begins with the same prefix as the line before, so that both may be lines of one document.
fn shares_prefix(before: &[u8], line: &[u8]) -> bool {
    let prefix = &line[..prefix_len(line)];
    if prefix.is_empty() {
        return false;
    }
    let before = &before[before.len().saturating_sub(LONGEST_INDENT)..];
    let before = before.strip_suffix(b"\n").unwrap_or(before);
    let begin = memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    before[begin..].starts_with(prefix)
}

/// Returns the length in bytes of a prefix such as `web-1  |`, `│`, `[pod/web-1/app]` or `data:` at the start of a line;
/// 0 if there is none.
fn prefix_len(line: &[u8]) -> usize {
    let start = &line[..line.len().min(LONGEST_PREFIX)];
    let start = &start[..memchr(b'\n', start).unwrap_or(start.len())];
    if start.starts_with(b"data:") {
        return 5;
    }
    if start.starts_with(b"[")
        && let Some(end) = memchr(b']', start)
    {
        return end + 1;
    }
    let bar = memchr(b'|', start).map(|at| at + 1);
    bar.or_else(|| memchr::memmem::find(start, "│".as_bytes()).map(|at| at + 3)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries_separate_lines_of_logs() {
        for text in [
            "a\n|b\n",
            "{}\n|{}\n",
            "{\"a\":1}\r\n|2024 b\n",
            "x \"y\" 1\n|  z\n",
            "a\n\n|b\n",
            "\"a\"\n|[b\n",
            "a: b\n|a: b\n",
            "a | b\n|c | d\n",
        ] {
            // `|` marks the boundary.
            let (before, behind) = text.split_once("\n|").unwrap();
            let text = format!("{before}\n{behind}");
            assert_eq!(next(text.as_bytes(), 0), Some(before.len() + 1), "{text:?}");
            assert_eq!(last(text.as_bytes(), 0), Some(before.len() + 1), "{text:?}");
        }
    }

    #[test]
    fn no_boundary_is_in_a_document() {
        for text in [
            "{\n\"a\":1\n}\n",
            "{\"a\":\n1}",
            "[1,\n2]",
            "{\"a\":1\n,\"b\":2}",
            "a |{\na |}",
            "data: 1\ndata: }",
            "[a] 1\n[a] }",
            "\u{1b}[0m{\n\u{1b}[0m}",
            "{\n&quot;a&quot;:1\n}",
            "a",
            "a\n",
            "│1\n│}",
            "",
            "\n\n",
            "a\nb",
        ] {
            assert_eq!(next(text.as_bytes(), 0), None, "{text:?}");
            assert_eq!(last(text.as_bytes(), 0), None, "{text:?}");
        }
    }
}
