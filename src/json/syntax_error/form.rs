//! Recognizes form-encoded bodies, which browsers and some HTTP clients send by default.

use super::{Malformed, first_line};
use crate::escape::shortened;

/// The longest field name that is recognized, in bytes.
const LONGEST_NAME: usize = 1 << 16;

/// The context of a text that may be a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// A body whose `Content-Type` is that of a form.
    Declared,
    /// Any other body.
    Body,
    /// Text that may be a line of a log, which may contain `name=value` too.
    Line,
}

impl Malformed {
    /// Reports a text that is a form; `None` if it is not.
    #[must_use]
    pub fn form(text: &[u8], context: Context) -> Option<Self> {
        let name = name_len(text, context)?;
        let found = String::from_utf8_lossy(text.get(..LONGEST_NAME).unwrap_or(text)).into_owned();
        let what = format!("form-encoded: expected JSON, found `{}`", shortened(first_line(&found)));
        let help = "send the JSON text itself as the body, with `Content-Type: application/json`";
        Some(Self::new(0, name, what, Some(help.to_owned())))
    }
}

/// Returns the length of the first field name in bytes; `None` if the text is not a form.
fn name_len(text: &[u8], context: Context) -> Option<usize> {
    let is_of_name = |byte: &&u8| byte.is_ascii_alphanumeric() || b"-._~%+*[]".contains(byte);
    let length = text.iter().take(LONGEST_NAME).take_while(is_of_name).count();
    let is_form = match (context, &text[length..]) {
        (Context::Declared, _) => true,
        (Context::Body, [b'=', b'{' | b'[' | b'%' | b'+' | b'"', ..]) => length > 0,
        (Context::Line, [b'=', b'%', b'7', b'B' | b'b', ..]) => length > 0,
        _ => false,
    };
    is_form.then_some(length)
}
