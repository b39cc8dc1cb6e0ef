//! Cuts a source into blocks of bounded size, which threads inspect independently.

use std::io::{self, Read};

use memchr::memrchr;

use crate::framing::block::{Block, Part};
use crate::framing::buffer::Buffer;
use crate::framing::encoding;
use crate::framing::http::{Requests, Unread, begins_with_message};
use crate::framing::segments::last_boundary;
use crate::framing::split::Pieces;
use crate::framing::state::State;
use crate::json::syntax_error::Malformed;
use crate::json::whitespace::{LONGEST_INDENT, blanks};
use crate::position::Position;

/// The most unread text, in bytes, that is searched for complete documents after each line. More text is searched only
/// when it has doubled.
pub(super) const PROMPT: usize = 1 << 16;

/// A reader of the blocks of a source.
pub struct Blocks<R> {
    buffer: Buffer<R>,
    /// Bytes read that are not in a block yet.
    rest: Vec<u8>,
    start: Position,
    state: State,
    size: usize,
    limit: usize,
    is_begun: bool,
    /// The bytes read, if the source contains HTTP requests.
    requests: Option<Unread>,
}

impl<R: Read> Blocks<R> {
    /// Creates a reader of blocks of about `size` bytes; only a document can make a block larger. A document of more
    /// than `limit` bytes is a fault.
    pub const fn new(source: R, size: usize, limit: usize) -> Self {
        Self {
            buffer: Buffer::new(source),
            rest: Vec::new(),
            start: Position::START,
            state: State::START,
            size,
            limit,
            is_begun: false,
            requests: None,
        }
    }

    /// Takes the memory of a block that is done with.
    pub fn reuse(&mut self, block: Vec<u8>) {
        self.buffer.reuse(block);
    }

    /// Returns the next block as soon as a document has been read; `None` at the end of the source.
    ///
    /// # Errors
    ///
    /// Fails if the source cannot be read further. All bytes read before have been returned in blocks.
    pub fn next_block(&mut self) -> io::Result<Option<Block>> {
        if !std::mem::replace(&mut self.is_begun, true)
            && let Some(fault) = self.begin()
        {
            let bytes = std::mem::take(&mut self.rest);
            return Ok(Some(Block { fault: Some(fault), ..self.block(bytes) }));
        }
        if let Some(unread) = &mut self.requests {
            let Self { buffer, size, limit, .. } = self;
            let block = Requests { buffer, unread, size: *size, limit: *limit }.next_block();
            return block.map_or_else(|| self.end(), |block| Ok(Some(block)));
        }
        let mut bytes = std::mem::take(&mut self.rest);
        let mut searched = 0;
        let mut next_search = 0;
        while !self.buffer.is_at_end() {
            match self.cut(&mut bytes, searched, &mut next_search) {
                // Blanks or the rest of an oversized document: there may be more of them than memory.
                Some(Block { part: Part { pieces: Some(0), .. }, .. }) => {
                    (bytes, next_search) = (std::mem::take(&mut self.rest), 0)
                }
                Some(block) => return Ok(Some(block)),
                None => {}
            }
            searched = decided_len(&bytes);
            let more = if bytes.len() < self.size { self.size - bytes.len() } else { bytes.len() };
            self.buffer.read(&mut bytes, more);
        }
        if self.state.has_more(&bytes) {
            return Ok(Some(self.block(bytes)));
        }
        self.end()
    }

    /// Ends the blocks with the error that ended the source, if any.
    fn end(&mut self) -> io::Result<Option<Block>> {
        self.buffer.take_failure().map_or(Ok(None), Err)
    }

    /// Reads enough to detect the kind of source, and skips a byte-order mark. Returns why it is unreadable, if it is.
    fn begin(&mut self) -> Option<Malformed> {
        let mut head = Vec::new();
        let is_http = loop {
            match begins_with_message(&head, self.buffer.is_at_end()) {
                Some(true) => break true,
                Some(false) if encoding::is_enough(&head) || self.buffer.is_at_end() => break false,
                _ => self.buffer.read(&mut head, self.size),
            }
        };
        // The body of a request may be compressed, so binary.
        let fault = if is_http { None } else { encoding::refuse(&head) };
        if fault.is_some() {
            head.truncate(encoding::SAMPLE);
            self.buffer.end();
        } else {
            let mark = encoding::mark_len(&head);
            head.drain(..mark);
            self.start.offset = mark;
        }
        if is_http {
            self.requests = Some(Unread::new(head, self.start));
        } else {
            self.rest = head;
        }
        fault
    }

    /// Cuts a block off the bytes read: at the last boundary between segments. Also after the last complete document, if
    /// a line has just ended (the next may arrive much later), or if there is no boundary for long.
    fn cut(&mut self, bytes: &mut Vec<u8>, searched: usize, next_search: &mut usize) -> Option<Block> {
        let boundary = last_boundary(bytes, searched, self.state.is_behind_brace());
        let from = boundary.unwrap_or(0);
        let mut state = if boundary.is_some() { State::START } else { self.state };
        let pending = &bytes[from..];
        let is_due = if pending.last() == Some(&b'\n') && pending.len() < PROMPT {
            true
        } else {
            boundary.is_none() && pending.len() >= self.size.max(*next_search)
        };
        let (mut end, mut pieces) = (from, None);
        if is_due {
            *next_search = pending.len().saturating_mul(2);
            let mut complete = Pieces::partial(pending, state, self.limit);
            let count = complete.by_ref().count();
            if count > 0 || boundary.is_none() {
                let (used, state_after) = complete.used();
                (end, pieces, state) = (from + used, Some(count), state_after);
            }
        }
        if end == 0 {
            return None;
        }
        // The block keeps the bytes after the cut, since the end of its last document may depend on them.
        let block = std::mem::take(bytes);
        self.rest = block[end..].to_vec();
        let mut block = self.block(block);
        (block.part.end, block.part.pieces) = (end, pieces);
        self.start = block.part.start.after(&block.bytes[..end]);
        self.state = state;
        Some(block)
    }

    /// Returns all of `bytes` as the next block.
    fn block(&mut self, bytes: Vec<u8>) -> Block {
        let state = std::mem::replace(&mut self.state, State::START);
        let part = Part { begin: 0, end: bytes.len(), start: self.start, state, floor: 0, pieces: None };
        Block { bytes, part, fault: None, head_problems: Vec::new() }
    }
}

/// Returns the length of a text without a last blank line, which may become the beginning of a segment.
pub(super) fn decided_len(bytes: &[u8]) -> usize {
    let tail = &bytes[bytes.len().saturating_sub(LONGEST_INDENT + 1)..];
    let line = memrchr(b'\n', tail).and_then(|newline| tail.get(newline..)).unwrap_or_default();
    if blanks(line) == line.len() { bytes.len() - line.len() } else { bytes.len() }
}
