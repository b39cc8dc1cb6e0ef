//! A block: a part of a source that no document crosses.

use std::ops::Range;

use crate::framing::document::Document;
use crate::framing::state::State;
use crate::json::syntax_error::{HeadProblem, Malformed};
use crate::position::Position;

/// A part of a source that begins and ends between documents.
#[derive(Clone, Debug)]
pub struct Block {
    /// The block, and perhaps more of the source behind it.
    pub bytes: Vec<u8>,
    /// Where in the bytes the block is.
    pub part: Part,
    /// Why there is no use in looking for documents. The block is one document that cannot be read then.
    pub fault: Option<Malformed>,
    /// Problems in the head of the request whose body the block is.
    pub head_problems: Vec<HeadProblem>,
}

/// A block, borrowed.
#[derive(Clone, Copy, Debug)]
pub struct BlockRef<'a> {
    /// The block, and perhaps more of the source around it.
    pub bytes: &'a [u8],
    /// Where in the bytes the block is.
    pub part: Part,
    /// Why there is no use in looking for documents. The block is one document that cannot be read then.
    pub fault: Option<&'a Malformed>,
    /// Problems in the head of the request whose body the block is.
    pub head_problems: &'a [HeadProblem],
}

/// The part of some bytes that is a block, and what is known of the source before it.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// The byte offset at which it begins.
    pub begin: usize,
    /// The byte offset at which it ends.
    pub end: usize,
    /// The position in the source at which it begins.
    pub start: Position,
    /// The state in which the source before it leaves the splitter.
    pub state: State,
    /// The number of pieces in the last segment, if the segment goes on behind the block.
    pub pieces: Option<usize>,
}

impl Block {
    /// Borrows the block.
    #[must_use]
    pub fn as_ref(&self) -> BlockRef<'_> {
        let Self { bytes, part, fault, head_problems } = self;
        BlockRef { bytes, part: *part, fault: fault.as_ref(), head_problems }
    }

    /// Its length in bytes.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.part.end - self.part.begin
    }

    /// Stands for a file without any text.
    #[must_use]
    pub fn empty_file() -> Self {
        Self::body(Vec::new(), 0..0, Position::START, Some(Malformed::empty("the file")), Vec::new())
    }

    /// The body of a request: that range of the bytes, which begins at `start` in the source.
    #[must_use]
    pub const fn body(
        bytes: Vec<u8>,
        range: Range<usize>,
        start: Position,
        fault: Option<Malformed>,
        head_problems: Vec<HeadProblem>,
    ) -> Self {
        let part = Part { begin: range.start, end: range.end, start, state: State::START, pieces: None };
        Self { bytes, part, fault, head_problems }
    }
}

impl<'a> BlockRef<'a> {
    /// A whole source, without its byte-order mark.
    #[must_use]
    pub const fn whole(bytes: &'a [u8]) -> Self {
        let part =
            Part { begin: 0, end: bytes.len(), start: Position::START, state: State::START, pieces: None };
        Self { bytes, part, fault: None, head_problems: &[] }
    }

    /// Returns the block as one document that cannot be read, if it has a fault.
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
