//! Where `serde_json` gave up, to the byte: it tells the line, and the column more or less.

/// The byte offset at which a text is no JSON any more, for a reason that `serde_json` has told.
pub fn offset(text: &str, reason: &str, error: &serde_json::Error) -> usize {
    match reason {
        _ if error.is_eof() => text.trim_end_matches([' ', '\t', '\n', '\r']).len(),
        _ if reason.starts_with("control character") => control_from(text, offset_of(text, error)),
        // A literal that is not to its end what it began as.
        "expected ident" => literal_before(text, offset_of(text, error)),
        _ => offset_of(text, error),
    }
}

/// The offset of the comma that stands before the closing bracket at an offset.
pub fn trailing_comma(text: &str, bracket: usize) -> Option<usize> {
    let (before, behind) = text.split_at_checked(bracket)?;
    let before = before.trim_end_matches([' ', '\t', '\n', '\r']).strip_suffix(',')?;
    behind.starts_with(['}', ']']).then_some(before.len())
}

/// The offset of the first control character from `offset` on, since `serde_json` may name the byte before.
fn control_from(text: &str, offset: usize) -> usize {
    let rest = &text.as_bytes()[offset..];
    offset + rest.iter().position(u8::is_ascii_control).unwrap_or(0)
}

/// The offset of the last letter before `offset`, where what stands there is no letter itself.
fn literal_before(text: &str, offset: usize) -> usize {
    let is_letter = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_alphabetic);
    offset.checked_sub(1).filter(|before| !is_letter(offset) && is_letter(*before)).unwrap_or(offset)
}

/// The byte offset at which `serde_json` gave up. Its lines are 1-based; its columns count the bytes
/// of the line up to and with the offending one, so that 0 is the line break before.
fn offset_of(text: &str, error: &serde_json::Error) -> usize {
    let line_start = match error.line() {
        0 | 1 => 0,
        line => memchr::memchr_iter(b'\n', text.as_bytes())
            .nth(line - 2)
            .map_or(text.len(), |newline| newline + 1),
    };
    let mut offset = (line_start + error.column()).saturating_sub(1).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}
