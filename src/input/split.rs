//! A stretch of text to the pieces in it that were meant as documents: one after another, one a line, or the
//! elements of an array.
//!
//! Splitting looks at brackets and strings only; whether a piece is JSON is for the reader to say. Where a
//! document is broken, the pieces after it must not suffer, so most of this file is about where a broken
//! document was meant to end.

use std::ops::Range;

use memchr::{memchr, memchr3, memmem};

use crate::json::{MAX_DEPTH, Malformed};

/// A part of the text that was meant as one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its bytes.
    pub range: Range<usize>,
    /// What is wrong between documents rather than in one; its offset counts from the start of the range.
    pub fault: Option<Malformed>,
}

/// The pieces of a text, in order.
#[derive(Clone, Debug)]
pub struct Pieces<'a> {
    text: &'a [u8],
    at: usize,
    /// The end of the line of `at`, where that has been looked for: lines may be as long as the text.
    line_end: usize,
    /// Whether only blanks stand before `at` on its line.
    at_line_start: bool,
    list: List,
}

/// Where in a top-level array the next piece stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum List {
    /// In none.
    Outside,
    /// Just behind the opening bracket.
    Opened,
    /// Behind a comma.
    AfterComma,
    /// Behind an element.
    AfterElement,
}

impl<'a> Pieces<'a> {
    /// The pieces of a text that begins between documents.
    #[must_use]
    pub const fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0, line_end: 0, at_line_start: true, list: List::Outside }
    }

    fn skip_blanks(&mut self) {
        while let Some(byte) = self.text.get(self.at).filter(|byte| is_blank(**byte)) {
            self.at_line_start |= *byte == b'\n';
            self.at += 1;
        }
    }

    /// The piece that begins here and ends at `end`; the next one begins there.
    fn piece(&mut self, end: usize) -> Piece {
        let range = self.at..self.at + trimmed_len(self.text.get(self.at..end).unwrap_or_default());
        self.at = end.max(self.at);
        self.at_line_start = false;
        Piece { range, fault: None }
    }

    /// Something wrong here between documents; `length` bytes of it are passed over.
    fn fault(&mut self, length: usize, what: &str) -> Piece {
        let fault = Malformed { offset: 0, length, what: what.to_owned(), help: None };
        Piece { fault: Some(fault), ..self.piece(self.at + length) }
    }

    /// The offset of the line break that ends this line, or of the text's end.
    fn line_end(&mut self) -> usize {
        if self.line_end <= self.at {
            let rest = self.text.get(self.at..).unwrap_or_default();
            self.line_end = memchr(b'\n', rest).map_or(self.text.len(), |newline| self.at + newline);
        }
        self.line_end
    }

    /// The rest of this line.
    fn line(&mut self) -> &'a [u8] {
        let end = self.line_end();
        self.text.get(self.at..end).unwrap_or_default()
    }

    fn bracketed(&mut self) -> Piece {
        let end = match Scan::from(self.text, self.at) {
            Ok(end) => end,
            Err(first_line) => end_of_broken(self.text, self.at, self.line_end(), first_line),
        };
        self.piece(end)
    }

    /// A number, string or literal, or no JSON at all.
    fn unbracketed(&mut self) -> Piece {
        let line = self.line();
        if let Some(length) = scalar_len(line) {
            return self.piece(self.at + length);
        }
        let length = match line.iter().skip(1).position(|byte| *byte == b'{') {
            Some(found) if !self.at_line_start => found + 1,
            _ => line.len(),
        };
        self.garbage(length)
    }

    /// Text that is no document; a string that has not ended is left for the reader to refuse.
    fn garbage(&mut self, length: usize) -> Piece {
        let Piece { range, .. } = self.piece(self.at + length);
        let text = self.text.get(range.clone()).unwrap_or_default();
        let found = String::from_utf8_lossy(text.get(..40).unwrap_or(text));
        let fault = Malformed {
            offset: 0,
            length: range.len(),
            what: format!("expected an object, found `{}`", found.trim_end_matches('\u{fffd}')),
            help: None,
        };
        let is_string = text.first() == Some(&b'"');
        Piece { range, fault: (!is_string).then_some(fault) }
    }

    /// An element of a top-level array that is no object or array.
    fn unbracketed_element(&mut self) -> Piece {
        let line = self.line();
        let scalar =
            leading_scalar(line).filter(|length| ends_element(line.get(*length..).unwrap_or_default()));
        if let Some(length) = scalar {
            return self.piece(self.at + length);
        }
        let is_end = |at: &usize| match line.get(*at..).unwrap_or_default() {
            [b',', after @ ..] => first_significant(after).is_none_or(|byte| byte == b'{'),
            [b']', after @ ..] => first_significant(after).is_none(),
            _ => false,
        };
        let length = (1..line.len()).find(is_end).unwrap_or(line.len());
        self.garbage(length)
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            self.skip_blanks();
            let Some(byte) = self.text.get(self.at).copied() else {
                let open = std::mem::replace(&mut self.list, List::Outside) != List::Outside;
                return open.then(|| self.fault(0, "cut short inside an array"));
            };
            match (self.list, byte) {
                (List::Outside, b'[') if opens_list(self.line()) => {
                    self.at += 1;
                    self.at_line_start = false;
                    self.list = List::Opened;
                }
                (List::Outside, b'{') => return Some(self.bracketed()),
                (List::Outside, _) => return Some(self.unbracketed()),
                (List::Opened | List::AfterElement, b']') => {
                    self.at += 1;
                    self.list = List::Outside;
                }
                (List::AfterComma, b']') => {
                    self.list = List::Outside;
                    return Some(self.fault(1, "expected an element after the comma, found `]`"));
                }
                (List::AfterElement, b',') => {
                    self.at += 1;
                    self.list = List::AfterComma;
                }
                (List::Opened | List::AfterComma, b',') => {
                    return Some(self.fault(1, "expected an element, found `,`"));
                }
                (List::AfterElement, _) => {
                    self.list = List::AfterComma;
                    return Some(self.fault(0, "expected a comma between the elements"));
                }
                (_, b'{' | b'[') => {
                    self.list = List::AfterElement;
                    return Some(self.bracketed());
                }
                _ => {
                    self.list = List::AfterElement;
                    return Some(self.unbracketed_element());
                }
            }
        }
    }
}

/// Whether the bracket that begins the line opens a list of documents, and not a log's `[INFO] started`.
fn opens_list(line: &[u8]) -> bool {
    let line = line.get(1..).unwrap_or_default().trim_ascii_start();
    match line.first() {
        None | Some(b'{' | b'[' | b']') => true,
        Some(_) => {
            leading_scalar(line).is_some_and(|length| ends_element(line.get(length..).unwrap_or_default()))
        }
    }
}

/// Whether an element may end before this rest of its line.
fn ends_element(rest: &[u8]) -> bool {
    matches!(first_significant(rest), None | Some(b',' | b']'))
}

/// The length of a top-level scalar that begins the line: one that ends the line, or that another document
/// follows.
fn scalar_len(line: &[u8]) -> Option<usize> {
    let length = leading_scalar(line)?;
    let rest = line.get(length..)?;
    let is_apart = line.first() == Some(&b'"')
        || rest.first().is_none_or(|byte| is_blank(*byte) || matches!(byte, b'"' | b'{' | b'['));
    (is_apart && first_significant(rest).is_none_or(begins_value)).then_some(length)
}

/// The length of the string, number or literal that begins the line, where one does.
fn leading_scalar(line: &[u8]) -> Option<usize> {
    let length = if line.first() == Some(&b'"') {
        let mut escaped = false;
        let closing = line.iter().skip(1).position(|byte| {
            let closes = !escaped && *byte == b'"';
            escaped = !escaped && *byte == b'\\';
            closes
        });
        closing? + 2
    } else {
        let ends = |byte: &u8| is_blank(*byte) || b",:{}[]\"".contains(byte);
        line.iter().position(ends).unwrap_or(line.len())
    };
    let scalar: Result<serde::de::IgnoredAny, _> = serde_json::from_slice(line.get(..length)?);
    scalar.is_ok().then_some(length)
}

/// What the first line of a broken document ends like.
#[derive(Clone, Copy, Debug)]
struct FirstLine {
    /// The offset of its line break.
    end: usize,
    /// Whether JSON could go on with what stands on the next line.
    goes_on: bool,
}

/// A broken document ends where the next one begins: where a callback begins on the same line, as when a
/// writer died and its successor went on writing; or at the next line that opens an object and is indented no
/// deeper. A document whose first line cannot go on was cut there.
fn end_of_broken(text: &[u8], start: usize, line_end: usize, first_line: Option<FirstLine>) -> usize {
    let callback = |from: usize, to: usize| {
        let found = memmem::find(text.get(from..to)?, br#"{"Payload""#)?;
        Some(from + found)
    };
    let cut = || first_line.filter(|line| !line.goes_on && line.end > start + 1).map(|line| line.end);
    callback(start + 1, line_end).or_else(cut).unwrap_or_else(|| {
        let end = next_opening_line(text, start).unwrap_or(text.len());
        callback(line_end, end).unwrap_or(end)
    })
}

/// The next line that opens an object and is indented no deeper than the line of `start`.
fn next_opening_line(text: &[u8], start: usize) -> Option<usize> {
    let line_start = memchr::memrchr(b'\n', text.get(..start)?).map_or(0, |newline| newline + 1);
    let indent = indent_of(text.get(line_start..)?);
    let mut at = start;
    loop {
        at += memchr(b'\n', text.get(at..)?)? + 1;
        let line = text.get(at..)?;
        let depth = indent_of(line);
        if depth <= indent && line.get(depth) == Some(&b'{') {
            return Some(at);
        }
    }
}

fn indent_of(line: &[u8]) -> usize {
    line.iter().take_while(|byte| matches!(**byte, b' ' | b'\t')).count()
}

/// A look at brackets and strings, for where an object or array ends.
struct Scan {
    depth: usize,
    /// A bit for each open bracket, the innermost lowest: 1 is an array. Deeper ones than 128 push the
    /// outermost out, in documents that are malformed for that alone.
    arrays: u128,
    /// The last byte that is no blank; a string's closing quote stands for the string.
    last: u8,
    first_line: Option<FirstLine>,
}

impl Scan {
    /// The offset behind the bracket that closes the one at `start`, or how the first line ends where
    /// none does.
    fn from(text: &[u8], start: usize) -> Result<usize, Option<FirstLine>> {
        let mut scan = Self { depth: 0, arrays: 0, last: 0, first_line: None };
        scan.pass(text, start).ok_or(scan.first_line)
    }

    fn pass(&mut self, text: &[u8], start: usize) -> Option<usize> {
        let mut at = start;
        loop {
            match *text.get(at)? {
                b'"' => at = self.string(text, at)?,
                b'{' | b'[' if self.depth > MAX_DEPTH => return None,
                bracket @ (b'{' | b'[') => self.open(bracket),
                bracket @ (b'}' | b']') => {
                    self.close(bracket);
                    if self.depth == 0 {
                        return Some(at + 1);
                    }
                }
                b'\n' => {
                    at = self.line_break(text, at)?;
                    continue;
                }
                byte if is_blank(byte) => {}
                byte => self.last = byte,
            }
            at += 1;
        }
    }

    fn open(&mut self, bracket: u8) {
        self.depth += 1;
        self.arrays = self.arrays << 1 | u128::from(bracket == b'[');
        self.last = bracket;
    }

    fn close(&mut self, bracket: u8) {
        self.depth -= 1;
        self.arrays >>= 1;
        self.last = bracket;
    }

    /// Passes a string: the offset of its closing quote. A line break in it is an error, but most often one
    /// that an encoder made, so that the string goes on, unless the next line opens a document.
    fn string(&mut self, text: &[u8], quote: usize) -> Option<usize> {
        let mut at = quote + 1;
        loop {
            at += memchr3(b'"', b'\\', b'\n', text.get(at..)?)?;
            match text.get(at)? {
                b'"' => {
                    self.last = b'"';
                    return Some(at);
                }
                b'\\' if text.get(at + 1) != Some(&b'\n') => at += 2,
                b'\\' => at += 1,
                _ => {
                    self.first_line.get_or_insert(FirstLine { end: at, goes_on: false });
                    at += blanks(text.get(at..)?);
                    if text.get(at) == Some(&b'{') {
                        return None;
                    }
                }
            }
        }
    }

    /// Passes a line break and the blanks behind it: the offset of what follows, or `None` where that opens
    /// a document of its own.
    fn line_break(&mut self, text: &[u8], newline: usize) -> Option<usize> {
        let at = newline + blanks(text.get(newline..)?);
        let next = text.get(at).copied();
        let goes_on = next.is_none_or(|next| self.may_be_followed_by(next));
        self.first_line.get_or_insert(FirstLine { end: newline, goes_on });
        (goes_on || next != Some(b'{')).then_some(at)
    }

    /// Whether JSON's grammar lets `next` follow what has been passed.
    fn may_be_followed_by(&self, next: u8) -> bool {
        let in_array = self.arrays & 1 == 1;
        match self.last {
            b'{' => matches!(next, b'"' | b'}'),
            b'[' => next == b']' || begins_value(next),
            b',' if !in_array => next == b'"',
            b',' | b':' => begins_value(next),
            b'"' => matches!(next, b',' | b':' | b'}' | b']'),
            _ => matches!(next, b',' | b'}' | b']'),
        }
    }
}

const fn begins_value(byte: u8) -> bool {
    matches!(byte, b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n')
}

/// JSON's white space (RFC 8259, section 2).
pub const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// The first byte that is no blank.
pub fn first_significant(text: &[u8]) -> Option<u8> {
    text.iter().copied().find(|byte| !is_blank(*byte))
}

/// How many blanks the text begins with.
fn blanks(text: &[u8]) -> usize {
    text.iter().take_while(|byte| is_blank(**byte)).count()
}

fn trimmed_len(text: &[u8]) -> usize {
    text.iter().rposition(|byte| !is_blank(*byte)).map_or(0, |last| last + 1)
}
