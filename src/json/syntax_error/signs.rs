//! Counts the tokens that distinguish notations that look like JSON.

use crate::json::lexer::{Kind, Token, is_name, tokens};
use crate::json::whitespace::is_blank;

/// Counts of the tokens that distinguish notations.
#[derive(Default)]
pub struct Signs {
    pub single_quoted: usize,
    /// Double-quoted strings without a single quote inside. Python double-quotes the others too.
    pub double_quoted: usize,
    /// Strings with a Python prefix.
    pub prefixed: usize,
    /// Double-quoted member names.
    pub quoted_names: usize,
    /// Unquoted member names.
    pub bare_names: usize,
    /// `None`, `True` and `False`.
    pub python_words: usize,
    pub undefined: usize,
    /// `nil`
    pub nil: usize,
    /// Unquoted strings. JavaScript has none.
    pub bare_values: usize,
    /// Unquoted member names followed by `=`.
    pub equals: usize,
    /// Colons followed by a blank.
    spaced_colons: usize,
    commas: usize,
}

impl Signs {
    /// Returns whether a text with several unquoted names is a Go struct: nothing is quoted or separated by commas.
    pub const fn is_of_go(&self) -> bool {
        self.commas + self.spaced_colons == 0 && self.is_without_quotes()
    }

    /// Returns whether the text has no string in quotes.
    pub const fn is_without_quotes(&self) -> bool {
        self.single_quoted + self.double_quoted + self.quoted_names == 0
    }

    /// Returns whether a blank follows a colon, as in YAML.
    pub const fn has_spaced_colons(&self) -> bool {
        self.spaced_colons > 0
    }

    /// Counts the tokens of a text, in one pass.
    pub fn new(text: &str) -> Self {
        let mut signs = Self::default();
        let mut may_be_name = false;
        for (at, token) in tokens(text.as_bytes()) {
            let (token_text, behind) = text.as_bytes()[at..].split_at(token.len);
            signs.count(token, token_text, behind, may_be_name);
            may_be_name = match token.kind {
                Kind::Open => token_text == b"{",
                Kind::Comma => true,
                Kind::Blanks | Kind::LineBreak | Kind::Comment => may_be_name,
                _ => false,
            };
        }
        signs
    }

    fn count(&mut self, token: Token, text: &[u8], behind: &[u8], may_be_name: bool) {
        match (token.kind, text) {
            (Kind::Quoted, _) if token.is_closed => {
                let is_prefixed = text[0].is_ascii_alphabetic();
                self.prefixed += usize::from(is_prefixed);
                self.single_quoted += usize::from(!is_prefixed);
            }
            (Kind::String, _) if token.is_closed => {
                self.double_quoted += usize::from(!text.contains(&b'\''));
                self.quoted_names += usize::from(is_name(behind));
            }
            (Kind::Word, _) if may_be_name && is_name(behind) => self.bare_names += 1,
            (Kind::Word, _) if may_be_name && behind.starts_with(b"=") => self.equals += 1,
            (Kind::Comma, _) => self.commas += 1,
            (Kind::Colon, _) if behind.first().is_some_and(|byte| is_blank(*byte)) => self.spaced_colons += 1,
            (Kind::Word, b"None" | b"True" | b"False") => self.python_words += 1,
            (Kind::Word, b"undefined") => self.undefined += 1,
            (Kind::Word, b"nil") => self.nil += 1,
            (Kind::Word, b"true" | b"false" | b"null" | b"NaN" | b"Infinity") => {}
            (Kind::Word, _) if !behind.starts_with(b"(") => self.bare_values += 1,
            _ => {}
        }
    }
}
