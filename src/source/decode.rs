//! Decompresses gzip sources, detected by their content and not by their name.

use std::io::{self, BufReader, Cursor, ErrorKind, Read};

use crate::source::gzip::{Gunzip, MAGIC};

/// Returns a reader of a source that decompresses it if it is gzip.
///
/// # Errors
///
/// Fails if the first bytes cannot be read.
pub fn decoded<'r>(mut source: impl Read + Send + 'r) -> io::Result<Box<dyn Read + Send + 'r>> {
    let mut head = Vec::new();
    source.by_ref().take(MAGIC.len() as u64).read_to_end(&mut head)?;
    let is_gzip = head == MAGIC;
    let source = Cursor::new(head).chain(source);
    Ok(if is_gzip { Box::new(Decoded::new(source)) } else { Box::new(source) })
}

/// A gzip stream with error messages for users.
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
                io::Error::new(error.kind(), "invalid or truncated gzip data")
            }
            _ => error,
        })
    }
}
