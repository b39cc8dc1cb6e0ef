//! Mistakes that are recognized exactly: where each was made, and how to fix it without altering the content.

use std::ops::Range;

use super::found::Found;
use super::violation::{Problem, Violation};
use super::{FIND, Malformed, first_line};
use crate::escape::{described, is_unsafe, shortened};
use crate::json::grammar::Expected;
use crate::json::lexer::{Kind, is_name, tokens};

/// A text that is not JSON, and its first violation.
pub struct Mistake<'a> {
    text: &'a str,
    violation: Violation,
    found: &'a Found<'a>,
    /// The byte range of the last token before the violation, or around it.
    before: Range<usize>,
}

impl<'a> Mistake<'a> {
    /// Looks at the token before a violation. Reads the text up to it.
    pub fn new(text: &'a str, violation: Violation, found: &'a Found<'a>) -> Self {
        let is_blank = |kind| matches!(kind, Kind::Blanks | Kind::LineBreak);
        let before = tokens(text.as_bytes()).take_while(|(at, _)| *at < violation.offset);
        let before = before.filter(|(_, token)| !is_blank(token.kind)).last();
        let before = before.map_or(0..0, |(at, token)| at..at + token.len);
        Self { text, violation, found, before }
    }

    /// Explains the mistake, if it is one of those that are recognized exactly.
    pub fn explained(&self) -> Option<Malformed> {
        match self.violation.problem {
            Problem::Escape => Some(self.escape()),
            Problem::ControlCharacter => Some(self.control_character()),
            Problem::TruncatedString => self.unclosed_string(),
            Problem::Number => self.number(),
            Problem::UnexpectedIn(bracket) => {
                self.triple_quote().or_else(|| self.missing_comma(bracket)).or_else(|| self.early_quote())
            }
            Problem::Unexpected(Expected::Colon) => self.doubled_quotes().or_else(|| self.missing_colon()),
            Problem::Unexpected(
                Expected::Name | Expected::NameOrEnd | Expected::Value | Expected::ElementOrEnd,
            ) => self.missing_opening_quote().or_else(|| self.unquoted_url()).or_else(|| self.number()),
            _ => None,
        }
        .or_else(|| self.mark())
    }

    fn behind(&self) -> &'a str {
        &self.text[self.found.offset..]
    }

    /// The text of the token before the violation.
    fn token(&self) -> &'a str {
        &self.text[self.before.clone()]
    }

    fn escape(&self) -> Malformed {
        let backslash = self.text[..self.violation.offset].rfind('\\').unwrap_or(self.violation.offset);
        let escape = &self.text[backslash..];
        let length = escape.chars().take(2).map(char::len_utf8).sum();
        let what = format!("invalid escape, found `{}`", shortened(first_line(&escape[..length])));
        let help = match escape.chars().nth(1) {
            Some('u') => "write four hexadecimal digits after `\\u`".to_owned(),
            Some('0') => "write a NUL character as `\\u0000`".to_owned(),
            Some('U') => "write the character itself: JSON has no `\\U`".to_owned(),
            Some('x') => format!("{FIND}: `\\x` is an escape of logs and of other languages"),
            Some('\n' | '\r') => "join the lines, and remove the backslash".to_owned(),
            Some(letter) if letter.is_alphanumeric() => {
                "write `\\\\` if the text has a backslash here; remove the backslash if it has none"
                    .to_owned()
            }
            _ => "remove the backslash: this character needs none".to_owned(),
        };
        mistake(backslash, length, what, help)
    }

    fn control_character(&self) -> Malformed {
        let at = self.violation.offset;
        let rest = &self.text[at..];
        let content = self.token().trim_end();
        let next = rest.trim_start();
        if rest.starts_with(['\n', '\r']) {
            let is_end = next.starts_with(['}', ']']) || (content.ends_with(',') && next.starts_with('"'));
            if is_end {
                let content = content.strip_suffix(',').unwrap_or(content);
                let end = self.before.start + content.trim_end().len();
                return mistake(end, 0, "expected a closing quote", "add the closing quote");
            }
            let help = if is_url(content) {
                "join the lines: a URL has no line break"
            } else {
                "write the line break as `\\n`"
            };
            return mistake(at, 1, "line break in a string", help);
        }
        let letter = rest.chars().next().unwrap_or_default();
        if letter == '\t' {
            return mistake(at, 1, "tab in a string", "write the tab as `\\t`");
        }
        let what = format!("{} in a string", described(letter));
        mistake(at, 1, what, format!("remove it, or write it as `\\u{:04x}`", u32::from(letter)))
    }

    /// Recognizes a string that includes the closing brackets of the document.
    fn unclosed_string(&self) -> Option<Malformed> {
        let content = self.token().trim_end();
        let end = content.trim_end_matches(['}', ']', ' ', '\n', '\r', '\t']);
        let is_document = content.starts_with('"') && content.len() - end.len() > 1 && !end.is_empty();
        is_document.then(|| {
            mistake(self.before.start + end.len(), 0, "expected a closing quote", "add the closing quote")
        })
    }

    /// Recognizes numbers that other notations allow.
    fn number(&self) -> Option<Malformed> {
        let is_of_number = |letter: char| letter.is_ascii_alphanumeric() || "+-.".contains(letter);
        let before = &self.text[..self.violation.offset];
        let start = before.trim_end_matches(is_of_number).len();
        let rest = &self.text[start..];
        let number = &rest[..rest.find(|letter| !is_of_number(letter)).unwrap_or(rest.len())];
        let digits = number.trim_start_matches(['+', '-']);
        if !digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
            return None;
        }
        if number.starts_with("...") {
            let what = "expected a member or value, found `...`";
            return Some(mistake(start, 3, what, "replace it with what was left out"));
        }
        let sign = if number.starts_with('-') { "-" } else { "" };
        let whole = digits.trim_start_matches('0');
        let zero = if whole.starts_with(|first: char| first.is_ascii_digit()) { "" } else { "0" };
        let number_meant = format!("{sign}{zero}{}", whole.trim_end_matches('.'));
        let help = match serde_json::from_str::<serde_json::Number>(&number_meant) {
            Ok(_) => format!("write {number_meant}"),
            Err(_) => "write a decimal number".to_owned(),
        };
        Some(mistake(start, number.len(), format!("invalid number, found `{}`", shortened(number)), help))
    }

    /// Recognizes strings in three double quotes, of Python and Kibana.
    fn triple_quote(&self) -> Option<Malformed> {
        let is_triple =
            self.token() == "\"\"" && self.before.end == self.found.offset && self.behind().starts_with('"');
        is_triple.then(|| {
            let what = "expected a string in double quotes, found `\"\"\"`, which Kibana and Python write";
            mistake(
                self.before.start,
                3,
                what,
                "write one string in double quotes, with each line break as `\\n`",
            )
        })
    }

    /// Recognizes a member or element without a comma before it.
    fn missing_comma(&self, bracket: u8) -> Option<Malformed> {
        let behind = self.behind();
        let name = tokens(behind.as_bytes())
            .next()
            .filter(|(_, token)| token.kind == Kind::String && token.is_closed);
        let is_member = name.is_some_and(|(_, token)| is_name(&behind.as_bytes()[token.len..]));
        let is_element = behind.starts_with(['{', '[', '"']) && self.before.end < self.found.offset;
        let is_next = if bracket == b'}' { is_member } else { is_element };
        is_next.then(|| {
            let next = name.map_or("the next element", |(_, token)| &behind[..token.len]);
            let what = format!("expected `,` before {}", quoted_if_token(next));
            mistake(self.before.end, 0, what, "add a comma")
        })
    }

    /// Recognizes a quote that ends a string too early, or too late.
    fn early_quote(&self) -> Option<Malformed> {
        let is_adjacent = self.before.end == self.found.offset && self.token().starts_with('"');
        if !is_adjacent
            || !matches!(self.found.kind, Kind::Word | Kind::Other | Kind::Quoted)
            || self.found.text.is_empty()
        {
            return None;
        }
        let content = self.token().strip_suffix('"').unwrap_or_default();
        if let Some(content) = content.trim_end().strip_suffix(',').filter(|_| self.found.kind == Kind::Word)
        {
            let end = self.before.start + content.trim_end().len();
            return Some(mistake(end, 0, "expected a closing quote", "add the closing quote"));
        }
        let is_text = self.found.kind == Kind::Word || !self.found.text.is_ascii();
        is_text.then(|| {
            let what = format!(
                "expected `,` or the end of the object, found `{}` behind a quote",
                shortened(self.found.text)
            );
            mistake(self.before.end - 1, 1, what, "write each quote inside the string as `\\\"`")
        })
    }

    /// Recognizes the doubled quotes of CSV.
    fn doubled_quotes(&self) -> Option<Malformed> {
        let is_doubled = self.token() == "\"\"" && self.before.end == self.found.offset;
        is_doubled.then(|| {
            let what = "expected a member name, found the doubled quotes of CSV";
            mistake(self.before.start, 2, what, FIND)
        })
    }

    fn missing_colon(&self) -> Option<Malformed> {
        let is_value =
            self.behind().starts_with(|first: char| first.is_ascii_alphanumeric() || "\"{[-".contains(first));
        let is_value = is_value && self.before.end < self.found.offset;
        is_value.then(|| mistake(self.before.end, 0, "expected `:` after the name", "add a colon"))
    }

    /// Recognizes a word that only lacks the quote before it.
    fn missing_opening_quote(&self) -> Option<Malformed> {
        let word = self.found.text;
        let is_word = self.found.kind == Kind::Word && self.behind()[word.len()..].starts_with('"');
        is_word.then(|| {
            let what = format!("expected a quote before `{}`", shortened(word));
            mistake(self.found.offset, word.len(), what, format!("add a quote before `{}`", shortened(word)))
        })
    }

    fn unquoted_url(&self) -> Option<Malformed> {
        let behind = self.behind();
        let end = behind.find([',', '}', ']', '"', ' ', '\n', '\r', '\t']).unwrap_or(behind.len());
        let url = &behind[..end];
        is_url(url).then(|| {
            let what = format!("expected a string in double quotes, found `{}`", shortened(url));
            mistake(self.found.offset, end, what, "put the URL in double quotes")
        })
    }

    /// Recognizes marks that JSON does not have, or not here.
    fn mark(&self) -> Option<Malformed> {
        let letter = self.found.text.chars().next()?;
        let is_unexpected =
            matches!(self.violation.problem, Problem::Unexpected(_) | Problem::UnexpectedIn(_));
        if self.found.kind != Kind::Other || !is_unexpected {
            return None;
        }
        let found =
            if is_unsafe(letter) { described(letter) } else { format!("`{}`", shortened(self.found.text)) };
        let help = match (letter, self.violation.problem) {
            (letter, _) if is_unsafe(letter) => "remove it".to_owned(),
            (',', _) => "remove the comma, or add what is missing before it".to_owned(),
            (';', Problem::UnexpectedIn(_)) => "write `,` instead".to_owned(),
            ('=', Problem::Unexpected(Expected::Colon)) => "write `:` instead".to_owned(),
            ('%', Problem::UnexpectedIn(_)) => "remove it".to_owned(),
            _ => return None,
        };
        let expected = match self.violation.problem {
            Problem::Unexpected(Expected::Name | Expected::NameOrEnd) => "a member name in double quotes",
            Problem::Unexpected(Expected::Colon) => "`:`",
            Problem::Unexpected(Expected::Nothing) => "the end of the document",
            Problem::Unexpected(_) => "a value",
            Problem::UnexpectedIn(b']') => "`,` or `]`",
            _ => "`,` or `}`",
        };
        Some(mistake(
            self.found.offset,
            self.found.text.len(),
            format!("expected {expected}, found {found}"),
            help,
        ))
    }
}

fn mistake(offset: usize, length: usize, what: impl Into<String>, help: impl Into<String>) -> Malformed {
    Malformed::new(offset, length, what, Some(help.into()))
}

fn quoted_if_token(next: &str) -> String {
    if next.starts_with('"') { format!("`{}`", shortened(first_line(next))) } else { next.to_owned() }
}

/// Returns whether a text starts like a URL, with or without a quote before it.
fn is_url(text: &str) -> bool {
    let text = text.strip_prefix('"').unwrap_or(text);
    text.starts_with("https://") || text.starts_with("http://")
}
