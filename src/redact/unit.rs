//! Characters of a text with escapes decoded, each with its source bytes.

use std::ops::Range;

/// A character. JSON escapes and percent-encoding are decoded at any depth.
#[derive(Clone, Debug)]
pub struct Unit {
    pub letter: char,
    pub range: Range<usize>,
    /// The number of backslashes before it.
    pub slashes: usize,
    /// The number of times it is percent-encoded.
    pub level: usize,
}

/// Returns the characters of a text in order. Reads each byte a bounded number of times.
pub fn units(text: &[u8]) -> impl Iterator<Item = Unit> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let unit = unit_at(text, at)?;
        at = unit.range.end;
        Some(unit)
    })
}

fn unit_at(text: &[u8], start: usize) -> Option<Unit> {
    let rest = text.get(start..)?;
    let first = *rest.first()?;
    // Nested JSON escapes backslashes again, so a run of them counts as one.
    let slashes = rest.iter().take_while(|byte| **byte == b'\\').count();
    let (mut letter, length) = match rest.get(slashes) {
        _ if slashes == 0 && first.is_ascii() => (char::from(first), 1),
        _ if slashes == 0 => character(rest),
        Some(letter @ (b'/' | b'"')) => (char::from(*letter), slashes + 1),
        Some(b'n' | b'r' | b't') => ('\n', slashes + 1),
        _ => ('\\', slashes),
    };
    let (mut end, mut level) = (start + length, 0);
    // The decoded character may begin another escape.
    while let Some((code, length)) = text.get(end..).and_then(|behind| decoded(letter, behind)) {
        level += usize::from(letter == '%');
        (letter, end) = (code, end + length);
    }
    Some(Unit { letter, range: start..end, slashes, level })
}

/// Returns the non-ASCII character at the start of some bytes, and its length.
fn character(bytes: &[u8]) -> (char, usize) {
    let beginning = &bytes[..bytes.len().min(4)];
    let letter = beginning.utf8_chunks().next().and_then(|chunk| chunk.valid().chars().next());
    letter.map_or((char::REPLACEMENT_CHARACTER, 1), |letter| (letter, letter.len_utf8()))
}

/// Decodes an escape that begins with `letter`. Returns its character, and the number of bytes taken from `behind`.
fn decoded(letter: char, behind: &[u8]) -> Option<(char, usize)> {
    let (skipped, digits) = match (letter, behind) {
        ('%', _) => (0, 2),
        ('\\', [b'u', ..]) => (1, 4),
        // In a JSON Pointer.
        ('~', [b'1', ..]) => return Some(('/', 1)),
        _ => return None,
    };
    let digits = behind.get(skipped..skipped + digits)?.iter();
    let length = skipped + digits.len();
    let code = digits
        .map(|digit| char::from(*digit).to_digit(16))
        .try_fold(0, |code, digit| Some(code << 4 | digit?))?;
    Some((char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), length))
}
