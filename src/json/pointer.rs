//! JSON pointers (RFC 6901): read from the command line, and followed into a document.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use crate::json::{self, Value};

/// A JSON pointer; the empty one points to the whole document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pointer {
    tokens: Vec<String>,
}

/// Where following a pointer has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed<'p> {
    /// The bytes of the value that was reached.
    pub range: Range<usize>,
    /// The bytes of the object or array that holds it, where one does.
    pub parent: Option<Range<usize>>,
    /// What leads on from there to nothing.
    pub rest: &'p [String],
}

impl Pointer {
    /// The pointer that some reference tokens, decoded, make up.
    #[must_use]
    pub fn new(tokens: &[String]) -> Self {
        Self { tokens: tokens.to_vec() }
    }

    /// Follows the pointer as far as it leads in a valid JSON text. Of members with one name the last one is taken,
    /// as most parsers do.
    #[must_use]
    pub fn follow(&self, document: &str) -> Followed<'_> {
        let start = document.len() - document.trim_start().len();
        let mut followed =
            Followed { range: start..document.trim_end().len(), parent: None, rest: &self.tokens };
        while let Some((token, rest)) = followed.rest.split_first() {
            let value = &document[followed.range.clone()];
            let Some(next) = child(value, token) else { break };
            let start = json::offset_in(document, next);
            followed = Followed { range: start..start + next.len(), parent: Some(followed.range), rest };
        }
        followed
    }

    /// Whether it points to the whole document.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The pointer as messages name it: `""` where it is empty.
    #[must_use]
    pub fn described(&self) -> String {
        if self.is_empty() { "\"\"".to_owned() } else { self.to_string() }
    }

    /// The pointer without its last `count` tokens.
    #[must_use]
    pub fn without_last(&self, count: usize) -> Self {
        Self { tokens: self.tokens.iter().take(self.tokens.len().saturating_sub(count)).cloned().collect() }
    }
}

/// The value that one reference token leads to.
fn child<'v>(value: &'v str, token: &str) -> Option<&'v str> {
    let mut found = None;
    match Value::new(value) {
        Value::Object(_) => json::each_member(value, |member| {
            if json::decode(member.name) == token {
                found = Some(member.value);
            }
            true
        }),
        Value::Array(_) => {
            let mut before = index(token)?;
            json::each_element(value, |element| {
                found = (before == 0).then_some(element);
                before = before.saturating_sub(1);
                found.is_none()
            });
        }
        _ => {}
    }
    found
}

/// An array index: digits without a leading zero (RFC 6901, section 4).
fn index(token: &str) -> Option<usize> {
    let is_index = token == "0" || !token.starts_with(['0', '+']);
    token.parse().ok().filter(|_| is_index)
}

impl FromStr for Pointer {
    type Err = &'static str;

    /// Reads a pointer.
    ///
    /// # Errors
    ///
    /// Where the text is none: neither empty nor begun with `/`, or with a `~` that is followed by neither 0 nor 1.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some(rest) = text.strip_prefix('/') else {
            return if text.is_empty() {
                Ok(Self::default())
            } else {
                Err("expected a JSON pointer such as /body")
            };
        };
        let tokens = rest.split('/').map(|token| {
            let is_escaped = token.split('~').skip(1).all(|behind| behind.starts_with(['0', '1']));
            is_escaped.then(|| json::pointer_name(token))
        });
        let tokens: Option<_> = tokens.collect();
        Ok(Self { tokens: tokens.ok_or("expected a JSON pointer, in which ~ is written ~0")? })
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tokens.iter().try_for_each(|token| write!(formatter, "/{}", json::pointer_token(token)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 6901, section 5.
    #[test]
    fn the_examples_of_the_standard() {
        let document = r#" {"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8} "#;
        for (pointer, value) in [
            ("", document.trim()),
            ("/foo", r#"["bar", "baz"]"#),
            ("/foo/0", r#""bar""#),
            ("/", "0"),
            ("/a~1b", "1"),
            ("/c%d", "2"),
            ("/e^f", "3"),
            ("/g|h", "4"),
            ("/i\\j", "5"),
            ("/k\"l", "6"),
            ("/ ", "7"),
            ("/m~0n", "8"),
        ] {
            let parsed: Pointer = pointer.parse().unwrap();
            let followed = parsed.follow(document);
            assert_eq!(
                (document.get(followed.range), followed.rest),
                (Some(value), [].as_slice()),
                "{pointer}"
            );
            assert_eq!(parsed.to_string(), pointer);
        }
        for pointer in ["/foo/2", "/foo/01", "/foo/-", "/foo/+1", "/bar", "/a~1b/0"] {
            let parsed: Pointer = pointer.parse().unwrap();
            assert_eq!(parsed.follow(document).rest.len(), 1, "{pointer}");
        }
        assert!("foo".parse::<Pointer>().is_err() && "/a~b".parse::<Pointer>().is_err());
    }
}
