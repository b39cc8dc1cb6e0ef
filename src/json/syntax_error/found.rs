//! Finds the token at a violation.

use crate::json::lexer::{Kind, Token, is_of_word};

/// The longest word that messages quote, in bytes; of a longer one they quote the first letter.
const LONGEST_WORD: usize = 40;

/// A token that JSON does not allow.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The byte offset of the token.
    pub offset: usize,
    /// The text of the token; empty at the end of the document.
    pub text: &'a str,
    /// `Word`, `Quoted`, `Comment`, or `Other` for `=>` and any other single character.
    pub kind: Kind,
}

impl<'a> Found<'a> {
    /// Finds the token at a byte offset, which may be inside a word.
    pub fn at(text: &'a str, offset: usize) -> Self {
        let (before, behind) = text.split_at(offset);
        let until = |length, kind| Self { offset, text: &behind[..length], kind };
        let Some(token) = Token::first(behind.as_bytes()) else { return until(0, Kind::Other) };
        let first =
            if behind.starts_with("=>") { 2 } else { behind.chars().next().map_or(0, char::len_utf8) };
        match token.kind {
            Kind::Comment => return until(token.len, Kind::Comment),
            Kind::Quoted if token.is_closed => return until(token.len, Kind::Quoted),
            _ if !behind.starts_with(|letter: char| letter.is_ascii_alphabetic()) => {
                return until(first, Kind::Other);
            }
            _ => {}
        }
        let word = before.trim_end_matches(is_word_letter);
        let tail = behind.len() - behind.trim_start_matches(is_word_letter).len();
        if before.len() - word.len() + tail > LONGEST_WORD {
            return until(first, Kind::Word);
        }
        let start = word.len() - usize::from(word.ends_with('-'));
        Self { offset: start, text: &text[start..offset + tail], kind: Kind::Word }
    }
}

fn is_word_letter(letter: char) -> bool {
    u8::try_from(letter).is_ok_and(is_of_word)
}
