//! Cuts any text into blocks of bounded size, which threads search for callbacks independently.

use std::io::{self, Read};

use memchr::memrchr;

use crate::find::search::{LONGEST_BEGINNING, Search};
use crate::find::{last_boundary, of_character};
use crate::framing::block::{Block, Part};
use crate::framing::blocks::{PROMPT, decided_len};
use crate::framing::buffer::Buffer;
use crate::framing::encoding;
use crate::framing::state::State;
use crate::position::Position;

/// The number of bytes after a callback that a report may show. They must be in its block.
const SHOWN: usize = 1 << 12;

/// A reader of the blocks of a text.
pub struct Passages<R> {
    buffer: Buffer<R>,
    /// Bytes read: from `begin` on, they are not in a block yet.
    rest: Vec<u8>,
    begin: usize,
    /// The byte offset in `rest` before which nothing belongs to a callback.
    floor: usize,
    /// The position in the source of the first byte of `rest`.
    start: Position,
    size: usize,
    limit: usize,
    skips_binary: bool,
    is_begun: bool,
}

impl<R: Read> Passages<R> {
    /// Creates a reader of blocks of about `size` bytes; only a callback can make a block larger. A callback of more than
    /// `limit` bytes is a fault. `skips_binary`: a source that is not text has no blocks.
    pub const fn new(source: R, size: usize, limit: usize, skips_binary: bool) -> Self {
        Self {
            buffer: Buffer::new(source),
            rest: Vec::new(),
            begin: 0,
            floor: 0,
            start: Position::START,
            size,
            limit,
            skips_binary,
            is_begun: false,
        }
    }

    /// Takes the memory of a block that is done with.
    pub fn reuse(&mut self, block: Vec<u8>) {
        self.buffer.reuse(block);
    }

    /// Returns the next block as soon as the line of a callback has been read; `None` at the end of the source.
    ///
    /// # Errors
    ///
    /// Fails if the source cannot be read further. All bytes read before have been returned in blocks.
    pub fn next_block(&mut self) -> io::Result<Option<Block>> {
        if !std::mem::replace(&mut self.is_begun, true) {
            self.begin();
        }
        let mut bytes = std::mem::take(&mut self.rest);
        let mut searched = self.begin;
        let mut next_search = 0;
        while !self.buffer.is_at_end() {
            match self.cut(&mut bytes, searched, &mut next_search) {
                // There may be more text without callbacks than memory.
                Some(Block { part: Part { pieces: Some(0), .. }, .. }) => {
                    (bytes, next_search) = (std::mem::take(&mut self.rest), 0);
                }
                Some(block) => return Ok(Some(block)),
                None => {}
            }
            searched = decided_len(&bytes).max(self.begin);
            let pending = bytes.len() - self.begin;
            let more = if pending < self.size { self.size - pending } else { pending };
            self.buffer.read(&mut bytes, more);
        }
        if bytes.len() > self.begin {
            let block = self.block(bytes, None);
            (self.begin, self.floor) = (0, 0);
            return Ok(Some(block));
        }
        self.buffer.take_failure().map_or(Ok(None), Err)
    }

    /// Skips a byte-order mark, and a source that is not text.
    fn begin(&mut self) {
        while self.rest.len() < encoding::SAMPLE && !self.buffer.is_at_end() {
            if !self.skips_binary && self.rest.len() >= encoding::UTF8_MARK.len() {
                break;
            }
            self.buffer.read(&mut self.rest, self.size);
        }
        if self.skips_binary && encoding::refuse(&self.rest).is_some() {
            self.rest.clear();
            self.buffer.end();
        }
        self.start.offset = encoding::mark_len(&self.rest);
        self.rest.drain(..self.start.offset);
    }

    /// Cuts a block off the bytes read: at the last boundary between segments. Also after the last complete callback, if a
    /// line has just ended (the next may arrive much later), or if there is no boundary for long.
    fn cut(&mut self, bytes: &mut Vec<u8>, searched: usize, next_search: &mut usize) -> Option<Block> {
        if let Some(boundary) = last_boundary(bytes, searched) {
            self.rest = bytes[boundary..].to_vec();
            bytes.truncate(boundary);
            let block = self.block(std::mem::take(bytes), None);
            self.start = block.part.start.after(&block.bytes);
            (self.begin, self.floor) = (0, 0);
            return Some(block);
        }
        let pending = bytes.len() - self.begin;
        let is_full = pending >= self.size.max(*next_search);
        let is_due = is_full || (pending < PROMPT && bytes.last() == Some(&b'\n'));
        if !is_due {
            return None;
        }
        *next_search = pending.saturating_mul(2);
        let Decided { count, at, floor } = self.decided(bytes);
        if at == self.begin || (count == 0 && !is_full) {
            return None;
        }
        // Names after the cut may belong to callbacks that begin before it.
        let kept = of_character(bytes, at.saturating_sub(LONGEST_BEGINNING));
        self.rest = bytes[kept..].to_vec();
        let mut block = self.block(std::mem::take(bytes), Some(count));
        block.part.end = at;
        self.start = block.part.start.after(&block.bytes[..kept]);
        (self.begin, self.floor) = (at - kept, floor.saturating_sub(kept));
        Some(block)
    }

    /// Returns how much of a text can be searched without what follows it.
    fn decided(&self, bytes: &[u8]) -> Decided {
        let line = memrchr(b'\n', bytes).map_or(0, |newline| newline + 1);
        let shown = bytes.len().saturating_sub(SHOWN).max(line);
        let mut search = Search::new(bytes, self.floor, self.begin, false, self.limit);
        let mut decided = Decided { count: 0, at: self.begin, floor: self.floor };
        let mut count = 0;
        loop {
            let found = search.next_found();
            let is_found = matches!(found, Ok(Some(_)));
            if matches!(&found, Ok(Some(found)) if found.range.end > shown) {
                return decided;
            }
            count += usize::from(is_found);
            if search.is_between() {
                let (at, floor) = search.decided();
                decided = Decided { count, at, floor };
            }
            if !is_found {
                return decided;
            }
        }
    }

    fn block(&self, bytes: Vec<u8>, pieces: Option<usize>) -> Block {
        let Self { begin, floor, start, .. } = *self;
        let part = Part { begin, end: bytes.len(), start, state: State::START, floor, pieces };
        Block { bytes, part, fault: None, head_problems: Vec::new() }
    }
}

/// The part of a text whose callbacks are known.
struct Decided {
    /// The number of callbacks.
    count: usize,
    /// The byte offset of its end.
    at: usize,
    /// The byte offset before which nothing belongs to a later callback.
    floor: usize,
}
