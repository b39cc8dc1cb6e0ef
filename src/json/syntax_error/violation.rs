//! Finds the first violation of the JSON grammar in a text.

use crate::escape;
use crate::json::grammar::{Expected, Grammar};
use crate::json::lexer::{Kind, Token, tokens};
use crate::json::whitespace::trimmed_len;

/// A violation of the JSON grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The byte offset; that of the end without trailing blanks if the text is truncated.
    pub offset: usize,
    /// The kind of violation.
    pub problem: Problem,
}

/// The kind of a violation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Another token was expected.
    Unexpected(Expected),
    /// A comma or this closing bracket was expected.
    UnexpectedIn(u8),
    /// A comma before a closing bracket.
    TrailingComma,
    /// An invalid number.
    Number,
    /// An invalid escape in a string.
    Escape,
    /// A control character in a string.
    ControlCharacter,
    /// The text ends inside an object.
    TruncatedObject,
    /// The text ends inside an array.
    TruncatedArray,
    /// The text ends inside a string.
    TruncatedString,
    /// The text ends before a value, or inside a number or literal.
    TruncatedValue,
}

impl Violation {
    /// Finds the first violation of the grammar; `None` if the text is one JSON value.
    #[must_use]
    pub fn first(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let mut grammar = Grammar::START;
        let mut comma = None;
        for (offset, token) in tokens(bytes) {
            if matches!(token.kind, Kind::Blanks | Kind::LineBreak) {
                continue;
            }
            let token_text = &bytes[offset..offset + token.len];
            if !grammar.accepts(token, token_text) {
                return Some(unexpected(&grammar, token, offset, comma));
            }
            comma = (token.kind == Kind::Comma).then_some(offset);
            grammar.advance(token.kind, token_text[0]);
            let within = match token.kind {
                Kind::String => in_string(token_text, token.is_closed),
                Kind::Number => in_number(token_text, &grammar),
                Kind::Word => in_word(token_text, offset + token.len == bytes.len()),
                _ => None,
            };
            if let Some(Self { offset: inner, problem }) = within {
                let is_end = offset + inner == bytes.len();
                return Some(if is_end {
                    truncated(text, problem)
                } else {
                    Self { offset: offset + inner, problem }
                });
            }
        }
        let problem = match grammar.expected() {
            Expected::Nothing => return None,
            Expected::Value => Problem::TruncatedValue,
            _ if grammar.is_in_array() => Problem::TruncatedArray,
            _ => Problem::TruncatedObject,
        };
        Some(truncated(text, problem))
    }
}

fn unexpected(grammar: &Grammar, token: Token, offset: usize, comma: Option<usize>) -> Violation {
    match (token.kind, comma) {
        (Kind::Close, Some(comma)) => Violation { offset: comma, problem: Problem::TrailingComma },
        _ => Violation { offset, problem: expected(grammar) },
    }
}

fn expected(grammar: &Grammar) -> Problem {
    match grammar.expected() {
        Expected::CommaOrEnd if grammar.is_in_array() => Problem::UnexpectedIn(b']'),
        Expected::CommaOrEnd => Problem::UnexpectedIn(b'}'),
        expected => Problem::Unexpected(expected),
    }
}

fn truncated(text: &str, problem: Problem) -> Violation {
    let problem = match problem {
        Problem::ControlCharacter | Problem::Escape => Problem::TruncatedString,
        Problem::Number | Problem::Unexpected(Expected::Value) => Problem::TruncatedValue,
        other => other,
    };
    Violation { offset: trimmed_len(text.as_bytes()), problem }
}

/// Returns the first violation in a string; its end if it is not closed.
fn in_string(string: &[u8], is_closed: bool) -> Option<Violation> {
    let is_plain = |byte: u8| (byte >= b' ') & (byte != b'\\');
    let mut at = if escape::all(string, is_plain) { string.len() } else { 1 };
    while let Some(found) = string[at..].iter().position(|byte| !is_plain(*byte)) {
        at += found;
        if string[at] != b'\\' {
            return Some(Violation { offset: at, problem: Problem::ControlCharacter });
        }
        match escape_len(&string[at..]) {
            Ok(length) => at += length,
            Err(inner) => return Some(Violation { offset: at + inner, problem: Problem::Escape }),
        }
    }
    // A line break follows, or the text ends.
    (!is_closed).then_some(Violation { offset: string.len(), problem: Problem::ControlCharacter })
}

/// Returns the length of an escape in bytes, or the offset of its first invalid byte.
fn escape_len(escape: &[u8]) -> Result<usize, usize> {
    match escape.get(1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
        Some(b'u') => {
            let digits = escape[2..].iter().take(4).take_while(|byte| byte.is_ascii_hexdigit()).count();
            if digits == 4 { Ok(6) } else { Err(2 + digits) }
        }
        _ => Err(1),
    }
}

/// Returns the first violation in a number; `grammar` is the state after it.
fn in_number(number: &[u8], grammar: &Grammar) -> Option<Violation> {
    let digits = |from: usize| number[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let invalid = |offset| Some(Violation { offset, problem: Problem::Number });
    let mut at = usize::from(number[0] == b'-');
    match digits(at) {
        0 => return invalid(at),
        2.. if number[at] == b'0' => return invalid(at + 1),
        whole => at += whole,
    }
    if number.get(at) == Some(&b'.') {
        let fraction = digits(at + 1);
        at += 1 + fraction;
        if fraction == 0 {
            return invalid(at);
        }
    }
    if matches!(number.get(at), Some(b'e' | b'E')) {
        at += 1 + usize::from(matches!(number.get(at + 1), Some(b'+' | b'-')));
        let exponent = digits(at);
        at += exponent;
        if exponent == 0 {
            return invalid(at);
        }
    }
    (at < number.len()).then(|| Violation { offset: at, problem: expected(grammar) })
}

/// Returns the violation of a word that is not a literal: at its end if the text may end inside a literal.
fn in_word(word: &[u8], is_last: bool) -> Option<Violation> {
    const LITERALS: [&[u8]; 3] = [b"true", b"false", b"null"];
    if LITERALS.contains(&word) {
        return None;
    }
    let is_begun = is_last && LITERALS.iter().any(|literal| literal.starts_with(word));
    let offset = if is_begun { word.len() } else { 0 };
    Some(Violation { offset, problem: Problem::Unexpected(Expected::Value) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::value::RawValue;

    use super::*;
    use crate::proptest_config::config;

    /// Generates text that is JSON or nearly so.
    fn text() -> impl Strategy<Value = String> {
        let parts = prop::sample::select(vec![
            "{", "}", "[", "]", ",", ":", " ", "\n", "\"", "\"a\"", "\"a\":", "\\", "\\u00e9", "\\ud800",
            "\\u12", "\\x", "true", "nul", "null", "None", "0", "01", "-", "1.5", "1e", "e+3", ".", "-1",
            "+1", "'a'", "// a", "/*", "*/", "\u{1}", "音",
        ]);
        prop::collection::vec(parts, 0..12).prop_map(|parts| parts.concat())
    }

    proptest! {
        #![proptest_config(config(20_000))]

        #[test]
        fn rejects_whatever_serde_json_rejects(text in text()) {
            let is_json = serde_json::from_str::<&RawValue>(&text).is_ok();
            prop_assert_eq!(Violation::first(&text).is_none(), is_json, "{:?}", text);
        }
    }
}
