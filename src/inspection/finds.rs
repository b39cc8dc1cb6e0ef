//! Inspects the callbacks in a block of any text.

use std::ops::Range;

use super::utf8::Utf8;
use super::{Inspection, malformed};
use crate::callback::Callback;
use crate::find::embedding::Embedding;
use crate::find::search::{Found, Search};
use crate::framing::block::{BlockRef, Part};
use crate::framing::document::Document;
use crate::json::syntax_error::{Malformed, too_large};
use crate::position::Position;
use crate::rules::settings::Settings;

/// The callbacks in a block.
#[derive(Clone, Debug)]
pub struct Finds<'a> {
    bytes: &'a [u8],
    utf8: Utf8<'a>,
    search: Search<'a>,
    /// The number of callbacks left, if the text continues after the block.
    left: Option<usize>,
    /// The byte offset up to which positions were counted, and the position there.
    passed: usize,
    position: Position,
    limit: usize,
}

impl<'a> Finds<'a> {
    /// Searches a block. A callback of more than `limit` bytes is a fault.
    pub const fn new(block: BlockRef<'a>, limit: usize) -> Self {
        let BlockRef { bytes, part, .. } = block;
        let Part { begin, floor, start, pieces, .. } = part;
        let search = Search::new(bytes, floor, begin, pieces.is_none(), limit);
        Self { bytes, utf8: Utf8::new(bytes), search, left: pieces, passed: 0, position: start, limit }
    }

    /// Inspects the next callback.
    pub fn next_inspection(&mut self, settings: &Settings) -> Option<Inspection<'a>> {
        if let Some(left) = &mut self.left {
            *left = left.checked_sub(1)?;
        }
        if let Some((range, text, callback)) = self.next_documented() {
            return Some(Inspection::judged(self.document(range, None), text, callback, settings));
        }
        // The block ends where a callback does, so no text is missing.
        let Found { range, text, embedding, is_too_large, .. } = self.search.next_found().ok()??;
        let fault = is_too_large.then(|| too_large(self.limit));
        let document = self.document(range.clone(), fault);
        match text {
            Some(text) if !is_too_large => {
                let embedding = embedding.relative_to(range.start);
                Some(decoded(document, text, embedding, settings))
            }
            _ => Some(Inspection::from_document(document, settings)),
        }
    }

    /// Reads the next callback if it has no layers and the documented shape, which most have.
    fn next_documented(&mut self) -> Option<(Range<usize>, &'a str, Box<Callback<'a>>)> {
        let bracket = self.search.next_plain()?;
        let rest = self.utf8.from(bracket);
        let mut callback = Box::<Callback<'a>>::default();
        let length = callback.read_beginning(rest)?.length;
        if length > self.limit {
            return None;
        }
        let range = bracket..bracket + length;
        self.search.take_plain(range.end).then_some((range, &rest[..length], callback))
    }

    fn document(&mut self, range: Range<usize>, fault: Option<Malformed>) -> Document<'a> {
        self.position = self.position.after(&self.bytes[self.passed..range.start]);
        self.passed = range.start;
        Document { around: self.bytes, range, start: self.position, index: 0, fault: fault.map(Box::new) }
    }
}

fn decoded<'a>(
    document: Document<'a>,
    text: Vec<u8>,
    embedding: Embedding,
    settings: &Settings,
) -> Inspection<'a> {
    match String::from_utf8(text) {
        Ok(text) => Inspection::embedded(document, text, embedding, settings),
        Err(error) => {
            let fault = Malformed::not_utf8(error.as_bytes(), error.utf8_error());
            let findings = malformed(&document, &embedding, fault);
            Inspection::of_document(document, None, findings)
        }
    }
}
