//! A document, and its place in the source.

use std::ops::Range;

use crate::json::syntax_error::Malformed;
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
