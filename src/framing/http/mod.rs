//! A source of raw HTTP requests to the bodies in it, as webhook catchers and `nc` save them.
//!
//! Each request becomes a block whose text begins behind the head, so that a body is framed and judged as any other
//! text. Positions are those of the source; only in a body that was compressed, or that comes in more than one chunk,
//! they begin at the body's place in the source and go on in the decoded text.

mod body;
mod chunks;
mod coding;
mod head;
mod media;

use std::io::Read;

use crate::framing::block::Block;
use crate::framing::buffer::Buffer;
use crate::framing::encoding;
use crate::json::whitespace::blanks;
use crate::position::Position;
use coding::Content;
use head::{Head, Opening};

/// Whether a source begins with a request, perhaps behind empty lines and NUL bytes; `None` where more has to come to tell.
#[must_use]
pub fn begins_with_request(beginning: &[u8], is_whole: bool) -> Option<bool> {
    let text = &beginning[encoding::mark_len(beginning)..];
    let lines = text.iter().take_while(|byte| matches!(byte, b'\r' | b'\n' | 0)).count();
    match head::opening(&text[lines..], is_whole) {
        Opening::Request => Some(true),
        Opening::Unknown if lines < head::MAX_LINE => None,
        Opening::Unknown | Opening::Other => Some(false),
    }
}

/// What has been read of a source and is in no block yet.
#[derive(Debug)]
pub struct Unread {
    bytes: Vec<u8>,
    /// How many of the bytes have been passed.
    passed: usize,
    start: Position,
}

impl Unread {
    /// All of the bytes, which begin at `start`.
    #[must_use]
    pub const fn new(bytes: Vec<u8>, start: Position) -> Self {
        Self { bytes, passed: 0, start }
    }
}

/// The requests of a source.
pub struct Requests<'r, R> {
    /// Where the source is read from.
    pub buffer: &'r mut Buffer<R>,
    /// What has been read.
    pub unread: &'r mut Unread,
    /// How much is read at once: bytes.
    pub size: usize,
    /// The largest body that is judged: bytes.
    pub limit: usize,
}

impl<R: Read> Requests<'_, R> {
    /// The next request as a block, as soon as its end can be told; what stands between requests is one too.
    pub fn next_block(&mut self) -> Option<Block> {
        self.skip_blanks();
        if self.ahead().is_empty() {
            return None;
        }
        let start = self.position();
        if self.ahead().first() == Some(&0) {
            let nuls = self.nuls();
            let part = 0..nuls.len();
            return Some(Block::body(nuls, part, start, None, Vec::new()));
        }
        let mut bytes = self.head();
        let mut head = Head::new(&bytes, start);
        let mut body = self.body(&mut head);
        let Content { mut text, is_worthwhile, fault } = coding::content(&head, &mut body, self.limit);
        let mut head_problems = head.head_problems;
        head_problems.append(&mut body.head_problems);
        head_problems.sort_by_key(|head_problem| head_problem.region.start.offset);

        let mark = if is_worthwhile { encoding::mark_len(&text) } else { 0 };
        bytes.append(&mut body.before);
        let begin = bytes.len() + mark;
        bytes.append(&mut text);
        let used = if is_worthwhile { bytes.len() } else { begin };
        let start = Position { offset: body.start.offset + mark, ..body.start };
        Some(Block::body(bytes, begin..used, start, fault, head_problems))
    }

    /// Passes the head of the request that begins here; nothing where none begins.
    fn head(&mut self) -> Vec<u8> {
        while head::opening(self.ahead(), self.is_at_end()) == Opening::Unknown {
            self.more();
        }
        if head::opening(self.ahead(), self.is_at_end()) != Opening::Request {
            return Vec::new();
        }
        loop {
            match head::len(self.ahead(), self.is_at_end()) {
                Some(length) => return self.take(length),
                None => self.more(),
            }
        }
    }

    /// Passes NUL bytes, as many as a head may have bytes.
    fn nuls(&mut self) -> Vec<u8> {
        while self.ahead().len() < head::MAX_LEN
            && head::nuls(self.ahead()) == self.ahead().len()
            && !self.is_at_end()
        {
            self.more();
        }
        self.take(head::nuls(self.ahead()).min(head::MAX_LEN))
    }

    fn skip_blanks(&mut self) {
        loop {
            self.pass(blanks(self.ahead()));
            if !self.ahead().is_empty() || self.is_at_end() {
                return;
            }
            self.more();
        }
    }

    fn ahead(&self) -> &[u8] {
        &self.unread.bytes[self.unread.passed..]
    }

    const fn position(&self) -> Position {
        self.unread.start
    }

    const fn is_line_start(&self) -> bool {
        self.unread.start.column == 1
    }

    const fn is_at_end(&self) -> bool {
        self.buffer.is_at_end()
    }

    /// Reads on, once. Twice as much as there is already, so that nothing is looked through too often.
    fn more(&mut self) {
        let Unread { bytes, passed, .. } = &mut *self.unread;
        bytes.drain(..std::mem::take(passed));
        let more = bytes.len().max(self.size);
        self.buffer.read(bytes, more);
    }

    fn pass(&mut self, length: usize) {
        let passed = &self.ahead()[..length];
        self.unread.start = self.position().after(passed);
        self.unread.passed += length;
    }

    fn take(&mut self, length: usize) -> Vec<u8> {
        let taken = self.ahead()[..length].to_vec();
        self.pass(length);
        taken
    }
}
