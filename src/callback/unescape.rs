//! Decodes the escapes of JSON strings (RFC 8259, section 7) that real senders write.

use memchr::memchr;

/// Decodes a string without its quotes. Returns `None` if an escape is invalid, a lone surrogate, or a backslash: two
/// of these need care (see [`surrogate`](crate::json::surrogate)).
pub fn unescaped(text: &str) -> Option<String> {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        // Escapes often follow each other.
        while let Some(escape) = rest.strip_prefix('\\') {
            let (letter, behind) = letter(escape)?;
            decoded.push(letter);
            rest = behind;
        }
        let Some(backslash) = memchr(b'\\', rest.as_bytes()) else { break };
        let (before, escape) = rest.split_at(backslash);
        decoded.push_str(before);
        rest = escape;
    }
    decoded.push_str(rest);
    Some(decoded)
}

/// Reads an escape after its backslash. Returns the character, and the text behind the escape.
fn letter(escape: &str) -> Option<(char, &str)> {
    let letter = match escape.as_bytes().first()? {
        b'u' => return unicode(&escape[1..]).filter(|(letter, _)| *letter != '\\'),
        b'"' => '"',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        _ => return None,
    };
    Some((letter, &escape[1..]))
}

/// Reads the digits of a `\u` escape, and a second escape if the first is half of a surrogate pair.
fn unicode(digits: &str) -> Option<(char, &str)> {
    let (unit, behind) = code_unit(digits)?;
    if let Some(letter) = char::from_u32(u32::from(unit)) {
        return Some((letter, behind));
    }
    let (low, behind) = code_unit(behind.strip_prefix("\\u")?)?;
    Some((char::decode_utf16([unit, low]).next()?.ok()?, behind))
}

/// Reads four hexadecimal digits.
fn code_unit(digits: &str) -> Option<(u16, &str)> {
    let values = digits.as_bytes().first_chunk::<4>()?.map(|digit| DIGITS[usize::from(digit)]);
    let are_digits = values.iter().fold(0, |all, value| all | value) < 16;
    let unit = values.iter().fold(0, |unit, value| unit << 4 | u16::from(*value));
    are_digits.then(|| (unit, &digits[values.len()..]))
}

/// The value of each byte as a hexadecimal digit, or 255.
const DIGITS: [u8; 256] = {
    let mut digits = [u8::MAX; 256];
    let mut value = 0;
    while value < 16 {
        digits[b"0123456789abcdef"[value as usize] as usize] = value;
        digits[b"0123456789ABCDEF"[value as usize] as usize] = value;
        value += 1;
    }
    digits
};
