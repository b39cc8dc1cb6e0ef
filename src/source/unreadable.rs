//! Sources that cannot be read, with what the user probably meant.

use std::{fmt, io};

use crate::escape::{escape, shortened};
use crate::source::reason;
use crate::source::walk::Source;

/// A source that could not be read to its end.
#[derive(Clone, Debug)]
pub struct Unreadable {
    /// The source, or a directory that could not be searched.
    pub source: Source,
    /// The reason, without an error number.
    pub reason: String,
}

impl Unreadable {
    /// Reports an error, with what the user probably meant.
    #[must_use]
    pub fn new(source: Source, error: &io::Error) -> Self {
        let name = source.bytes();
        let reason = if is_body(name) {
            "this is a body, not a file: pipe it, as in `printf '%s' \"$body\" | cbinspect`".to_owned()
        } else if error.kind() == io::ErrorKind::NotFound && name.iter().any(|byte| b"*?".contains(byte)) {
            "no such file or directory: patterns are the shell's, so remove the quotes".to_owned()
        } else {
            reason(error)
        };
        Self { source, reason }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.source.bytes();
        let shown = String::from_utf8_lossy(name);
        let shown = if is_body(name) { shortened(&shown).into_bytes() } else { name.to_vec() };
        write!(formatter, "{}: {}", escape(&shown), self.reason)
    }
}

/// Returns whether an argument is a body instead of a path.
fn is_body(argument: &[u8]) -> bool {
    let argument = argument.trim_ascii_start();
    [&b"{\""[..], b"{ ", b"{\n", b"[{"].iter().any(|beginning| argument.starts_with(beginning))
}
