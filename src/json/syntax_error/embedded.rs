//! A callback in text that is no JSON, as in a line of a log.

use memchr::{memchr2, memmem};

use super::UNESCAPE;
use crate::contract::PAYLOAD;

/// How the quotes of such a callback are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quotes {
    /// As in JSON.
    Plain,
    /// As inside a string: `\"`.
    Escaped,
    /// As inside a field of CSV: `""`.
    Doubled,
}

impl Quotes {
    const ALL: [Self; 3] = [Self::Plain, Self::Escaped, Self::Doubled];

    const fn written(self) -> &'static str {
        match self {
            Self::Plain => "\"",
            Self::Escaped => "\\\"",
            Self::Doubled => "\"\"",
        }
    }
}

/// The offset of the first bracket, of those that do not begin the text, that opens a callback.
pub fn find(text: &[u8]) -> Option<usize> {
    let brackets = memmem::find_iter(text, PAYLOAD).filter_map(|name| {
        let before = text.get(..name)?;
        let is_between = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'"' | b'\\');
        before.iter().rposition(|byte| !is_between(byte)).filter(|at| text.get(*at) == Some(&b'{'))
    });
    brackets.filter(|at| *at > 0).find(|at| quotes_of(text, *at).is_some())
}

/// How the quotes of the callback that begins at an offset are written; `None` where none begins there.
fn quotes_of(text: &[u8], bracket: usize) -> Option<Quotes> {
    let members = text.get(bracket..)?.strip_prefix(b"{")?.trim_ascii_start();
    Quotes::ALL.into_iter().find(|quotes| {
        let quote = quotes.written();
        members.starts_with(format!("{quote}{PAYLOAD}{quote}").as_bytes())
    })
}

/// What to do about a callback that begins at an offset of a document, in a column of the source.
pub fn help(document: &[u8], bracket: usize, column: usize) -> Option<String> {
    let quotes = quotes_of(document, bracket)?;
    let callback = document.get(bracket..)?;
    let line = callback.get(..memchr2(b'\n', b'\r', callback).unwrap_or(callback.len()))?;
    if line.len() < callback.len() {
        return Some(format!("a callback begins at column {column}: remove what stands around it"));
    }
    let how = match quotes {
        Quotes::Plain => "",
        Quotes::Escaped => ", with its quotes escaped",
        Quotes::Doubled => ", with its quotes doubled",
    };
    if !line.contains(&b'}') {
        return Some(format!("a callback begins at column {column}{how}, and is cut short"));
    }
    let command = match quotes {
        Quotes::Plain => cut_out(),
        Quotes::Escaped => format!("grep -o '{{ *\\\\\"{PAYLOAD}.*}}' | {UNESCAPE}"),
        Quotes::Doubled => format!("grep -o '{{ *\"\"{PAYLOAD}.*}}' | sed 's/\"\"/\"/g'"),
    };
    Some(format!("a callback begins at column {column}{how}: cut it out with `{command}`"))
}

/// The command that cuts callbacks out of the lines of a log.
pub fn cut_out() -> String {
    format!("grep -o '{{ *\"{PAYLOAD}\".*}}'")
}
