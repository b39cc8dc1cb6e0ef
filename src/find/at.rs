//! Extracts the callback that `--at` points to: an object, or a string that contains one.

use std::borrow::Cow;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::json::pointer::{Followed, Pointer};
use crate::json::syntax_error::Malformed;
use crate::json::{self, Value};

/// The member next to `body` that marks it as Base64, in events of AWS API Gateway and Tencent SCF.
pub const IS_BASE64: &str = "isBase64Encoded";

/// A callback taken from a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extracted<'a> {
    /// The text of the callback.
    pub text: Cow<'a, str>,
    /// The location of the callback in the document.
    pub embedding: Embedding,
}

/// The location of a callback in a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Embedding {
    /// The pointer to the callback.
    pub pointer: Pointer,
    /// The byte range in the document.
    pub range: Range<usize>,
    /// Whether the callback was decoded from a string. Offsets in its text are not offsets in the document then.
    pub is_decoded: bool,
}

impl Embedding {
    /// Returns the location of a callback that is the whole document.
    #[must_use]
    pub fn whole(document: &str) -> Self {
        Self { range: 0..document.len(), ..Self::default() }
    }

    /// Converts a byte range in the callback to one in the document: the whole string if the callback was decoded.
    #[must_use]
    pub fn range(&self, inner: Range<usize>) -> Range<usize> {
        if self.is_decoded {
            self.range.clone()
        } else {
            self.range.start + inner.start..self.range.start + inner.end
        }
    }
}

/// An error of [`find`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotFound {
    /// No value at the pointer. Contains the last value on the way.
    Nothing(Embedding),
    /// A string that is marked as Base64 but cannot be decoded.
    Undecodable(Embedding, Malformed),
}

/// Returns the text at a pointer in a valid JSON document. The pointer may continue into strings that contain JSON.
///
/// # Errors
///
/// Fails if there is no value at the pointer, or if a string on the way is not the Base64 it is marked as.
pub fn find<'a>(document: &'a str, pointer: &Pointer) -> Result<Extracted<'a>, NotFound> {
    let Followed { range, parent, rest } = pointer.follow(document);
    let embedding = Embedding { pointer: pointer.without_last(rest.len()), range, is_decoded: false };
    let text = &document[embedding.range.clone()];
    let Value::String(string) = Value::new(text) else {
        return if rest.is_empty() {
            Ok(Extracted { text: Cow::Borrowed(text), embedding })
        } else {
            Err(NotFound::Nothing(embedding))
        };
    };
    let embedding = Embedding { is_decoded: true, ..embedding };
    let is_base64 = parent.and_then(|parent| document.get(parent)).is_some_and(is_marked_base64);
    let string = match from_base64(&string) {
        Some(decoded) if is_base64 => Cow::Owned(decoded),
        None if is_base64 => return Err(NotFound::Undecodable(embedding, not_base64())),
        _ => match json::surrogate::as_json(&string) {
            Cow::Borrowed(_) => string,
            Cow::Owned(json) => Cow::Owned(json),
        },
    };
    // RFC 8259, section 8.1, allows readers to ignore a byte-order mark.
    let string = match string.strip_prefix('\u{feff}') {
        Some(rest) => Cow::Owned(rest.to_owned()),
        None => string,
    };
    if rest.is_empty() {
        return Ok(Extracted { text: string, embedding });
    }
    if json::check(&string).is_err() {
        return Err(NotFound::Nothing(embedding));
    }
    // Values inside a string are located at the string.
    match find(&string, &Pointer::new(rest)) {
        Ok(Extracted { text, .. }) => {
            let embedding = Embedding { pointer: pointer.clone(), ..embedding };
            Ok(Extracted { text: Cow::Owned(text.into_owned()), embedding })
        }
        Err(NotFound::Nothing(_)) => Err(NotFound::Nothing(embedding)),
        Err(NotFound::Undecodable(_, error)) => Err(NotFound::Undecodable(embedding, error)),
    }
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

fn not_base64() -> Malformed {
    Malformed::new(0, 0, format!("`{IS_BASE64}` is true, but the string is not Base64-encoded text"), None)
}
