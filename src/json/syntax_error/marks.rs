//! Mistakes in brackets and other marks: missing, doubled, or of another kind.

use super::exact::{Mistake, mistake};
use super::violation::Problem;
use super::words::opened;
use super::{Malformed, first_line};
use crate::escape::{described, is_unsafe, shortened};
use crate::json::grammar::Expected;
use crate::json::lexer::Kind;

/// The characters that begin and end placeholders of templates, each pair.
const PLACEHOLDERS: [(&str, &str); 3] = [("${", "}"), ("{{", "}}"), ("<%=", "%>")];

impl Mistake<'_> {
    /// Recognizes the marks of a merge conflict, before any token.
    pub(super) fn merge_conflict(&self) -> Option<Malformed> {
        const MARKS: [&str; 3] = ["<<<<<<<", "=======", ">>>>>>>"];
        let line = first_line(self.behind());
        MARKS.iter().any(|mark| line.starts_with(mark)).then(|| {
            let what = format!("merge conflict: found `{}`", shortened(line));
            let help = "keep one side, and remove the lines with `<<<<<<<`, `=======` and `>>>>>>>`";
            mistake(self.found.offset, line.len(), what, help)
        })
    }

    /// Recognizes a placeholder that a template left where a value belongs.
    pub(super) fn placeholder(&self) -> Option<Malformed> {
        // The violation of `{{` is its second bracket.
        let start = self.found.offset - usize::from(self.is_behind("{"));
        let text = first_line(&self.text[start..]);
        let (open, close) = PLACEHOLDERS.into_iter().find(|(open, _)| text.starts_with(open))?;
        let inner = &text[open.len()..];
        let name = &inner[..inner.find(close)?];
        let is_name = |letter: char| letter.is_alphanumeric() || " _.-".contains(letter);
        (!name.trim().is_empty() && name.chars().all(is_name)).then(|| {
            let found = &text[..open.len() + name.len() + close.len()];
            let what = format!("expected a value, found the placeholder `{}`", shortened(found));
            mistake(start, found.len(), what, "replace it with a value")
        })
    }

    /// Recognizes a bracket or colon that stands twice.
    pub(super) fn doubled_mark(&self) -> Option<Malformed> {
        let mark =
            ["{", ":"].into_iter().find(|mark| self.is_behind(mark) && self.behind().starts_with(mark))?;
        let (help, expected) = match mark {
            "{" if self.text.trim_end().ends_with("}}}") => {
                ("remove one `{`, and one `}` at the end", "a member name in double quotes")
            }
            "{" => ("remove one `{`", "a member name in double quotes"),
            _ => ("remove one `:`", "a value"),
        };
        let what = format!("expected {expected}, found another `{mark}`");
        Some(mistake(self.found.offset, 1, what, help))
    }

    /// Recognizes a name where no object is open.
    pub(super) fn missing_brace(&self) -> Option<Malformed> {
        let is_name = self.behind().starts_with(':') && self.token().starts_with('"');
        if !is_name {
            return None;
        }
        let name = shortened(first_line(self.token()));
        let (before, _) = self.text.split_at(self.before.start);
        let help = match before.trim_end().chars().next_back() {
            None if opened(self.text, b"{[]}") < 0 => "add `{` before it".to_owned(),
            None => "add `{` before it, and `}` at the end if there is none".to_owned(),
            Some(':') => "add `{` before it".to_owned(),
            Some('[') => "write `{` and `}` around the members, instead of `[` and `]`".to_owned(),
            _ => return None,
        };
        Some(mistake(self.before.start, 0, format!("expected `{{` before the member {name}"), help))
    }

    /// Recognizes parentheses instead of brackets.
    pub(super) fn parenthesis(&self) -> Option<Malformed> {
        self.behind().starts_with('(').then(|| {
            mistake(
                self.found.offset,
                1,
                "expected a value, found `(`",
                "write `{` instead, and `}` instead of the closing parenthesis",
            )
        })
    }

    /// Recognizes marks that JSON does not have, or not here.
    pub(super) fn mark(&self) -> Option<Malformed> {
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
            (';', Problem::Unexpected(Expected::Colon)) => "write `:` instead".to_owned(),
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

    /// Returns whether the token before the violation is adjacent, and is `mark`.
    fn is_behind(&self, mark: &str) -> bool {
        self.before.end == self.found.offset && self.token() == mark
    }
}
