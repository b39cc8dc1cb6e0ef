//! Decompresses gzip sources, detected by their content and not by their name.

use std::io::{self, BufReader, Cursor, ErrorKind, Read};

use crate::source::gzip::{Gunzip, MAGIC};

/// Reads the beginning of a source: once, or until it shows whether the source is gzip. Returns its length in bytes, which
/// is 0 only if the source is empty.
///
/// # Errors
///
/// Fails if the first bytes cannot be read.
pub fn read_head(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < MAGIC.len() {
        match source.read(&mut buffer[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

/// Returns a reader of a source that decompresses it if it is gzip. `head` is its beginning, `rest` reads what follows.
pub fn decoded<'r>(head: &[u8], rest: impl Read + Send + 'r) -> Box<dyn Read + Send + 'r> {
    let source = Cursor::new(head.to_vec()).chain(rest);
    if head.starts_with(&MAGIC) { Box::new(Decoded::new(source)) } else { Box::new(source) }
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
