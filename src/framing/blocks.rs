//! Cuts a source into blocks of bounded size. Any thread can inspect a block on its own.

use std::io::{self, Read};

use memchr::memrchr;

use crate::framing::block::{Block, Part};
use crate::framing::buffer::Buffer;
use crate::framing::encoding;
use crate::framing::http::{Requests, Unread, begins_with_request};
use crate::framing::segments::last_boundary;
use crate::framing::split::Pieces;
use crate::framing::state::State;
use crate::json::syntax_error::Malformed;
use crate::json::whitespace::{LONGEST_INDENT, blanks};
use crate::position::Position;

/// How much text is looked through at once for documents that have come whole, whenever a line has come:
/// bytes. More than that is looked through only each time it has doubled.
const PROMPT: usize = 1 << 16;

/// The blocks of a source.
pub struct Blocks<R> {
    buffer: Buffer<R>,
    /// What has been read and belongs to no block yet.
    rest: Vec<u8>,
    start: Position,
    state: State,
    size: usize,
    limit: usize,
    is_begun: bool,
    /// What has been read of requests, where that is what the source holds.
    requests: Option<Unread>,
}

impl<R: Read> Blocks<R> {
    /// The blocks of a source, of about `size` bytes; larger only where a document is larger. None of the
    /// documents may be larger than `limit` bytes.
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

    /// The next block, as soon as what has been read holds a document; `None` at the end of the source.
    ///
    /// # Errors
    ///
    /// Where the source cannot be read on. All that came before has been in blocks then.
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
        let mut next_look = 0;
        while !self.buffer.is_at_end() {
            match self.cut(&mut bytes, searched, &mut next_look) {
                // Blanks, or what is left of a document that is too large: there may be more of it than memory.
                Some(Block { part: Part { pieces: Some(0), .. }, .. }) => {
                    (bytes, next_look) = (std::mem::take(&mut self.rest), 0)
                }
                Some(block) => return Ok(Some(block)),
                None => {}
            }
            searched = undecided(&bytes);
            let more = if bytes.len() < self.size { self.size - bytes.len() } else { bytes.len() };
            self.buffer.read(&mut bytes, more);
        }
        if self.state.has_more(&bytes) {
            return Ok(Some(self.block(bytes)));
        }
        self.end()
    }

    /// Nothing, unless the source could not be read to its end.
    fn end(&mut self) -> io::Result<Option<Block>> {
        self.buffer.take_failure().map_or(Ok(None), Err)
    }

    /// Reads enough to tell what the source is, and passes a byte-order mark.
    fn begin(&mut self) -> Option<Malformed> {
        let mut head = Vec::new();
        let holds_requests = loop {
            match begins_with_request(&head, self.buffer.is_at_end()) {
                Some(true) => break true,
                Some(false) if encoding::is_enough(&head) || self.buffer.is_at_end() => break false,
                _ => self.buffer.read(&mut head, self.size),
            }
        };
        // A request may have a body that is compressed.
        let fault = if holds_requests { None } else { encoding::refuse(&head) };
        if fault.is_some() {
            head.truncate(encoding::SAMPLE);
            self.buffer.end();
        } else {
            let mark = encoding::mark_len(&head);
            head.drain(..mark);
            self.start.offset = mark;
        }
        if holds_requests {
            self.requests = Some(Unread::new(head, self.start));
        } else {
            self.rest = head;
        }
        fault
    }

    /// Cuts a block off what has been read: at the last boundary between segments; behind the last document
    /// that has come whole, where a line has just ended and nobody knows when the next will come, or where
    /// there is no boundary for long.
    fn cut(&mut self, bytes: &mut Vec<u8>, searched: usize, next_look: &mut usize) -> Option<Block> {
        let boundary = last_boundary(bytes, searched, self.state.is_behind_brace());
        let from = boundary.unwrap_or(0);
        let mut state = if boundary.is_some() { State::START } else { self.state };
        let pending = &bytes[from..];
        let is_worth_a_look = if pending.last() == Some(&b'\n') && pending.len() < PROMPT {
            true
        } else {
            boundary.is_none() && pending.len() >= self.size.max(*next_look)
        };
        let (mut end, mut pieces) = (from, None);
        if is_worth_a_look {
            *next_look = pending.len().saturating_mul(2);
            let mut looked = Pieces::partial(pending, state, self.limit);
            let count = looked.by_ref().count();
            if count > 0 || boundary.is_none() {
                let (used, state_behind) = looked.used();
                (end, pieces, state) = (from + used, Some(count), state_behind);
            }
        }
        if end == 0 {
            return None;
        }
        // What lies behind the cut stays in the block too, since where its last document ends may depend on it.
        let block = std::mem::take(bytes);
        self.rest = block[end..].to_vec();
        let mut block = self.block(block);
        (block.part.end, block.part.pieces) = (end, pieces);
        self.start = block.part.start.after(&block.bytes[..end]);
        self.state = state;
        Some(block)
    }

    /// All of `bytes`, as the next block.
    fn block(&mut self, bytes: Vec<u8>) -> Block {
        let state = std::mem::replace(&mut self.state, State::START);
        let part = Part { begin: 0, end: bytes.len(), start: self.start, state, pieces: None };
        Block { bytes, part, fault: None, head_problems: Vec::new() }
    }
}

/// Where the last line of a text ends that is decided: what follows it may come to begin a segment, or nothing does.
fn undecided(bytes: &[u8]) -> usize {
    let tail = &bytes[bytes.len().saturating_sub(LONGEST_INDENT + 1)..];
    let line = memrchr(b'\n', tail).and_then(|newline| tail.get(newline..)).unwrap_or_default();
    if blanks(line) == line.len() { bytes.len() - line.len() } else { bytes.len() }
}
