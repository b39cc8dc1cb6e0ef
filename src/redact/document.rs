//! Where in a document the secrets of URLs stand.

use std::ops::Range;

use super::url::{secrets_in_text, secrets_of_url};
use crate::embedded::from_base64;
use crate::json;
use crate::spec::Field;

/// The byte ranges of a document that must not be shown, in order.
///
/// In JSON, which is looked at string by string, it is known where a text ends and which one is to be a URL. Where the
/// document is no JSON, both are guesses.
#[must_use]
pub fn secrets_of_document(document: &[u8]) -> Vec<Range<usize>> {
    match std::str::from_utf8(document) {
        Ok(text) if json::check(text).is_ok() => secrets_of_strings(text),
        _ => secrets_of_fragments(document),
    }
}

fn secrets_of_strings(text: &str) -> Vec<Range<usize>> {
    let mut secrets = Vec::new();
    let mut is_url = false;
    for token in json::strings(text) {
        let start = json::offset_in(text, token) + 1;
        let content = token.get(1..token.len().saturating_sub(1)).unwrap_or_default();
        if is_secret_in_base64(content) {
            secrets.push(start..start + content.len());
        } else {
            let found = if is_url || begins_url(content) {
                secrets_of_url(content.as_bytes())
            } else {
                secrets_of_inner(content).unwrap_or_else(|| secrets_in_text(content.as_bytes()))
            };
            secrets.extend(found.into_iter().map(|range| start + range.start..start + range.end));
        }
        is_url = Field::URLS.iter().any(|field| field.name() == content);
    }
    secrets
}

/// Whether a string is a URL from its beginning, and not a text with one in it.
fn begins_url(content: &str) -> bool {
    let begin =
        content.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
    begin.len() < content.len()
        && begin.starts_with(':')
        && begin.contains('/')
        && !content.contains(char::is_whitespace)
}

/// The same for a string that holds JSON itself, where it does: it is looked at as that.
fn secrets_of_inner(content: &str) -> Option<Vec<Range<usize>>> {
    let opens = content.trim_start().starts_with(['{', '[']);
    let (text, offsets) = decoded(content).filter(|_| opens)?;
    json::check(&text).ok()?;
    let place = |at: usize| offsets.get(at).copied().unwrap_or(content.len());
    let secrets = secrets_of_strings(&text).into_iter();
    Some(secrets.map(|range| place(range.start)..place(range.end)).collect())
}

/// What a string stands for, and for each byte of that where in the string it stands.
fn decoded(content: &str) -> Option<(String, Vec<usize>)> {
    let (mut text, mut offsets) = (String::new(), Vec::new());
    let mut at = 0;
    while let Some(first) = content.get(at..)?.chars().next() {
        let rest = content.get(at..)?;
        let length = match rest.as_bytes() {
            // Two escapes make one character beyond the first 65,536.
            [b'\\', b'u', b'd' | b'D', b'8' | b'9' | b'a'..=b'b' | b'A'..=b'B', _, _, b'\\', b'u', ..] => 12,
            [b'\\', b'u', ..] => 6,
            [b'\\', ..] => 2,
            _ => first.len_utf8(),
        };
        let quoted = format!("\"{}\"", rest.get(..length)?);
        let decoded = json::decode(&quoted);
        text.push_str(&decoded);
        offsets.extend(std::iter::repeat_n(at, decoded.len()));
        at += length;
    }
    Some((text, offsets))
}

/// Whether a string is Base64 and stands for a text with secrets.
fn is_secret_in_base64(content: &str) -> bool {
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    content.len() >= 16
        && content.bytes().all(is_base64)
        && from_base64(content).is_some_and(|text| !secrets_in_text(text.as_bytes()).is_empty())
}

/// The same for text that may begin or end anywhere. A query may be cut from its URL then, and an address from its
/// scheme: in one word, what follows a question mark is taken for a query, and so is what has `&` and `=`.
#[must_use]
pub fn secrets_of_fragments(text: &[u8]) -> Vec<Range<usize>> {
    let mut secrets = secrets_in_text(text);
    let mut at = 0;
    for word in text.split(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'')) {
        // A message puts what it quotes between backquotes.
        let end = at + word.strip_suffix(b"`").unwrap_or(word).len();
        let has = |byte| memchr::memchr(byte, word);
        secrets.extend(match has(b'?') {
            Some(mark) => Some(at + mark + 1..end),
            None => has(b'&').and(has(b'=')).map(|_| at..end),
        });
        at += word.len() + 1;
    }
    united(secrets)
}

/// The ranges in order, those that overlap as one, and no empty ones.
fn united(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| !range.is_empty());
    ranges.sort_unstable_by_key(|range| range.start);
    let mut united: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match united.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => united.push(range),
        }
    }
    united
}
