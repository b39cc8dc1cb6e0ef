//! Decodes the escapes of JSON strings (RFC 8259, section 7) that real senders write.

use std::str::Chars;

use memchr::memchr;

/// Decodes a string without its quotes. Returns `None` if an escape is invalid, a lone surrogate, or a backslash: two
/// of these need care (see [`surrogate`](crate::json::surrogate)).
pub fn unescaped(text: &str) -> Option<String> {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        // Escapes often follow each other.
        if let Some(escape) = rest.strip_prefix('\\') {
            let mut letters = escape.chars();
            decoded.push(letter(&mut letters)?);
            rest = letters.as_str();
            continue;
        }
        let Some(backslash) = memchr(b'\\', rest.as_bytes()) else { break };
        let (before, escape) = rest.split_at(backslash);
        decoded.push_str(before);
        rest = escape;
    }
    decoded.push_str(rest);
    Some(decoded)
}

/// Reads an escape after its backslash.
fn letter(letters: &mut Chars<'_>) -> Option<char> {
    Some(match letters.next()? {
        '"' => '"',
        '/' => '/',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return unicode(letters).filter(|letter| *letter != '\\'),
        _ => return None,
    })
}

/// Reads the digits of a `\u` escape, and of a second one if the first is half of a surrogate pair.
fn unicode(letters: &mut Chars<'_>) -> Option<char> {
    let unit = code_unit(letters)?;
    if let Some(letter) = char::from_u32(u32::from(unit)) {
        return Some(letter);
    }
    let is_pair = letters.next() == Some('\\') && letters.next() == Some('u');
    let low = if is_pair { code_unit(letters)? } else { return None };
    char::decode_utf16([unit, low]).next()?.ok()
}

/// Reads four hexadecimal digits.
fn code_unit(letters: &mut Chars<'_>) -> Option<u16> {
    let (digits, rest) = letters.as_str().split_at_checked(4)?;
    *letters = rest.chars();
    let mut unit = 0;
    for digit in digits.bytes() {
        unit = unit << 4 | u16::from(DIGITS[usize::from(digit)]?);
    }
    Some(unit)
}

/// The value of each byte as a hexadecimal digit.
const DIGITS: [Option<u8>; 256] = {
    let mut digits = [None; 256];
    let mut value = 0;
    while value < 16 {
        digits[b"0123456789abcdef"[value as usize] as usize] = Some(value);
        digits[b"0123456789ABCDEF"[value as usize] as usize] = Some(value);
        value += 1;
    }
    digits
};
