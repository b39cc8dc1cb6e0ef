//! Where text ends that is no document: most often with its line.

use std::ops::Range;

use memchr::{memchr, memchr2};

use crate::framing::brackets::{Scan, Stop};
use crate::json::lexer::{comment_len, is_endless_comment};
use crate::json::whitespace::trimmed_len;

/// The end of the text that begins with `line`, or with what is left of it; `None` where more text may come, and
/// would have to for that to be known. `vain` is how far objects that such lines opened have been followed in vain.
pub fn end(
    text: &[u8],
    line: Range<usize>,
    is_alone: bool,
    may_grow: bool,
    vain: &mut usize,
) -> Option<usize> {
    let stray = &text[line.clone()];
    let rest = &text[line.start..];
    if let Some(length) = comment_len(rest) {
        return Some(line.start + length);
    }
    if may_grow && is_endless_comment(rest) {
        return None;
    }
    if stray.starts_with(b"/*") {
        return Some(line.end);
    }
    if !is_alone {
        // A document may follow on the same line.
        let bracket = memchr(b'{', &stray[1..]);
        return Some(bracket.map_or(line.end, |bracket| line.start + 1 + bracket));
    }
    match stray[..trimmed_len(stray)].split_last() {
        // An object that was open where another could not go on cannot go on there either.
        Some((b'{', before)) if line.start + before.len() >= *vain => {
            end_of_opened(text, line.start + before.len(), may_grow, line.end, vain)
        }
        _ => Some(line.end),
    }
}

/// The same for a line that ends with an opening bracket, as where a log shows an indented object: the text ends with
/// the line on which the object does.
fn end_of_opened(
    text: &[u8],
    bracket: usize,
    may_grow: bool,
    line_end: usize,
    vain: &mut usize,
) -> Option<usize> {
    let end = match Scan::strictly_from(text, bracket) {
        Ok(end) => end,
        Err((Stop::Ended(_), _)) if may_grow => return None,
        Err((_, innermost)) => {
            *vain = innermost + 1;
            return Some(line_end);
        }
    };
    let rest = &text[end..];
    match memchr2(b'\n', b'{', rest) {
        None if may_grow => None,
        None => Some(text.len()),
        Some(found) if rest.get(found) == Some(&b'\n') => Some(end + found),
        // Another document may begin there.
        Some(_) => Some(end),
    }
}
