//! A look at brackets and strings, for where an object or array ends, or where it shows that it is broken.

use memchr::{memchr3, memrchr};

use crate::framing::resync::opens_callback;
use crate::framing::vain::Vain;
use crate::json::MAX_DEPTH;
use crate::json::lexer;
use crate::json::steps;
use crate::json::whitespace::{blanks, is_blank, trimmed_len};

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

/// A look at brackets and strings, for where an object or array ends.
pub struct Scan<'a> {
    text: &'a [u8],
    start: usize,
    depth: usize,
    /// A bit for each open bracket, the innermost lowest: 1 is an array. Deeper ones than 128 push the
    /// outermost out, in documents that are malformed for that alone.
    arrays: u128,
    /// The first byte of the last token.
    last: u8,
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
            depth: 0,
            arrays: 0,
            last: 0,
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
        while let Some(byte) = self.byte(at) {
            steps::count(1);
            if self.is_misplaced(byte) {
                if self.is_endless(at) {
                    return Err(self.stopped());
                }
                if let Some(behind) = self.pass_foreign(at) {
                    steps::count(behind - at);
                    at = behind;
                    continue;
                }
                self.give_up_soon(at);
            }
            at = match byte {
                b'"' => self.string(at)?,
                b'{' if self.is_cut_at(at) => return Err(Stop::Broken(self.first_line, at)),
                b'{' | b'[' => self.open(byte, at),
                b'}' | b']' => {
                    at = self.close(byte, at);
                    if self.depth == 0 {
                        return Ok(at);
                    }
                    at
                }
                b'\n' => self.line_break(at)?,
                byte if is_blank(byte) => at + 1,
                byte => self.scalar(byte, at),
            };
        }
        Err(self.stopped())
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.get(at).copied().filter(|_| self.end.is_none_or(|end| at < end))
    }

    fn rest(&self, at: usize) -> &'a [u8] {
        let end = self.end.unwrap_or(self.text.len()).min(self.text.len());
        self.text.get(at..end).unwrap_or_default()
    }

    fn stopped(&self) -> Stop {
        match self.end {
            Some(end) if end <= self.text.len() => Stop::Broken(self.first_line, end),
            _ => Stop::Ended(self.first_line),
        }
    }

    /// Whether a token cannot stand where it does.
    fn is_misplaced(&self, token: u8) -> bool {
        self.depth > 0 && !is_blank(token) && !self.may_be_followed_by(token)
    }

    /// Passes a token that JSON does not have, where its notation would let it stand, and returns its end.
    fn pass_foreign(&mut self, at: usize) -> Option<usize> {
        let (length, stands_for) = self.foreign(at)?;
        self.last = stands_for.unwrap_or(self.last);
        Some(at + length)
    }

    /// Whether such a token begins here and the text ends before it.
    fn is_endless(&self, at: usize) -> bool {
        let rest = self.rest(at);
        let is_string = self.may_be_followed_by(b'"') && lexer::is_endless_string(rest);
        is_string || lexer::is_endless_comment(rest) || lexer::is_endless_word(rest)
    }

    /// The length of such a token, and the first byte of one of JSON's that could stand in its place; none for a
    /// comment, which may stand anywhere.
    fn foreign(&self, at: usize) -> Option<(usize, Option<u8>)> {
        let rest = self.rest(at);
        if let Some(length) = lexer::comment_len(rest) {
            // A bracket at the end of a line must also be one if the line is read alone.
            let comment = &rest[..length];
            let is_misleading = self.is_strict() && comment.split(|byte| *byte == b'\n').any(ends_in_bracket);
            return (!is_misleading).then_some((length, None));
        }
        if self.may_be_followed_by(b'"')
            && let Some(length) = lexer::quoted_len(rest)
        {
            return Some((length, Some(b'"')));
        }
        let (word, behind) = rest.split_at_checked(lexer::word_len(rest))?;
        let is_name = matches!(self.last, b'{' | b',') && !self.is_in_array() && lexer::is_name(behind);
        let is_value = lexer::is_literal(word) && self.may_be_followed_by(b't');
        match word {
            [] => None,
            _ if is_name => Some((word.len(), Some(b'"'))),
            _ => is_value.then_some((word.len(), Some(b't'))),
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
        if self.depth >= MAX_DEPTH {
            self.give_up_soon(at);
        }
        self.depth += 1;
        self.open.push(at);
        self.arrays = self.arrays << 1 | u128::from(bracket == b'[');
        self.last = bracket;
        at + 1
    }

    fn close(&mut self, bracket: u8, at: usize) -> usize {
        self.depth = self.depth.saturating_sub(1);
        self.open.pop();
        self.arrays >>= 1;
        self.last = bracket;
        at + 1
    }

    /// Passes a number, a literal, a mark between values, or anything else that is no string.
    fn scalar(&mut self, first: u8, at: usize) -> usize {
        self.last = first;
        if matches!(first, b',' | b':') {
            return at + 1;
        }
        let is_of_token = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        at + 1 + self.rest(at + 1).iter().take_while(is_of_token).count()
    }

    /// Passes a string. A line break in it is an error, but most often one that an encoder made, so that the
    /// string goes on, unless the next line opens a document.
    fn string(&mut self, quote: usize) -> Result<usize, Stop> {
        let mut at = quote + 1;
        loop {
            let rest = self.rest(at);
            let Some(found) = memchr3(b'"', b'\\', b'\n', rest) else { return Err(self.stopped()) };
            steps::count(found + 1);
            at += found;
            match rest.get(found) {
                Some(b'"') => {
                    self.last = b'"';
                    return Ok(at + 1);
                }
                Some(b'\\') if rest.get(found + 1) != Some(&b'\n') => at += 2,
                Some(b'\\') => at += 1,
                _ => {
                    self.first_line.get_or_insert(FirstLine { end: at, goes_on: false });
                    self.give_up_soon(at);
                    at += blanks(self.rest(at));
                    if self.byte(at) == Some(b'{') {
                        return Err(Stop::Broken(self.first_line, at));
                    }
                }
            }
        }
    }

    /// Passes a line break and the blanks behind it.
    fn line_break(&mut self, newline: usize) -> Result<usize, Stop> {
        let at = newline + blanks(self.rest(newline));
        let next = self.byte(at);
        let goes_on = next.is_none_or(|next| self.may_be_followed_by(next) || self.foreign(at).is_some());
        self.first_line.get_or_insert(FirstLine { end: newline, goes_on });
        let may_go_on = next != Some(b'{') || (goes_on && self.depth <= MAX_DEPTH);
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

    const fn is_in_array(&self) -> bool {
        self.arrays & 1 == 1
    }

    /// Whether JSON's grammar lets the token that `next` begins follow what has been passed.
    fn may_be_followed_by(&self, next: u8) -> bool {
        match self.last {
            b'{' => matches!(next, b'"' | b'}'),
            b'[' => next == b']' || begins_value(next),
            b',' if !self.is_in_array() => next == b'"',
            b',' | b':' => begins_value(next),
            b'"' => matches!(next, b',' | b':' | b'}' | b']'),
            last => matches!(next, b',' | b'}' | b']') && (matches!(last, b'}' | b']') || begins_value(last)),
        }
    }
}

/// Whether a JSON value may begin with this byte.
pub const fn begins_value(byte: u8) -> bool {
    matches!(byte, b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n')
}

/// Whether a line ends with a bracket that opens an object, blanks aside.
fn ends_in_bracket(line: &[u8]) -> bool {
    line.get(..trimmed_len(line)).is_some_and(|line| line.last() == Some(&b'{'))
}
