//! The bytes of a source as its writer had them: gzip is taken off, by content and not by name.

use std::io::{self, BufReader, Cursor, ErrorKind, Read};

use crate::source::gzip::{Gunzip, MAGIC};

/// Reads a source, decompressed where it is gzip.
///
/// # Errors
///
/// Where its first bytes cannot be read.
pub fn decoded<'r>(mut source: impl Read + Send + 'r) -> io::Result<Box<dyn Read + Send + 'r>> {
    let mut head = Vec::new();
    source.by_ref().take(MAGIC.len() as u64).read_to_end(&mut head)?;
    let is_gzip = head == MAGIC;
    let source = Cursor::new(head).chain(source);
    Ok(if is_gzip { Box::new(Decoded::new(source)) } else { Box::new(source) })
}

/// A gzip stream whose errors are worded for users.
struct Decoded<R>(Gunzip<BufReader<R>>);

impl<R: Read> Decoded<R> {
    fn new(source: R) -> Self {
        Self(Gunzip::new(BufReader::with_capacity(1 << 16, source)))
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof | ErrorKind::InvalidInput | ErrorKind::InvalidData => {
                io::Error::new(error.kind(), "the gzip data is damaged or cut short")
            }
            _ => error,
        })
    }
}
