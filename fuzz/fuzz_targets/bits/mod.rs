//! Reads a source piece by piece.

use std::io::Read;

/// Reads a source in pieces of at most this many bytes.
pub struct Bits<'a>(pub &'a [u8], pub usize);

impl Read for Bits<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let size = buffer.len().min(self.1);
        (&mut self.0).take(size as u64).read(buffer)
    }
}
