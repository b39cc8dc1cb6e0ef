//! Bytes to documents, each with its place in the source.

use std::ops::Range;

use memchr::memchr;

use super::split::{Piece, Pieces, first_significant, is_blank};
use crate::json::Malformed;
use crate::position::Position;

/// What was meant as one callback: a part of a source, JSON or not.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    /// A stretch of the source that holds the document, for showing what stands around it.
    pub around: &'a [u8],
    /// The document's bytes in that stretch.
    pub range: Range<usize>,
    /// Where the document begins in the source.
    pub start: Position,
    /// Which document of the source it is: 0-based.
    pub index: usize,
    /// What framing found wrong with it, so that it is not worth reading.
    pub fault: Option<Malformed>,
}

impl<'a> Document<'a> {
    /// The document's bytes.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.around.get(self.range.clone()).unwrap_or_default()
    }
}

/// A stretch of a source that no document crosses.
///
/// Where a line ends in `}` and the next begins with `{`, no JSON text goes on: a comma would have to stand
/// between. So whatever is broken before such a place leaves what is behind it alone, and what is behind it
/// can be read without knowing what came before. A log with a compact callback a line has a segment a line.
#[derive(Clone, Debug)]
pub struct Segment<'a> {
    around: &'a [u8],
    range: Range<usize>,
    start: Position,
}

impl<'a> Segment<'a> {
    /// The segment's bytes; no blanks before or behind them.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.around.get(self.range.clone()).unwrap_or_default()
    }

    /// The segment as one document, for when it has proved to be one.
    #[must_use]
    pub fn into_document(self, index: usize) -> Document<'a> {
        Document { around: self.around, range: self.range, start: self.start, index, fault: None }
    }

    /// The documents in the segment, for when it is not known to be one; `index` came before it.
    #[must_use]
    pub fn into_documents(self, index: usize) -> Documents<'a> {
        Documents { pieces: Pieces::new(self.bytes()), passed: 0, position: self.start, index, segment: self }
    }
}

/// The documents of a segment.
#[derive(Clone, Debug)]
pub struct Documents<'a> {
    segment: Segment<'a>,
    pieces: Pieces<'a>,
    /// How much of the segment lies before `position`: bytes.
    passed: usize,
    position: Position,
    index: usize,
}

impl<'a> Iterator for Documents<'a> {
    type Item = Document<'a>;

    fn next(&mut self) -> Option<Document<'a>> {
        let Piece { range, fault } = self.pieces.next()?;
        let between = self.segment.bytes().get(self.passed..range.start).unwrap_or_default();
        self.position = self.position.after(between);
        self.passed = range.start;
        let index = self.index;
        self.index += 1;
        let offset = self.segment.range.start;
        let range = offset + range.start..offset + range.end;
        Some(Document { around: self.segment.around, range, start: self.position, index, fault })
    }
}

/// The segments of a stretch of a source that begins between documents.
#[derive(Clone, Debug)]
pub struct Segments<'a> {
    bytes: &'a [u8],
    at: usize,
    position: Position,
}

impl<'a> Segments<'a> {
    /// The segments of `bytes`, which begin at `position` of their source.
    #[must_use]
    pub const fn new(bytes: &'a [u8], position: Position) -> Self {
        Self { bytes, at: 0, position }
    }

    fn move_to(&mut self, at: usize) {
        self.position = self.position.after(self.bytes.get(self.at..at).unwrap_or_default());
        self.at = at;
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = Segment<'a>;

    fn next(&mut self) -> Option<Segment<'a>> {
        let blanks = self.bytes.get(self.at..)?.iter().position(|byte| !is_blank(*byte))?;
        self.move_to(self.at + blanks);
        let rest = self.bytes.get(self.at..)?;
        let length = segment_len(rest);
        let range = self.at..self.at + rest.get(..length)?.trim_ascii_end().len();
        let segment = Segment { around: self.bytes, range, start: self.position };
        self.move_to(self.at + length);
        Some(segment)
    }
}

/// The length of the segment that the bytes begin with.
fn segment_len(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(newline) = memchr(b'\n', bytes.get(at..).unwrap_or_default()) {
        let end = at + newline;
        if is_boundary(bytes, end) {
            return end;
        }
        at = end + 1;
    }
    bytes.len()
}

/// Whether the line break at `newline` stands behind a line that ends in `}` and before one that begins
/// with `{`.
fn is_boundary(bytes: &[u8], newline: usize) -> bool {
    let (before, behind) = bytes.split_at(newline);
    let last = before.iter().rev().copied().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
    last == Some(b'}') && first_significant(behind) == Some(b'{')
}
