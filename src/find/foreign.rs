//! Recognizes callbacks in other notations, such as a Python dict, by the text around the name.

use memchr::memmem;

use super::spelling::line_behind;
use crate::contract::{Field, PAYLOAD};
use crate::json::whitespace::{blanks, trimmed_len};

/// Returns the byte offset of the bracket that opens the object, if the name at `name` is the first one of an object in
/// another notation: `{'Payload': …`, `{Payload={…`, `{Payload:{…`. Reads nothing before `floor`.
#[must_use]
pub fn opening(text: &[u8], name: usize, floor: usize) -> Option<usize> {
    let before = &text[floor..name];
    let behind = &line_behind(text, name)[PAYLOAD.len()..];
    let (before, behind, is_quoted) = match before.strip_suffix(b"'") {
        Some(before) => (before, behind.strip_prefix(b"'")?, true),
        None => (before, behind, false),
    };
    let value = after_separator(&behind[blanks(behind)..])?;
    let value = &value[blanks(value)..];
    let is_object = [b"{".as_slice(), b"&{", b"map["].iter().any(|start| value.starts_with(start));
    let bracket = trimmed_len(before).checked_sub(1).filter(|at| before[*at] == b'{')?;
    (is_quoted || is_object).then_some(floor + bracket)
}

/// Returns the rest of a text after what separates a name from its value.
fn after_separator(text: &[u8]) -> Option<&[u8]> {
    [b"=>".as_slice(), b"=", b":"].iter().find_map(|separator| text.strip_prefix(*separator))
}

/// Returns whether an object in another notation has a documented field.
#[must_use]
pub fn is_documented(object: &[u8]) -> bool {
    Field::ALL.iter().any(|field| memmem::find(object, field.name().as_bytes()).is_some())
}
