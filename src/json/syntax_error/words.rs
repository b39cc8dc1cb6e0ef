//! What `serde_json` says, as somebody would say it who wants to mend the document; and how to.

use super::notation::Notation;
use super::token::{Kind, Token};
use super::{UNESCAPE, first_line};
use crate::escape::shortened;

const CUT: Option<&str> = Some("the rest is missing: was the disk full, or the writer stopped?");

const NUMBER: Option<&str> = Some("no leading zero, no `+`, a digit on both sides of the point");

/// What is wrong with a text at a token, and what to do about it.
pub fn explain(text: &str, reason: &str, token: &Token<'_>) -> (String, Option<String>) {
    if token.kind == Kind::Comment {
        return ("a comment, which JSON does not have".to_owned(), help("remove it"));
    }
    if matches!(token.kind, Kind::Quoted | Kind::Word)
        && let Some(notation) = Notation::recognize(text)
    {
        return written_in(notation, token.text);
    }
    let (what, general) = reworded(reason);
    let particular = match token.kind {
        Kind::Word if token.text.ends_with(|letter: char| letter.is_ascii_alphabetic()) => {
            word(reason, token.text)
        }
        Kind::Quoted => Some(in_double_quotes(reason, token.text)),
        _ => mark(text, token),
    };
    let what = match token.kind {
        Kind::Quoted if what == "expected a value" => {
            format!("expected a string in double quotes, found `{}`", shortened(first_line(token.text)))
        }
        Kind::Mark | Kind::Word | Kind::Quoted if what.starts_with("expected") => {
            format!("{what}, found `{}`", shortened(first_line(token.text)))
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

fn reworded(reason: &str) -> (&str, Option<&str>) {
    match reason {
        "EOF while parsing an object" => ("cut short inside an object", CUT),
        "EOF while parsing a list" => ("cut short inside an array", CUT),
        "EOF while parsing a string" => ("cut short inside a string", CUT),
        "EOF while parsing a value" => ("cut short before a value", CUT),
        "expected value" | "expected ident" => ("expected a value", None),
        "key must be a string" => ("expected a member name in double quotes", None),
        "trailing characters" => ("expected the end of the document", None),
        "invalid number" => ("a number that JSON does not have", NUMBER),
        "invalid escape" => ("an escape that JSON does not have", Some("write a backslash itself as `\\\\`")),
        reason if reason.starts_with("control character") => (
            "a control character stands unescaped in a string",
            Some("write a line break as `\\n`, a tab as `\\t`; or the string's closing quote is missing"),
        ),
        reason if reason.starts_with("expected `,`") => {
            (reason, Some("a comma is missing; or a quote inside the string before needs a backslash"))
        }
        reason => (reason, None),
    }
}

/// A word where JSON has none.
fn word(reason: &str, word: &str) -> Option<String> {
    let needed = match word {
        "None" => "`None` is Python's: write `null`",
        "True" | "False" => "`True` and `False` are Python's: write `true` and `false`",
        "NULL" | "Null" | "nil" => "write `null`",
        "TRUE" | "FALSE" => "write it in lower case",
        "undefined" => "`undefined` is JavaScript's: write `null`, or leave the member out",
        "NaN" | "nan" | "Infinity" | "-Infinity" | "inf" | "-inf" => {
            return Some(format!("JSON has no `{}`: write a number", word.trim_start_matches('-')));
        }
        _ if matches!(reason, "key must be a string" | "expected value" | "expected ident") => {
            return Some(in_double_quotes(reason, word));
        }
        _ => return None,
    };
    help(needed)
}

/// A name or string that is not in double quotes.
fn in_double_quotes(reason: &str, token: &str) -> String {
    let needing = if reason == "key must be a string" { "names need" } else { "a string needs" };
    let content = token.trim_matches('\'');
    let is_plain = !content.contains(['"', '\'', '\\']) && content.len() <= 40;
    if is_plain {
        format!("{needing} double quotes: write \"{content}\"")
    } else {
        format!("{needing} double quotes")
    }
}

/// A character where JSON has another.
fn mark(text: &str, token: &Token<'_>) -> Option<String> {
    let behind = &text[token.offset..];
    let meant = match token.text.chars().next()? {
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
