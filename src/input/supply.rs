//! A source as it is read: as much at a time as it gives.

use std::io::{self, Read};

/// Reads a source up to its end, or up to where it cannot be read on.
pub struct Supply<R> {
    source: R,
    is_at_end: bool,
    failure: Option<io::Error>,
}

impl<R: Read> Supply<R> {
    /// All of a source.
    pub const fn of(source: R) -> Self {
        Self { source, is_at_end: false, failure: None }
    }

    /// Whether nothing more will come.
    pub const fn is_at_end(&self) -> bool {
        self.is_at_end
    }

    /// Takes what has come for all there is.
    pub const fn end(&mut self) {
        self.is_at_end = true;
    }

    /// Why the source could not be read to its end, where it could not; said once.
    pub const fn take_failure(&mut self) -> Option<io::Error> {
        self.failure.take()
    }

    /// Reads once, `more` bytes at the most.
    pub fn read(&mut self, bytes: &mut Vec<u8>, more: usize) {
        let had = bytes.len();
        bytes.resize(had + more, 0);
        let read = loop {
            match self.source.read(bytes.get_mut(had..).unwrap_or_default()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        bytes.truncate(had + read.as_ref().copied().unwrap_or(0));
        self.is_at_end = !matches!(read, Ok(1..));
        self.failure = read.err();
    }
}
