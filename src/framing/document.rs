//! A document and its location in the source.

use std::ops::Range;

use crate::json::syntax_error::Malformed;
use crate::position::Position;

/// A part of a source that should be one callback, valid or not.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    /// The block of the source that contains the document. Reports show the text around it.
    pub around: &'a [u8],
    /// The byte range of the document in that block.
    pub range: Range<usize>,
    /// The position in the source at which the document begins.
    pub start: Position,
    /// The number of documents before it in the source, or in a part of it whose place is known later.
    pub index: usize,
    /// A fault found by framing. The document is not parsed then.
    pub fault: Option<Box<Malformed>>,
}

impl<'a> Document<'a> {
    /// Returns the bytes of the document.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        &self.around[self.range.clone()]
    }
}
