//! Tokens that JSON does not have and its neighbours do: comments, strings in single quotes, names without quotes.
//!
//! Every length here is found in one look at what it spans, or at a line, or at 4 KiB.

use memchr::{memchr2, memchr3, memmem};

/// How far the end of a comment of several lines is looked for: bytes.
const LONGEST_COMMENT: usize = 1 << 12;

/// The length of the comment that a text begins with: `// …`, `# …` or `/* … */`.
pub fn comment_len(text: &[u8]) -> Option<usize> {
    if text.starts_with(b"/*") {
        let text = text.get(..LONGEST_COMMENT).unwrap_or(text);
        return memmem::find(text, b"*/").map(|end| end + b"*/".len());
    }
    (text.starts_with(b"//") || text.starts_with(b"#")).then(|| line_len(text))
}

/// Whether a text begins with a comment of several lines, and has to go on for its end to be found.
pub fn is_endless_comment(text: &[u8]) -> bool {
    (text.starts_with(b"/*") || text == b"/") && text.len() < LONGEST_COMMENT && comment_len(text).is_none()
}

/// Whether a text begins with a string that JSON does not have, and ends before that does.
pub fn is_endless_string(text: &[u8]) -> bool {
    let string = &text[prefix_len(text)..];
    let is_foreign = string.len() < text.len() || string.first().copied().is_some_and(is_foreign_quote);
    // In this order: most strings end soon, and the line may be as long as the text.
    is_foreign && string_len(string).is_none() && memchr::memchr(b'\n', string).is_none()
}

/// The length of the string that a text begins with and that JSON does not have: in single quotes or backquotes, or
/// with Python's letters before it. It ends on its line.
pub fn quoted_len(text: &[u8]) -> Option<usize> {
    let prefix = prefix_len(text);
    let string = text.get(prefix..)?;
    let is_foreign = prefix > 0 || string.first().copied().is_some_and(is_foreign_quote);
    is_foreign.then(|| string_len(string)).flatten().map(|length| prefix + length)
}

/// Whether a string begins with this byte in JSON's neighbours, and not in JSON.
pub const fn is_foreign_quote(byte: u8) -> bool {
    matches!(byte, b'\'' | b'`')
}

/// How many letters before a quote make a string Python's: `u`, `b`, `r`, or two of them.
pub fn prefix_len(text: &[u8]) -> usize {
    let letters = text.iter().take(2).take_while(|byte| b"uUbBrR".contains(byte)).count();
    if matches!(text.get(letters), Some(b'\'' | b'"')) { letters } else { 0 }
}

/// The length of the string that a text begins with, quotes included; `None` where its line does not end it.
pub fn string_len(text: &[u8]) -> Option<usize> {
    let quote = *text.first()?;
    let mut at = 1;
    loop {
        let rest = text.get(at..)?;
        let found = memchr3(quote, b'\\', b'\n', rest)?;
        at += found;
        match rest.get(found) {
            Some(b'\\') => at += 2,
            Some(b'\n') => return None,
            _ => return Some(at + 1),
        }
    }
}

/// The length of the word that a text begins with: a literal, or a name without quotes.
pub fn word_len(text: &[u8]) -> usize {
    text.iter().take_while(|byte| is_of_word(**byte)).count()
}

/// Whether a text begins with a word, and ends before it shows what that is.
pub fn is_endless_word(text: &[u8]) -> bool {
    let (word, behind) = text.split_at(word_len(text));
    !word.is_empty() && behind.iter().all(|byte| matches!(byte, b' ' | b'\t'))
}

/// Whether a word goes on with this byte.
pub const fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$')
}

/// Whether what stands before this text is a member's name.
pub fn is_name(behind: &[u8]) -> bool {
    behind.iter().find(|byte| !matches!(byte, b' ' | b'\t')) == Some(&b':')
}

/// Whether a word is a value in one of JSON's neighbours.
pub fn is_literal(word: &[u8]) -> bool {
    matches!(word, b"None" | b"True" | b"False" | b"undefined" | b"NaN" | b"Infinity")
}

/// The length of the line that a text begins with.
pub fn line_len(text: &[u8]) -> usize {
    memchr2(b'\n', b'\r', text).unwrap_or(text.len())
}
