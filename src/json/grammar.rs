//! The grammar of JSON (RFC 8259, section 2), token by token.

use crate::json::lexer::{Kind, Token};

/// The tokens that the grammar accepts next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A value.
    Value,
    /// An element or `]`, after `[`.
    ElementOrEnd,
    /// A member name or `}`, after `{`.
    NameOrEnd,
    /// A member name, after a comma.
    Name,
    /// The colon after a member name.
    Colon,
    /// A comma, or the bracket that closes the array or object.
    CommaOrEnd,
    /// The end of the text.
    Nothing,
}

impl Expected {
    /// The kinds of tokens that may follow, one bit each.
    const fn kinds(self) -> u16 {
        const VALUE: u16 = bit(Kind::Open) | bit(Kind::String) | bit(Kind::Number) | bit(Kind::Word);
        let kinds = match self {
            Self::Value => VALUE,
            Self::ElementOrEnd => VALUE | bit(Kind::Close),
            Self::NameOrEnd => bit(Kind::String) | bit(Kind::Close),
            Self::Name => bit(Kind::String),
            Self::Colon => bit(Kind::Colon),
            Self::CommaOrEnd => bit(Kind::Comma) | bit(Kind::Close),
            Self::Nothing => 0,
        };
        kinds | bit(Kind::Blanks) | bit(Kind::LineBreak)
    }
}

const fn bit(kind: Kind) -> u16 {
    1 << kind as u16
}

/// The state of the grammar between two tokens.
#[derive(Clone, Debug)]
pub struct Grammar {
    expected: Expected,
    depth: usize,
    /// One bit per open bracket, the innermost lowest; 1 is an array. Only the innermost 128 are kept, since deeper
    /// documents are malformed.
    arrays: u128,
}

impl Grammar {
    /// The state at the start of a text.
    pub const START: Self = Self { expected: Expected::Value, depth: 0, arrays: 0 };

    /// Returns the tokens that the grammar accepts next.
    #[must_use]
    pub const fn expected(&self) -> Expected {
        self.expected
    }

    /// Returns the number of open brackets.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.depth
    }

    /// Returns whether the innermost open bracket is `[`.
    #[must_use]
    pub const fn is_in_array(&self) -> bool {
        self.arrays & 1 == 1
    }

    /// Returns whether the grammar accepts a token, which `text` starts with. A word needs only the first letter of a
    /// literal.
    #[inline]
    #[must_use]
    pub fn accepts(&self, token: Token, text: &[u8]) -> bool {
        let is_expected = self.expected.kinds() & bit(token.kind) != 0;
        match token.kind {
            Kind::Close => is_expected && (text[0] == b']') == self.is_in_array(),
            Kind::Number | Kind::Word => is_expected && begins_value(text[0]),
            _ => is_expected,
        }
    }

    /// Moves past a token of this kind, accepted or not; `first` is its first byte.
    #[inline]
    pub const fn advance(&mut self, kind: Kind, first: u8) {
        match kind {
            Kind::Blanks | Kind::LineBreak | Kind::Comment => {}
            Kind::Open => {
                self.depth += 1;
                self.arrays = self.arrays << 1 | (first == b'[') as u128;
                self.expected = if first == b'[' { Expected::ElementOrEnd } else { Expected::NameOrEnd };
            }
            Kind::Close => {
                self.depth = self.depth.saturating_sub(1);
                self.arrays >>= 1;
                self.expected = self.after_value();
            }
            Kind::Comma => self.expected = if self.is_in_array() { Expected::Value } else { Expected::Name },
            Kind::Colon => self.expected = Expected::Value,
            Kind::String | Kind::Quoted | Kind::Number | Kind::Word | Kind::Other => {
                let is_name = matches!(self.expected, Expected::Name | Expected::NameOrEnd);
                self.expected = if is_name { Expected::Colon } else { self.after_value() };
            }
        }
    }

    const fn after_value(&self) -> Expected {
        if self.depth == 0 { Expected::Nothing } else { Expected::CommaOrEnd }
    }
}

/// Returns whether a JSON value may start with this byte.
#[must_use]
pub const fn begins_value(byte: u8) -> bool {
    matches!(byte, b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n')
}
