//! Splits a block of text into documents: concatenated, one per line, or the elements of an array.
//!
//! Splitting looks only at brackets and strings. Most of this file finds the end of a broken document, so that the
//! documents after it are still found.

mod garbage;

use std::ops::Range;

use memchr::{memchr, memmem, memrchr};
use serde::de::IgnoredAny;

use crate::callback::Callback;
use crate::framing::anchor::begin_of_callback;
use crate::framing::brackets::{FirstLine, Scan, Stop};
use crate::framing::encoding::UTF8_MARK;
use crate::framing::resync::next_document;
use crate::framing::state::{List, State};
use crate::framing::text::{Incomplete, Text};
use crate::json::steps;
use crate::json::syntax_error::{Malformed, TRUNCATED, too_large};
use crate::json::whitespace::{LONGEST_INDENT, blanks, ends_in_brace, indent_of, is_blank, trimmed_len};

/// A part of the text: a document, or text that should be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The byte range in the text.
    pub range: Range<usize>,
    /// A fault, if one is known without parsing. Its offset is relative to the range.
    pub fault: Option<Malformed>,
}

/// The search for the end of a line, which may be as long as the text.
#[derive(Clone, Copy, Debug, Default)]
struct Line {
    /// The offset up to which there is no line break.
    searched: usize,
    /// Whether there is a line break at that offset.
    is_ended: bool,
}

/// An iterator over the pieces of a text.
#[derive(Clone, Debug)]
pub struct Pieces<'a> {
    text: Text<'a>,
    at: usize,
    state: State,
    line: Line,
}

impl<'a> Pieces<'a> {
    /// Splits a text that starts between documents. A document of more than `limit` bytes is a fault.
    #[must_use]
    pub fn new(bytes: &'a [u8], state: State, limit: usize) -> Self {
        let more = if state.at_line_start { indent_of(bytes) } else { 0 };
        let state = State { indent: state.indent + more, ..state };
        Self { text: Text { bytes, is_whole: true, limit }, at: 0, state, line: Line::default() }
    }

    /// Splits a text that more may follow. Returns only pieces that no following text can change.
    #[must_use]
    pub fn partial(bytes: &'a [u8], state: State, limit: usize) -> Self {
        let whole = Self::new(bytes, state, limit);
        Self { text: Text { is_whole: false, ..whole.text }, ..whole }
    }

    /// Returns the number of bytes consumed so far, and the state after them.
    #[must_use]
    pub fn used(&self) -> (usize, State) {
        let consumed = &self.text.bytes[..self.at];
        let is_behind_brace = !self.is_plain() && ends_in_brace(consumed, self.state.is_behind_brace);
        (self.at, State { is_behind_brace, ..self.state.relative_to(self.at) })
    }

    fn advance(&mut self) -> Result<Option<Piece>, Incomplete> {
        loop {
            if self.state.list == List::Skipped {
                self.skip_oversized()?;
            }
            self.skip_blanks()?;
            if self.state.is_in_garbage && self.skip_garbage()? {
                continue;
            }
            let Some(byte) = self.text.byte(self.at)? else {
                let open = std::mem::replace(&mut self.state.list, List::Outside) != List::Outside;
                return Ok(open.then(|| self.fault(0, "truncated inside an array", TRUNCATED)));
            };
            match (self.state.list, byte) {
                (_, 0) if self.state.is_in_nuls => {
                    let nuls = self.rest().iter().take_while(|byte| **byte == 0).count();
                    self.consume(self.at + nuls);
                }
                (_, 0) => return Ok(Some(self.nuls())),
                (List::Outside, b'[') if self.text.is_empty_list(self.at)? => {
                    return self.bracketed().map(Some);
                }
                (List::Outside, b'[') if self.text.opens_members(self.at)? => {
                    return self.bracketed().map(Some);
                }
                (List::Outside, b'[') if self.text.opens_list(self.at)? => self.consume_mark(List::Opened),
                (List::Outside, b'{') => return self.bracketed().map(Some),
                (List::Outside | List::Skipped, _) => match self.unbracketed()? {
                    Some(piece) => return Ok(Some(piece)),
                    None => continue,
                },
                (List::Opened | List::AfterElement, b']') => self.consume_mark(List::Outside),
                (List::AfterElement, b',') => self.consume_mark(List::AfterComma),
                (List::AfterComma, b']') => {
                    self.state.list = List::Outside;
                    return Ok(Some(self.fault(1, "trailing comma", Some("remove the comma"))));
                }
                (List::Opened | List::AfterComma, b',') => {
                    return Ok(Some(self.fault(1, "expected an element, found `,`", None)));
                }
                (List::AfterElement, _) => {
                    self.state.list = List::AfterComma;
                    return Ok(Some(self.fault(0, "expected a comma between the elements", None)));
                }
                (List::Opened | List::AfterComma, b'{' | b'[') => return self.bracketed().map(Some),
                (List::Opened | List::AfterComma, _) => return self.unbracketed_element().map(Some),
            }
        }
    }

    /// Returns whether it makes no difference here if a segment begins with a line that starts with `{`.
    fn is_plain(&self) -> bool {
        self.state.is_outside() && !self.state.is_in_markup && !self.state.is_in_code_block
    }

    fn rest(&self) -> &'a [u8] {
        &self.text.bytes[self.at..]
    }

    /// Reports NUL bytes. Those that follow are skipped without buffering, since there may be more of them than memory.
    fn nuls(&mut self) -> Piece {
        let what = "expected a document, found NUL bytes";
        let help =
            "remove them with `tr -d '\\0'`; truncating a log while a program writes to it leaves NUL bytes";
        let piece = self.fault(1, what, Some(help));
        self.state.is_in_nuls = true;
        piece
    }

    /// Skips blanks and the byte-order marks of concatenated files.
    fn skip_blanks(&mut self) -> Result<(), Incomplete> {
        loop {
            self.skip_white_space()?;
            if self.rest().starts_with(UTF8_MARK) {
                self.at += UTF8_MARK.len();
            } else if !self.text.is_whole && UTF8_MARK.starts_with(self.rest()) {
                return Err(Incomplete);
            } else {
                return Ok(());
            }
        }
    }

    fn skip_white_space(&mut self) -> Result<(), Incomplete> {
        let rest = self.rest();
        let skipped = &rest[..blanks(rest)];
        let line_break = memrchr(b'\n', skipped);
        self.state.at_line_start |= line_break.is_some();
        if skipped.len() < rest.len() || self.text.is_whole {
            self.consume(self.at + skipped.len());
            return Ok(());
        }
        let indent = skipped.len() - line_break.unwrap_or(0);
        // A segment may begin after this line break, which matters in an array, markup or a code block, so its indent is kept; not all
        // blanks, since there may be more of them than memory.
        let kept = if self.is_plain() || indent > LONGEST_INDENT { 0 } else { indent };
        self.consume(self.at + skipped.len() - kept);
        Err(Incomplete)
    }

    fn consume(&mut self, end: usize) {
        let consumed = &self.text.bytes[self.at..end];
        if let Some(newline) = memrchr(b'\n', consumed) {
            let line = &self.text.bytes[self.at + newline + 1..];
            self.state.indent = indent_of(line);
        }
        self.at = end;
    }

    /// Skips the rest of a document that is too large: up to a line that opens an object.
    fn skip_oversized(&mut self) -> Result<(), Incomplete> {
        let rest = self.rest();
        match memmem::find(rest, b"\n{") {
            Some(newline) => self.at += newline,
            None if self.text.is_whole => self.at = self.text.bytes.len(),
            None => {
                // The last line may turn out to open an object.
                let line = memrchr(b'\n', rest).filter(|newline| {
                    let line = &rest[*newline..];
                    line.len() <= LONGEST_INDENT && blanks(line) == line.len()
                });
                self.at += line.unwrap_or(rest.len());
                return Err(Incomplete);
            }
        }
        self.state.list = List::Outside;
        Ok(())
    }

    /// Consumes a bracket or comma of a top-level array.
    fn consume_mark(&mut self, list: List) {
        self.at += 1;
        self.state.at_line_start = false;
        self.state.list = list;
    }

    /// Consumes the piece that ends at `end`.
    fn piece(&mut self, end: usize) -> Piece {
        let range = self.at..self.at + trimmed_len(&self.text.bytes[self.at..end]);
        self.consume(end);
        self.state.at_line_start = false;
        self.state.is_in_nuls = false;
        if matches!(self.state.list, List::Opened | List::AfterComma) {
            self.state.list = List::AfterElement;
        }
        Piece { range, fault: None }
    }

    /// Consumes `length` bytes between documents and reports them.
    fn fault(&mut self, length: usize, what: &str, help: Option<&str>) -> Piece {
        let list = self.state.list;
        let piece = self.piece(self.at + length);
        self.state.list = list;
        Piece { fault: Some(Malformed::new(0, length, what, help.map(str::to_owned))), ..piece }
    }

    /// Consumes and reports the beginning of a document that is larger than the limit.
    fn oversized(&mut self) -> Piece {
        let piece = self.piece(self.at + self.text.limit);
        self.state.list = List::Skipped;
        Piece { fault: Some(too_large(self.text.limit)), ..piece }
    }

    /// Returns the offset of the line break that ends this line, or of the end of the window.
    fn line_end(&mut self) -> Result<usize, Incomplete> {
        let window = self.text.window(self.at);
        if self.line.searched < self.at {
            self.line = Line { searched: self.at, is_ended: false };
        }
        if !self.line.is_ended {
            let rest = &window[self.line.searched..];
            let newline = memchr(b'\n', rest);
            steps::count(newline.unwrap_or(rest.len()));
            self.line.searched += newline.unwrap_or(rest.len());
            self.line.is_ended = newline.is_some();
        }
        if !self.line.is_ended && self.text.may_grow(self.at) {
            return Err(Incomplete);
        }
        Ok(self.line.searched.min(window.len()))
    }

    /// Consumes an object or array.
    fn bracketed(&mut self) -> Result<Piece, Incomplete> {
        let window = self.text.window(self.at);
        // Most objects are such bodies, and reading one is faster than a scan.
        if self.at >= self.state.scanned.open
            && let Some(length) = Callback::documented_length(&window[self.at..])
            && length <= self.text.limit
        {
            return Ok(self.piece(self.at + length));
        }
        let end = match Scan::from(window, self.at, self.state.indent, self.state.scanned) {
            Ok(end) => self.end_with_unopened(end)?,
            Err((Stop::Ended(_), _)) if self.text.may_grow(self.at) => return Err(Incomplete),
            Err((Stop::Ended(first_line) | Stop::Broken(first_line, _), scanned)) => {
                let end = self.end_of_broken(window, first_line)?;
                self.state.scanned = scanned;
                end
            }
        };
        if end - self.at > self.text.limit {
            return Ok(self.oversized());
        }
        Ok(self.piece(self.without_comma(end)))
    }

    /// Returns the end of a document that ends at `end`, or of the closing brackets after it if an opening bracket is missing
    /// in it: if it is not JSON, or its last line is indented deeper than its first.
    fn end_with_unopened(&self, mut end: usize) -> Result<usize, Incomplete> {
        let text = &self.text.bytes[self.at..end];
        let is_deeper = |newline: usize| {
            let line = &text[newline + 1..];
            indent_of(line) > self.state.indent && indent_of(line) + 1 == line.len()
        };
        let is_deeper = memrchr(b'\n', text).is_some_and(is_deeper);
        let is_json = || serde_json::from_slice::<IgnoredAny>(text).is_ok();
        let window = self.text.window(self.at);
        while self.state.is_outside() {
            let behind = window.get(end..).unwrap_or_default();
            let is_between = |byte: &&u8| is_blank(**byte) && (is_deeper || **byte != b'\n');
            let blanks = behind.iter().take_while(is_between).count();
            match behind.get(blanks) {
                Some(b'}' | b']') if is_deeper || !is_json() => end += blanks + 1,
                None if self.text.may_grow(self.at) && (is_deeper || !is_json()) => return Err(Incomplete),
                _ => break,
            }
        }
        Ok(end)
    }

    /// Returns the end of an element without the comma after it, which a broken element includes.
    fn without_comma(&self, end: usize) -> usize {
        let element = &self.text.bytes[self.at..end];
        let element = &element[..trimmed_len(element)];
        match element.split_last() {
            Some((b',', element)) if !self.state.is_outside() => self.at + element.len(),
            _ => end,
        }
    }

    /// Returns the end of a broken document: before a callback on the same line, as after a crash of the writer;
    /// at the end of its first line if that cannot continue; or before the next line that opens an object and is
    /// indented no deeper.
    fn end_of_broken(&mut self, window: &[u8], first_line: Option<FirstLine>) -> Result<usize, Incomplete> {
        let start = self.at;
        let callback = |to: usize| Some(start + 1 + begin_of_callback(window.get(start + 1..to)?)?);
        let line_end = match self.line_end() {
            Ok(line_end) => line_end,
            Err(Incomplete) => return callback(window.len()).ok_or(Incomplete),
        };
        if let Some(end) = callback(line_end) {
            return Ok(end);
        }
        if let Some(line) = first_line.filter(|line| !line.goes_on && line.end > start + 1) {
            return Ok(line.end);
        }
        match next_document(window, line_end, self.state.indent) {
            Some(end) => Ok(end),
            None if self.text.may_grow(start) => Err(Incomplete),
            None => Ok(window.len()),
        }
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        self.advance().unwrap_or(None)
    }
}
