//! Hides what URLs must not show: user information, queries and fragments become `…`.
//!
//! A URL begins with `scheme://`, however it is escaped. In running text it ends at white space, in a document also at
//! the end of its string. A value of `MediaUrl` or `SubtitlesUrl` is one URL. User information ends at the last `@` before
//! the first `/`, `?` or `#`. From the first `?` or `#` on, the rest of the URL is hidden; so is the query of the target of
//! an HTTP request. Base64 that contains such a URL is hidden as a whole.

mod base64;
mod scan;
mod unit;

use std::borrow::Cow;
use std::ops::Range;

use scan::{Text, secrets_of_urls};

use crate::contract::Field;
use crate::escape;
use crate::json;

/// Stands for what is hidden.
pub const HIDDEN: &str = "…";

/// Redacts a text.
#[must_use]
pub fn redacted(text: &str) -> Cow<'_, str> {
    without_secrets(text, Text::Plain)
}

/// Redacts the value of a field, or of another member.
#[must_use]
pub fn redacted_value(field: Option<Field>, text: &str) -> Cow<'_, str> {
    let is_url = field.is_some_and(|field| Field::URLS.contains(&field));
    without_secrets(text, if is_url { Text::Url } else { Text::Plain })
}

/// Redacts the name of a file: `wget` names files by their URLs.
#[must_use]
pub fn redacted_name(name: &str) -> Cow<'_, str> {
    without_secrets(name, Text::Name)
}

/// Redacts the names in a JSON pointer.
#[must_use]
pub fn redacted_pointer(pointer: &str) -> String {
    let tokens = pointer.split('/').map(|token| json::pointer_token(&redacted(&json::pointer_name(token))));
    tokens.collect::<Vec<_>>().join("/")
}

/// Returns the byte ranges of an input that must not be shown, in order.
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

/// A cheap test that every text with something to hide fails, Base64 aside.
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
