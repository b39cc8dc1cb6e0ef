//! A callback inside another document, as `--at` points to it: an object, or a string that holds one.

use std::borrow::Cow;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::json::pointer::{Followed, Pointer};
use crate::json::syntax_error::Malformed;
use crate::json::{self, Value};

/// The member beside a `body` that tells whether it is Base64: AWS API Gateway and Tencent SCF write it so.
pub const IS_BASE64: &str = "isBase64Encoded";

/// The text of a callback, and where it stands in its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extracted<'a> {
    /// The callback's own text.
    pub text: Cow<'a, str>,
    /// The place of that text.
    pub embedding: Embedding,
}

/// Where in a document the text of a callback stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Embedding {
    /// What leads there.
    pub pointer: Pointer,
    /// The bytes of the document that hold it.
    pub range: Range<usize>,
    /// Whether it was decoded, so that its own places are none in the document.
    pub is_decoded: bool,
}

impl Embedding {
    /// A callback that is all of a document.
    #[must_use]
    pub fn whole(document: &str) -> Self {
        Self { range: 0..document.len(), ..Self::default() }
    }

    /// Where a range of the callback's text stands in the document: in what was decoded, somewhere in the string.
    #[must_use]
    pub fn range(&self, inner: Range<usize>) -> Range<usize> {
        if self.is_decoded {
            self.range.clone()
        } else {
            self.range.start + inner.start..self.range.start + inner.end
        }
    }
}

/// Why there is no text to read at a pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotFound {
    /// The pointer leads nowhere; how far it leads.
    Nothing(Embedding),
    /// What it leads to says that it is Base64, and is not.
    Undecodable(Embedding, Malformed),
}

/// The text at a pointer of a valid JSON document. A pointer may lead into strings that hold JSON, and on.
///
/// # Errors
///
/// Where there is none.
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
    let is_base64 = parent.and_then(|parent| document.get(parent)).is_some_and(says_base64);
    let string = match from_base64(&string) {
        Some(decoded) if is_base64 => Cow::Owned(decoded),
        None if is_base64 => return Err(NotFound::Undecodable(embedding, not_base64())),
        _ => match json::surrogate::as_json(&string) {
            Cow::Borrowed(_) => string,
            Cow::Owned(json) => Cow::Owned(json),
        },
    };
    // A reader may ignore the mark (RFC 8259, section 8.1).
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
    // What is inside a string stands where the string does.
    match find(&string, &Pointer::new(rest)) {
        Ok(Extracted { text, .. }) => {
            let embedding = Embedding { pointer: pointer.clone(), ..embedding };
            Ok(Extracted { text: Cow::Owned(text.into_owned()), embedding })
        }
        Err(NotFound::Nothing(_)) => Err(NotFound::Nothing(embedding)),
        Err(NotFound::Undecodable(_, error)) => Err(NotFound::Undecodable(embedding, error)),
    }
}

/// Whether an object says of the string in it that it is Base64.
#[must_use]
pub fn says_base64(object: &str) -> bool {
    let mut says_base64 = false;
    json::each_member(object, |member| {
        says_base64 |= member.value == "true" && json::decode(member.name) == IS_BASE64;
        !says_base64
    });
    says_base64
}

/// The text that a string in Base64 (RFC 4648, section 4) stands for.
#[must_use]
pub fn from_base64(string: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(string).ok()?).ok()
}

fn not_base64() -> Malformed {
    Malformed::new(0, 0, format!("`{IS_BASE64}` is true, but the string is no text in Base64"), None)
}
