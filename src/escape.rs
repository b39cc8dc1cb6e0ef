//! Makes untrusted text safe to print: names, values, paths and excerpts.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Escapes a text: unsafe characters as `\n`, `\t`, `\r` or `\u{…}`, bytes that are not UTF-8 as `\x…`, and the start
/// of a command to a CI runner as `\u{…}`. Other text stays the same.
#[must_use]
pub fn escape<T: AsRef<[u8]> + ?Sized>(text: &T) -> Cow<'_, str> {
    let bytes = text.as_ref();
    match std::str::from_utf8(bytes) {
        Ok(text) if escapes(text).next().is_none() => Cow::Borrowed(text),
        _ => Cow::Owned(escaped(bytes)),
    }
}

fn escaped(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        let text = chunk.valid();
        let mut written = 0;
        for (at, letter) in escapes(text) {
            out.push_str(&text[written..at]);
            match letter {
                '\n' | '\t' | '\r' => out.extend(letter.escape_default()),
                letter => out.extend(letter.escape_unicode()),
            }
            written = at + letter.len_utf8();
        }
        out.push_str(&text[written..]);
        for byte in chunk.invalid() {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

/// Returns the characters of a text that must be escaped, each with its byte offset.
pub fn escapes(text: &str) -> impl Iterator<Item = (usize, char)> {
    let is_plain = is_plain(text)
        && memchr::memmem::find(text.as_bytes(), b"##").is_none()
        && !text.contains("::")
        && !text.ends_with(':');
    let suspect = if is_plain { "" } else { text };
    suspect.char_indices().filter(move |&(at, letter)| is_unsafe(letter) || begins_command(text, at, letter))
}

/// Returns whether a CI runner would read the text at this offset as a command. GitHub reads `::` at the start of a
/// line, and `##[` anywhere in it (`ActionCommand.cs` of its runner); Azure Pipelines reads `##vso[` and `##[`;
/// `TeamCity` reads `##teamcity[`. A text may be printed in parts, so `##` at its end counts too, and a colon that is
/// the whole text.
fn begins_command(text: &str, at: usize, letter: char) -> bool {
    let around = || text.split_at(at);
    match letter {
        '#' => {
            let (before, behind) = around();
            let next = behind.as_bytes().get(1);
            before.ends_with('#') && next.is_none_or(|next| *next == b'[' || next.is_ascii_alphabetic())
        }
        ':' => {
            let (before, behind) = around();
            (behind.starts_with("::") || behind == ":") && before.trim_start().is_empty()
        }
        _ => false,
    }
}

/// Shortens a text for a message: its first 60 characters, with an ellipsis if there are more.
#[must_use]
pub fn shortened(text: &str) -> String {
    truncated(text, 60).into_owned()
}

/// Shortens a text to its first `most` characters, with an ellipsis if there are more.
#[must_use]
pub fn truncated(text: &str, most: usize) -> Cow<'_, str> {
    // A character has at least one byte.
    let end = if text.len() > most { text.char_indices().nth(most) } else { None };
    match end {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// Returns the first unsafe character in a text.
#[must_use]
pub fn first_unsafe(text: &str) -> Option<char> {
    if is_plain(text) || is_plain_chinese(text) {
        None
    } else {
        text.chars().find(|&letter| is_unsafe(letter))
    }
}

/// Returns whether a text is only ASCII that needs no escape, as most are. Tests many bytes at once.
#[must_use]
pub fn is_plain(text: &str) -> bool {
    all(text.as_bytes(), |byte| matches!(byte, b' '..=b'~'))
}

/// Returns whether a text is only such ASCII, and the ideographs and punctuation of most Chinese text: U+3000 to U+303F,
/// U+4000 to U+9FFF and U+FF00 to U+FF7F, none of which is unsafe. Tests many bytes at once.
fn is_plain_chinese(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_plain = |byte: u8, next: u8| {
        (b' '..=b'~').contains(&byte)
            | (0x80..=0xBF).contains(&byte)
            | (0xE4..=0xE9).contains(&byte)
            | ((byte == 0xE3) & (next == 0x80))
            | ((byte == 0xEF) & ((next == 0xBC) | (next == 0xBD)))
    };
    let next = bytes.get(1..).unwrap_or_default();
    let failed =
        bytes.iter().zip(next).fold(0, |failed, (byte, next)| failed | u8::from(!is_plain(*byte, *next)));
    failed == 0 && bytes.last().is_none_or(|last| is_plain(*last, 0))
}

/// Returns whether all bytes pass a test, which is made for 16 bytes at once.
#[must_use]
pub fn all(bytes: &[u8], passes: impl Fn(u8) -> bool) -> bool {
    let Some(last) = bytes.last_chunk::<16>() else { return bytes.iter().all(|byte| passes(*byte)) };
    let pass = |chunk: &[u8; 16]| chunk.iter().fold(true, |all, byte| all & passes(*byte));
    let (chunks, rest) = bytes.as_chunks();
    // Testing most of the last chunk twice is faster than testing the rest byte by byte.
    chunks.iter().all(pass) && (rest.is_empty() || pass(last))
}

/// Returns whether a character must not be printed unescaped: it could control the terminal, hide text, or reorder
/// it.
///
/// These are the general categories Cc, Cf, Zl and Zp and the properties `Default_Ignorable_Code_Point` and
/// `Noncharacter_Code_Point` (Unicode 16.0), which include all bidirectional controls. A test compares them with the
/// Unicode database.
#[must_use]
pub const fn is_unsafe(letter: char) -> bool {
    if letter.is_ascii() {
        letter.is_ascii_control()
    } else {
        is_control(letter) || is_bidirectional(letter) || is_invisible(letter) || is_noncharacter(letter)
    }
}

/// Code points that are never characters (Unicode Standard, section 23.7). XML 1.0 forbids two of them.
const fn is_noncharacter(letter: char) -> bool {
    matches!(letter, '\u{fdd0}'..='\u{fdef}') || letter as u32 & 0xFFFE == 0xFFFE
}

/// C0 and C1 controls, line separator, paragraph separator.
const fn is_control(letter: char) -> bool {
    matches!(letter, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}'..='\u{2029}')
}

/// Marks, embeddings, overrides and isolates that change the direction of text (Unicode Standard Annex #9).
const fn is_bidirectional(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Invisible characters, and characters that only change the shape of others.
const fn is_invisible(letter: char) -> bool {
    matches!(letter,
        | '\u{ad}' // soft hyphen
        | '\u{34f}' // combining grapheme joiner
        | '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}' | '\u{8e2}' // arabic and syriac signs
        | '\u{115f}'..='\u{1160}' | '\u{3164}' | '\u{ffa0}' // hangul fillers
        | '\u{17b4}'..='\u{17b5}' // khmer inherent vowels
        | '\u{180b}'..='\u{180f}' // mongolian variation selectors and vowel separator
        | '\u{200b}'..='\u{200d}' // zero-width space, non-joiner, joiner
        | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' // word joiner, invisible operators, old controls
        | '\u{fe00}'..='\u{fe0f}' // variation selectors
        | '\u{feff}' // byte-order mark
        | '\u{fff0}'..='\u{fffb}' // reserved, interlinear annotation
        | '\u{110bd}' | '\u{110cd}' // kaithi number signs
        | '\u{13430}'..='\u{1343f}' // egyptian hieroglyph format controls
        | '\u{1bca0}'..='\u{1bca3}' // shorthand format controls
        | '\u{1d173}'..='\u{1d17a}' // musical format controls
        | '\u{e0000}'..='\u{e0fff}' // tags, further variation selectors
    )
}

/// Returns whether a character joins or shapes others in emoji and some scripts (Unicode Technical Standard #51, section 2.3;
/// Unicode Standard, section 23.2).
#[must_use]
pub const fn may_join(letter: char) -> bool {
    matches!(letter, '\u{200c}'..='\u{200d}' | '\u{fe0e}'..='\u{fe0f}')
}

/// Returns whether a character that may join stands in an emoji, or behind a letter of a script that is written with such
/// characters.
#[must_use]
pub const fn joins(before: char, letter: char) -> bool {
    const fn is_of_emoji(letter: char) -> bool {
        matches!(letter, '\u{2190}'..='\u{2bff}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
    }
    let is_keycap = matches!(before, '#' | '*' | '0'..='9') && letter == '\u{fe0f}';
    // Arabic to Sinhala, and Arabic presentation forms.
    let is_of_script =
        matches!(before, '\u{600}'..='\u{dff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
    may_join(letter) && (is_keycap || is_of_script || is_of_emoji(before))
}

/// Describes an unsafe character, with its code point: `a control character (U+001B)`.
#[must_use]
pub fn described(letter: char) -> String {
    let kind = if is_control(letter) {
        "a control character"
    } else if is_bidirectional(letter) {
        "a bidirectional control"
    } else if is_noncharacter(letter) {
        "a noncharacter"
    } else {
        "an invisible character"
    };
    format!("{kind} (U+{:04X})", u32::from(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unsafe_characters_are_those_of_the_unicode_database() {
        let unsafe_class = r"^[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Noncharacter_Code_Point}]$";
        let unsafe_class = regex::Regex::new(unsafe_class).unwrap();
        for letter in '\0'..=char::MAX {
            let expected = unsafe_class.is_match(letter.encode_utf8(&mut [0; 4]));
            assert_eq!(is_unsafe(letter), expected, "U+{:04X}", u32::from(letter));
        }
    }

    #[test]
    fn unsafe_text_is_escaped_and_other_text_is_borrowed() {
        assert!(matches!(escape("音频 https://a/b?c=d"), Cow::Borrowed(_)));
        assert_eq!(escape("a\u{1b}[31mb\nc\u{202e}"), r"a\u{1b}[31mb\nc\u{202e}");
        assert_eq!(escape(b"a\xffb".as_slice()), r"a\xffb");
        assert_eq!(escape("\u{fdd0}\u{fffe}\u{ffff}\u{1fffe}"), r"\u{fdd0}\u{fffe}\u{ffff}\u{1fffe}");
        assert_eq!(described('\u{10ffff}'), "a noncharacter (U+10FFFF)");
    }

    #[test]
    fn no_text_commands_a_log() {
        assert_eq!(escape("::error::a"), r"\u{3a}:error::a");
        assert_eq!(escape("\u{3000} ::add-mask::a"), "\u{3000} \\u{3a}:add-mask::a");
        assert_eq!(escape("a ###[group]b"), r"a ##\u{23}[group]b");
        assert_eq!(escape("##vso[task.setvariable]"), r"#\u{23}vso[task.setvariable]");
        assert!(matches!(escape("std::mem #1 ## two"), Cow::Borrowed(_)));
    }
}
