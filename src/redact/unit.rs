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
        let unit = unit_at(text, at)?;
        at = unit.range.end;
        Some(unit)
    })
}

fn unit_at(text: &[u8], start: usize) -> Option<Unit> {
    let (mut letter, mut end, slashes) = letter_at(text, start)?;
    let mut level = 0;
    loop {
        let decoded = match letter {
            '%' => pair_at(text, end),
            '\\' => code_at(text, end),
            '~' if text.get(end) == Some(&b'1') => Some(('/', end + 1)), // in a JSON pointer
            _ => None,
        };
        let Some((code, behind)) = decoded else { break };
        level += usize::from(letter == '%');
        (letter, end) = (code, behind);
    }
    Some(Unit { letter, range: start..end, slashes, level })
}

/// The character that is written at an offset, a JSON escape decoded; where it ends; and its backslashes. Nested JSON
/// escapes what is escaped already, so a run of backslashes counts as one.
fn letter_at(text: &[u8], at: usize) -> Option<(char, usize, usize)> {
    let rest = text.get(at..)?;
    let first = *rest.first()?;
    if first != b'\\' {
        let letter = if first.is_ascii() { Some(char::from(first)) } else { char_of(rest) };
        return Some((
            letter.unwrap_or(char::REPLACEMENT_CHARACTER),
            at + letter.map_or(1, char::len_utf8),
            0,
        ));
    }
    let slashes = rest.iter().take_while(|byte| **byte == b'\\').count();
    let end = at + slashes;
    let (letter, end) = match text.get(end) {
        Some(letter @ (b'/' | b'"' | b'\'')) => (char::from(*letter), end + 1),
        Some(b'n' | b'r' | b't') => ('\n', end + 1),
        Some(b'u') => code_at(text, end).unwrap_or(('\\', end)),
        _ => ('\\', end),
    };
    Some((letter, end, slashes))
}

fn char_of(bytes: &[u8]) -> Option<char> {
    bytes.get(..bytes.len().min(4))?.utf8_chunks().next()?.valid().chars().next()
}

/// The character of `uXXXX`, and where that ends.
fn code_at(text: &[u8], at: usize) -> Option<(char, usize)> {
    let digits = text.get(at..at + 5)?.strip_prefix(b"u")?;
    let code = u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    Some((char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), at + 5))
}

/// The character of the two hexadecimal digits behind a percent sign, and where they end.
fn pair_at(text: &[u8], at: usize) -> Option<(char, usize)> {
    let (high, end, _) = letter_at(text, at)?;
    let high = high.to_digit(16)?;
    let (low, end, _) = letter_at(text, end)?;
    let code = char::from_u32(high << 4 | low.to_digit(16)?)?;
    Some((if code.is_ascii() { code } else { char::REPLACEMENT_CHARACTER }, end))
}
