//! Explains text that is not a document: lines of logs, comments, output of other programs.

use memchr::memmem;

use super::form::Context;
use super::notation::Notation;
use super::{FIND, Malformed, first_line};
use crate::contract::PAYLOAD;
use crate::escape::{described, is_unsafe, shortened};
use crate::json::whitespace::is_blank;

impl Malformed {
    /// Reports text that is not a document; `is_alone` if it starts a line.
    #[must_use]
    pub fn garbage(text: &[u8], is_alone: bool) -> Self {
        Self::known_garbage(text).unwrap_or_else(|| {
            let found = shortened(first_line(&String::from_utf8_lossy(text)));
            let what = if is_alone {
                format!("expected an object, found `{found}`")
            } else {
                format!("expected a new line or another object, found `{found}`")
            };
            let help = match text.first() {
                Some(b'}' | b']') => {
                    Some("remove the closing bracket, or add the missing opening one".to_owned())
                }
                _ if is_alone => {
                    Some("save only the body; `--find` reads callbacks in other text".to_owned())
                }
                _ => Some(format!("remove it, or {FIND}")),
            };
            Self::new(0, text.len(), what, help)
        })
    }

    /// Reports text of a well-known kind that is not a document.
    pub(super) fn known_garbage(text: &[u8]) -> Option<Self> {
        let of_kind = |length: usize, what: String, help: Option<&str>| {
            Some(Self::new(0, length, what, help.map(str::to_owned)))
        };
        if text.starts_with(b"# ") {
            let what = "comments and headings are not allowed".to_owned();
            return of_kind(
                text.len(),
                what,
                Some("remove it, or find the callbacks in the text with `--find`"),
            );
        }
        let is_comment = |sign: &&[u8]| text.starts_with(sign) && !text.starts_with(b"#{");
        if [b"//".as_slice(), b"/*", b"#"].iter().any(is_comment) {
            return of_kind(text.len(), "comments are not allowed".to_owned(), Some("remove the comment"));
        }
        let beginning = String::from_utf8_lossy(text.get(..4).unwrap_or(text)).into_owned();
        if let Some(letter) = beginning.chars().next().filter(|letter| is_unsafe(*letter)) {
            let what = format!("expected an object, found {}", described(letter));
            return of_kind(letter.len_utf8(), what, Some("remove it"));
        }
        if let Some(notation) = Self::of_notation(text) {
            return Some(notation);
        }
        if let Some(form) = Self::form(text, Context::Line) {
            return Some(form);
        }
        let callback = embedded_callback(text)?;
        let found = String::from_utf8_lossy(text.get(..callback)?);
        of_kind(
            callback,
            format!("expected an object, found `{}`", shortened(first_line(found.trim_end()))),
            Some(FIND),
        )
    }
}

impl Malformed {
    /// Reports text in another notation. Only its beginning is read, up to [`SAMPLE`] bytes.
    fn of_notation(text: &[u8]) -> Option<Self> {
        let sample = text.get(..SAMPLE).unwrap_or(text);
        let sample = sample.utf8_chunks().next().map(|chunk| chunk.valid()).unwrap_or_default();
        let (notation, sign) = Notation::of_text(sample)?;
        let found = shortened(first_line(&sample[sign.clone()]));
        let what = format!("{}: found `{found}`", notation.name);
        Some(Self::new(sign.start, sign.len(), what, Some(notation.help.to_owned())))
    }
}

/// The number of bytes that are searched for the sign of a notation.
const SAMPLE: usize = 1 << 13;

/// Returns the byte offset of the first bracket that opens a callback, other than at the start of the text. Its quotes may
/// be escaped or doubled.
fn embedded_callback(text: &[u8]) -> Option<usize> {
    memmem::find_iter(text, PAYLOAD).find_map(|name| {
        let is_between = |byte: &u8| is_blank(*byte) || matches!(byte, b'"' | b'\\');
        let bracket = text[..name].iter().rposition(|byte| !is_between(byte))?;
        (bracket > 0 && text[bracket] == b'{' && !text[bracket + 1..name].is_empty()).then_some(bracket)
    })
}
