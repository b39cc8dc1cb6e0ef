//! Decodes the escapes of JSON strings (RFC 8259, section 7) that real senders write.

use memchr::memchr;

/// Decodes a string without its quotes. Returns `None` if an escape is invalid, a lone surrogate, or a backslash: two
/// of these need care (see [`surrogate`](crate::json::surrogate)).
pub fn unescaped(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut decoded = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(backslash) = memchr(b'\\', &bytes[at..]) {
        decoded.push_str(&text[at..at + backslash]);
        at += backslash;
        // Escapes often follow each other, and most are those of Chinese text.
        while bytes.get(at) == Some(&b'\\') {
            if let Some(unit @ (0x0800..0xD800 | 0xE000..)) = code_unit(&bytes[at..]) {
                decoded.push(char::from_u32(unit.into())?);
                at += LENGTH;
            } else {
                let (letter, length) = letter(&bytes[at..])?;
                decoded.push(letter);
                at += length;
            }
        }
    }
    decoded.push_str(&text[at..]);
    Some(decoded)
}

/// Returns the length of the escape at the start of a text in bytes; `None` if it is invalid or a backslash.
pub fn escape_length(text: &[u8]) -> Option<usize> {
    match text.get(1)? {
        b'u' => code_unit(text).map(|_| LENGTH),
        _ => letter(text).map(|(_, length)| length),
    }
}

/// Reads an escape. Returns the character, and the length of the escape in bytes.
fn letter(escape: &[u8]) -> Option<(char, usize)> {
    let letter = match escape.get(1)? {
        b'u' => return unicode(escape).filter(|(letter, _)| *letter != '\\'),
        b'"' => '"',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        _ => return None,
    };
    Some((letter, 2))
}

/// The length of `\u97f3` in bytes.
const LENGTH: usize = 6;

/// Reads a `\u` escape, and a second one if the first is half of a surrogate pair.
fn unicode(escape: &[u8]) -> Option<(char, usize)> {
    let unit = code_unit(escape)?;
    if let Some(letter) = char::from_u32(u32::from(unit)) {
        return Some((letter, LENGTH));
    }
    let low = code_unit(&escape[LENGTH..])?;
    Some((char::decode_utf16([unit, low]).next()?.ok()?, 2 * LENGTH))
}

/// Reads a `\u` escape at the start of a text.
fn code_unit(text: &[u8]) -> Option<u16> {
    let [b'\\', b'u', digits @ ..] = text.first_chunk::<LENGTH>()? else { return None };
    let [first, second, third, fourth] = digits.map(|digit| DIGITS[usize::from(digit)]);
    let unit = first << 12 | second << 8 | third << 4 | fourth;
    u16::try_from(unit).ok()
}

/// The value of each byte as a hexadecimal digit, or -1.
const DIGITS: [i32; 256] = {
    let mut digits = [-1; 256];
    let mut value = 0;
    while value < 16 {
        digits[b"0123456789abcdef"[value as usize] as usize] = value;
        digits[b"0123456789ABCDEF"[value as usize] as usize] = value;
        value += 1;
    }
    digits
};
