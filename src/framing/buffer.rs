//! A source as it is read: as much at a time as it gives.

use std::io::{self, Read};

/// How much is read at once at first, and at most: bytes.
const FIRST: usize = 1 << 13;
const MOST: usize = 1 << 17;

/// Reads a source up to its end, or up to where it cannot be read on.
pub struct Buffer<R> {
    source: R,
    /// What is read into, zeroed once and not before every read.
    buffer: Vec<u8>,
    is_at_end: bool,
    failure: Option<io::Error>,
}

impl<R: Read> Buffer<R> {
    /// All of a source.
    pub const fn new(source: R) -> Self {
        Self { source, buffer: Vec::new(), is_at_end: false, failure: None }
    }

    /// Whether nothing more will come.
    pub const fn is_at_end(&self) -> bool {
        self.is_at_end
    }

    /// Takes what has come for all there is.
    pub const fn end(&mut self) {
        self.is_at_end = true;
    }

    /// Returns why the source could not be read to its end, if it could not; once.
    pub const fn take_failure(&mut self) -> Option<io::Error> {
        self.failure.take()
    }

    /// Reads once and appends it to `bytes`: `more` bytes at most.
    pub fn read(&mut self, bytes: &mut Vec<u8>, more: usize) {
        if self.buffer.is_empty() {
            self.buffer.resize(FIRST, 0);
        }
        let length = more.min(self.buffer.len());
        let buffer = &mut self.buffer[..length];
        let read = loop {
            match self.source.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        match read {
            Ok(read) => {
                bytes.extend_from_slice(&buffer[..read]);
                self.is_at_end = read == 0;
                if read == self.buffer.len() && read < MOST {
                    self.buffer.resize(MOST, 0);
                }
            }
            Err(error) => {
                self.is_at_end = true;
                self.failure = Some(error);
            }
        }
    }
}
