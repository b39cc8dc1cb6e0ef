//! Splits text into tokens of JSON (RFC 8259) and of notations that look like JSON: comments, single-quoted strings,
//! unquoted names.
//!
//! Reading a token takes one pass over its bytes, its line, or 4 KiB.

use memchr::{memchr2, memchr3, memmem};

/// The longest block comment that is recognized, in bytes.
const LONGEST_COMMENT: usize = 1 << 12;

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Spaces, tabs and carriage returns.
    Blanks,
    /// `\n`
    LineBreak,
    /// `{` or `[`
    Open,
    /// `}` or `]`
    Close,
    /// `,`
    Comma,
    /// `:`
    Colon,
    /// A double-quoted string.
    String,
    /// A string in single quotes or backquotes, or with a Python prefix.
    Quoted,
    /// A number, well-formed or not.
    Number,
    /// A literal or an unquoted name.
    Word,
    /// `// …`, `# …` or `/* … */`
    Comment,
    /// Any other character.
    Other,
}

/// A token at the start of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// The kind of the token.
    pub kind: Kind,
    /// The length in bytes.
    pub len: usize,
    /// Whether its end was found. A string must end on its line.
    pub is_closed: bool,
}

impl Token {
    /// Reads the token at the start of a text; `None` if the text is empty.
    // Not inlined, it makes the splitting of arrays an eighth slower.
    #[inline(always)]
    #[must_use]
    pub fn first(text: &[u8]) -> Option<Self> {
        let closed = |kind, len| Self { kind, len, is_closed: true };
        let one = |kind| closed(kind, 1);
        let first = *text.first()?;
        Some(match first {
            b'\n' => one(Kind::LineBreak),
            b' ' | b'\t' | b'\r' => {
                closed(Kind::Blanks, run(text, |byte| matches!(byte, b' ' | b'\t' | b'\r')))
            }
            b'{' | b'[' => one(Kind::Open),
            b'}' | b']' => one(Kind::Close),
            b',' => one(Kind::Comma),
            b':' => one(Kind::Colon),
            b'"' => Self::string(Kind::String, 0, text),
            b'\'' | b'`' => Self::string(Kind::Quoted, 0, text),
            b'/' | b'#' if is_comment(text) => Self::comment(text),
            b'-' | b'+' | b'.' | b'0'..=b'9' => closed(Kind::Number, number_len(text)),
            _ if is_of_word(first) => match prefix_len(text) {
                0 => closed(Kind::Word, run(text, is_of_word)),
                prefix => Self::string(Kind::Quoted, prefix, text),
            },
            _ => one(Kind::Other),
        })
    }

    /// Reads a string whose opening quote follows a prefix of `prefix` bytes.
    fn string(kind: Kind, prefix: usize, text: &[u8]) -> Self {
        let (len, is_closed) = match string_end(text, prefix + 1, text[prefix]) {
            StringEnd::Closed(end) => (end, true),
            StringEnd::LineBreak(end) => (end, false),
            StringEnd::Text => (text.len(), false),
        };
        Self { kind, len, is_closed }
    }

    fn comment(text: &[u8]) -> Self {
        let end = if text.starts_with(b"/*") {
            let text = text.get(..LONGEST_COMMENT).unwrap_or(text);
            memmem::find(text, b"*/").map(|end| end + b"*/".len())
        } else {
            Some(line_len(text))
        };
        Self { kind: Kind::Comment, len: end.unwrap_or_else(|| line_len(text)), is_closed: end.is_some() }
    }

    /// Returns whether more text could change the token, which `text` starts with.
    #[must_use]
    pub fn is_undecided(self, text: &[u8]) -> bool {
        match self.kind {
            Kind::String | Kind::Quoted => !self.is_closed && self.len == text.len(),
            Kind::Comment if text.starts_with(b"/*") => !self.is_closed && text.len() < LONGEST_COMMENT,
            // It ends with the line.
            Kind::Comment => self.len == text.len(),
            // A colon may follow.
            Kind::Word | Kind::Number => text[self.len..].iter().all(|byte| matches!(byte, b' ' | b'\t')),
            Kind::Other => text == b"/",
            _ => false,
        }
    }
}

/// Returns the tokens of a text, each with its byte offset.
pub fn tokens(text: &[u8]) -> impl Iterator<Item = (usize, Token)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let token = Token::first(&text[at..])?;
        at += token.len;
        Some((at - token.len, token))
    })
}

/// The end of a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StringEnd {
    /// A closing quote; the byte offset after it.
    Closed(usize),
    /// A line break before the closing quote; its byte offset.
    LineBreak(usize),
    /// The end of the text.
    Text,
}

/// Finds the end of a string, searching from the byte offset `at` inside it.
#[must_use]
pub fn string_end(text: &[u8], mut at: usize, quote: u8) -> StringEnd {
    while let Some(found) = text.get(at..).and_then(|rest| memchr3(quote, b'\\', b'\n', rest)) {
        at += found;
        match text[at] {
            // A backslash does not escape a line break.
            b'\\' if text.get(at + 1) == Some(&b'\n') => at += 1,
            b'\\' => at += 2,
            b'\n' => return StringEnd::LineBreak(at),
            _ => return StringEnd::Closed(at + 1),
        }
    }
    StringEnd::Text
}

fn is_comment(text: &[u8]) -> bool {
    text[0] == b'#' || matches!(text.get(1), Some(b'/' | b'*'))
}

fn number_len(text: &[u8]) -> usize {
    1 + run(&text[1..], |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

/// Returns the length in bytes of a Python string prefix: `u`, `b`, `r`, or two of them.
fn prefix_len(text: &[u8]) -> usize {
    let letters = text.iter().take(2).take_while(|byte| b"uUbBrR".contains(byte)).count();
    if matches!(text.get(letters), Some(b'\'' | b'"')) { letters } else { 0 }
}

fn run(text: &[u8], is_of_run: impl Fn(u8) -> bool) -> usize {
    text.iter().take_while(|byte| is_of_run(**byte)).count()
}

/// Returns whether a word may contain this byte.
#[must_use]
pub const fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$')
}

/// Returns whether `rest`, the text after a token, makes that a member name: a colon follows on the line.
#[must_use]
pub fn is_name(rest: &[u8]) -> bool {
    rest.iter().find(|byte| !matches!(byte, b' ' | b'\t')) == Some(&b':')
}

/// Returns whether a word is a literal of Python or JavaScript, but not of JSON.
#[must_use]
pub fn is_foreign_literal(word: &[u8]) -> bool {
    matches!(word, b"None" | b"True" | b"False" | b"undefined" | b"NaN" | b"Infinity")
}

/// Returns the length of the first line in bytes, without its end of line.
#[must_use]
pub fn line_len(text: &[u8]) -> usize {
    memchr2(b'\n', b'\r', text).unwrap_or(text.len())
}
