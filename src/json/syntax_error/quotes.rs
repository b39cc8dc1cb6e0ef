//! Mistakes in quotes: missing, too many, or around the wrong text.

use super::exact::{Mistake, is_url, mistake};
use super::{FIND, Malformed};
use crate::escape::shortened;
use crate::json::lexer::Kind;

impl Mistake<'_> {
    /// Recognizes a string that includes the closing brackets of the document.
    pub(super) fn unclosed_string(&self) -> Option<Malformed> {
        let content = self.token().trim_end();
        let end = content.trim_end_matches(['}', ']', ' ', '\n', '\r', '\t']);
        let is_document = content.starts_with('"') && content.len() - end.len() > 1 && !end.is_empty();
        is_document.then(|| self.closing_quote(end))
    }

    /// Explains that a string should end with `content`, which begins where the string does.
    pub(super) fn closing_quote(&self, content: &str) -> Malformed {
        let content = content.trim_end();
        let end = self.before.start + content.len();
        let last = content.chars().next_back().unwrap_or_default();
        if content.ends_with("\\\"") && content.len() > 2 {
            let what = "expected a closing quote, found one behind a backslash";
            return mistake(end - 2, 1, what, "write the backslash as `\\\\`");
        }
        if matches!(last, '”' | '“' | '’' | '＂' | '\'') && content.len() > 1 {
            let what = format!("expected a closing quote, found `{last}`");
            let help = "write `\"` instead of it, or after it if it belongs to the text";
            return mistake(end - last.len_utf8(), last.len_utf8(), what, help);
        }
        mistake(end, 0, "expected a closing quote", "add the closing quote")
    }

    /// Recognizes strings in three double quotes, of Python and Kibana.
    pub(super) fn triple_quote(&self) -> Option<Malformed> {
        let is_triple =
            self.token() == "\"\"" && self.before.end == self.found.offset && self.behind().starts_with('"');
        let is_single = self.behind().starts_with("'''");
        (is_triple || is_single).then(|| {
            let (start, mark) =
                if is_triple { (self.before.start, "\"\"\"") } else { (self.found.offset, "'''") };
            let what =
                format!("expected a string in double quotes, found `{mark}`, which Kibana and Python write");
            mistake(start, 3, what, "write one string in double quotes, with each line break as `\\n`")
        })
    }

    /// Recognizes a quote that ends a string too early, or too late.
    pub(super) fn early_quote(&self) -> Option<Malformed> {
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
            return Some(self.closing_quote(content));
        }
        if matches!(self.found.text, "，" | "：" | "；" | "、") {
            return None;
        }
        let is_text = self.found.kind == Kind::Word || self.found.text == "\"" || !self.found.text.is_ascii();
        is_text.then(|| {
            let what = format!(
                "expected `,` or the end of the object, found `{}` behind a quote",
                shortened(self.found.text)
            );
            mistake(self.before.end - 1, 1, what, "write each quote inside the string as `\\\"`")
        })
    }

    /// Recognizes the doubled quotes of CSV.
    pub(super) fn doubled_quotes(&self) -> Option<Malformed> {
        let is_doubled = self.token() == "\"\"" && self.before.end == self.found.offset;
        is_doubled.then(|| {
            let what = "expected a member name, found the doubled quotes of CSV";
            mistake(self.before.start, 2, what, FIND)
        })
    }

    /// Recognizes a word that only lacks the quote before it.
    pub(super) fn missing_opening_quote(&self) -> Option<Malformed> {
        let word = self.found.text;
        let is_word = self.found.kind == Kind::Word && self.behind()[word.len()..].starts_with('"');
        is_word.then(|| {
            let what = format!("expected a quote before `{}`", shortened(word));
            mistake(self.found.offset, word.len(), what, format!("add a quote before `{}`", shortened(word)))
        })
    }

    pub(super) fn unquoted_url(&self) -> Option<Malformed> {
        let behind = self.behind();
        let end = behind.find([',', '}', ']', '"', ' ', '\n', '\r', '\t']).unwrap_or(behind.len());
        let url = &behind[..end];
        is_url(url).then(|| {
            let what = format!("expected a string in double quotes, found `{}`", shortened(url));
            mistake(self.found.offset, end, what, "put the URL in double quotes")
        })
    }

    /// Recognizes a string with a quote too many, or one that was meant as two.
    pub(super) fn extra_quote(&self) -> Option<Malformed> {
        let is_extra = self.before.end == self.found.offset
            && self.token() == "\"\""
            && self.found.kind == Kind::Word
            && !self.text[..self.before.start].ends_with('"');
        let content = self.behind().split(['"', '\n']).next()?.trim_end_matches([',', '}', ']', ' ', '\r']);
        (is_extra && !content.is_empty()).then(|| {
            let shown = shortened(content);
            let what = format!("expected one quote before `{shown}`, found two");
            let end = &self.behind()[content.len()..];
            let help = if end.starts_with("\"\"") {
                format!("write one quote on each side: \"{shown}\"")
            } else {
                "remove one of the quotes".to_owned()
            };
            mistake(self.before.start, 2, what, help)
        })
    }

    /// Recognizes strings that a program would join.
    pub(super) fn joined_strings(&self) -> Option<Malformed> {
        let behind = self.behind();
        let next = behind.strip_prefix(['+', '.', '&']).unwrap_or(behind).trim_start();
        let is_adjacent = self.before.end == self.found.offset;
        (self.token().starts_with('"') && next.starts_with('"') && !is_adjacent).then(|| {
            let what = "expected one string, found several in a row";
            mistake(self.found.offset, 1, what, "write them as one string in one pair of quotes")
        })
    }

    /// Recognizes a name and a value in one pair of quotes.
    pub(super) fn name_with_value(&self) -> Option<Malformed> {
        let token = self.token().strip_prefix('"')?.strip_suffix('"')?;
        let (name, value) = token.split_once(':')?;
        let (name, value) = (name.trim(), value.trim());
        let is_end = self.behind().starts_with([',', '}']);
        if !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) || name.is_empty() {
            return None;
        }
        if value.is_empty() {
            let end = self.before.start + 1 + name.len();
            return Some(mistake(end, 0, "expected a closing quote after the name", "add the closing quote"));
        }
        is_end.then(|| {
            let is_number = value.parse::<i64>().is_ok();
            let value = if is_number { value.to_owned() } else { format!("\"{value}\"") };
            let what = "expected a name and a value, found both in one pair of quotes";
            let help = match shortened(&value) {
                shown if shown == value => format!("write \"{name}\": {value}"),
                _ => "write the name and the value in quotes of their own, with `:` between them".to_owned(),
            };
            mistake(self.before.start, self.before.len(), what, help)
        })
    }
}
