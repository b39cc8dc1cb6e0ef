//! Text where a document should begin that is none: lines of logs, comments, what other programs print.

use super::form::Context;
use super::{Malformed, embedded, first_line};
use crate::escape::shortened;

impl Malformed {
    /// For text that is no document. It stands on a line of its own, or behind a document.
    #[must_use]
    pub fn garbage(text: &[u8], is_alone: bool) -> Self {
        Self::known_garbage(text).unwrap_or_else(|| {
            let found = shortened(first_line(&String::from_utf8_lossy(text)));
            let what = if is_alone {
                format!("expected an object, found `{found}`")
            } else {
                format!("expected a line break or an object, found `{found}`")
            };
            let help = match text.first() {
                Some(b'}' | b']') => Some("there are more closing brackets than opening ones".to_owned()),
                _ if is_alone => None,
                _ => Some(format!("remove it, or cut callbacks out with `{}`", embedded::cut_out())),
            };
            Self::new(0, text.len(), what, help)
        })
    }

    /// For text that is no document but of a well-known kind.
    pub(super) fn known_garbage(text: &[u8]) -> Option<Self> {
        let of_kind = |length: usize, what: String, help: Option<&str>| {
            Some(Self::new(0, length, what, help.map(str::to_owned)))
        };
        if text.starts_with(b"//") || text.starts_with(b"/*") || text.starts_with(b"#") {
            return of_kind(text.len(), "a comment, which JSON does not have".to_owned(), Some("remove it"));
        }
        if text.starts_with(b"b'{") || text.starts_with(b"b\"{") {
            let prefix = String::from_utf8_lossy(text.get(..2)?).into_owned();
            let help = "this is what `print` makes of bytes: write `body.decode()` instead";
            return of_kind(2, format!("Python bytes, as `{prefix}` shows"), Some(help));
        }
        if let Some(form) = Self::form(text, Context::Line) {
            return Some(form);
        }
        let callback = embedded::find(text)?;
        let found = String::from_utf8_lossy(text.get(..callback)?);
        of_kind(
            callback,
            format!("expected an object, found `{}`", shortened(first_line(found.trim_end()))),
            None,
        )
    }
}
