//! Reads JSON text (RFC 8259).
//!
//! `serde_json` does the parsing. This module keeps each value as it is written, accepts everything valid (lone
//! surrogates, numbers of any size), and limits nesting in the same way everywhere.

pub mod grammar;
mod integer;
pub mod lexer;
mod members;
pub mod pointer;
pub(crate) mod steps;
mod string;
pub mod surrogate;
pub mod syntax_error;
mod value;
pub mod whitespace;

use serde_json::value::RawValue;

pub use self::integer::Integer;
pub use self::members::{Member, each_element, each_member};
pub use self::pointer::{pointer_name, pointer_token};
pub use self::string::{compare, decode, strings};
pub use self::value::Value;
use crate::json::lexer::{Kind, tokens};
use crate::json::syntax_error::Malformed;

/// The deepest nesting of objects and arrays. Deeper documents are malformed, as RFC 8259, section 9, allows.
pub const MAX_DEPTH: usize = 128;

/// Checks that a text is one JSON value, and returns it without the white space around it.
///
/// # Errors
///
/// Fails with the first syntax error, or if the value is nested deeper than [`MAX_DEPTH`].
pub fn check(text: &str) -> Result<&str, Malformed> {
    let value: &RawValue = serde_json::from_str(text).map_err(|_| Malformed::in_text(text))?;
    let value = value.get();
    match first_too_deep(value) {
        Some(inner) => {
            let what = format!("nested deeper than {MAX_DEPTH} levels");
            Err(Malformed::new(offset_in(text, value) + inner, 1, what, None))
        }
        None => Ok(value),
    }
}

/// Returns the byte offset in `whole` of its slice `part`.
#[must_use]
pub fn offset_in(whole: &str, part: &str) -> usize {
    part.as_ptr().addr().saturating_sub(whole.as_ptr().addr())
}

/// Returns the byte offset of the first bracket that exceeds [`MAX_DEPTH`] in a valid JSON value.
fn first_too_deep(value: &str) -> Option<usize> {
    // Few documents have as many brackets.
    memchr::memchr2_iter(b'{', b'[', value.as_bytes()).nth(MAX_DEPTH)?;
    let mut depth = 0_usize;
    tokens(value.as_bytes()).find_map(|(at, token)| {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth -= 1,
            _ => {}
        }
        (depth > MAX_DEPTH).then_some(at)
    })
}
