//! Finds the end of an object, whole or broken, token by token.

use memchr::{memchr, memmem, memrchr};

use super::boundary;
use crate::contract::{Field, PAYLOAD};
use crate::json::grammar::{Expected, Grammar};
use crate::json::lexer::{Kind, Token};
use crate::json::whitespace::{is_blank, trimmed_len};
use crate::json::{self, MAX_DEPTH, steps};

/// The most bytes of a line that belong to a broken object after its first violation.
const LONGEST_REST: usize = 1 << 12;

/// The most bytes of an object in another notation that may take several lines.
const LONGEST_FOREIGN: usize = 1 << 13;

/// The text ends before the answer is known, and more may follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Incomplete;

/// The extent of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outline {
    /// The byte offset after the object.
    pub end: usize,
    /// The byte offset of the first token that the grammar does not accept; `None` if the object is closed, or cut short.
    pub violation: Option<usize>,
    /// Whether it ends with its closing bracket and has no violation.
    pub is_closed: bool,
    /// Whether its `Payload` has a documented field.
    pub is_documented: bool,
    /// Whether it is larger than allowed.
    pub is_too_large: bool,
}

/// Finds the end of the object that begins at the byte offset `start`. `is_ended`: nothing follows the text. An object of
/// more than `limit` bytes ends there.
///
/// # Errors
///
/// Fails if more text is needed.
pub fn of_object(text: &[u8], start: usize, is_ended: bool, limit: usize) -> Result<Outline, Incomplete> {
    let (mut at, mut grammar, mut members) = (start, Grammar::START, Members::default());
    loop {
        let rest = &text[at..];
        let outline = Outline {
            end: at,
            violation: None,
            is_closed: false,
            is_documented: members.is_documented,
            is_too_large: false,
        };
        if at - start > limit {
            let end = boundary::of_character(text, start + limit);
            return Ok(Outline { end, is_too_large: true, ..outline });
        }
        let token = Token::first(rest).filter(|token| is_ended || !token.is_undecided(rest));
        let Some(token) = token else {
            let end = start + trimmed_len(&text[start..]);
            return if is_ended { Ok(Outline { end, ..outline }) } else { Err(Incomplete) };
        };
        steps::count(token.len);
        let is_deep = token.kind == Kind::Open && grammar.depth() == MAX_DEPTH;
        if !grammar.accepts(token, rest) || !token.is_closed || is_deep {
            return broken(text, start, at, grammar, is_ended).map(|broken| Outline {
                end: broken.end,
                violation: Some(broken.violation),
                ..outline
            });
        }
        members.note(token, rest, &grammar);
        grammar.advance(token.kind, rest[0]);
        at += token.len;
        if grammar.depth() == 0 {
            let is_documented = members.is_documented;
            return Ok(Outline { end: at, is_closed: true, is_documented, ..outline });
        }
    }
}

/// The members seen so far, as far as they matter.
#[derive(Default)]
struct Members {
    /// Whether the last member of the root is `Payload`.
    is_in_payload: bool,
    is_documented: bool,
}

impl Members {
    fn note(&mut self, token: Token, text: &[u8], grammar: &Grammar) {
        let is_name = matches!(grammar.expected(), Expected::Name | Expected::NameOrEnd);
        if token.kind != Kind::String || !is_name || grammar.depth() > 2 || grammar.is_in_array() {
            return;
        }
        let Ok(name) = std::str::from_utf8(&text[..token.len]) else { return };
        let name = json::decode(name);
        if grammar.depth() == 1 {
            self.is_in_payload = name == PAYLOAD;
        } else if self.is_in_payload {
            self.is_documented |= Field::from_name(&name).is_some();
        }
    }
}

struct Broken {
    end: usize,
    violation: usize,
}

/// Finds the end of an object with a violation at `at`. It ends where its brackets close on that line, before the next
/// callback, or with the line.
fn broken(
    text: &[u8],
    start: usize,
    at: usize,
    grammar: Grammar,
    is_ended: bool,
) -> Result<Broken, Incomplete> {
    if let Some(end) = cut_before_line(text, start, at) {
        return Ok(Broken { end, violation: at });
    }
    let far = end_of_line(text, at, true)?;
    let stop = match next_callback(&text[..far], at).filter(|stop| *stop > start) {
        Some(stop) => stop,
        None => end_of_line(text, at, is_ended)?,
    };
    let end = closing(&text[..stop], at.min(stop), grammar, true)?.unwrap_or(stop);
    let end = start + trimmed_len(&text[start..end]);
    Ok(Broken { end, violation: at })
}

/// Returns the end of the line of `at`, or an offset on it that is far enough.
fn end_of_line(text: &[u8], at: usize, is_ended: bool) -> Result<usize, Incomplete> {
    let rest = &text[at..];
    let far = &rest[..rest.len().min(LONGEST_REST)];
    match memchr(b'\n', far) {
        Some(newline) => Ok(at + newline),
        None if far.len() == LONGEST_REST => Ok(boundary::of_character(text, at + LONGEST_REST)),
        None if is_ended => Ok(at + far.len()),
        None => Err(Incomplete),
    }
}

/// Returns where an object ends that was cut short before the line that begins with the token at `at`: a log goes on
/// there.
fn cut_before_line(text: &[u8], start: usize, at: usize) -> Option<usize> {
    let line = start + memrchr(b'\n', &text[start..at])? + 1;
    let is_first = text[line..at].iter().all(|byte| is_blank(*byte));
    let kind = Token::first(&text[at..])?.kind;
    let goes_on = matches!(kind, Kind::Number | Kind::Word | Kind::Other | Kind::Open);
    (is_first && goes_on).then(|| start + trimmed_len(&text[start..line]))
}

/// Returns the byte offset of the bracket that opens the next callback whose name is at `from` or later.
fn next_callback(text: &[u8], from: usize) -> Option<usize> {
    let name = format!("{PAYLOAD}\"");
    memmem::find_iter(&text[from..], &name).find_map(|found| {
        let before = text[..from + found].strip_suffix(b"\"")?;
        let bracket = trimmed_len(before).checked_sub(1)?;
        (text[bracket] == b'{').then_some(bracket)
    })
}

/// Returns the offset after the bracket that closes the object; `None` if it is not in the text, which is ended.
fn closing(
    text: &[u8],
    mut at: usize,
    mut grammar: Grammar,
    is_ended: bool,
) -> Result<Option<usize>, Incomplete> {
    while let Some(token) = Token::first(&text[at..]) {
        if !is_ended && token.is_undecided(&text[at..]) {
            return Err(Incomplete);
        }
        steps::count(token.len);
        grammar.advance(token.kind, text[at]);
        at += token.len;
        if grammar.depth() == 0 {
            return Ok(Some(at));
        }
    }
    if is_ended { Ok(None) } else { Err(Incomplete) }
}

/// Finds the end of an object in another notation: where its brackets close, or its first line ends.
///
/// # Errors
///
/// Fails if more text is needed.
pub fn of_foreign(text: &[u8], start: usize, is_ended: bool) -> Result<usize, Incomplete> {
    let far = text.len().min(start.saturating_add(LONGEST_FOREIGN));
    let is_far = is_ended || far < text.len();
    if let Some(end) = closing(&text[..far], start, Grammar::START, is_far)? {
        return Ok(end);
    }
    let end = end_of_line(text, start, is_ended)?;
    Ok(start + trimmed_len(&text[start..end]))
}
