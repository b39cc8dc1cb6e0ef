//! A look at brackets and strings, for where an object or array ends, or where it shows that it is broken.

use memchr::memrchr;

use crate::framing::anchor::opens_callback;
use crate::framing::vain::Vain;
use crate::json::MAX_DEPTH;
use crate::json::grammar::{Expected, Grammar};
use crate::json::lexer::{self, Kind, StringEnd, Token, string_end};
use crate::json::steps;
use crate::json::whitespace::{blanks, trimmed_len};

/// What the first line of a broken document ends like.
#[derive(Clone, Copy, Debug)]
pub struct FirstLine {
    /// The offset of its line break.
    pub end: usize,
    /// Whether JSON could go on with what stands on the next line.
    pub goes_on: bool,
}

/// Why a look at brackets found no end; with what is known of the first line.
pub enum Stop {
    /// The text has ended.
    Ended(Option<FirstLine>),
    /// What follows at an offset cannot belong to the same document.
    Broken(Option<FirstLine>, usize),
}

/// How far a document is followed from the first thing in it that is not JSON: bytes. Most broken documents
/// still close their brackets; those that do not must not be followed to the end of the text, each anew.
const LENIENCE: usize = 1 << 12;

/// Whether a document is followed on where something in it is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Patience {
    /// No.
    Strict,
    /// Only as far again as it had come.
    Little,
    /// For [`LENIENCE`].
    Full,
}

/// A walk over tokens, for where an object or array ends.
pub struct Scan<'a> {
    text: &'a [u8],
    start: usize,
    grammar: Grammar,
    first_line: Option<FirstLine>,
    /// Where to give up, once something is not JSON.
    end: Option<usize>,
    /// How far behind that this is.
    patience: Patience,
    /// Where the text shows another document that may begin, this one ends: at a line that opens an object and is
    /// indented by no more than this.
    indent: Option<usize>,
    /// The offsets of the brackets that are open.
    open: Vec<usize>,
    /// The innermost of them where the first thing stood that is not JSON.
    broken_in: Option<usize>,
}

impl<'a> Scan<'a> {
    /// Returns the offset behind the bracket that closes the one at `start`, on a line that is indented by `indent`.
    /// `vain` says how far earlier documents were followed. If there is no end, the error holds `vain` updated.
    pub fn from(text: &'a [u8], start: usize, indent: usize, vain: Vain) -> Result<usize, (Stop, Vain)> {
        let patience = if start < vain.to { Patience::Little } else { Patience::Full };
        let indent = (start < vain.open).then_some(indent);
        let mut scan = Self { indent, ..Self::new(text, start, patience) };
        scan.end().map_err(|stop| {
            let to = if let Stop::Broken(_, to) = stop { to } else { text.len() };
            (stop, vain.and(Vain { to, open: scan.broken_in.unwrap_or(scan.innermost()) + 1 }))
        })
    }

    /// Does the same, but stops at anything that is worse than in JSON's neighbours. If there is no end, the error holds
    /// the offset of the innermost open bracket; no bracket before it that ends a line has an end either.
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
                if token.may_go_on(rest) {
                    return Err(self.stopped());
                }
                if let Some(stands_for) = self.foreign(token, rest) {
                    self.grammar.pass(stands_for, 0);
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
                // What does not end is no token: only its first character is passed.
                Kind::Quoted | Kind::Comment => at + 1,
                kind => {
                    self.grammar.pass(kind, first);
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

    /// The kind of JSON's that a token stands for which JSON does not have, if its notation lets it stand here.
    fn foreign(&self, token: Token, rest: &[u8]) -> Option<Kind> {
        let (text, behind) = rest.split_at(token.len);
        let is_accepted = |kind, text| self.grammar.accepts(Token { kind, ..token }, text);
        match token.kind {
            Kind::Comment => {
                // A bracket at the end of a line must also be one if the line is read alone.
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
        self.grammar.pass(Kind::Open, bracket);
        at + 1
    }

    /// Passes a string. A line break in it is an error, but most often one that an encoder made, so that the
    /// string goes on, unless the next line opens a document.
    fn string(&mut self, quote: usize, token: Token) -> Result<usize, Stop> {
        self.grammar.pass(Kind::String, b'"');
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

    /// Passes a line break and the blanks behind it.
    fn line_break(&mut self, newline: usize) -> Result<usize, Stop> {
        let at = newline + blanks(self.rest(newline));
        let rest = self.rest(at);
        let goes_on = Token::first(rest)
            .is_none_or(|next| self.grammar.accepts(next, rest) || self.foreign(next, rest).is_some());
        self.first_line.get_or_insert(FirstLine { end: newline, goes_on });
        let may_go_on = self.byte(at) != Some(b'{') || (goes_on && self.grammar.depth() <= MAX_DEPTH);
        if may_go_on { Ok(at) } else { Err(Stop::Broken(self.first_line, at)) }
    }

    /// Whether another document may begin at a bracket, and this one is not to be followed over that.
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

/// Whether a line ends with a bracket that opens an object, blanks aside.
fn ends_in_bracket(line: &[u8]) -> bool {
    line.get(..trimmed_len(line)).is_some_and(|line| line.last() == Some(&b'{'))
}
