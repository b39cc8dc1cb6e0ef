//! Explains why a document is not valid JSON, and how to fix it.
//!
//! `serde_json` decides whether a text is JSON; this module finds the first violation.

mod exact;
pub mod form;
mod formats;
mod found;
mod garbage;
mod marks;
mod notation;
mod notations;
mod quotes;
mod signs;
mod values;
mod violation;
mod words;

use bytesize::ByteSize;

use exact::Mistake;
use found::Found;
use violation::{Problem, Violation};
pub(crate) use words::TRUNCATED;

use crate::json::grammar::Expected;
use crate::position::Region;

/// Help for text that contains a callback.
pub(crate) const FIND: &str = "find the callbacks in it with `--find`";

/// A syntax error in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Whether the document was read at all.
    pub verdict: Verdict,
    /// The byte offset of the error in the document; the document's length if it is truncated.
    pub offset: usize,
    /// The length of the error in bytes; 0 at the end of the document.
    pub length: usize,
    /// The message: what was found, what was expected.
    pub what: String,
    /// A suggested fix.
    pub help: Option<String>,
}

/// The result of reading a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The document is not JSON.
    NotJson,
    /// The document was not read: it is empty or too large.
    NotRead,
}

/// A problem in the head of an HTTP request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadProblem {
    /// The region in the source.
    pub region: Region,
    /// The field, the value found, and what was expected.
    pub message: String,
    /// A suggested fix.
    pub help: Option<String>,
    /// Whether it cannot be why a body is unreadable. It is not reported with an unreadable body.
    pub is_advice: bool,
}

impl HeadProblem {
    /// Creates a problem that may be why the body is unreadable.
    #[must_use]
    pub fn new(region: Region, message: String, help: &str) -> Self {
        Self { region, message, help: Some(help.to_owned()), is_advice: false }
    }
}

impl Malformed {
    /// Creates a syntax error of `length` bytes at the byte offset `offset`.
    #[must_use]
    pub fn new(offset: usize, length: usize, what: impl Into<String>, help: Option<String>) -> Self {
        Self { verdict: Verdict::NotJson, offset, length, what: what.into(), help }
    }

    /// Returns the whole message; `subject` names text other than the document.
    #[must_use]
    pub fn message(&self, subject: Option<&str>) -> String {
        match (self.verdict, subject) {
            (Verdict::NotRead, _) => self.what.clone(),
            (Verdict::NotJson, Some(subject)) => format!("{subject} is not JSON: {}", self.what),
            (Verdict::NotJson, None) => format!("not JSON: {}", self.what),
        }
    }

    /// Reports a document that is not UTF-8.
    #[must_use]
    pub fn not_utf8(bytes: &[u8], error: std::str::Utf8Error) -> Self {
        let offset = error.valid_up_to();
        let rest = bytes.len().saturating_sub(offset);
        let length = error.error_len().unwrap_or(rest).max(1);
        let found = bytes.get(offset).copied().unwrap_or_default();
        let help = "convert the text to UTF-8 (`iconv -f GB18030 -t UTF-8` if it is Chinese, `-f BIG5` in traditional characters), or look for a truncated character: RFC 8259 requires UTF-8";
        Self::new(offset, length, format!("invalid UTF-8: found byte 0x{found:02x}"), Some(help.into()))
    }

    /// Reports an empty `subject`.
    #[must_use]
    pub fn empty(subject: &str) -> Self {
        let help = Some("save the body again".to_owned());
        Self { verdict: Verdict::NotRead, ..Self::new(0, 0, format!("{subject} is empty"), help) }
    }

    /// Explains why a text is not JSON; `serde_json` must have rejected it.
    #[must_use]
    pub fn in_text(text: &str) -> Self {
        // A property test checks that `Violation` rejects whatever `serde_json` does.
        let unknown = Violation { offset: 0, problem: Problem::Unexpected(Expected::Value) };
        let violation = Violation::first(text).unwrap_or(unknown);
        let Violation { offset, problem } = violation;
        if let Some(garbage) = Self::garbage_root(text, offset) {
            return garbage;
        }
        let found = Found::at(text, offset);
        if let Some(other) = words::other_notation(text, &found) {
            return other;
        }
        Mistake::new(text, violation, &found).explained().unwrap_or_else(|| {
            let (what, help) = words::explain(text, problem, &found);
            Self::new(found.offset, found.text.len(), what, help)
        })
    }

    /// Reports a text that does not start with `{` and whose first violation comes before the callback in it.
    fn garbage_root(text: &str, violation: usize) -> Option<Self> {
        let root = text.trim_start_matches([' ', '\t', '\n', '\r']);
        if root.starts_with('{') {
            return None;
        }
        let garbage = Self::known_garbage(root.as_bytes())?;
        let offset = text.len() - root.len();
        (violation < offset + garbage.length).then_some(Self { offset, ..garbage })
    }
}

/// Returns the first line of a text.
fn first_line(found: &str) -> &str {
    found.lines().next().unwrap_or_default()
}

/// Reports a document that is larger than `limit` bytes.
#[must_use]
pub fn too_large(limit: usize) -> Malformed {
    larger_than("the document", limit)
}

/// Reports a `subject` that is larger than `limit` bytes.
#[must_use]
pub fn larger_than(subject: &str, limit: usize) -> Malformed {
    let limit = ByteSize::b(u64::try_from(limit).unwrap_or(u64::MAX)).display().iec();
    let help = Some("raise the limit with `--max-document-size`".to_owned());
    let malformed = Malformed::new(0, 1, format!("{subject} is larger than {limit}"), help);
    Malformed { verdict: Verdict::NotRead, ..malformed }
}
