//! Decompresses gzip (RFC 1952) as `gzip -d` does: concatenated members with headers of any length, and padding after
//! the last.

use std::io::{self, BufRead, ErrorKind, Read};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use crate::json::whitespace::is_blank;

/// The magic number of a member (RFC 1952, section 2.3.1).
pub const MAGIC: [u8; 2] = [0x1F, 0x8B];

/// The only compression method that RFC 1952 defines.
const DEFLATE: u8 = 8;

// Header flags (RFC 1952, section 2.3.1).
const CHECKSUM: u8 = 1 << 1;
const EXTRA: u8 = 1 << 2;
const NAME: u8 = 1 << 3;
const COMMENT: u8 = 1 << 4;
const RESERVED: u8 = 0b1110_0000;

/// Decompresses a source. Truncated data is `UnexpectedEof`, corrupt data `InvalidInput` or `InvalidData`.
pub struct Gunzip<R> {
    member: DeflateDecoder<R>,
    checksum: Crc,
    is_in_member: bool,
}

impl<R: BufRead> Gunzip<R> {
    /// Creates a reader of all members of a source.
    pub fn new(source: R) -> Self {
        Self { member: DeflateDecoder::new(source), checksum: Crc::new(), is_in_member: false }
    }

    /// Skips the header of the next member. Returns `false` if there is none.
    fn begin(&mut self) -> io::Result<bool> {
        let source = self.member.get_mut();
        match source.fill_buf()?.first() {
            Some(first) if *first == MAGIC[0] => {}
            _ => return skip_padding(source).map(|()| false),
        }
        let mut head = [0; 10];
        source.read_exact(&mut head)?;
        let [first, second, method, flags, ..] = head;
        if [first, second] != MAGIC || method != DEFLATE || flags & RESERVED != 0 {
            return Err(ErrorKind::InvalidData.into());
        }
        if flags & EXTRA != 0 {
            let mut length = [0; 2];
            source.read_exact(&mut length)?;
            skip(source, u16::from_le_bytes(length))?;
        }
        for text in [NAME, COMMENT] {
            if flags & text != 0 {
                source.skip_until(0)?;
            }
        }
        if flags & CHECKSUM != 0 {
            skip(source, 2)?;
        }
        self.member.reset_data();
        self.checksum.reset();
        Ok(true)
    }

    /// Checks the data of a member against its trailer.
    fn end(&mut self) -> io::Result<()> {
        let mut tail = [0; 8];
        self.member.get_mut().read_exact(&mut tail)?;
        let [sum, length] = [self.checksum.sum(), self.checksum.amount()].map(u32::to_le_bytes);
        if tail == [sum, length].concat().as_slice() { Ok(()) } else { Err(ErrorKind::InvalidData.into()) }
    }
}

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.is_in_member {
                if !self.begin()? {
                    return Ok(0);
                }
                self.is_in_member = true;
            }
            let read = self.member.read(buffer)?;
            if read > 0 {
                self.checksum.update(&buffer[..read]);
                return Ok(read);
            }
            self.end()?;
            self.is_in_member = false;
        }
    }
}

fn skip(source: &mut impl BufRead, length: u16) -> io::Result<()> {
    let skipped = io::copy(&mut source.take(length.into()), &mut io::sink())?;
    if skipped == u64::from(length) { Ok(()) } else { Err(ErrorKind::UnexpectedEof.into()) }
}

/// Skips the zeros that tapes are padded with, and blanks.
fn skip_padding(source: &mut impl BufRead) -> io::Result<()> {
    loop {
        let padding = source.fill_buf()?;
        if padding.is_empty() {
            return Ok(());
        }
        if !padding.iter().all(|byte| *byte == 0 || is_blank(*byte)) {
            return Err(ErrorKind::InvalidData.into());
        }
        let length = padding.len();
        source.consume(length);
    }
}
