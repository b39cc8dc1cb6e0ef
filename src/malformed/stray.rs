//! Text where a document should begin that is none: lines of logs, comments, what other programs print.

use super::{Malformed, embedded, shown};

impl Malformed {
    /// For text that is no document. It stands on a line of its own, or behind a document.
    #[must_use]
    pub fn stray(text: &[u8], is_alone: bool) -> Self {
        Self::known_stray(text).unwrap_or_else(|| {
            let found = shown(&String::from_utf8_lossy(text)).into_owned();
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
    pub(super) fn known_stray(text: &[u8]) -> Option<Self> {
        let of_kind = |length: usize, what: String, help: Option<&str>| {
            Some(Self::new(0, length, what, help.map(str::to_owned)))
        };
        if text.starts_with(b"//") || text.starts_with(b"/*") || text.starts_with(b"#") {
            return of_kind(text.len(), "a comment, which JSON does not have".to_owned(), Some("remove it"));
        }
        if text.starts_with(b"b'{") || text.starts_with(b"b\"{") {
            let prefix = shown(&String::from_utf8_lossy(text.get(..2)?)).into_owned();
            let help = "this is what `print` makes of bytes: write `body.decode()` instead";
            return of_kind(2, format!("Python bytes, as `{prefix}` shows"), Some(help));
        }
        if let Some(name) = form_name(text) {
            let found = shown(&String::from_utf8_lossy(text)).into_owned();
            let help = "send the JSON text itself as the body, with `Content-Type: application/json`";
            return of_kind(name, format!("form-encoded: expected JSON, found `{found}`"), Some(help));
        }
        let callback = embedded::find(text)?;
        let found = String::from_utf8_lossy(text.get(..callback)?);
        of_kind(callback, format!("expected an object, found `{}`", shown(found.trim_end())), None)
    }
}

/// The length of the name that a form begins with, where the text is one whose first field holds JSON.
fn form_name(text: &[u8]) -> Option<usize> {
    let is_of_name = |byte: &&u8| byte.is_ascii_alphanumeric() || b"-._".contains(byte);
    let name = text.iter().take(64).take_while(is_of_name).count();
    let value = text.get(name..)?.strip_prefix(b"=")?;
    (name > 0 && (value.starts_with(b"%7B") || value.starts_with(b"%7b"))).then_some(name)
}
