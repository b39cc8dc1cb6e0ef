//! A source to blocks of bounded size that can be inspected each on its own, by any thread.

use std::io::{self, Read};

use super::encoding;
use super::frame::{Document, Stretch, last_boundary};
use super::split::{Pieces, State, first_significant, trimmed};
use crate::malformed::Malformed;
use crate::position::Position;

/// How much text is looked through at once for documents that have come whole, whenever a line has come:
/// bytes. More than that is looked through only each time it has doubled.
const PROMPT: usize = 1 << 16;

/// A part of a source that begins and ends between documents.
#[derive(Clone, Debug)]
pub struct Block {
    bytes: Vec<u8>,
    used: usize,
    start: Position,
    state: State,
    pieces: Option<usize>,
    /// Why the source is not worth reading, where its beginning shows that; it is the only block then.
    fault: Option<Malformed>,
}

impl Block {
    /// The block as a stretch of its source.
    #[must_use]
    pub fn stretch(&self) -> Stretch<'_> {
        let Self { bytes, used, start, state, pieces, .. } = self;
        Stretch { bytes, used: *used, start: *start, state: *state, pieces: *pieces }
    }

    /// The beginning of the source as one document that cannot be read, where the source is not worth reading.
    #[must_use]
    pub fn refused(&self) -> Option<Document<'_>> {
        let fault = Some(Box::new(self.fault.clone()?));
        Some(Document { around: &self.bytes, range: 0..self.bytes.len(), start: self.start, index: 0, fault })
    }
}

/// The blocks of a source.
pub struct Blocks<R> {
    source: R,
    /// What has been read and belongs to no block yet.
    rest: Vec<u8>,
    start: Position,
    state: State,
    size: usize,
    limit: usize,
    is_begun: bool,
    is_at_end: bool,
    failure: Option<io::Error>,
}

impl<R: Read> Blocks<R> {
    /// The blocks of a source, of about `size` bytes; larger only where a document is larger. None of the
    /// documents may be larger than `limit` bytes.
    pub const fn of(source: R, size: usize, limit: usize) -> Self {
        Self {
            source,
            rest: Vec::new(),
            start: Position::START,
            state: State::START,
            size,
            limit,
            is_begun: false,
            is_at_end: false,
            failure: None,
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
            return Ok(Some(Block { used: 0, fault: Some(fault), ..self.block(bytes) }));
        }
        let mut bytes = std::mem::take(&mut self.rest);
        let mut searched = 0;
        let mut next_look = 0;
        while !self.is_at_end {
            if let Some(block) = self.cut(&mut bytes, searched, &mut next_look) {
                return Ok(Some(block));
            }
            searched = trimmed(&bytes).end;
            let more = if bytes.len() < self.size { self.size - bytes.len() } else { bytes.len() };
            self.read(&mut bytes, more);
        }
        if first_significant(&bytes).is_some() || !self.state.is_outside() {
            return Ok(Some(self.block(bytes)));
        }
        self.failure.take().map_or(Ok(None), Err)
    }

    /// Reads enough to tell what the source is, and passes a byte-order mark.
    fn begin(&mut self) -> Option<Malformed> {
        let mut head = Vec::new();
        while !encoding::is_enough(&head) && !self.is_at_end {
            self.read(&mut head, self.size);
        }
        let fault = encoding::refuse(&head);
        if fault.is_some() {
            head.truncate(encoding::SAMPLE);
            self.is_at_end = true;
        } else {
            let mark = encoding::mark_len(&head);
            head.drain(..mark);
            self.start.offset = mark;
        }
        self.rest = head;
        fault
    }

    /// Reads once, `more` bytes at the most.
    fn read(&mut self, bytes: &mut Vec<u8>, more: usize) {
        let had = bytes.len();
        bytes.resize(had + more, 0);
        let read = loop {
            match self.source.read(bytes.get_mut(had..).unwrap_or_default()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        bytes.truncate(had + read.as_ref().copied().unwrap_or(0));
        self.is_at_end = !matches!(read, Ok(1..));
        self.failure = read.err();
    }

    /// Cuts a block off what has been read: at the last boundary between segments; behind the last document
    /// that has come whole, where a line has just ended and nobody knows when the next will come, or where
    /// there is no boundary for long.
    fn cut(&mut self, bytes: &mut Vec<u8>, searched: usize, next_look: &mut usize) -> Option<Block> {
        let boundary = last_boundary(bytes, searched);
        let from = boundary.unwrap_or(0);
        let mut state = if boundary.is_some() { State::START } else { self.state };
        let pending = bytes.get(from..).unwrap_or_default();
        let is_worth_a_look = if pending.last() == Some(&b'\n') && pending.len() < PROMPT {
            true
        } else {
            boundary.is_none() && pending.len() >= self.size.max(*next_look)
        };
        let (mut end, mut pieces) = (from, None);
        if is_worth_a_look {
            *next_look = pending.len().saturating_mul(2);
            let mut looked = Pieces::of_beginning(pending, state, self.limit);
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
        self.rest = block.get(end..).unwrap_or_default().to_vec();
        let block = Block { used: end, pieces, ..self.block(block) };
        self.start = block.start.after(block.bytes.get(..end).unwrap_or_default());
        self.state = state;
        Some(block)
    }

    /// All of `bytes`, as the next block.
    fn block(&mut self, bytes: Vec<u8>) -> Block {
        let state = std::mem::replace(&mut self.state, State::START);
        Block { used: bytes.len(), bytes, start: self.start, state, pieces: None, fault: None }
    }
}
