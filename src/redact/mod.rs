//! Hides the secrets of URLs: `…` replaces user information, query and fragment.
//!
//! A URL begins with `scheme://`, escaped or not. In running text it ends at white space, in a document also at the
//! end of its string. The value of `MediaUrl` or `SubtitlesUrl` is one URL. User information ends at the last `@`
//! before the first `/`, `?` or `#`. The rest of a URL after the first `?` or `#` is hidden, and so is the query in
//! the target of an HTTP request. Base64 that contains such a URL is hidden as a whole.

mod base64;
mod scan;
mod unit;

use std::borrow::Cow;
use std::ops::Range;

use scan::{Text, secrets_of_urls};

use crate::contract::Field;
use crate::{escape, json};

/// The replacement.
pub const HIDDEN: &str = "…";

/// Redacts a text.
#[must_use]
pub fn redacted(text: &str) -> Cow<'_, str> {
    without_secrets(text, Text::Plain)
}

/// Redacts the value of a field or of another member.
#[must_use]
pub fn redacted_value(field: Option<Field>, text: &str) -> Cow<'_, str> {
    let is_url = field.is_some_and(|field| Field::URLS.contains(&field));
    without_secrets(text, if is_url { Text::Url } else { Text::Plain })
}

/// Redacts a file name: `wget` names files after their URLs.
#[must_use]
pub fn redacted_name(name: &str) -> Cow<'_, str> {
    without_secrets(name, Text::Name)
}

/// Redacts the names in a JSON Pointer.
#[must_use]
pub fn redacted_pointer(pointer: &str) -> String {
    let tokens = pointer.split('/').map(|token| json::pointer_token(&redacted(&json::pointer_name(token))));
    tokens.collect::<Vec<_>>().join("/")
}

/// Returns the byte ranges of an input to hide, in order.
#[must_use]
pub fn secrets_of_document(document: &[u8]) -> Vec<Range<usize>> {
    secrets(document, Text::Document)
}

fn secrets(text: &[u8], kind: Text) -> Vec<Range<usize>> {
    let mut secrets = secrets_of_urls(text, kind);
    secrets.extend(base64::secrets(text));
    secrets.sort_unstable_by_key(|secret| secret.start);
    secrets.dedup_by(|next, last| {
        let overlaps = next.start < last.end;
        if overlaps {
            last.end = last.end.max(next.end);
        }
        overlaps
    });
    secrets
}

/// Tests cheaply whether a text may have something to hide, apart from Base64.
fn is_without_marks(text: &[u8]) -> bool {
    let is_mark = |byte| matches!(byte, b'@' | b'?' | b'#' | b'\\' | b'%' | 0xE2);
    escape::all(text, |byte| !is_mark(byte))
}

fn without_secrets(text: &str, kind: Text) -> Cow<'_, str> {
    let secrets = secrets(text.as_bytes(), kind);
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for secret in secrets {
        shown.push_str(&text[at..secret.start]);
        shown.push_str(HIDDEN);
        at = secret.end;
    }
    shown.push_str(&text[at..]);
    Cow::Owned(shown)
}
