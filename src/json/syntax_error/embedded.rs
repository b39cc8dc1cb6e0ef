//! Finds a callback inside text that is not JSON, such as a line of a log.

use memchr::{memchr2, memmem};

use super::UNESCAPE;
use crate::contract::PAYLOAD;

/// The quotes of a callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quotes {
    /// `"`, as in JSON.
    Plain,
    /// `\"`, as inside a string.
    Escaped,
    /// `""`, as inside a CSV field.
    Doubled,
}

impl Quotes {
    const ALL: [Self; 3] = [Self::Plain, Self::Escaped, Self::Doubled];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "\"",
            Self::Escaped => "\\\"",
            Self::Doubled => "\"\"",
        }
    }
}

/// Returns the byte offset of the first bracket that opens a callback, other than at the start of the text.
pub fn find(text: &[u8]) -> Option<usize> {
    let brackets = memmem::find_iter(text, PAYLOAD).filter_map(|name| {
        let before = text.get(..name)?;
        let is_between = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'"' | b'\\');
        before.iter().rposition(|byte| !is_between(byte)).filter(|at| text.get(*at) == Some(&b'{'))
    });
    brackets.filter(|at| *at > 0).find(|at| quotes_of(text, *at).is_some())
}

/// Returns the quotes of the callback at a byte offset; `None` if there is none.
fn quotes_of(text: &[u8], bracket: usize) -> Option<Quotes> {
    let members = text.get(bracket..)?.strip_prefix(b"{")?.trim_ascii_start();
    Quotes::ALL.into_iter().find(|quotes| {
        let quote = quotes.as_str();
        members.starts_with(format!("{quote}{PAYLOAD}{quote}").as_bytes())
    })
}

/// Returns help for a document with a callback at a byte offset; `column` is its 1-based column in the source.
pub fn help(document: &[u8], bracket: usize, column: usize) -> Option<String> {
    let quotes = quotes_of(document, bracket)?;
    let callback = document.get(bracket..)?;
    let line = callback.get(..memchr2(b'\n', b'\r', callback).unwrap_or(callback.len()))?;
    if line.len() < callback.len() {
        return Some(format!("a callback begins at column {column}: remove the text around it"));
    }
    let how = match quotes {
        Quotes::Plain => "",
        Quotes::Escaped => " with escaped quotes",
        Quotes::Doubled => " with doubled quotes",
    };
    if !line.contains(&b'}') {
        return Some(format!(
            "find the rest of the line: a callback begins at column {column}{how}, but is truncated"
        ));
    }
    let command = match quotes {
        Quotes::Plain => extraction(),
        Quotes::Escaped => format!("grep -o '{{ *\\\\\"{PAYLOAD}.*}}' | {UNESCAPE}"),
        Quotes::Doubled => format!("grep -o '{{ *\"\"{PAYLOAD}.*}}' | sed 's/\"\"/\"/g'"),
    };
    Some(format!("a callback begins at column {column}{how}: extract it with `{command}`"))
}

/// Returns the command that extracts callbacks from the lines of a log.
pub fn extraction() -> String {
    format!("grep -o '{{ *\"{PAYLOAD}\".*}}'")
}
