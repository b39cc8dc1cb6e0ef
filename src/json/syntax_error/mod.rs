//! Why a document is not JSON, said to somebody who wants to mend it.
//!
//! `serde_json` tells the reason and roughly the place; this room finds the exact place and better words. What
//! somebody took for JSON, and what stands where a document should, is told by a look at the text itself.

mod embedded;
pub mod form;
mod found;
mod garbage;
mod notation;
mod violation;
mod words;

use bytesize::ByteSize;

pub(crate) use embedded::{cut_out, help as help_for_embedded};
use found::Found;
use violation::{Problem, Violation};

use crate::json::grammar::Expected;
use crate::position::Region;

/// The command that takes back the escapes of a JSON text inside a string. What else may be escaped there (`\/`,
/// `\u4e2d`) is the same in the text itself.
const UNESCAPE: &str = r#"sed 's/\\\(["\]\)/\1/g'"#;

/// Why a document is not JSON, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Whether it was read as JSON at all.
    pub verdict: Verdict,
    /// Where it goes wrong: a byte offset in the document; its length where it is cut short.
    pub offset: usize,
    /// How many bytes are wrong there; 0 at the end of the document.
    pub length: usize,
    /// What is wrong, in words.
    pub what: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// What reading has shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is not JSON.
    NotJson,
    /// Nothing was read: it is empty, or too large.
    NotRead,
}

/// What is wrong with the request that a body came in, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadProblem {
    /// Where in the source.
    pub region: Region,
    /// Names the field and the value found, and says what was expected.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Whether it is no reason why a body cannot be read, and is not reported of such a body.
    pub is_advice: bool,
}

impl Malformed {
    /// Text that is not JSON at `offset`, where `length` bytes are wrong.
    #[must_use]
    pub fn new(offset: usize, length: usize, what: impl Into<String>, help: Option<String>) -> Self {
        Self { verdict: Verdict::NotJson, offset, length, what: what.into(), help }
    }

    /// Returns the whole message, on text that is called `subject` unless it is the document.
    #[must_use]
    pub fn message(&self, subject: Option<&str>) -> String {
        match (self.verdict, subject) {
            (Verdict::NotRead, _) => self.what.clone(),
            (Verdict::NotJson, Some(subject)) => format!("{subject} is not JSON: {}", self.what),
            (Verdict::NotJson, None) => format!("not JSON: {}", self.what),
        }
    }

    /// For a document whose bytes are no text: the error's place and the byte found there.
    #[must_use]
    pub fn not_utf8(bytes: &[u8], error: std::str::Utf8Error) -> Self {
        let offset = error.valid_up_to();
        let rest = bytes.len().saturating_sub(offset);
        let length = error.error_len().unwrap_or(rest).max(1);
        let found = bytes.get(offset).copied().unwrap_or_default();
        let help = "JSON is UTF-8 (RFC 8259): convert the text (`iconv -f GB18030 -t UTF-8`, if it is Chinese), or find what cut a character in two";
        Self::new(offset, length, format!("invalid UTF-8: found the byte 0x{found:02x}"), Some(help.into()))
    }

    /// For a body without any text, which is called `subject`.
    #[must_use]
    pub fn empty(subject: &str) -> Self {
        let help = Some("save the body again: nothing was written to it".to_owned());
        Self { verdict: Verdict::NotRead, ..Self::new(0, 0, format!("{subject} is empty"), help) }
    }

    /// Explains why a text is not JSON; `serde_json` must have rejected it.
    #[must_use]
    pub fn in_text(text: &str) -> Self {
        // A property holds the grammar here to that of `serde_json`.
        let unknown = Violation { offset: 0, problem: Problem::Unexpected(Expected::Value) };
        let Violation { offset, problem } = Violation::first(text).unwrap_or(unknown);
        if let Some(garbage) = Self::garbage_root(text, offset) {
            return garbage;
        }
        let found = Found::at(text, offset);
        let (what, help) = words::explain(text, problem, &found);
        Self::new(found.offset, found.text.len(), what, help)
    }

    /// For a text that begins as no object does and goes wrong before the callback in it.
    fn garbage_root(text: &str, gave_up: usize) -> Option<Self> {
        let root = text.trim_start_matches([' ', '\t', '\n', '\r']);
        if root.starts_with('{') {
            return None;
        }
        let garbage = Self::known_garbage(root.as_bytes())?;
        let offset = text.len() - root.len();
        (gave_up < offset + garbage.length).then_some(Self { offset, ..garbage })
    }
}

/// The first line of what was found.
fn first_line(found: &str) -> &str {
    found.lines().next().unwrap_or_default()
}

/// The fault of a document that is larger than `limit` bytes.
#[must_use]
pub fn too_large(limit: usize) -> Malformed {
    larger_than("the document", limit)
}

/// The fault of something that is larger than `limit` bytes, though a document may not be.
#[must_use]
pub fn larger_than(subject: &str, limit: usize) -> Malformed {
    let limit = ByteSize::b(u64::try_from(limit).unwrap_or(u64::MAX)).display().iec();
    let help = Some("raise the limit with `--max-document-size`".to_owned());
    let malformed = Malformed::new(0, 1, format!("{subject} is larger than {limit}"), help);
    Malformed { verdict: Verdict::NotRead, ..malformed }
}
