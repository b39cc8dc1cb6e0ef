//! Blocks: parts of a source that end between documents.

use std::ops::Range;

use crate::framing::document::Document;
use crate::framing::state::State;
use crate::json::syntax_error::{HeadProblem, Malformed};
use crate::position::Position;

/// A part of a source that begins and ends between documents.
#[derive(Clone, Debug)]
pub struct Block {
    /// The bytes of the block, and possibly some after it.
    pub bytes: Vec<u8>,
    /// The location of the block.
    pub part: Part,
    /// The fault that makes the whole block one unreadable document.
    pub fault: Option<Malformed>,
    /// Problems in the head of the request whose body the block is.
    pub head_problems: Vec<HeadProblem>,
}

/// A borrowed [`Block`].
#[derive(Clone, Copy, Debug)]
pub struct BlockRef<'a> {
    /// The bytes of the block, and possibly some around it.
    pub bytes: &'a [u8],
    /// The location of the block.
    pub part: Part,
    /// The fault that makes the whole block one unreadable document.
    pub fault: Option<&'a Malformed>,
    /// Problems in the head of the request whose body the block is.
    pub head_problems: &'a [HeadProblem],
}

/// The location of a block, and the state of the splitter there.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// The byte offset at which the block begins.
    pub begin: usize,
    /// The byte offset at which the block ends.
    pub end: usize,
    /// The position in the source at which the block begins, or of its first byte if any text is searched.
    pub start: Position,
    /// The state of the splitter at the beginning of the block.
    pub state: State,
    /// The byte offset before which nothing belongs to the callbacks of the block, if any text is searched.
    pub floor: usize,
    /// The number of pieces in the last segment, if that segment continues after the block.
    pub pieces: Option<usize>,
}

impl Block {
    /// Borrows the block.
    #[must_use]
    pub fn as_ref(&self) -> BlockRef<'_> {
        let Self { bytes, part, fault, head_problems } = self;
        BlockRef { bytes, part: *part, fault: fault.as_ref(), head_problems }
    }

    /// Returns the length in bytes.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.part.end - self.part.begin
    }

    /// Creates a block that reports an empty file.
    #[must_use]
    pub fn empty_file() -> Self {
        Self::body(Vec::new(), 0..0, Position::START, Some(Malformed::empty("the file")), Vec::new())
    }

    /// Creates a block from the body of a request: a range of `bytes` that begins at `start` in the source.
    #[must_use]
    pub const fn body(
        bytes: Vec<u8>,
        range: Range<usize>,
        start: Position,
        fault: Option<Malformed>,
        head_problems: Vec<HeadProblem>,
    ) -> Self {
        let Range { start: begin, end } = range;
        let part = Part { begin, end, start, state: State::START, floor: 0, pieces: None };
        Self { bytes, part, fault, head_problems }
    }
}

impl<'a> BlockRef<'a> {
    /// Creates a block from a whole source, without its byte-order mark.
    #[must_use]
    pub const fn whole(bytes: &'a [u8]) -> Self {
        let part = Part {
            begin: 0,
            end: bytes.len(),
            start: Position::START,
            state: State::START,
            floor: 0,
            pieces: None,
        };
        Self { bytes, part, fault: None, head_problems: &[] }
    }

    /// Returns the block as one unreadable document, if it has a fault.
    #[must_use]
    pub fn refused(&self, index: usize) -> Option<Document<'a>> {
        let Part { begin, end, start, .. } = self.part;
        let fault = Some(Box::new(self.fault?.clone()));
        Some(Document { around: self.bytes, range: begin..end, start, index, fault })
    }

    /// Returns an empty document at the first problem in the head, to report it for a body without documents.
    #[must_use]
    pub fn without_documents(&self, index: usize) -> Option<Document<'a>> {
        let start = self.head_problems.first()?.region.start;
        let at = (self.part.begin + start.offset).saturating_sub(self.part.start.offset);
        Some(Document { around: self.bytes, range: at..at, start, index, fault: None })
    }
}
