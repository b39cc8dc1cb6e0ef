//! Recognizes notations that look like JSON.

use crate::json::lexer::{Kind, Token, is_name, tokens};
use crate::json::whitespace::is_blank;

/// A notation that looks like JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// A dict as Python prints it.
    Python,
    /// An object as JavaScript consoles print it.
    JavaScript,
    /// A map as Java prints it.
    Java,
    /// A struct as Go prints it with `%+v`.
    Go,
}

impl Notation {
    /// Returns the notation of a document; `None` if it may be JSON with a mistake. Reads the text once.
    pub fn recognize(text: &str) -> Option<Self> {
        let signs = Signs::new(text);
        if signs.equals > 0 && signs.quoted_names == 0 {
            return Some(Self::Java);
        }
        if signs.bare_names > 1 && signs.is_of_go() {
            return Some(Self::Go);
        }
        let has_foreign_strings = signs.single_quoted > 0 || signs.prefixed > 0;
        if signs.bare_names > 0 {
            return (signs.quoted_names == 0).then_some(Self::JavaScript);
        }
        if has_foreign_strings && (signs.python_words > 0 || signs.prefixed > 0) {
            return Some(Self::Python);
        }
        if has_foreign_strings && signs.undefined > 0 {
            return Some(Self::JavaScript);
        }
        (signs.single_quoted > 0 && signs.double_quoted == 0).then_some(Self::Python)
    }
}

/// Counts of the tokens that distinguish notations.
#[derive(Default)]
struct Signs {
    single_quoted: usize,
    /// Double-quoted strings without a single quote inside. Python double-quotes the others too.
    double_quoted: usize,
    /// Strings with a Python prefix.
    prefixed: usize,
    /// Double-quoted member names.
    quoted_names: usize,
    /// Unquoted member names.
    bare_names: usize,
    /// `None`, `True` and `False`.
    python_words: usize,
    undefined: usize,
    /// Unquoted member names followed by `=`.
    equals: usize,
    /// Colons followed by a blank.
    spaced_colons: usize,
    commas: usize,
}

impl Signs {
    /// Returns whether a text with several unquoted names is a Go struct: nothing is quoted or separated by commas.
    const fn is_of_go(&self) -> bool {
        self.commas + self.spaced_colons + self.single_quoted + self.double_quoted + self.quoted_names == 0
    }

    fn new(text: &str) -> Self {
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
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognizes_notations() {
        let table = [
            (r#"{"a": 1}"#, None),
            // Python.
            ("{'a': 1}", Some(Notation::Python)),
            ("{'a': None, 'b': \"can't\"}", Some(Notation::Python)),
            ("{'a': 'say \"no\"'}", Some(Notation::Python)),
            ("{u'a': u'b'}", Some(Notation::Python)),
            ("{'a': b'b'}", Some(Notation::Python)),
            (r#"{"a": 'b', "c": True}"#, Some(Notation::Python)),
            // JavaScript.
            ("{a: 1}", Some(Notation::JavaScript)),
            ("{ a: { b: 'c', 'd-e': undefined } }", Some(Notation::JavaScript)),
            ("{\n  // first\n  $a: \"b\",\n}", Some(Notation::JavaScript)),
            ("{\n  a: `it's \" }`\n}", Some(Notation::JavaScript)),
            ("{'a': undefined}", Some(Notation::JavaScript)),
            ("{ a: { b: 1 } }", Some(Notation::JavaScript)),
            // Java.
            ("{a=1, b={c=2}}", Some(Notation::Java)),
            // Go.
            ("{a:{b:1 c:SUCCESS d:}}", Some(Notation::Go)),
            // JSON with a mistake.
            (r#"{"a": 'b'}"#, None),
            (r#"{'a': "b"}"#, None),
            (r#"{"a": None}"#, None),
            (r#"{"a": undefined}"#, None),
            (r#"{"a": 1, b: 2}"#, None),
            (r#"{"a": "it's None, b: 'c'"}"#, None),
            (r#"{"a": it's}"#, None),
        ];
        for (text, notation) in table {
            assert_eq!(Notation::recognize(text), notation, "{text}");
        }
    }
}
