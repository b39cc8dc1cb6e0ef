//! Mistakes that are recognized exactly: where each was made, and how to fix it without altering the content.

use std::ops::Range;

use super::found::Found;
use super::violation::{Problem, Violation};
use super::{FIND, Malformed, first_line};
use crate::contract::{Field, FieldType};
use crate::escape::{described, shortened};
use crate::json::grammar::Expected;
use crate::json::lexer::{Kind, is_name, tokens};

/// A text that is not JSON, and its first violation.
pub struct Mistake<'a> {
    pub(super) text: &'a str,
    pub(super) violation: Violation,
    pub(super) found: &'a Found<'a>,
    /// The byte range of the last token before the violation, or around it.
    pub(super) before: Range<usize>,
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
        if let Some(conflict) = self.merge_conflict() {
            return Some(conflict);
        }
        match self.violation.problem {
            Problem::Escape => Some(self.escape()),
            Problem::ControlCharacter => Some(self.control_character()),
            Problem::TruncatedString => self.unclosed_string(),
            Problem::Number => self.number(),
            Problem::UnexpectedIn(bracket) => self
                .triple_quote()
                .or_else(|| self.extra_quote())
                .or_else(|| self.missing_comma(bracket))
                .or_else(|| self.missing_brace())
                .or_else(|| self.grouped_number())
                .or_else(|| self.joined_strings())
                .or_else(|| self.early_quote()),
            Problem::Unexpected(Expected::Colon) => {
                self.doubled_quotes().or_else(|| self.name_with_value()).or_else(|| self.missing_colon())
            }
            Problem::Unexpected(Expected::Nothing) => self.missing_brace(),
            Problem::Unexpected(
                Expected::Name | Expected::NameOrEnd | Expected::Value | Expected::ElementOrEnd,
            ) => self
                .placeholder()
                .or_else(|| self.triple_quote())
                .or_else(|| self.word_for_value())
                .or_else(|| self.doubled_mark())
                .or_else(|| self.parenthesis())
                .or_else(|| self.missing_opening_quote())
                .or_else(|| self.unquoted_url())
                .or_else(|| self.unquoted())
                .or_else(|| self.number()),
            _ => None,
        }
        .or_else(|| self.mark())
    }

    pub(super) fn behind(&self) -> &'a str {
        &self.text[self.found.offset..]
    }

    /// The text of the token before the violation.
    pub(super) fn token(&self) -> &'a str {
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
                let others = self.token().matches('\\').count() > 1;
                let others = if others { ", and so each other backslash of this text" } else { "" };
                format!(
                    "write `\\\\` if the text has a backslash here{others}; remove the backslash if it has none"
                )
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
                return self.closing_quote(content.strip_suffix(',').unwrap_or(content));
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

    /// Recognizes numbers that other notations allow.
    fn number(&self) -> Option<Malformed> {
        let is_of_number = |letter: char| letter.is_ascii_alphanumeric() || "+-.".contains(letter);
        let before = &self.text[..self.violation.offset];
        let start = before.trim_end_matches(is_of_number).len();
        let rest = &self.text[start..];
        let number = &rest[..rest.find(|letter| !is_of_number(letter)).unwrap_or(rest.len())];
        if before[..start].trim_end().ends_with(',') && self.is_within_number(start) {
            let comma = before[..start].rfind(',').unwrap_or(start);
            return Some(mistake(
                comma,
                1,
                "expected a member name, found a comma in a number",
                "remove the comma",
            ));
        }
        if let Some(help) = self.field_at(start).and_then(|field| in_quotes(field, number)) {
            return Some(mistake(
                start,
                number.len(),
                format!("invalid number, found `{}`", shortened(number)),
                help,
            ));
        }
        if number == "-" && rest[1..].starts_with(' ') {
            return Some(mistake(
                start,
                1,
                "expected digits after `-`, found a blank",
                "remove the blank after `-`",
            ));
        }
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

    /// Recognizes a word of another language where a field of the contract expects a value.
    fn word_for_value(&self) -> Option<Malformed> {
        const WORDS: [&str; 7] = ["None", "True", "False", "nil", "undefined", "NaN", "NULL"];
        let word = self.found.text;
        let field = self.field_at(self.found.offset).filter(|_| WORDS.contains(&word))?;
        let help = match field {
            Field::Progress => "write 100 after a success, -1 after a failure",
            Field::Status => "write \"SUCCESS\" or \"FAIL\"",
            Field::TaskId => "write the id that the production request returned, in double quotes",
            Field::MediaUrl | Field::SubtitlesUrl | Field::FailMessage => "write \"\" if there is none",
        };
        let what = format!("expected {}, found `{word}`", field.field_type().with_article());
        Some(mistake(self.found.offset, word.len(), what, help))
    }

    /// Returns the field of the contract whose value begins at a byte offset.
    fn field_at(&self, value: usize) -> Option<Field> {
        let name = self.text[..value].trim_end().strip_suffix(':')?.trim_end().strip_suffix('"')?;
        Field::from_name(&name[name.rfind('"')? + 1..])
    }

    /// Returns whether only a comma is between digits and the byte offset `start`.
    fn is_within_number(&self, start: usize) -> bool {
        let before = self.text[..start].strip_suffix(',').unwrap_or_default();
        matches!(self.violation.problem, Problem::Unexpected(Expected::Name))
            && before.ends_with(|letter: char| letter.is_ascii_digit())
            && self.text[start..].starts_with(|letter: char| letter.is_ascii_digit())
    }

    /// Recognizes a number with an underscore, or a hexadecimal one.
    fn grouped_number(&self) -> Option<Malformed> {
        let is_number = self.token().starts_with(|first: char| first.is_ascii_digit() || first == '-');
        if self.before.end < self.found.offset || !is_number {
            return None;
        }
        let rest = &self.text[self.before.start..];
        let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && !"_-".contains(letter));
        let number = &rest[..end.unwrap_or(rest.len())];
        let value = match number.strip_prefix("0x").or_else(|| number.strip_prefix("0X")) {
            Some(digits) => i64::from_str_radix(digits, 16).ok()?,
            None if !number.contains('_') => return None,
            None => number.replace('_', "").parse().ok()?,
        };
        let what = format!("invalid number, found `{}`", shortened(number));
        Some(mistake(self.before.start, number.len(), what, format!("write {value}")))
    }

    /// Recognizes a call of a function, or text without quotes.
    fn unquoted(&self) -> Option<Malformed> {
        let behind = first_line(self.behind());
        let text =
            behind[..behind.find([',', '}', ']', '"', ':', '{', '[']).unwrap_or(behind.len())].trim_end();
        if self.found.kind != Kind::Word || text == self.found.text {
            return None;
        }
        let found = shortened(text);
        if text.ends_with(')') && text.contains('(') {
            let what = format!("expected a value, found the call `{found}`");
            return Some(mistake(self.found.offset, text.len(), what, "replace it with its value"));
        }
        let is_plain = |letter: char| letter.is_alphanumeric() || " _-.".contains(letter);
        (found == text && text.chars().all(is_plain)).then(|| {
            let what = format!("expected a string in double quotes, found `{found}`");
            mistake(self.found.offset, text.len(), what, format!("put it in double quotes: \"{found}\""))
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

    fn missing_colon(&self) -> Option<Malformed> {
        let is_value =
            self.behind().starts_with(|first: char| first.is_ascii_alphanumeric() || "\"{[-".contains(first));
        let is_value = is_value && self.before.end < self.found.offset;
        is_value.then(|| mistake(self.before.end, 0, "expected `:` after the name", "add a colon"))
    }
}

/// Returns help for a number where a field expects a string.
fn in_quotes(field: Field, number: &str) -> Option<String> {
    let is_id = field.field_type() == FieldType::String && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_id && !number.is_empty()).then(|| format!("write \"{}\"", shortened(number)))
}

pub fn mistake(offset: usize, length: usize, what: impl Into<String>, help: impl Into<String>) -> Malformed {
    Malformed::new(offset, length, what, Some(help.into()))
}

fn quoted_if_token(next: &str) -> String {
    if next.starts_with('"') { format!("`{}`", shortened(first_line(next))) } else { next.to_owned() }
}

/// Returns whether a text starts like a URL, with or without a quote before it.
pub fn is_url(text: &str) -> bool {
    let text = text.strip_prefix('"').unwrap_or(text);
    text.starts_with("https://") || text.starts_with("http://")
}
