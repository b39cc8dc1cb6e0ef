//! Text between documents that is none.

use super::{Piece, Pieces};
use crate::framing::resync::end_of_garbage;
use crate::framing::state::List;
use crate::framing::text::Incomplete;
use crate::json::syntax_error::Malformed;
use crate::json::whitespace::trimmed_len;

/// The line that opens and closes a Markdown code block.
const FENCE: &[u8] = b"```";

impl Pieces<'_> {
    /// Consumes and reports text that is not a document. The parser reports an unclosed string better.
    fn garbage(&mut self, end: usize) -> Piece {
        if end - self.at > self.text.limit {
            return self.oversized();
        }
        let is_alone = self.state.at_line_start || !self.state.is_outside();
        let Piece { range, .. } = self.piece(end);
        let text = &self.text.bytes[range.clone()];
        let is_string = text.first() == Some(&b'"');
        let fault = (!is_string).then(|| Malformed::garbage(text, is_alone));
        Piece { range, fault }
    }

    /// Skips another line of text that is no document: it belongs to the piece before. Returns whether there was one.
    pub(super) fn skip_garbage(&mut self) -> Result<bool, Incomplete> {
        self.state.is_in_garbage = self.state.at_line_start
            && match self.text.byte(self.at)? {
                None | Some(0) => false,
                Some(b'{') => self.state.is_in_markup && !self.text.opens_callback(self.at)?,
                Some(b'[') => self.state.is_in_markup || !self.text.opens_list_of_objects(self.at)?,
                Some(_) => true,
            };
        if self.state.is_in_garbage {
            let end = self.end_of_garbage()?;
            self.state.is_in_code_block |= self.text.bytes[self.at..end].starts_with(FENCE);
            if end - self.at > self.text.limit {
                self.skip_to(self.at + self.text.limit);
                self.state.list = List::Skipped;
            } else {
                self.skip_to(end);
            }
        }
        Ok(self.state.is_in_garbage)
    }

    /// Consumes text without reporting it.
    fn skip_to(&mut self, end: usize) {
        self.consume(end);
        self.state.at_line_start = false;
    }

    /// Consumes a number, string or literal, or text that is not JSON. Returns `None` for the end of a reported text.
    pub(super) fn unbracketed(&mut self) -> Result<Option<Piece>, Incomplete> {
        if let Some(end) = self.text.scalar_document(self.at)? {
            return Ok(Some(self.piece(end)));
        }
        let is_first = self.state.at_line_start && self.state.is_outside();
        let end = self.end_of_garbage()?;
        let text = &self.text.bytes[self.at..end];
        let (is_fence, is_markup) = (text.starts_with(FENCE), text.starts_with(b"<"));
        if is_fence && self.state.is_in_code_block && trimmed_len(text) == FENCE.len() {
            self.skip_to(end);
            (self.state.is_in_code_block, self.state.is_in_garbage) = (false, true);
            return Ok(None);
        }
        let piece = self.garbage(end);
        let ends_line = matches!(self.rest().first(), None | Some(b'\r' | b'\n'));
        self.state.is_in_garbage = is_first && self.state.is_outside() && ends_line;
        self.state.is_in_code_block = self.state.is_in_garbage && is_fence;
        self.state.is_in_markup = self.state.is_in_garbage && is_markup;
        Ok(Some(piece))
    }

    /// Returns the end of text here that is no document.
    fn end_of_garbage(&mut self) -> Result<usize, Incomplete> {
        let line = self.at..self.line_end()?;
        let window = self.text.window(self.at);
        let may_grow = self.text.may_grow(self.at);
        let scanned = &mut self.state.garbage_scanned;
        end_of_garbage(window, line, self.state.at_line_start, may_grow, scanned).ok_or(Incomplete)
    }

    /// Consumes an element of a top-level array that is not an object or array.
    pub(super) fn unbracketed_element(&mut self) -> Result<Piece, Incomplete> {
        match self.text.scalar_element(self.at)? {
            Some(end) => Ok(self.piece(end)),
            None => Ok(self.garbage(self.text.end_of_invalid_element(self.at)?)),
        }
    }
}
