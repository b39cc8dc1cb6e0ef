//! The grammar of JSON (RFC 8259, section 2), token by token.

use crate::json::lexer::{Kind, Token};

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A value.
    Value,
    /// An element or `]`, behind the `[`.
    ElementOrEnd,
    /// A member's name or `}`, behind the `{`.
    NameOrEnd,
    /// A member's name, behind a comma.
    Name,
    /// The colon behind a name.
    Colon,
    /// A comma, or the bracket that closes the array or object.
    CommaOrEnd,
    /// The end of the text.
    Nothing,
}

impl Expected {
    /// The kinds of token that may come next, a bit each.
    const fn kinds(self) -> u16 {
        const fn bits<const N: usize>(kinds: [Kind; N]) -> u16 {
            let mut bits = 1 << Kind::Blanks as u16 | 1 << Kind::LineBreak as u16;
            let mut at = 0;
            while at < N {
                bits |= 1 << kinds[at] as u16;
                at += 1;
            }
            bits
        }
        match self {
            Self::Value => const { bits([Kind::Open, Kind::String, Kind::Number, Kind::Word]) },
            Self::ElementOrEnd => {
                const { bits([Kind::Close, Kind::Open, Kind::String, Kind::Number, Kind::Word]) }
            }
            Self::NameOrEnd => const { bits([Kind::Close, Kind::String]) },
            Self::Name => const { bits([Kind::String]) },
            Self::Colon => const { bits([Kind::Colon]) },
            Self::CommaOrEnd => const { bits([Kind::Close, Kind::Comma]) },
            Self::Nothing => const { bits([]) },
        }
    }
}

/// Where in a JSON text a token stands.
#[derive(Clone, Debug)]
pub struct Grammar {
    expected: Expected,
    depth: usize,
    /// A bit for each open bracket, the innermost lowest: 1 is an array. Outer ones than 128 are forgotten; a document
    /// that nests so deep is malformed for that alone.
    arrays: u128,
}

impl Grammar {
    /// The beginning of a text.
    pub const START: Self = Self { expected: Expected::Value, depth: 0, arrays: 0 };

    /// What may come next.
    #[must_use]
    pub const fn expected(&self) -> Expected {
        self.expected
    }

    /// The number of open brackets.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.depth
    }

    /// Whether the innermost open bracket is that of an array.
    #[must_use]
    pub const fn is_in_array(&self) -> bool {
        self.arrays & 1 == 1
    }

    /// Whether a token that `text` begins with may come next. A word may if it begins as a literal does.
    #[inline]
    #[must_use]
    pub fn accepts(&self, token: Token, text: &[u8]) -> bool {
        let is_allowed = self.expected.kinds() >> token.kind as u16 & 1 == 1;
        match token.kind {
            Kind::Close => is_allowed && (text[0] == b']') == self.is_in_array(),
            Kind::Number | Kind::Word => is_allowed && begins_value(text[0]),
            _ => is_allowed,
        }
    }

    /// Goes on behind a token of this kind, accepted or not; `first` is its first byte.
    #[inline]
    pub const fn pass(&mut self, kind: Kind, first: u8) {
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
                self.expected = self.behind_value();
            }
            Kind::Comma => self.expected = if self.is_in_array() { Expected::Value } else { Expected::Name },
            Kind::Colon => self.expected = Expected::Value,
            Kind::String | Kind::Quoted | Kind::Number | Kind::Word | Kind::Other => {
                let is_name = matches!(self.expected, Expected::Name | Expected::NameOrEnd);
                self.expected = if is_name { Expected::Colon } else { self.behind_value() };
            }
        }
    }

    const fn behind_value(&self) -> Expected {
        if self.depth == 0 { Expected::Nothing } else { Expected::CommaOrEnd }
    }
}

/// Whether a JSON value may begin with this byte.
#[must_use]
pub const fn begins_value(byte: u8) -> bool {
    matches!(byte, b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n')
}
