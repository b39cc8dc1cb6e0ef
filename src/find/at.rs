//! Extracts the callback that `--at` points to: an object, or a string that contains one.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::decode::{Decoded, decode};
use super::embedding::Embedding;
use super::layers::Layer;
use super::source_map::SourceMap;
use crate::json;
use crate::json::pointer::{Followed, Pointer};
use crate::json::syntax_error::Malformed;

/// The member next to `body` that marks it as Base64, in events of AWS API Gateway and Tencent SCF.
pub const IS_BASE64: &str = "isBase64Encoded";

/// A text taken from a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extracted<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// The location of the text in the document.
    pub embedding: Embedding,
}

impl Extracted<'_> {
    fn into_owned(self) -> Extracted<'static> {
        Extracted { text: Cow::Owned(self.text.into_owned()), embedding: self.embedding }
    }
}

/// An error of [`find`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotFound<'a> {
    /// No value at the pointer. Contains the last value on the way.
    Nothing(Box<Extracted<'a>>),
    /// A string that is marked as Base64 but cannot be decoded.
    Undecodable(Box<Embedding>, Malformed),
}

/// Returns the text at a pointer in a valid JSON document. The pointer may continue into strings that contain JSON.
///
/// # Errors
///
/// Fails if there is no value at the pointer, or if a string on the way is not the Base64 it is marked as.
pub fn find<'a>(document: &'a str, pointer: &Pointer) -> Result<Extracted<'a>, NotFound<'a>> {
    find_in(document, &Embedding::default(), pointer, 0)
}

/// Returns the text at a pointer whose first `followed` tokens led to `text`, which is located by `outer`.
fn find_in<'a>(
    text: &'a str,
    outer: &Embedding,
    pointer: &Pointer,
    followed: usize,
) -> Result<Extracted<'a>, NotFound<'a>> {
    let tokens = pointer.without_first(followed);
    let Followed { range, parent, rest } = tokens.follow(text);
    let mut embedding = outer.at(range.start);
    embedding.pointer = pointer.without_last(rest.len());
    let value = Extracted { text: Cow::Borrowed(&text[range.clone()]), embedding };
    if !value.text.starts_with('"') {
        return if rest.is_empty() { Ok(value) } else { Err(NotFound::Nothing(Box::new(value))) };
    }
    let is_base64 = parent.and_then(|parent| text.get(parent)).is_some_and(is_marked_base64);
    let Some(string) = decoded(&value, is_base64) else {
        if !is_base64 {
            // Under more layers than are removed.
            return Err(NotFound::Nothing(Box::new(value)));
        }
        let Extracted { text, mut embedding } = value;
        embedding.is_string = true;
        return Err(NotFound::Undecodable(Box::new(embedding), not_base64(text.len())));
    };
    if rest.is_empty() {
        return Ok(string);
    }
    if json::check(&string.text).is_err() {
        return Err(NotFound::Nothing(Box::new(value)));
    }
    let followed = pointer.len() - rest.len();
    match find_in(&string.text, &string.embedding, pointer, followed) {
        Ok(found) => Ok(found.into_owned()),
        Err(NotFound::Nothing(value)) => Err(NotFound::Nothing(Box::new(value.into_owned()))),
        Err(NotFound::Undecodable(embedding, error)) => Err(NotFound::Undecodable(embedding, error)),
    }
}

/// Decodes a string; `None` if it should be Base64 and is not, or if it lies under too many layers.
fn decoded(string: &Extracted<'_>, is_base64: bool) -> Option<Extracted<'static>> {
    let content = 1..string.text.len() - 1;
    let Decoded { bytes, map, .. } = decode(Layer::JsonString, string.text.as_bytes(), content, true);
    let mut embedding = string.embedding.decoded(Layer::JsonString, map)?;
    embedding.is_string = true;
    let mut text = String::from_utf8(bytes).ok()?;
    if is_base64 {
        let encoded = text.len();
        text = from_base64(&text)?;
        embedding = embedding.decoded(Layer::Base64, SourceMap::of_base64(text.len(), encoded))?;
    }
    // RFC 8259, section 8.1, allows readers to ignore a byte-order mark.
    if text.starts_with('\u{feff}') {
        embedding = embedding.at('\u{feff}'.len_utf8());
        text.drain(..'\u{feff}'.len_utf8());
    }
    Some(Extracted { text: Cow::Owned(text), embedding })
}

/// Returns whether an object marks its `body` as Base64.
#[must_use]
pub fn is_marked_base64(object: &str) -> bool {
    let mut is_marked = false;
    json::each_member(object, |member| {
        is_marked |= member.value == "true" && json::decode(member.name) == IS_BASE64;
        !is_marked
    });
    is_marked
}

/// Decodes Base64 (RFC 4648, section 4). Returns `None` if the string is not Base64 or not UTF-8 inside.
#[must_use]
pub fn from_base64(string: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(string).ok()?).ok()
}

fn not_base64(length: usize) -> Malformed {
    Malformed::new(
        0,
        length,
        format!("`{IS_BASE64}` is true, but the string is not Base64-encoded text"),
        None,
    )
}
