//! The characters of a text with escapes decoded, each with the bytes it was written in.

use std::ops::Range;

/// A character of a text. JSON escapes and percent-encoding are undone, however often they were applied.
#[derive(Clone, Debug)]
pub struct Unit {
    pub letter: char,
    pub range: Range<usize>,
    /// How many backslashes it is written with.
    pub slashes: usize,
    /// How many times it is percent-encoded.
    pub level: usize,
}

/// Returns the characters of a text in order. Reads each byte a bounded number of times.
pub fn units(text: &[u8]) -> impl Iterator<Item = Unit> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        let (mut letter, slashes, level);
        (letter, at, slashes) = letter_at(text, start)?;
        (letter, at, level) = decoded(text, letter, at);
        Some(Unit { letter, range: start..at, slashes, level })
    })
}

/// The character that one, which ends at an offset, stands for with what follows it; where it ends; and how often it is
/// percent-encoded.
fn decoded(text: &[u8], mut letter: char, mut end: usize) -> (char, usize, usize) {
    let mut level = 0;
    loop {
        let code = match letter {
            '%' => pair_at(text, end),
            '\\' => code_at(text, end),
            '~' if text.get(end) == Some(&b'1') => Some(('/', end + 1)), // in a JSON pointer
            _ => None,
        };
        let Some((code, behind)) = code else { return (letter, end, level) };
        level += usize::from(letter == '%');
        (letter, end) = (code, behind);
    }
}

/// The character at an offset, where it ends, and its backslashes. Nested JSON escapes what is escaped already, so a run
/// of backslashes counts as one.
fn letter_at(text: &[u8], at: usize) -> Option<(char, usize, usize)> {
    let rest = text.get(at..)?;
    let first = *rest.first()?;
    if first != b'\\' {
        let bytes = if first.is_ascii() { 1 } else { rest.len().min(4) };
        let letter = rest.get(..bytes)?.utf8_chunks().next()?.valid().chars().next();
        return Some(letter.map_or((char::REPLACEMENT_CHARACTER, at + 1, 0), |l| (l, at + l.len_utf8(), 0)));
    }
    let slashes = rest.iter().take_while(|byte| **byte == b'\\').count();
    let end = at + slashes;
    let (letter, end) = match rest.get(slashes) {
        Some(letter @ (b'/' | b'"')) => (char::from(*letter), end + 1),
        Some(b'n' | b'r' | b't') => ('\n', end + 1),
        _ => code_at(text, end).unwrap_or(('\\', end)),
    };
    Some((letter, end, slashes))
}

/// The character of `uXXXX`, and where that ends.
fn code_at(text: &[u8], at: usize) -> Option<(char, usize)> {
    let digits = text.get(at..at + 5)?.strip_prefix(b"u")?;
    let code = u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    Some((char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), at + 5))
}

/// The character of two hexadecimal digits, and where they end.
fn pair_at(text: &[u8], at: usize) -> Option<(char, usize)> {
    let (high, end, _) = letter_at(text, at)?;
    let high = high.to_digit(16)?;
    let (low, end, _) = letter_at(text, end)?;
    Some((char::from_u32(high << 4 | low.to_digit(16)?)?, end))
}
