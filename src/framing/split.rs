//! A block of text to the pieces in it that were meant as documents: one after another, one a line, or the
//! elements of an array.
//!
//! Splitting looks at brackets and strings only; whether a piece is JSON is for the reader to say. Where a
//! document is broken, the pieces after it must not suffer, so much of this file is about where a broken
//! document was meant to end.

use memchr::{memchr, memmem, memrchr};

use crate::framing::anchor::begin_of_callback;
use crate::framing::brackets::{FirstLine, Scan, Stop};
use crate::framing::encoding::UTF8_MARK;
use crate::framing::resync::{end_of_garbage, next_document};
use crate::framing::state::{List, Piece, State};
use crate::framing::vain::Vain;
use crate::json::grammar::begins_value;
use crate::json::lexer::{Kind, Token};
use crate::json::steps;
use crate::json::syntax_error::Malformed;
use crate::json::syntax_error::too_large;
use crate::json::whitespace::{LONGEST_INDENT, blanks, ends_in_brace, indent_of, is_blank, trimmed_len};

/// The text has ended before it could be told where the next piece ends.
struct Starved;

/// How far the end of a line has been looked for; lines may be as long as the text.
#[derive(Clone, Copy, Debug, Default)]
struct Line {
    /// No line break stands before this offset.
    searched: usize,
    /// Whether one stands there.
    is_ended: bool,
}

/// The pieces of a text, in order.
#[derive(Clone, Debug)]
pub struct Pieces<'a> {
    text: &'a [u8],
    at: usize,
    state: State,
    line: Line,
    /// Up to which offset objects that stray lines opened have been followed in vain.
    garbage_vain: usize,
    /// Up to which offsets broken documents have been.
    vain: Vain,
    /// Whether nothing that could belong to these pieces follows the text.
    is_whole: bool,
    limit: usize,
}

impl<'a> Pieces<'a> {
    /// The pieces of a text that begins between documents. One that is larger than `limit` bytes is a fault.
    #[must_use]
    pub fn new(text: &'a [u8], state: State, limit: usize) -> Self {
        let more = if state.at_line_start { indent_of(text) } else { 0 };
        let indent = state.indent + more;
        let state = State { indent, ..state };
        let State { garbage_vain, vain, .. } = state;
        Self { text, at: 0, garbage_vain, vain, state, line: Line::default(), is_whole: true, limit }
    }

    /// The pieces of a text that goes on: those that will be the same whatever follows.
    #[must_use]
    pub fn partial(text: &'a [u8], state: State, limit: usize) -> Self {
        Self { is_whole: false, ..Self::new(text, state, limit) }
    }

    /// How many bytes the pieces so far have used up, and where that leaves what follows.
    #[must_use]
    pub fn used(&self) -> (usize, State) {
        let passed = &self.text[..self.at];
        let is_behind_brace = !self.state.is_outside() && ends_in_brace(passed, self.state.is_behind_brace);
        let (garbage_vain, vain) = (self.garbage_vain.saturating_sub(self.at), self.vain.from(self.at));
        (self.at, State { is_behind_brace, garbage_vain, vain, ..self.state })
    }

    fn advance(&mut self) -> Result<Option<Piece>, Starved> {
        loop {
            if self.state.list == List::Skipped {
                self.skip()?;
            }
            self.skip_blanks()?;
            let Some(byte) = self.byte(self.at)? else {
                let open = std::mem::replace(&mut self.state.list, List::Outside) != List::Outside;
                return Ok(open.then(|| self.fault(0, "cut short inside an array", None)));
            };
            match (self.state.list, byte) {
                (_, 0) if self.state.is_in_nuls => {
                    let nuls = self.text[self.at..].iter().take_while(|byte| **byte == 0).count();
                    self.pass(self.at + nuls);
                }
                (_, 0) => return Ok(Some(self.nuls())),
                (List::Outside, b'[') if self.is_empty_list()? => return self.bracketed().map(Some),
                (List::Outside, b'[') if self.opens_list()? => self.pass_mark(List::Opened),
                (List::Outside, b'{') => return self.bracketed().map(Some),
                (List::Outside | List::Skipped, _) => return self.unbracketed().map(Some),
                (List::Opened | List::AfterElement, b']') => self.pass_mark(List::Outside),
                (List::AfterElement, b',') => self.pass_mark(List::AfterComma),
                (List::AfterComma, b']') => {
                    self.state.list = List::Outside;
                    let help = Some("remove the comma".to_owned());
                    return Ok(Some(self.fault(1, "a comma stands before the closing bracket", help)));
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

    /// NUL bytes where a document should begin, as in a log that was truncated while it was written to. Those that follow
    /// are passed: there may be more of them than memory.
    fn nuls(&mut self) -> Piece {
        let what = "NUL bytes where a document should begin";
        let help = "remove them with `tr -d '\\0'`; a log gets them when it is truncated while a program writes to it";
        let piece = self.fault(1, what, Some(help.to_owned()));
        self.state.is_in_nuls = true;
        piece
    }

    /// The byte at an offset; `None` at the end of the text, where that is known to be the end.
    fn byte(&self, at: usize) -> Result<Option<u8>, Starved> {
        steps::count(1);
        match self.text.get(at) {
            Some(byte) => Ok(Some(*byte)),
            None if self.is_whole => Ok(None),
            None => Err(Starved),
        }
    }

    /// The first byte from `start` on that is no blank, on the line of `start`. What is farther away than a document
    /// may be long is none of its business.
    fn next_on_line(&self, start: usize) -> Result<Option<u8>, Starved> {
        let mut at = start;
        while let Some(byte) = self.byte(at)?.filter(|_| at - start <= self.limit) {
            match byte {
                b'\n' => return Ok(None),
                byte if is_blank(byte) => at += 1,
                byte => return Ok(Some(byte)),
            }
        }
        Ok(None)
    }

    /// Passes blanks, and the byte-order marks that files have kept which were put one behind the other.
    fn skip_blanks(&mut self) -> Result<(), Starved> {
        loop {
            self.skip_white_space()?;
            let rest = &self.text[self.at..];
            if rest.starts_with(UTF8_MARK) {
                self.at += UTF8_MARK.len();
            } else if !self.is_whole && UTF8_MARK.starts_with(rest) {
                return Err(Starved);
            } else {
                return Ok(());
            }
        }
    }

    fn skip_white_space(&mut self) -> Result<(), Starved> {
        let rest = &self.text[self.at..];
        let passed = &rest[..blanks(rest)];
        let line_break = memrchr(b'\n', passed);
        self.state.at_line_start |= line_break.is_some();
        if passed.len() < rest.len() || self.is_whole {
            self.pass(self.at + passed.len());
            return Ok(());
        }
        let indent = passed.len() - line_break.unwrap_or(0);
        // In an array a segment may begin behind the line break. But all blanks are not kept: there may be more of them
        // than memory.
        let kept = if self.state.is_outside() || indent > LONGEST_INDENT { 0 } else { indent };
        self.pass(self.at + passed.len() - kept);
        Err(Starved)
    }

    /// Goes on to an offset.
    fn pass(&mut self, end: usize) {
        let passed = &self.text[self.at..end];
        if let Some(newline) = memrchr(b'\n', passed) {
            let line = &self.text[self.at + newline + 1..];
            self.state.indent = indent_of(line);
        }
        self.at = end.max(self.at);
    }

    /// Passes what is left of a document that is too large: until a line that opens an object.
    fn skip(&mut self) -> Result<(), Starved> {
        let rest = &self.text[self.at..];
        match memmem::find(rest, b"\n{") {
            Some(newline) => self.at += newline,
            None if self.is_whole => self.at = self.text.len(),
            None => {
                // The line that has begun last may be one that opens an object.
                let line = memrchr(b'\n', rest).filter(|newline| {
                    let line = &rest[*newline..];
                    line.len() <= LONGEST_INDENT && blanks(line) == line.len()
                });
                self.at += line.unwrap_or(rest.len());
                return Err(Starved);
            }
        }
        self.state.list = List::Outside;
        Ok(())
    }

    /// Passes a bracket or comma of a top-level array.
    fn pass_mark(&mut self, list: List) {
        self.at += 1;
        self.state.at_line_start = false;
        self.state.list = list;
    }

    /// The piece that begins here and ends at `end`; the next one begins there.
    fn piece(&mut self, end: usize) -> Piece {
        let range = self.at..self.at + trimmed_len(&self.text[self.at..end]);
        self.pass(end);
        self.state.at_line_start = false;
        self.state.is_in_nuls = false;
        if matches!(self.state.list, List::Opened | List::AfterComma) {
            self.state.list = List::AfterElement;
        }
        Piece { range, fault: None }
    }

    /// Something wrong here between documents; `length` bytes of it are passed over.
    fn fault(&mut self, length: usize, what: &str, help: Option<String>) -> Piece {
        let list = self.state.list;
        let piece = self.piece(self.at + length);
        self.state.list = list;
        let fault = Malformed::new(0, length, what, help);
        Piece { fault: Some(fault), ..piece }
    }

    /// A document that is larger than the limit: its beginning.
    fn too_large(&mut self) -> Piece {
        let piece = self.piece(self.at + self.limit);
        self.state.list = List::Skipped;
        Piece { fault: Some(too_large(self.limit)), ..piece }
    }

    /// Text that is no document. A string that has not ended is left for the reader to refuse.
    fn garbage(&mut self, length: usize) -> Piece {
        if length > self.limit {
            return self.too_large();
        }
        let is_alone = self.state.at_line_start || !self.state.is_outside();
        let Piece { range, .. } = self.piece(self.at + length);
        let text = &self.text[range.clone()];
        let is_string = text.first() == Some(&b'"');
        let fault = (!is_string).then(|| Malformed::garbage(text, is_alone));
        Piece { range, fault }
    }

    /// The text up to the largest size that the document here may have, and a byte more.
    fn window(&self) -> &'a [u8] {
        let end = self.at.saturating_add(self.limit).saturating_add(1);
        self.text.get(..end).unwrap_or(self.text)
    }

    /// Whether a search in the window that has found nothing may find something when more has come.
    fn may_grow(&self, window: &[u8]) -> bool {
        !self.is_whole && window.len() - self.at <= self.limit
    }

    /// The offset of the line break that ends this line, or of the window's end.
    fn line_end(&mut self) -> Result<usize, Starved> {
        let window = self.window();
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
        if !self.line.is_ended && self.may_grow(window) {
            return Err(Starved);
        }
        Ok(self.line.searched.min(window.len()))
    }

    /// An object or array.
    fn bracketed(&mut self) -> Result<Piece, Starved> {
        let window = self.window();
        let end = match Scan::from(window, self.at, self.state.indent, self.vain) {
            Ok(end) => end,
            Err((Stop::Ended(_), _)) if self.may_grow(window) => return Err(Starved),
            Err((Stop::Ended(first_line) | Stop::Broken(first_line, _), vain)) => {
                let end = self.end_of_broken(window, first_line)?;
                self.vain = vain;
                end
            }
        };
        if end - self.at > self.limit {
            return Ok(self.too_large());
        }
        Ok(self.piece(self.without_comma(end)))
    }

    /// The end of an element that was meant to end at `end`, without the comma that follows it there.
    fn without_comma(&self, end: usize) -> usize {
        let element = &self.text[self.at..end];
        let element = &element[..trimmed_len(element)];
        match element.split_last() {
            Some((b',', element)) if !self.state.is_outside() => self.at + element.len(),
            _ => end,
        }
    }

    /// A broken document ends where the next one begins: where a callback begins on the same line, as when a
    /// writer died and its successor went on writing; or at the next line that opens an object and is indented
    /// no deeper. A document whose first line cannot go on was cut there.
    fn end_of_broken(&mut self, window: &[u8], first_line: Option<FirstLine>) -> Result<usize, Starved> {
        let start = self.at;
        let callback = |from: usize, to: usize| Some(from + begin_of_callback(window.get(from..to)?)?);
        let line_end = match self.line_end() {
            Ok(line_end) => line_end,
            // What has come of the line may tell.
            Err(Starved) => return callback(start + 1, window.len()).ok_or(Starved),
        };
        if let Some(end) = callback(start + 1, line_end) {
            return Ok(end);
        }
        if let Some(line) = first_line.filter(|line| !line.goes_on && line.end > start + 1) {
            return Ok(line.end);
        }
        match next_document(window, line_end, self.state.indent) {
            Some(end) => Ok(end),
            None if self.may_grow(window) => Err(Starved),
            None => Ok(window.len()),
        }
    }

    /// Whether the bracket here opens an array without elements, which is no list of documents but one that is wrong.
    fn is_empty_list(&self) -> Result<bool, Starved> {
        let mut at = self.at + 1;
        while self.byte(at)?.is_some_and(is_blank) && at - self.at < self.limit {
            at += 1;
        }
        Ok(self.byte(at)? == Some(b']'))
    }

    /// Whether the bracket here opens a list of documents, and not a line of a log such as `[INFO] started`.
    fn opens_list(&mut self) -> Result<bool, Starved> {
        let mut at = self.at + 1;
        while self.byte(at)?.is_some_and(|byte| is_blank(byte) && byte != b'\n') && at - self.at <= self.limit
        {
            at += 1;
        }
        match self.byte(at)?.filter(|byte| !is_blank(*byte)) {
            None | Some(b'{' | b'[' | b']') => Ok(true),
            Some(_) => match self.scalar(at)? {
                Some(end) => self.ends_element(end),
                None => Ok(false),
            },
        }
    }

    /// Whether an element may end at an offset.
    fn ends_element(&self, at: usize) -> Result<bool, Starved> {
        Ok(matches!(self.next_on_line(at)?, None | Some(b',' | b']')))
    }

    /// A number, string or literal, or no JSON at all.
    fn unbracketed(&mut self) -> Result<Piece, Starved> {
        if let Some(end) = self.lone_scalar()? {
            return Ok(self.piece(end));
        }
        let line_end = self.line_end()?;
        let (window, is_alone) = (self.window(), self.state.at_line_start);
        let may_grow = self.may_grow(window);
        let end = end_of_garbage(window, self.at..line_end, is_alone, may_grow, &mut self.garbage_vain)
            .ok_or(Starved)?;
        Ok(self.garbage(end - self.at))
    }

    /// The end of a top-level scalar here: one that ends the line, or that another document follows.
    fn lone_scalar(&mut self) -> Result<Option<usize>, Starved> {
        let Some(end) = self.scalar(self.at)? else { return Ok(None) };
        let is_string = self.text.get(self.at) == Some(&b'"');
        let is_apart = |byte| is_blank(byte) || matches!(byte, b'"' | b'{' | b'[');
        let is_lone = (is_string || self.byte(end)?.is_none_or(is_apart))
            && self.next_on_line(end)?.is_none_or(begins_value);
        Ok(is_lone.then_some(end))
    }

    /// An element of a top-level array that is no object or array.
    fn unbracketed_element(&mut self) -> Result<Piece, Starved> {
        if let Some(end) = self.scalar(self.at)?
            && self.ends_element(end)?
        {
            return Ok(self.piece(end));
        }
        let mut at = self.at + 1;
        loop {
            let is_end = match self.byte(at)? {
                None | Some(b'\n') => true,
                Some(b',') => self.next_on_line(at + 1)?.is_none_or(|byte| byte == b'{'),
                Some(b']') => self.next_on_line(at + 1)?.is_none(),
                Some(_) => at - self.at > self.limit,
            };
            if is_end {
                return Ok(self.garbage(at - self.at));
            }
            at += 1;
        }
    }

    /// The end of the string, number or literal at an offset, if there is one on its line.
    fn scalar(&self, start: usize) -> Result<Option<usize>, Starved> {
        let rest = &self.text[start..];
        let rest = rest.get(..=self.limit).unwrap_or(rest);
        let Some(token) = Token::first(rest) else { return Ok(None) };
        steps::count(token.len);
        if !matches!(token.kind, Kind::String | Kind::Number | Kind::Word) {
            return Ok(None);
        }
        let is_ended = token.is_closed && token.kind == Kind::String;
        if token.len == rest.len() && !is_ended && !self.is_whole && token.len <= self.limit {
            return Err(Starved);
        }
        let scalar: Result<serde::de::IgnoredAny, _> = serde_json::from_slice(&rest[..token.len]);
        Ok(scalar.is_ok().then_some(start + token.len))
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        self.advance().unwrap_or(None)
    }
}
