//! Which notation a document is written in that looks like JSON and is not.

use crate::json::lexer::{
    comment_len, is_foreign_quote, is_name, is_of_word, line_len, prefix_len, quoted_len, string_len,
    word_len,
};

/// A notation that people take for JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// What Python prints of a dict.
    Python,
    /// What a JavaScript console prints of an object.
    JavaScript,
}

impl Notation {
    /// The notation of a document, where it is clearly one of these and not JSON with a slip in it. One walk over
    /// the text.
    pub fn recognize(text: &str) -> Option<Self> {
        let signs = Signs::new(text);
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

/// How often a document has what tells notations apart, outside of its strings.
#[derive(Default)]
struct Signs {
    single_quoted: usize,
    /// Strings in double quotes that have no single quote in them: Python puts those with one in double quotes.
    double_quoted: usize,
    /// Strings with Python's letters before them.
    prefixed: usize,
    /// Names in double quotes.
    quoted_names: usize,
    /// Names without quotes.
    bare_names: usize,
    /// `None`, `True` and `False`.
    python_words: usize,
    undefined: usize,
}

impl Signs {
    fn new(text: &str) -> Self {
        let mut signs = Self::default();
        let mut rest = text.as_bytes();
        // Whether a name may stand here.
        let mut before_name = false;
        while let Some(&first) = rest.first() {
            let comment = comment_len(rest);
            let length = comment.unwrap_or_else(|| signs.note(rest, first, before_name));
            before_name = match first {
                b'{' | b',' => true,
                b' ' | b'\t' | b'\n' | b'\r' => before_name,
                _ => before_name && comment.is_some(),
            };
            rest = &rest[length.max(1)..];
        }
        signs
    }

    /// Notes the token that the rest begins with, and returns its length.
    fn note(&mut self, rest: &[u8], first: u8, before_name: bool) -> usize {
        if let Some(length) = quoted_len(rest) {
            let is_prefixed = prefix_len(rest) > 0;
            self.prefixed += usize::from(is_prefixed);
            self.single_quoted += usize::from(!is_prefixed);
            return length;
        }
        match first {
            b'"' => self.note_double_quoted(rest),
            // It does not end; neither would what is looked for in it.
            quote if is_foreign_quote(quote) => line_len(rest),
            first if is_of_word(first) => self.note_word(rest, before_name),
            _ => 1,
        }
    }

    fn note_double_quoted(&mut self, rest: &[u8]) -> usize {
        let Some(length) = string_len(rest) else { return line_len(rest) };
        let (string, behind) = rest.split_at(length);
        self.double_quoted += usize::from(!string.contains(&b'\''));
        self.quoted_names += usize::from(is_name(behind));
        length
    }

    fn note_word(&mut self, rest: &[u8], before_name: bool) -> usize {
        let (word, behind) = rest.split_at(word_len(rest));
        match word {
            _ if before_name && is_name(behind) => self.bare_names += 1,
            b"None" | b"True" | b"False" => self.python_words += 1,
            b"undefined" => self.undefined += 1,
            _ => {}
        }
        word.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_and_their_notations() {
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
            // JSON with a slip.
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
