//! Bytes to documents, each with its place in the source.

use std::iter::Take;
use std::ops::Range;

use memchr::{memchr, memrchr};

use crate::framing::split::{Piece, Pieces, State};
use crate::json::syntax_error::HeadProblem;
use crate::json::syntax_error::Malformed;
use crate::json::whitespace::{LONGEST_INDENT, ends_in_brace, first_significant, trimmed};
use crate::position::Position;

/// What was meant as one callback: a part of a source, JSON or not.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    /// A block of the source that holds the document, for showing what stands around it.
    pub around: &'a [u8],
    /// The document's bytes in that block.
    pub range: Range<usize>,
    /// Where the document begins in the source.
    pub start: Position,
    /// Which document of the source it is: 0-based.
    pub index: usize,
    /// What framing found wrong with it, so that it is not worth reading.
    pub fault: Option<Box<Malformed>>,
}

impl<'a> Document<'a> {
    /// The document's bytes.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        &self.around[self.range.clone()]
    }
}

/// A block of a source that no document crosses.
///
/// Where a line ends in `}` and the next that is not blank begins with `{`, no JSON text goes on: a comma would have to stand
/// between. So whatever is broken before such a place leaves what is behind it alone, and what is behind it
/// can be read without knowing what came before. A log with a compact callback a line has a segment a line.
#[derive(Clone, Debug)]
pub struct Segment<'a> {
    around: &'a [u8],
    range: Range<usize>,
    start: Position,
    state: State,
    /// How many pieces of it belong to the range, where the segment does not end with the range.
    pieces: Option<usize>,
}

impl<'a> Segment<'a> {
    /// The segment without the blanks around it, where it may be a single document.
    #[must_use]
    pub fn single(&self) -> Option<&'a [u8]> {
        let is_single = self.pieces.is_none() && self.state.is_outside();
        is_single.then(|| &self.around[self.single_range()])
    }

    fn single_range(&self) -> Range<usize> {
        let trimmed = trimmed(&self.around[self.range.clone()]);
        self.range.start + trimmed.start..self.range.start + trimmed.end
    }

    /// The segment as one document, for when it has proved to be one.
    #[must_use]
    pub fn into_document(self, index: usize) -> Document<'a> {
        let range = self.single_range();
        let blanks = &self.around[self.range.start..range.start];
        Document { around: self.around, range, start: self.start.after(blanks), index, fault: None }
    }

    /// The documents in the segment, for when it is not known to be one; `index` came before it, and none
    /// may be larger than `limit` bytes.
    #[must_use]
    pub fn into_documents(self, index: usize, limit: usize) -> Documents<'a> {
        let pieces = match self.pieces {
            None => {
                let text = &self.around[self.range.clone()];
                Pieces::new(text, self.state, limit).take(usize::MAX)
            }
            Some(count) => {
                // Where the pieces in the range end may depend on what comes behind it.
                let text = &self.around[self.range.start..];
                Pieces::partial(text, self.state, limit).take(count)
            }
        };
        Documents { pieces, passed: 0, position: self.start, index, segment: self }
    }
}

/// The documents of a segment.
#[derive(Clone, Debug)]
pub struct Documents<'a> {
    segment: Segment<'a>,
    pieces: Take<Pieces<'a>>,
    /// How much of the segment lies before `position`: bytes.
    passed: usize,
    position: Position,
    index: usize,
}

impl<'a> Iterator for Documents<'a> {
    type Item = Document<'a>;

    fn next(&mut self) -> Option<Document<'a>> {
        let Segment { around, range, .. } = &self.segment;
        let Piece { range: piece, fault } = self.pieces.next()?;
        let offset = range.start;
        let between = &around[offset + self.passed..offset + piece.start];
        self.position = self.position.after(between);
        self.passed = piece.start;
        let index = self.index;
        self.index += 1;
        let range = offset + piece.start..offset + piece.end;
        Some(Document { around, range, start: self.position, index, fault: fault.map(Box::new) })
    }
}

/// A part of a source that begins and ends between documents.
#[derive(Clone, Debug)]
pub struct BlockRef<'a> {
    /// The part, and perhaps more of the source around it.
    pub bytes: &'a [u8],
    /// Where in the bytes the part begins.
    pub begin: usize,
    /// Where in the bytes the part ends.
    pub used: usize,
    /// Where in the source the part begins.
    pub start: Position,
    /// What is to be known of the source before it.
    pub state: State,
    /// How many pieces its last segment has in it, where the segment does not end with it.
    pub pieces: Option<usize>,
    /// Why the part is not worth looking for documents in; it is one that cannot be read then.
    pub fault: Option<&'a Malformed>,
    /// What is wrong with the request that the part is the body of.
    pub head_problems: &'a [HeadProblem],
}

impl<'a> BlockRef<'a> {
    /// All of a source; a byte-order mark must have been taken off.
    #[must_use]
    pub const fn whole(bytes: &'a [u8]) -> Self {
        let (start, state) = (Position::START, State::START);
        Self {
            bytes,
            begin: 0,
            used: bytes.len(),
            start,
            state,
            pieces: None,
            fault: None,
            head_problems: &[],
        }
    }

    /// The part as one document that cannot be read, where it is not worth reading.
    #[must_use]
    pub fn refused(&self, index: usize) -> Option<Document<'a>> {
        let fault = Some(Box::new(self.fault?.clone()));
        Some(Document { around: self.bytes, range: self.begin..self.used, start: self.start, index, fault })
    }

    /// The place of the first head_problem as a document without text, for when there is no other to object to.
    #[must_use]
    pub fn objected(&self, index: usize) -> Option<Document<'a>> {
        let start = self.head_problems.first()?.region.start;
        let at = (self.begin + start.offset).saturating_sub(self.start.offset);
        Some(Document { around: self.bytes, range: at..at, start, index, fault: None })
    }
}

/// The segments of a block.
#[derive(Clone, Debug)]
pub struct Segments<'a> {
    block: BlockRef<'a>,
    at: usize,
}

impl<'a> Segments<'a> {
    /// The segments of a block, in order.
    #[must_use]
    pub const fn new(block: BlockRef<'a>) -> Self {
        let at = if block.fault.is_some() { block.used } else { block.begin };
        Self { block, at }
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = Segment<'a>;

    fn next(&mut self) -> Option<Segment<'a>> {
        let BlockRef { bytes, used, start, state, pieces, .. } = self.block;
        let rest = bytes.get(self.at..used)?;
        if first_significant(rest).is_none() && state.is_outside() {
            return None;
        }
        let (length, lines) = measured(rest, state.is_behind_brace());
        let range = self.at..self.at + length;
        self.at = range.end;
        self.block.start = Position { offset: start.offset + length, line: start.line + lines, column: 1 };
        self.block.state = State::START;
        let pieces = pieces.filter(|_| range.end == used);
        Some(Segment { around: bytes, range, start, state, pieces })
    }
}

/// The length of the segment that the bytes begin with, and how many line breaks it has; `is_behind_brace` tells of
/// what came before the bytes.
fn measured(bytes: &[u8], is_behind_brace: bool) -> (usize, usize) {
    let (mut at, mut lines) = (0, 0);
    while let Some(newline) = memchr(b'\n', &bytes[at..]) {
        at += newline + 1;
        lines += 1;
        if is_boundary(bytes, at, is_behind_brace) {
            return (at, lines);
        }
    }
    (bytes.len(), lines)
}

/// The offset of the last line, of those that begin behind `from`, that a segment begins with; `is_behind_brace` tells of
/// what came before the bytes.
#[must_use]
pub fn last_boundary(bytes: &[u8], from: usize, is_behind_brace: bool) -> Option<usize> {
    let mut end = bytes.len();
    loop {
        end = from + memrchr(b'\n', bytes.get(from..end)?)?;
        if is_boundary(bytes, end + 1, is_behind_brace) {
            return Some(end + 1);
        }
    }
}

/// Whether the line that begins at `line` begins with `{`, and what stands before it ends in `}`.
fn is_boundary(bytes: &[u8], line: usize, is_behind_brace: bool) -> bool {
    let (before, behind) = bytes.split_at(line);
    let first = behind.iter().take(LONGEST_INDENT).find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
    first == Some(&b'{') && ends_in_brace(before, is_behind_brace)
}
