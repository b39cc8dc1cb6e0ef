//! The inspections of a block, in order.

use super::Inspection;
use super::finds::Finds;
use super::utf8::Utf8;
use crate::callback::Callback;
use crate::callback::fast::Extent;
use crate::framing::block::BlockRef;
use crate::framing::document::Document;
use crate::framing::segments::{Documents, Segments};
use crate::json::syntax_error::HeadProblem;
use crate::rules::settings::Settings;

/// The most callbacks whose memory is kept for others.
const MOST_SPARE: usize = 64;

/// Iterates over the inspections of a block, in order.
#[derive(Debug)]
pub struct Inspections<'a, 's> {
    refused: Option<Document<'a>>,
    /// Problems in the request head that have not been reported yet, and an empty document for them if the body has
    /// none.
    head_problems: &'a [HeadProblem],
    empty: Option<Document<'a>>,
    bytes: &'a [u8],
    utf8: Utf8<'a>,
    segments: Segments<'a>,
    documents: Option<Documents<'a>>,
    /// The callbacks in any text, instead of documents.
    finds: Option<Finds<'a>>,
    index: usize,
    /// Callbacks whose memory can be used again.
    #[expect(clippy::vec_box, reason = "an inspection takes the box as it is")]
    spare: Vec<Box<Callback<'a>>>,
    settings: &'s Settings,
}

impl<'a, 's> Inspections<'a, 's> {
    /// Inspects a block. `index` is the number of documents before it in the source.
    #[must_use]
    pub fn new(block: BlockRef<'a>, index: usize, settings: &'s Settings) -> Self {
        let (refused, head_problems, empty) =
            (block.refused(index), block.head_problems, block.without_documents(index));
        Self {
            refused,
            head_problems,
            empty,
            bytes: block.bytes,
            utf8: Utf8::new(&block.bytes[..block.part.end]),
            segments: Segments::new(block),
            documents: None,
            finds: settings.finds.then(|| Finds::new(block, settings.max_document_size)),
            index,
            spare: Vec::new(),
            settings,
        }
    }

    /// Takes the callback of an inspection that is no longer needed. New memory for each callback would cost time.
    pub fn recycle(&mut self, inspection: &mut Inspection<'a>) {
        // `Finds` allocates its callbacks itself.
        if self.finds.is_none() && self.spare.len() < MOST_SPARE {
            self.spare.extend(inspection.callback.take());
        }
    }

    fn next_of_text(&mut self) -> Option<Inspection<'a>> {
        let index = self.index;
        self.index += 1;
        loop {
            if let Some(document) = self.refused.take() {
                return Some(Inspection::from_document(document, self.settings));
            }
            if let Some(document) = self.documents.as_mut().and_then(Iterator::next) {
                return Some(Inspection::from_document(document, self.settings));
            }
            let mut callback = self.spare.pop().unwrap_or_default();
            if let Some((document, text)) = self.read_documented(index, &mut callback) {
                return Some(Inspection::judged(document, text, callback, self.settings));
            }
            self.spare.push(callback);
            let limit = self.settings.max_document_size;
            self.documents = Some(self.segments.next()?.into_documents(index, limit));
        }
    }

    /// Reads the next segment as one callback of the documented shape, which most segments are.
    fn read_documented(
        &mut self,
        index: usize,
        callback: &mut Callback<'a>,
    ) -> Option<(Document<'a>, &'a str)> {
        if self.settings.pointer.is_some() {
            return None;
        }
        let bracket = self.segments.next_plain()?;
        let rest = self.utf8.from(bracket);
        callback.clear();
        let Extent { length, has_blanks } = callback.read_beginning(rest)?;
        if length > self.settings.max_document_size {
            return None;
        }
        let (range, text) = (bracket..bracket + length, &rest[..length]);
        let start = self.segments.take_plain(range.clone(), has_blanks)?;
        let document = Document { around: self.bytes, range, start, index, fault: None };
        Some((document, text))
    }
}

impl<'a> Iterator for Inspections<'a, '_> {
    type Item = Inspection<'a>;

    fn next(&mut self) -> Option<Inspection<'a>> {
        if let Some(finds) = &mut self.finds {
            let mut inspection = finds.next_inspection(self.settings)?;
            inspection.is_found = true;
            inspection.document.index = self.index;
            self.index += 1;
            return Some(inspection);
        }
        if self.head_problems.is_empty() {
            return self.next_of_text();
        }
        let head_problems = std::mem::take(&mut self.head_problems);
        let is_grave = head_problems.iter().any(|head_problem| !head_problem.is_advice);
        let empty = self.empty.take().filter(|_| is_grave);
        let inspection = self.next_of_text().or_else(|| empty.map(Inspection::without_text));
        inspection.map(|inspection| inspection.with_head_problems(head_problems, self.settings))
    }
}
