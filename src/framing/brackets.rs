//! Finds the end of an object or array by its brackets and strings, or the point at which it is broken.

use memchr::memrchr;

use crate::framing::anchor::opens_callback;
use crate::framing::scanned::Scanned;
use crate::json::grammar::{Expected, Grammar};
use crate::json::lexer::{self, Kind, StringEnd, Token, string_end};
use crate::json::whitespace::{blanks, trimmed_len};
use crate::json::{MAX_DEPTH, steps};

/// The end of the first line of a broken document.
#[derive(Clone, Copy, Debug)]
pub struct FirstLine {
    /// The byte offset of the line break.
    pub end: usize,
    /// Whether the next line could continue the JSON text.
    pub goes_on: bool,
}

/// The result of a scan that found no end, with the end of the first line if there is one.
pub enum Stop {
    /// The text has ended.
    Ended(Option<FirstLine>),
    /// The text from this byte offset on is not part of the document.
    Broken(Option<FirstLine>, usize),
}

/// The distance that a document is scanned after its first violation, in bytes. Most broken documents still close their
/// brackets; the others must not each be scanned to the end of the text.
const LENIENCE: usize = 1 << 12;

/// The distance that a document is scanned after its first violation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Patience {
    /// Not at all.
    Strict,
    /// As far as it was scanned before the violation, at most [`LENIENCE`].
    Little,
    /// [`LENIENCE`] bytes.
    Full,
}

/// A scan for the end of an object or array.
pub struct Scan<'a> {
    text: &'a [u8],
    start: usize,
    grammar: Grammar,
    first_line: Option<FirstLine>,
    /// The byte offset at which to give up, after a violation.
    end: Option<usize>,
    /// The distance from the violation to there.
    patience: Patience,
    /// Set if the document is known to be broken: a line that opens an object then starts another document if it is
    /// indented by at most this many bytes.
    indent: Option<usize>,
    /// The byte offsets of the open brackets.
    open: Vec<usize>,
    /// The innermost open bracket at the first violation.
    broken_in: Option<usize>,
}

impl<'a> Scan<'a> {
    /// Returns the byte offset after the bracket that closes the one at `start`, on a line indented by `indent` bytes.
    ///
    /// # Errors
    ///
    /// Fails if there is no end. The error contains `scanned`, updated.
    pub fn from(
        text: &'a [u8],
        start: usize,
        indent: usize,
        scanned: Scanned,
    ) -> Result<usize, (Stop, Scanned)> {
        let patience = if start < scanned.to { Patience::Little } else { Patience::Full };
        let indent = (start < scanned.open).then_some(indent);
        let mut scan = Self { indent, ..Self::new(text, start, patience) };
        scan.end().map_err(|stop| {
            let to = if let Stop::Broken(_, to) = stop { to } else { text.len() };
            (stop, scanned.and(Scanned { to, open: scan.broken_in.unwrap_or(scan.innermost()) + 1 }))
        })
    }

    /// Does the same, but stops at anything that is neither JSON nor a notation like it.
    ///
    /// # Errors
    ///
    /// Fails if there is no end. The error contains the byte offset of the innermost open bracket; no bracket before it
    /// that ends a line has an end either.
    pub fn strictly_from(text: &'a [u8], start: usize) -> Result<usize, (Stop, usize)> {
        let mut scan = Self::new(text, start, Patience::Strict);
        scan.end().map_err(|stop| (stop, scan.innermost()))
    }

    const fn new(text: &'a [u8], start: usize, patience: Patience) -> Self {
        Self {
            text,
            start,
            grammar: Grammar::START,
            first_line: None,
            end: None,
            patience,
            indent: None,
            open: Vec::new(),
            broken_in: None,
        }
    }

    fn innermost(&self) -> usize {
        self.open.last().copied().unwrap_or(self.start)
    }

    fn end(&mut self) -> Result<usize, Stop> {
        let mut at = self.start;
        loop {
            let rest = self.rest(at);
            let Some(token) = Token::first(rest) else { return Err(self.stopped()) };
            steps::count(token.len);
            let is_misplaced = !self.grammar.accepts(token, rest);
            if is_misplaced {
                if token.is_undecided(rest) {
                    return Err(self.stopped());
                }
                if let Some(equivalent) = self.equivalent(token, rest) {
                    self.grammar.advance(equivalent, 0);
                    at += token.len;
                    continue;
                }
                self.give_up_soon(at);
            }
            let first = rest[0];
            at = match token.kind {
                Kind::LineBreak => self.line_break(at)?,
                Kind::String => self.string(at, token)?,
                Kind::Open if first == b'{' && self.is_cut_at(at) => {
                    return Err(Stop::Broken(self.first_line, at));
                }
                Kind::Open => self.open(first, at),
                // An unclosed token is skipped by its first character only.
                Kind::Quoted | Kind::Comment => at + 1,
                kind => {
                    self.grammar.advance(kind, first);
                    at + token.len
                }
            };
            if token.kind == Kind::Close {
                self.open.pop();
                if self.grammar.depth() == 0 {
                    return Ok(at);
                }
            }
        }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.get(at).copied().filter(|_| self.end.is_none_or(|end| at < end))
    }

    fn rest(&self, at: usize) -> &'a [u8] {
        let end = self.end.unwrap_or(self.text.len()).min(self.text.len());
        &self.text[at.min(end)..end]
    }

    fn stopped(&self) -> Stop {
        match self.end {
            Some(end) if end <= self.text.len() => Stop::Broken(self.first_line, end),
            _ => Stop::Ended(self.first_line),
        }
    }

    /// Returns the equivalent in JSON of a token from a notation like JSON, if it may stand here.
    fn equivalent(&self, token: Token, rest: &[u8]) -> Option<Kind> {
        let (text, behind) = rest.split_at(token.len);
        let is_accepted = |kind, text| self.grammar.accepts(Token { kind, ..token }, text);
        match token.kind {
            Kind::Comment => {
                // A line that ends with a bracket inside a comment is also scanned alone.
                let is_misleading =
                    self.is_strict() && text.split(|byte| *byte == b'\n').any(ends_in_bracket);
                (token.is_closed && !is_misleading).then_some(Kind::Comment)
            }
            Kind::Quoted => {
                (token.is_closed && is_accepted(Kind::String, b"\"".as_slice())).then_some(Kind::String)
            }
            Kind::Word | Kind::Number => {
                let is_name = matches!(self.grammar.expected(), Expected::Name | Expected::NameOrEnd);
                let is_value = lexer::is_foreign_literal(text) && is_accepted(Kind::Word, b"t".as_slice());
                (is_value || (is_name && lexer::is_name(behind))).then_some(Kind::Word)
            }
            _ => None,
        }
    }

    fn give_up_soon(&mut self, at: usize) {
        if self.end.is_none() {
            let lenience = match self.patience {
                Patience::Strict => 0,
                Patience::Little => LENIENCE.min(at - self.start),
                Patience::Full => LENIENCE,
            };
            self.end = Some(at + lenience);
            self.broken_in = Some(self.innermost());
        }
    }

    fn open(&mut self, bracket: u8, at: usize) -> usize {
        if self.grammar.depth() >= MAX_DEPTH {
            self.give_up_soon(at);
        }
        self.open.push(at);
        self.grammar.advance(Kind::Open, bracket);
        at + 1
    }

    /// Returns the end of a string. Most line breaks in strings come from faulty encoders, so the string continues unless
    /// the next line opens an object.
    fn string(&mut self, quote: usize, token: Token) -> Result<usize, Stop> {
        self.grammar.advance(Kind::String, b'"');
        let mut at = quote + token.len;
        if token.is_closed {
            return Ok(at);
        }
        loop {
            if at >= self.end.unwrap_or(self.text.len()) {
                return Err(self.stopped());
            }
            self.first_line.get_or_insert(FirstLine { end: at, goes_on: false });
            self.give_up_soon(at);
            at += blanks(self.rest(at));
            if self.byte(at) == Some(b'{') {
                return Err(Stop::Broken(self.first_line, at));
            }
            let rest = self.rest(at);
            match string_end(rest, 0, b'"') {
                StringEnd::Closed(end) => {
                    steps::count(end);
                    return Ok(at + end);
                }
                StringEnd::LineBreak(end) => {
                    steps::count(end);
                    at += end;
                }
                StringEnd::Text => return Err(self.stopped()),
            }
        }
    }

    /// Returns the end of a line break and the blanks after it.
    fn line_break(&mut self, newline: usize) -> Result<usize, Stop> {
        let at = newline + blanks(self.rest(newline));
        let rest = self.rest(at);
        let goes_on = Token::first(rest)
            .is_none_or(|next| self.grammar.accepts(next, rest) || self.equivalent(next, rest).is_some());
        self.first_line.get_or_insert(FirstLine { end: newline, goes_on });
        let may_go_on = self.byte(at) != Some(b'{') || (goes_on && self.grammar.depth() <= MAX_DEPTH);
        if may_go_on { Ok(at) } else { Err(Stop::Broken(self.first_line, at)) }
    }

    /// Returns whether the bracket starts another document, so that this one ends.
    fn is_cut_at(&self, bracket: usize) -> bool {
        let Some(indent) = self.indent.filter(|_| bracket > self.start) else { return false };
        let rest = self.rest(self.start);
        let (before, _) = rest.split_at(bracket - self.start);
        let blanks = &before[trimmed_len(before)..];
        let line_break = memrchr(b'\n', blanks);
        line_break.is_some_and(|newline| blanks.len() - newline - 1 <= indent)
            || opens_callback(rest, before.len())
    }

    fn is_strict(&self) -> bool {
        self.patience == Patience::Strict
    }
}

/// Returns whether a line ends with `{`, blanks aside.
fn ends_in_bracket(line: &[u8]) -> bool {
    line.get(..trimmed_len(line)).is_some_and(|line| line.last() == Some(&b'{'))
}
