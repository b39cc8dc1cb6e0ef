//! Resynchronizes after broken documents and other text: finds where they end.

use std::ops::Range;

use memchr::{memchr, memchr2, memmem};

use crate::framing::anchor::{begin_of_callback_in, name};
use crate::framing::brackets::{Scan, Stop};
use crate::json::lexer::{Kind, Token};
use crate::json::steps;
use crate::json::whitespace::{indent_of, trimmed_len};

/// Returns the byte offset of the next document after the line that ends at `line_end`: a bracket that opens a callback,
/// or a line that opens an object and is indented by at most `indent` bytes.
pub fn next_document(text: &[u8], line_end: usize, indent: usize) -> Option<usize> {
    let name = name();
    let name = memmem::Finder::new(&name);
    let behind = text.get(line_end..)?;
    let mut at = 0;
    loop {
        at += memchr(b'\n', behind.get(at..)?)? + 1;
        let rest = behind.get(at..)?;
        let depth = indent_of(rest);
        if depth <= indent && rest.get(depth) == Some(&b'{') {
            return Some(line_end + at);
        }
        let line = memchr(b'\n', rest).unwrap_or(rest.len());
        steps::count(line);
        if line > name.needle().len()
            && let Some(bracket) = begin_of_callback_in(behind.get(..at + line)?, at, &name)
        {
            return Some(line_end + bracket);
        }
    }
}

/// Returns the end of the text that starts with `line`, or with the rest of a line; `None` if it depends on text that
/// may follow. `scanned` is the extent of earlier scans that did not find the end of an object opened
/// by such a line.
pub fn end_of_garbage(
    text: &[u8],
    line: Range<usize>,
    is_alone: bool,
    may_grow: bool,
    scanned: &mut usize,
) -> Option<usize> {
    let text_line = &text[line.clone()];
    let rest = &text[line.start..];
    if let Some(token) = Token::first(rest).filter(|token| matches!(token.kind, Kind::Comment | Kind::Other))
    {
        if may_grow && token.is_undecided(rest) {
            return None;
        }
        if token.kind == Kind::Comment {
            return Some(line.start + token.len);
        }
    }
    if !is_alone {
        // A document may follow on the same line.
        let bracket = memchr(b'{', &text_line[1..]);
        return Some(bracket.map_or(line.end, |bracket| line.start + 1 + bracket));
    }
    match text_line[..trimmed_len(text_line)].split_last() {
        // An object that starts before the end of the last scan breaks at the same place.
        Some((b'{', before)) if line.start + before.len() >= *scanned => {
            end_of_opened(text, line.start + before.len(), may_grow, line.end, scanned)
        }
        _ => Some(line.end),
    }
}

/// Returns the end of text whose first line ends with an opening bracket, as a log prints an indented object: the end of
/// the object's last line.
fn end_of_opened(
    text: &[u8],
    bracket: usize,
    may_grow: bool,
    line_end: usize,
    scanned: &mut usize,
) -> Option<usize> {
    let end = match Scan::strictly_from(text, bracket) {
        Ok(end) => end,
        Err((Stop::Ended(_), _)) if may_grow => return None,
        Err((_, innermost)) => {
            *scanned = innermost + 1;
            return Some(line_end);
        }
    };
    let rest = &text[end..];
    match memchr2(b'\n', b'{', rest) {
        None if may_grow => None,
        None => Some(text.len()),
        Some(found) if rest.get(found) == Some(&b'\n') => Some(end + found),
        // Another document may begin on this line.
        Some(_) => Some(end),
    }
}
