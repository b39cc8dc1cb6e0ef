//! Parses JSON Pointers (RFC 6901) and evaluates them.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use crate::json::{self, Value};

/// A JSON Pointer. The empty one points to the whole document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pointer {
    tokens: Vec<String>,
}

/// The result of evaluating a pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed<'p> {
    /// The byte range of the last value that was found.
    pub range: Range<usize>,
    /// The byte range of the object or array that contains it; `None` for the whole document.
    pub parent: Option<Range<usize>>,
    /// The tokens that were not found; empty if the pointer points to the value.
    pub rest: &'p [String],
}

impl Pointer {
    /// Creates a pointer from decoded reference tokens.
    #[must_use]
    pub fn new(tokens: &[String]) -> Self {
        Self { tokens: tokens.to_vec() }
    }

    /// Evaluates the pointer in a valid JSON text, as far as possible. Of duplicate members the last one counts, as in
    /// most parsers.
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

    /// Returns the pointer without its first `count` tokens.
    #[must_use]
    pub fn without_first(&self, count: usize) -> Self {
        Self { tokens: self.tokens.iter().skip(count).cloned().collect() }
    }

    /// Returns the number of tokens.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Returns whether the pointer points to the whole document.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Returns the pointer for a message: `""` if it is empty.
    #[must_use]
    pub fn described(&self) -> String {
        if self.is_empty() { "\"\"".to_owned() } else { self.to_string() }
    }

    /// Returns the pointer without its last `count` tokens.
    #[must_use]
    pub fn without_last(&self, count: usize) -> Self {
        Self { tokens: self.tokens.iter().take(self.tokens.len().saturating_sub(count)).cloned().collect() }
    }
}

/// Escapes a member name as a reference token: `~` as `~0`, `/` as `~1` (RFC 6901, section 3).
#[must_use]
pub fn pointer_token(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Unescapes a reference token to a member name.
#[must_use]
pub fn pointer_name(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// Returns the value at one reference token.
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
            let mut index = index(token)?;
            json::each_element(value, |element| {
                found = (index == 0).then_some(element);
                index = index.saturating_sub(1);
                found.is_none()
            });
        }
        _ => {}
    }
    found
}

/// Parses an array index: digits without a leading zero (RFC 6901, section 4).
fn index(token: &str) -> Option<usize> {
    let is_index = token == "0" || !token.starts_with(['0', '+']);
    token.parse().ok().filter(|_| is_index)
}

impl FromStr for Pointer {
    type Err = &'static str;

    /// Parses a pointer.
    ///
    /// # Errors
    ///
    /// Fails if the text is neither empty nor starts with `/`, or if a `~` is not followed by 0 or 1.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some(rest) = text.strip_prefix('/') else {
            return if text.is_empty() {
                Ok(Self::default())
            } else {
                Err("expected a JSON Pointer, such as /body")
            };
        };
        let tokens = rest.split('/').map(|token| {
            let is_escaped = token.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
            is_escaped.then(|| pointer_name(token))
        });
        let tokens: Option<_> = tokens.collect();
        Ok(Self { tokens: tokens.ok_or("expected a JSON Pointer, with ~ written as ~0")? })
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tokens.iter().try_for_each(|token| write!(formatter, "/{}", pointer_token(token)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 6901, section 5.
    #[test]
    fn evaluates_the_examples_of_the_rfc() {
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
