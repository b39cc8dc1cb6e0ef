//! Turns violations of JSON's grammar into messages with a suggested fix.

use super::found::Found;
use super::notation::Notation;
use super::violation::Problem;
use super::{UNESCAPE, first_line};
use crate::escape::shortened;
use crate::json::grammar::Expected;
use crate::json::lexer::Kind;

const CUT: Option<&str> = Some("the rest is missing: was the disk full, or the writer stopped?");

const NUMBER: Option<&str> = Some("no leading zero, no `+`, a digit on both sides of the point");

/// Explains what is wrong with a text, and how to fix it.
pub fn explain(text: &str, problem: Problem, found: &Found<'_>) -> (String, Option<String>) {
    if found.kind == Kind::Comment {
        return ("a comment, which JSON does not have".to_owned(), help("remove it"));
    }
    if matches!(found.kind, Kind::Quoted | Kind::Word)
        && let Some(notation) = Notation::recognize(text)
    {
        return written_in(notation, found.text);
    }
    let (what, general) = described(problem);
    let particular = match (problem, found.kind) {
        (Problem::Escape | Problem::ControlCharacter, _) => None,
        (_, Kind::Word) if found.text.ends_with(|letter: char| letter.is_ascii_alphabetic()) => {
            word(problem, found.text)
        }
        (_, Kind::Quoted) => Some(in_double_quotes(problem, found.text)),
        _ => mark(text, found),
    };
    let what = match (found.kind, problem) {
        (Kind::Quoted, Problem::Unexpected(Expected::Value | Expected::ElementOrEnd)) => {
            format!("expected a string in double quotes, found `{}`", shortened(first_line(found.text)))
        }
        (_, Problem::Unexpected(_) | Problem::UnexpectedIn(_)) => {
            format!("{what}, found `{}`", shortened(first_line(found.text)))
        }
        _ => what.to_owned(),
    };
    (what, particular.or(general.map(str::to_owned)))
}

fn help(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// A document in another notation, which shows at a token.
fn written_in(notation: Notation, token: &str) -> (String, Option<String>) {
    let token = shortened(first_line(token));
    match notation {
        Notation::Python => (
            format!("a Python dict, as `{token}` shows"),
            help("this is what `str` and `print` make of a dict: write it with `json.dumps(value)`"),
        ),
        Notation::JavaScript => (
            format!("a JavaScript object, as `{token}` shows"),
            help("this is what a console makes of an object: write it with `JSON.stringify(value)`"),
        ),
    }
}

fn described(problem: Problem) -> (&'static str, Option<&'static str>) {
    const COMMA: Option<&str> =
        Some("a comma is missing; or a quote inside the string before needs a backslash");
    match problem {
        Problem::TruncatedObject => ("cut short inside an object", CUT),
        Problem::TruncatedArray => ("cut short inside an array", CUT),
        Problem::TruncatedString => ("cut short inside a string", CUT),
        Problem::TruncatedValue => ("cut short before a value", CUT),
        Problem::Unexpected(Expected::Name | Expected::NameOrEnd) => {
            ("expected a member name in double quotes", None)
        }
        Problem::Unexpected(Expected::Colon) => ("expected `:`", None),
        Problem::Unexpected(Expected::Nothing) => ("expected the end of the document", None),
        Problem::Unexpected(_) => ("expected a value", None),
        Problem::UnexpectedIn(b']') => ("expected `,` or `]`", COMMA),
        Problem::UnexpectedIn(_) => ("expected `,` or `}`", COMMA),
        Problem::TrailingComma => ("a comma stands before the closing bracket", Some("remove the comma")),
        Problem::Number => ("a number that JSON does not have", NUMBER),
        Problem::Escape => ("an escape that JSON does not have", Some("write a backslash itself as `\\\\`")),
        Problem::ControlCharacter => (
            "a control character stands unescaped in a string",
            Some("write a line break as `\\n`, a tab as `\\t`; or the string's closing quote is missing"),
        ),
    }
}

/// A word where JSON has none.
fn word(problem: Problem, word: &str) -> Option<String> {
    let needed = match word {
        "None" => "`None` is Python's: write `null`",
        "True" | "False" => "`True` and `False` are Python's: write `true` and `false`",
        "NULL" | "Null" | "nil" => "write `null`",
        "TRUE" | "FALSE" => "write it in lower case",
        "undefined" => "`undefined` is JavaScript's: write `null`, or leave the member out",
        "NaN" | "nan" | "Infinity" | "-Infinity" | "inf" | "-inf" => {
            return Some(format!("JSON has no `{}`: write a number", word.trim_start_matches('-')));
        }
        _ if is_string_expected(problem) => return Some(in_double_quotes(problem, word)),
        _ => return None,
    };
    help(needed)
}

const fn is_string_expected(problem: Problem) -> bool {
    matches!(problem, Problem::Unexpected(expected) if !matches!(expected, Expected::Colon | Expected::Nothing))
}

/// A name or string that is not in double quotes.
fn in_double_quotes(problem: Problem, token: &str) -> String {
    let is_name = matches!(problem, Problem::Unexpected(Expected::Name | Expected::NameOrEnd));
    let needing = if is_name { "names need" } else { "a string needs" };
    let content = token.trim_matches('\'');
    let is_plain = !content.contains(['"', '\'', '\\']) && content.len() <= 40;
    if is_plain {
        format!("{needing} double quotes: write \"{content}\"")
    } else {
        format!("{needing} double quotes")
    }
}

/// A character where JSON has another.
fn mark(text: &str, found: &Found<'_>) -> Option<String> {
    let behind = &text[found.offset..];
    let meant = match found.text.chars().next()? {
        '\\' if behind.starts_with("\\\"") => {
            return Some(format!("the quotes are escaped, as inside a string: undo that with `{UNESCAPE}`"));
        }
        '=' if behind.starts_with("=>") => return help("this is a Ruby hash: write it with `to_json`"),
        '+' | '.' => return NUMBER.map(str::to_owned),
        '“' | '”' | '„' | '‘' | '’' | '＂' => '"',
        '，' => ',',
        '：' => ':',
        '\u{a0}' | '\u{3000}' => {
            return help("this is a space that JSON does not have: write an ordinary one");
        }
        _ => return None,
    };
    Some(format!("write `{meant}` instead"))
}
