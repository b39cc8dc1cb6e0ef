//! The token at which a document is no JSON any more: what somebody wrote there, to its end.

use crate::json::lexer::{comment_len, is_of_word, line_len, quoted_len, word_len};

/// Words that are longer than this are shown by their first letter.
const LONGEST_WORD: usize = 40;

/// What a token is, whatever notation it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The end of the text.
    End,
    /// Letters and digits: a literal, a name without quotes, or half a number.
    Word,
    /// A string in single quotes, or one with a letter before it, as Python has them.
    Quoted,
    /// `// …`, `/* … */` or `# …`.
    Comment,
    /// Any other character.
    Mark,
}

/// A token and where it begins: a byte offset.
#[derive(Clone, Copy, Debug)]
pub struct Token<'a> {
    pub offset: usize,
    pub text: &'a str,
    pub kind: Kind,
}

impl<'a> Token<'a> {
    /// The token that an offset lies in.
    pub fn at(text: &'a str, offset: usize) -> Self {
        let (before, behind) = text.split_at(offset);
        let Some(first) = behind.chars().next() else { return Self { offset, text: "", kind: Kind::End } };
        let until = |length: usize, kind| Self { offset, text: behind.get(..length).unwrap_or(behind), kind };
        let bytes = behind.as_bytes();
        if let Some(length) = comment_len(bytes).or_else(|| bytes.starts_with(b"/*").then(|| line_len(bytes)))
        {
            return until(length, Kind::Comment);
        }
        if let Some(length) = quoted_len(bytes) {
            return until(length, Kind::Quoted);
        }
        if !first.is_ascii_alphabetic() {
            return until(first.len_utf8(), Kind::Mark);
        }
        let is_letter = |letter: char| u8::try_from(letter).is_ok_and(is_of_word);
        let word = before.trim_end_matches(is_letter);
        let (head, tail) = (before.len() - word.len(), word_len(bytes));
        if head + tail > LONGEST_WORD {
            return until(1, Kind::Word);
        }
        let start = word.len() - usize::from(word.ends_with('-'));
        Self { offset: start, text: &text[start..offset + tail], kind: Kind::Word }
    }
}
