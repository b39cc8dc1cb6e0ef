//! Reads a source, as many bytes at a time as it provides.

use std::io::{self, Read};

/// The size of the first reads, and of the largest, in bytes.
const FIRST: usize = 1 << 13;
const MOST: usize = 1 << 17;

/// Reads a source up to its end or the first error.
pub struct Buffer<R> {
    source: R,
    /// The size of the next read in bytes.
    size: usize,
    /// A block that is done with. The next read replaces its bytes.
    spare: Vec<u8>,
    is_at_end: bool,
    failure: Option<io::Error>,
}

impl<R: Read> Buffer<R> {
    /// Creates a reader of a source.
    pub const fn new(source: R) -> Self {
        Self { source, size: FIRST, spare: Vec::new(), is_at_end: false, failure: None }
    }

    /// Returns whether there is nothing more to read.
    pub const fn is_at_end(&self) -> bool {
        self.is_at_end
    }

    /// Ends the source here.
    pub const fn end(&mut self) {
        self.is_at_end = true;
    }

    /// Takes the error that ended the source, if any.
    pub const fn take_failure(&mut self) -> Option<io::Error> {
        self.failure.take()
    }

    /// Takes a block that is done with: allocating and zeroing new memory costs time.
    pub fn reuse(&mut self, block: Vec<u8>) {
        self.spare = block;
    }

    /// Reads once and appends at most `more` bytes to `bytes`.
    pub fn read(&mut self, bytes: &mut Vec<u8>, more: usize) {
        let before = bytes.len();
        if self.spare.len() > before {
            self.spare[..before].copy_from_slice(bytes);
            *bytes = std::mem::take(&mut self.spare);
        }
        bytes.resize(before + more.min(self.size), 0);
        let read = loop {
            match self.source.read(&mut bytes[before..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        bytes.truncate(before + read.as_ref().map_or(0, |read| *read));
        match read {
            Ok(read) => {
                self.is_at_end = read == 0;
                // Zeroing costs more than a short read does.
                if read < FIRST {
                    self.size = FIRST;
                } else if read == self.size {
                    self.size = MOST;
                }
            }
            Err(error) => {
                self.is_at_end = true;
                self.failure = Some(error);
            }
        }
    }
}
