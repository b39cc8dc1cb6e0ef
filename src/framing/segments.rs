//! Cuts blocks into segments, and segments into documents with their positions.

use std::iter::Take;
use std::ops::Range;

use memchr::{memchr, memchr_iter, memrchr};

use crate::framing::block::{BlockRef, Part};
use crate::framing::document::Document;
use crate::framing::split::{Piece, Pieces};
use crate::framing::state::State;
use crate::json::whitespace::{LONGEST_INDENT, ends_in_brace, first_significant, is_blank};
use crate::position::Position;

/// A part of a block that no document crosses.
///
/// A segment begins at a line that starts with `{`, if the last line that is not blank ends with `}`. No JSON text
/// continues there, since a comma is missing. So a broken document before it does not affect what follows, and each
/// segment can be read independently. NDJSON has one segment per line.
#[derive(Clone, Debug)]
pub struct Segment<'a> {
    around: &'a [u8],
    range: Range<usize>,
    start: Position,
    state: State,
    /// The number of pieces in the range, if the segment continues after it.
    pieces: Option<usize>,
}

impl<'a> Segment<'a> {
    /// Splits the segment into documents. `index` is the 0-based index of the first one. A document of more than `limit`
    /// bytes is a fault.
    #[must_use]
    pub fn into_documents(self, index: usize, limit: usize) -> Documents<'a> {
        let pieces = match self.pieces {
            None => {
                let text = &self.around[self.range.clone()];
                Pieces::new(text, self.state, limit).take(usize::MAX)
            }
            Some(count) => {
                // The end of the last piece may depend on the bytes after the range.
                let text = &self.around[self.range.start..];
                Pieces::partial(text, self.state, limit).take(count)
            }
        };
        Documents { pieces, consumed: 0, position: self.start, index, segment: self }
    }
}

/// An iterator over the documents of a segment.
#[derive(Clone, Debug)]
pub struct Documents<'a> {
    segment: Segment<'a>,
    pieces: Take<Pieces<'a>>,
    /// The number of bytes of the segment before `position`.
    consumed: usize,
    position: Position,
    index: usize,
}

impl<'a> Iterator for Documents<'a> {
    type Item = Document<'a>;

    fn next(&mut self) -> Option<Document<'a>> {
        let Segment { around, range, .. } = &self.segment;
        let Piece { range: piece, fault } = self.pieces.next()?;
        let offset = range.start;
        let between = &around[offset + self.consumed..offset + piece.start];
        self.position = self.position.after(between);
        self.consumed = piece.start;
        let index = self.index;
        self.index += 1;
        let range = offset + piece.start..offset + piece.end;
        Some(Document { around, range, start: self.position, index, fault: fault.map(Box::new) })
    }
}

/// An iterator over the segments of a block.
#[derive(Clone, Debug)]
pub struct Segments<'a> {
    bytes: &'a [u8],
    part: Part,
    at: usize,
}

impl<'a> Segments<'a> {
    /// Cuts a block into segments.
    #[must_use]
    pub const fn new(block: BlockRef<'a>) -> Self {
        let BlockRef { bytes, part, .. } = block;
        let at = if block.fault.is_some() { part.end } else { part.begin };
        Self { bytes, part, at }
    }
}

impl Segments<'_> {
    /// Returns the byte offset of the next bracket, if a segment begins there.
    #[must_use]
    pub fn next_plain(&self) -> Option<usize> {
        let rest = &self.bytes[self.at..self.part.end];
        let bracket = self.at + rest.iter().position(|byte| !is_blank(*byte))?;
        (self.bytes[bracket] == b'{' && self.part.state.is_outside()).then_some(bracket)
    }

    /// Takes a valid object at the last place of [`next_plain`](Self::next_plain), if it is a segment. Returns its position.
    /// Without blanks, it has no line breaks.
    pub fn take_plain(&mut self, object: Range<usize>, has_blanks: bool) -> Option<Position> {
        let Part { end, start, pieces, .. } = self.part;
        let behind = &self.bytes[object.end..end];
        let next = match behind.iter().position(|byte| !is_blank(*byte)) {
            Some(bracket) => {
                let line = behind[..bracket].iter().rposition(|byte| *byte == b'\n')? + 1;
                let begins_segment = behind[bracket] == b'{' && bracket - line < LONGEST_INDENT;
                begins_segment.then_some(object.end + line)?
            }
            None if pieces.is_none() => end,
            None => return None,
        };
        // Most segments have no blanks before the object.
        let is_first = object.start == self.at;
        let position = if is_first { start } else { start.after(&self.bytes[self.at..object.start]) };
        // Mostly one byte, for which a search would take longer.
        let lines_in = |range: Range<usize>| self.bytes[range].iter().filter(|byte| **byte == b'\n').count();
        let lines = if has_blanks {
            memchr_iter(b'\n', &self.bytes[self.at..next]).count()
        } else {
            lines_in(self.at..object.start) + lines_in(object.end..next)
        };
        let offset = start.offset + next - self.at;
        self.part.start = Position { offset, line: start.line + lines, column: 1 };
        self.part.state = State::START;
        self.at = next;
        Some(position)
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = Segment<'a>;

    fn next(&mut self) -> Option<Segment<'a>> {
        let Part { end, start, state, pieces, .. } = self.part;
        let rest = &self.bytes[self.at..end];
        if first_significant(rest).is_none() && state.is_outside() {
            return None;
        }
        let (length, lines) = measured(rest, state.is_behind_brace());
        let range = self.at..self.at + length;
        self.at = range.end;
        self.part.start = Position { offset: start.offset + length, line: start.line + lines, column: 1 };
        self.part.state = State::START;
        let pieces = pieces.filter(|_| range.end == end);
        Some(Segment { around: self.bytes, range, start, state, pieces })
    }
}

/// Returns the length in bytes of the first segment, and its number of line breaks. `is_behind_brace` is whether the text
/// before `bytes` ends with `}`.
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

/// Returns the byte offset of the last segment that begins after `from`. `is_behind_brace` is whether the text before
/// `bytes` ends with `}`.
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

/// Returns whether a segment begins at the line that starts at the byte offset `line`.
fn is_boundary(bytes: &[u8], line: usize, is_behind_brace: bool) -> bool {
    let (before, behind) = bytes.split_at(line);
    let first = behind.iter().take(LONGEST_INDENT).find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
    first == Some(&b'{') && ends_in_brace(before, is_behind_brace)
}
