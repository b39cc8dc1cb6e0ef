//! Turns violations of the JSON grammar into messages with a suggested fix.

use super::found::Found;
use super::notation::Notation;
use super::violation::Problem;
use super::{FIND, Malformed, first_line};
use crate::contract::PAYLOAD;
use crate::escape::shortened;
use crate::json::grammar::Expected;
use crate::json::lexer::{Kind, Token, tokens};

/// Help for a truncated document.
pub const TRUNCATED: Option<&str> =
    Some("add what is missing; if a program wrote this, check for a full disk or a killed process");

/// Reports a comment, or a document in another notation; `None` for JSON with another mistake.
pub fn other_notation(text: &str, found: &Found<'_>) -> Option<Malformed> {
    let (offset, length) = (found.offset, found.text.len());
    if found.kind == Kind::Comment {
        return Some(Malformed::new(offset, length, "comments are not allowed", help("remove the comment")));
    }
    if !matches!(found.kind, Kind::Quoted | Kind::Word) && !matches!(found.text, "=" | "=>" | ":" | "&") {
        return None;
    }
    let notation = Notation::of_object(text, found)?;
    let what = format!("{}: found `{}`", notation.name, shortened(first_line(found.text)));
    Some(Malformed::new(offset, length, what, help(notation.help)))
}

/// Returns the message and the help for a problem in a text.
pub fn explain(text: &str, problem: Problem, found: &Found<'_>) -> (String, Option<String>) {
    if problem == Problem::TruncatedObject && text.trim() == "{" {
        let what = "expected a member, found nothing after `{`".to_owned();
        return (what, help("remove the `{`, or add what is missing after it"));
    }
    let (what, general) = described(problem);
    let particular = match (problem, found.kind) {
        (Problem::UnexpectedIn(_), Kind::Word)
            if found.text.starts_with(|first: char| first.is_ascii_digit()) =>
        {
            help("write a decimal number, or a string in double quotes")
        }
        (_, Kind::Word) if found.text.ends_with(|letter: char| letter.is_ascii_alphabetic()) => {
            word(problem, found.text)
        }
        (Problem::UnexpectedIn(b']'), _) if found.text == "}" => {
            help("close the array with `]` first, or remove the `}`")
        }
        (Problem::UnexpectedIn(b'}'), _)
            if found.text == "]" && opened(&text[..found.offset], b"[]") == 0 =>
        {
            help(if opened(text, b"{[]}") < 0 { "remove the `]`" } else { "write `}` instead" })
        }
        (Problem::UnexpectedIn(b'}'), _) if found.text == "]" => {
            help("close the object with `}` first, or remove the `]`")
        }
        (_, Kind::Quoted) => Some(in_double_quotes(problem, found.text)),
        _ => mark(text, found),
    };
    let what = match (found.kind, problem) {
        (Kind::Quoted, Problem::Unexpected(Expected::Value | Expected::ElementOrEnd)) => {
            format!("expected a string in double quotes, found `{}`", shortened(first_line(found.text)))
        }
        (_, Problem::Unexpected(_) | Problem::UnexpectedIn(_) | Problem::Number) => {
            format!("{what}, found {}", shown(found.text))
        }
        _ => what.to_owned(),
    };
    (what, particular.or(general.map(str::to_owned)))
}

/// Returns how many more of some brackets a text opens than it closes.
pub fn opened(text: &str, brackets: &[u8]) -> isize {
    let change = |(at, token): (usize, Token)| match token.kind {
        Kind::Open if brackets.contains(&text.as_bytes()[at]) => 1,
        Kind::Close if brackets.contains(&text.as_bytes()[at]) => -1,
        _ => 0,
    };
    tokens(text.as_bytes()).map(change).sum()
}

/// Quotes a token; a blank, which would look like any other, by its code point.
fn shown(token: &str) -> String {
    match token.chars().next() {
        Some(blank) if blank.is_whitespace() && !blank.is_ascii() => {
            format!("a blank that is no ASCII space (U+{:04X})", u32::from(blank))
        }
        _ => format!("`{}`", shortened(first_line(token))),
    }
}

fn help(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn described(problem: Problem) -> (&'static str, Option<&'static str>) {
    const COMMA: Option<&str> = Some("remove it, or add a comma before it");
    match problem {
        Problem::TruncatedObject => ("truncated inside an object", TRUNCATED),
        Problem::TruncatedArray => ("truncated inside an array", TRUNCATED),
        Problem::TruncatedString => ("truncated inside a string", TRUNCATED),
        Problem::TruncatedValue => ("truncated before a value", TRUNCATED),
        Problem::Unexpected(Expected::Name | Expected::NameOrEnd) => {
            ("expected a member name in double quotes", None)
        }
        Problem::Unexpected(Expected::Colon) => ("expected `:`", None),
        Problem::Unexpected(Expected::Nothing) => ("expected the end of the document", None),
        Problem::Unexpected(_) => ("expected a value", None),
        Problem::UnexpectedIn(b']') => ("expected `,` or `]`", COMMA),
        Problem::UnexpectedIn(_) => ("expected `,` or `}`", COMMA),
        Problem::TrailingComma => ("trailing comma", Some("remove the comma")),
        Problem::Number => ("invalid number", Some("write a decimal number")),
        Problem::Escape => ("invalid escape", None),
        Problem::ControlCharacter => ("control character in a string", None),
    }
}

/// Returns help for a word that JSON does not allow.
fn word(problem: Problem, word: &str) -> Option<String> {
    let text = match word {
        "None" => "write `null` instead of Python's `None`",
        "True" | "False" => "write `true` and `false` instead of Python's `True` and `False`",
        "NULL" | "Null" | "nil" => "write `null`",
        "TRUE" => "write `true`",
        "FALSE" => "write `false`",
        "undefined" => "write `null` instead of JavaScript's `undefined`, or remove the member",
        "NaN" | "nan" | "Infinity" | "-Infinity" | "inf" | "-inf" => {
            return Some(format!("write a number: JSON has no `{}`", word.trim_start_matches('-')));
        }
        _ if is_string_expected(problem) => return Some(in_double_quotes(problem, word)),
        _ => return None,
    };
    help(text)
}

const fn is_string_expected(problem: Problem) -> bool {
    matches!(problem, Problem::Unexpected(expected) if !matches!(expected, Expected::Colon | Expected::Nothing))
}

/// Returns help for a name or string without double quotes.
fn in_double_quotes(problem: Problem, token: &str) -> String {
    let is_name = matches!(problem, Problem::Unexpected(Expected::Name | Expected::NameOrEnd));
    let kind = if is_name { "name" } else { "string" };
    let content = token.trim_matches(['\'', '`']);
    let is_plain = !content.contains(['"', '\'', '`', '\\']) && content.len() <= 40;
    if is_plain {
        format!("put the {kind} in double quotes: \"{content}\"")
    } else {
        format!("put the {kind} in double quotes")
    }
}

/// Returns help for a character that JSON does not allow.
fn mark(text: &str, found: &Found<'_>) -> Option<String> {
    let behind = &text[found.offset..];
    let meant = match found.text.chars().next()? {
        '\\' if behind.starts_with("\\\"") => {
            let how = if text.contains(PAYLOAD) { FIND } else { "remove the backslashes" };
            return Some(format!("{how}: its quotes are escaped as inside a string"));
        }
        '“' | '”' | '„' | '‘' | '’' | '＂' => '"',
        '，' | '、' | '；' => ',',
        '：' => ':',
        '｛' => '{',
        '｝' => '}',
        '［' => '[',
        '］' => ']',
        '−' | '–' | '—' | '－' => '-',
        '０'..='９' => return help("write the number in ASCII digits, 0 to 9"),
        '\u{a0}' | '\u{3000}' => {
            return help("write an ASCII space: JSON allows no other");
        }
        _ => return None,
    };
    Some(format!("write `{meant}` instead"))
}
