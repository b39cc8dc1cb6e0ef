//! Text from which documents are split while more of it may follow.

use crate::framing::anchor::name;
use crate::json::grammar::begins_value;
use crate::json::lexer::{Kind, Token};
use crate::json::steps;
use crate::json::whitespace::{blanks, is_blank};

/// The text ends before the answer is known, and more may follow.
pub struct Incomplete;

/// Text that may be followed by more. All offsets are in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    pub bytes: &'a [u8],
    /// Whether nothing follows that could belong to these documents.
    pub is_whole: bool,
    /// The largest size of a document in bytes. Searches give up after so many.
    pub limit: usize,
}

impl<'a> Text<'a> {
    /// Returns the byte at an offset; `None` at the end of whole text.
    pub fn byte(self, at: usize) -> Result<Option<u8>, Incomplete> {
        steps::count(1);
        match self.bytes.get(at) {
            None if !self.is_whole => Err(Incomplete),
            byte => Ok(byte.copied()),
        }
    }

    /// Returns the text up to the largest size that a document at `start` may have, and one byte more.
    pub fn window(self, start: usize) -> &'a [u8] {
        let end = start.saturating_add(self.limit).saturating_add(1);
        self.bytes.get(..end).unwrap_or(self.bytes)
    }

    /// Returns whether more text may change the window of a document at `start`.
    pub const fn may_grow(self, start: usize) -> bool {
        !self.is_whole && self.bytes.len() - start <= self.limit
    }

    /// Returns whether the bracket at `start` opens an empty array.
    pub fn is_empty_list(self, start: usize) -> Result<bool, Incomplete> {
        let mut at = start + 1;
        while self.byte(at)?.is_some_and(is_blank) && at - start < self.limit {
            at += 1;
        }
        Ok(self.byte(at)? == Some(b']'))
    }

    /// Returns whether the bracket at `start` opens a list of documents, rather than a log line such as
    /// `[INFO] started`, or an array of PHP with names in single quotes.
    pub fn opens_list(self, start: usize) -> Result<bool, Incomplete> {
        let at = self.skip_blanks_on_line(start + 1)?;
        match self.byte(at)?.filter(|byte| !is_blank(*byte)) {
            None => {
                let window = self.window(start);
                let behind = &window[start + 1..];
                let next = behind.get(blanks(behind));
                if next.is_none() && self.may_grow(start) {
                    return Err(Incomplete);
                }
                Ok(next != Some(&b'\''))
            }
            Some(b'{' | b'[' | b']') => Ok(true),
            Some(_) => Ok(self.scalar_element(at)?.is_some()),
        }
    }

    /// Returns whether the bracket at `start` opens members, as only an object has: a string and a colon follow it.
    pub fn opens_members(self, start: usize) -> Result<bool, Incomplete> {
        let window = self.window(start);
        let name = start + 1 + blanks(&window[start + 1..]);
        let Some(token) = window.get(name..).and_then(Token::first) else {
            return if self.may_grow(start) { Err(Incomplete) } else { Ok(false) };
        };
        steps::count(token.len);
        if token.kind != Kind::String {
            return Ok(false);
        }
        let rest = &window[name + token.len..];
        match rest.get(blanks(rest)) {
            None if self.may_grow(start) => Err(Incomplete),
            next => Ok(token.is_closed && next == Some(&b':')),
        }
    }

    /// Returns whether the bracket at `start` opens a callback: blanks and `"Payload"` follow it.
    pub fn opens_callback(self, start: usize) -> Result<bool, Incomplete> {
        let window = self.window(start);
        let behind = &window[start + 1..];
        let behind = &behind[blanks(behind)..];
        let name = name();
        if name.starts_with(behind) && behind.len() < name.len() && self.may_grow(start) {
            return Err(Incomplete);
        }
        Ok(behind.starts_with(&name))
    }

    /// Returns whether the bracket at `start` opens a list whose first element is an object or list, or is on another line.
    pub fn opens_list_of_objects(self, start: usize) -> Result<bool, Incomplete> {
        let at = self.skip_blanks_on_line(start + 1)?;
        Ok(matches!(self.byte(at)?, None | Some(b'{' | b'[' | b']' | b'\n')))
    }

    /// Returns the end of the number, string or literal at `start`, if an array element may end there.
    pub fn scalar_element(self, start: usize) -> Result<Option<usize>, Incomplete> {
        let Some(end) = self.scalar(start)? else { return Ok(None) };
        let is_element = matches!(self.next_on_line(end)?, None | Some(b',' | b']'));
        Ok(is_element.then_some(end))
    }

    /// Returns the end of the number, string or literal at `start`, if the line ends or another document follows there.
    pub fn scalar_document(self, start: usize) -> Result<Option<usize>, Incomplete> {
        let Some(end) = self.scalar(start)? else { return Ok(None) };
        let is_string = self.bytes.get(start) == Some(&b'"');
        let is_separator = |byte| is_blank(byte) || matches!(byte, b'"' | b'{' | b'[');
        let is_document = (is_string || self.byte(end)?.is_none_or(is_separator))
            && self.next_on_line(end)?.is_none_or(begins_value);
        Ok(is_document.then_some(end))
    }

    /// Returns the end of text at `start` that should be an array element: before a line break, or a comma or bracket
    /// after which the line ends.
    pub fn end_of_invalid_element(self, start: usize) -> Result<usize, Incomplete> {
        let mut at = start + 1;
        loop {
            let is_end = match self.byte(at)? {
                None | Some(b'\n') => true,
                Some(b',') => self.next_on_line(at + 1)?.is_none_or(|byte| byte == b'{'),
                Some(b']') => self.next_on_line(at + 1)?.is_none(),
                Some(_) => at - start > self.limit,
            };
            if is_end {
                return Ok(at);
            }
            at += 1;
        }
    }

    /// Returns the end of the number, string or literal at `start`; `None` if there is none on its line.
    fn scalar(self, start: usize) -> Result<Option<usize>, Incomplete> {
        let rest = &self.bytes[start..];
        let rest = rest.get(..=self.limit).unwrap_or(rest);
        let Some(token) = Token::first(rest) else { return Ok(None) };
        steps::count(token.len);
        if !matches!(token.kind, Kind::String | Kind::Number | Kind::Word) {
            return Ok(None);
        }
        let is_closed = token.is_closed && token.kind == Kind::String;
        if token.len == rest.len() && !is_closed && self.may_grow(start) {
            return Err(Incomplete);
        }
        let scalar: Result<serde::de::IgnoredAny, _> = serde_json::from_slice(&rest[..token.len]);
        Ok(scalar.is_ok().then_some(start + token.len))
    }

    /// Returns the first byte from `start` on that is not blank, if it is on the same line.
    fn next_on_line(self, start: usize) -> Result<Option<u8>, Incomplete> {
        let at = self.skip_blanks_on_line(start)?;
        Ok(self.byte(at)?.filter(|byte| !is_blank(*byte)))
    }

    fn skip_blanks_on_line(self, start: usize) -> Result<usize, Incomplete> {
        let mut at = start;
        while self.byte(at)?.is_some_and(|byte| is_blank(byte) && byte != b'\n') && at - start <= self.limit {
            at += 1;
        }
        Ok(at)
    }
}
