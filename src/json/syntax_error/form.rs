//! A form where JSON should be, as a browser or an HTTP client sends one by default.

use super::{Malformed, first_line};
use crate::escape::shortened;

/// The longest name of a field that is looked for: bytes.
const LONGEST_NAME: usize = 1 << 16;

/// What is known of a text that may be a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// Its request says that it is one.
    Said,
    /// It is the whole body of a request.
    Body,
    /// It may be a line of a log, which has `name=value` too.
    Line,
}

impl Malformed {
    /// Returns what is wrong with a text that is a form; `None` for any other.
    #[must_use]
    pub fn form(text: &[u8], context: Context) -> Option<Self> {
        let name = name_len(text, context)?;
        let found = String::from_utf8_lossy(text.get(..LONGEST_NAME).unwrap_or(text)).into_owned();
        let what = format!("form-encoded: expected JSON, found `{}`", shortened(first_line(&found)));
        let help = "send the JSON text itself as the body, with `Content-Type: application/json`";
        Some(Self::new(0, name, what, Some(help.to_owned())))
    }
}

/// The length of the name of the first field, if the text is a form.
fn name_len(text: &[u8], context: Context) -> Option<usize> {
    let is_of_name = |byte: &&u8| byte.is_ascii_alphanumeric() || b"-._~%+*[]".contains(byte);
    let length = text.iter().take(LONGEST_NAME).take_while(is_of_name).count();
    let is_form = match (context, &text[length..]) {
        (Context::Said, _) => true,
        (Context::Body, [b'=', b'{' | b'[' | b'%' | b'+' | b'"', ..]) => length > 0,
        (Context::Line, [b'=', b'%', b'7', b'B' | b'b', ..]) => length > 0,
        _ => false,
    };
    is_form.then_some(length)
}
