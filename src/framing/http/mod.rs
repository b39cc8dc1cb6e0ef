//! Finds the bodies in a source of raw HTTP messages, as webhook catchers and `nc`, `curl -i` and `curl -v` save them, and in
//! files of REST clients.
//!
//! The body of each message becomes a block, which is split and inspected like any other text. Positions are those in the
//! source. In a body that is compressed or has more than one chunk, they start at the body's position and count the decoded
//! text.

mod body;
mod chunks;
mod coding;
mod head;
mod media;
mod opening;

use std::io::Read;

use memchr::memchr;

use crate::framing::block::Block;
use crate::framing::buffer::Buffer;
use crate::framing::encoding;
use crate::json::whitespace::blanks;
use crate::position::Position;
use coding::Content;
use head::Head;
use opening::{MAX_LINE, Opening, is_remark, nuls, opening};

/// Returns whether a source starts with a message, after any empty lines, remarks and NUL bytes; `None` if more text is needed.
#[must_use]
pub fn begins_with_message(beginning: &[u8], is_whole: bool) -> Option<bool> {
    let text = &beginning[encoding::mark_len(beginning)..];
    let mut lines = 0;
    loop {
        lines += text[lines..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n' | 0)).count();
        let rest = &text[lines..];
        let newline = memchr(b'\n', rest.get(..MAX_LINE).unwrap_or(rest));
        let is_decided = newline.is_some() || is_whole || rest.len() >= MAX_LINE || lines >= MAX_LINE;
        if !rest.is_empty() && is_remark(rest) {
            match newline {
                Some(newline) => lines += newline + 1,
                None if is_decided => return Some(false),
                None => return None,
            }
            continue;
        }
        return match opening(rest, is_whole) {
            Opening::Message => Some(true),
            Opening::Unknown if !is_decided => None,
            Opening::Unknown | Opening::Other => Some(false),
        };
    }
}

/// The bytes read that are not in a block yet.
#[derive(Debug)]
pub struct Unread {
    bytes: Vec<u8>,
    /// The number of bytes that have been consumed.
    consumed: usize,
    /// The position in the source after them.
    position: Position,
}

impl Unread {
    /// Creates an unread text that begins at `position` in the source.
    #[must_use]
    pub const fn new(bytes: Vec<u8>, position: Position) -> Self {
        Self { bytes, consumed: 0, position }
    }
}

/// A reader of the requests in a source.
pub struct Requests<'r, R> {
    /// The reader of the source.
    pub buffer: &'r mut Buffer<R>,
    /// The bytes read that are not in a block yet.
    pub unread: &'r mut Unread,
    /// The size of a read in bytes.
    pub size: usize,
    /// The largest body that is inspected, in bytes.
    pub limit: usize,
}

impl<R: Read> Requests<'_, R> {
    /// Returns the next request as a block, as soon as its end is known. Text between requests is a block too.
    pub fn next_block(&mut self) -> Option<Block> {
        self.skip_remarks();
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
        let Content { mut text, may_have_documents, fault } = coding::decode(&head, &mut body, self.limit);
        let mut head_problems = head.head_problems;
        head_problems.append(&mut body.head_problems);
        head_problems.sort_by_key(|problem| problem.region.start.offset);

        let mark = if may_have_documents { encoding::mark_len(&text) } else { 0 };
        bytes.append(&mut body.before);
        let begin = bytes.len() + mark;
        bytes.append(&mut text);
        let end = if may_have_documents { bytes.len() } else { begin };
        let start = Position { offset: body.start.offset + mark, ..body.start };
        Some(Block::body(bytes, begin..end, start, fault, head_problems))
    }

    /// Reads the head of the request that begins here; nothing if none does.
    fn head(&mut self) -> Vec<u8> {
        while opening(self.ahead(), self.is_at_end()) == Opening::Unknown {
            self.more();
        }
        if opening(self.ahead(), self.is_at_end()) != Opening::Message {
            return Vec::new();
        }
        loop {
            match head::len(self.ahead(), self.is_at_end()) {
                Some(length) => return self.take(length),
                None => self.more(),
            }
        }
    }

    /// Reads NUL bytes, at most [`head::MAX_LEN`].
    fn nuls(&mut self) -> Vec<u8> {
        while self.ahead().len() < head::MAX_LEN
            && nuls(self.ahead()) == self.ahead().len()
            && !self.is_at_end()
        {
            self.more();
        }
        self.take(nuls(self.ahead()).min(head::MAX_LEN))
    }

    /// Skips blanks and lines that belong to no message.
    fn skip_remarks(&mut self) {
        loop {
            self.skip_blanks();
            while self.ahead().len() < MAX_LINE && memchr(b'\n', self.ahead()).is_none() && !self.is_at_end()
            {
                self.more();
            }
            if !is_remark(self.ahead()) {
                return;
            }
            let line = memchr(b'\n', self.ahead()).unwrap_or(self.ahead().len());
            self.consume(line);
        }
    }

    /// Returns whether JSON begins here.
    fn is_at_json(&mut self) -> bool {
        self.skip_blanks();
        coding::begins_as_json(self.ahead())
    }

    fn skip_blanks(&mut self) {
        loop {
            self.consume(blanks(self.ahead()));
            if !self.ahead().is_empty() || self.is_at_end() {
                return;
            }
            self.more();
        }
    }

    fn ahead(&self) -> &[u8] {
        &self.unread.bytes[self.unread.consumed..]
    }

    const fn position(&self) -> Position {
        self.unread.position
    }

    const fn is_line_start(&self) -> bool {
        self.unread.position.column == 1
    }

    const fn is_at_end(&self) -> bool {
        self.buffer.is_at_end()
    }

    /// Reads more, once. Doubles the bytes, so that repeated searches take linear time.
    fn more(&mut self) {
        let Unread { bytes, consumed, .. } = &mut *self.unread;
        bytes.drain(..std::mem::take(consumed));
        let more = bytes.len().max(self.size);
        self.buffer.read(bytes, more);
    }

    fn consume(&mut self, length: usize) {
        self.unread.position = self.position().after(&self.ahead()[..length]);
        self.unread.consumed += length;
    }

    fn take(&mut self, length: usize) -> Vec<u8> {
        let taken = self.ahead()[..length].to_vec();
        self.consume(length);
        taken
    }
}
