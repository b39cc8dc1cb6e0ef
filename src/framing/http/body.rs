//! Reads the body of a request to its actual end, and removes the transfer coding.

use std::io::Read;

use super::head::{Field, Head, MAX_LEN, find_message};
use super::opening::{Opening, opening_of_line};
use super::{Requests, coding};
use crate::framing::encoding::SAMPLE;
use crate::json::syntax_error::HeadProblem;
use crate::json::whitespace::{blanks, trimmed_len};
use crate::position::Position;

/// The body of a request.
#[derive(Debug)]
pub struct Body {
    /// The bytes between the head and the body: the size of the first chunk.
    pub before: Vec<u8>,
    /// The position in the source at which the body begins.
    pub start: Position,
    /// The bytes of the body.
    pub bytes: Vec<u8>,
    /// Differences between the head and the length or coding of the body.
    pub head_problems: Vec<HeadProblem>,
    /// Whether the body is larger than the limit. `bytes` is only its beginning then.
    pub is_too_large: bool,
}

/// The text after a body of the declared length.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    /// Another request or the end of the source, possibly after blank lines.
    Nothing,
    /// Text that may be more of the body.
    More,
    /// Not enough text to decide.
    Unknown,
}

impl<R: Read> Requests<'_, R> {
    /// Reads the body after a head.
    pub fn body(&mut self, head: &mut Head) -> Body {
        let mut body = Body {
            before: Vec::new(),
            start: self.position(),
            bytes: Vec::new(),
            head_problems: Vec::new(),
            is_too_large: false,
        };
        if head.is_traced {
            self.skip_remarks();
            body.start = self.position();
        }
        if head.is_too_large {
            self.skip(usize::MAX);
        } else if head.is_traced {
            self.open_ended(&mut body);
            remove_trace(&mut body.bytes);
        } else if let Some(field) = head.chunked.clone().filter(|_| !head.is_response || !self.is_at_json()) {
            self.chunked(&mut body, &field);
        } else if let Some((length, field)) = head.length() {
            self.sized(&mut body, length, &field);
        } else {
            self.open_ended(&mut body);
        }
        body
    }

    /// Reads a body without a declared length, up to the next request or the end.
    pub fn open_ended(&mut self, body: &mut Body) {
        let mut from = 0;
        loop {
            match find_message(self.ahead(), from, self.is_line_start(), self.is_at_end()) {
                Ok(length) => return self.keep(body, length),
                Err(next) => from = next,
            }
            if self.is_at_end() {
                return self.keep(body, self.ahead().len());
            }
            if from > self.limit {
                return self.give_up(body, usize::MAX);
            }
            self.more();
        }
    }

    /// Reads a body of a declared length (RFC 9112, section 6.2). It is shorter if another request comes first. It is
    /// longer if other text follows, unless it is JSON already: then it is returned without waiting for more text.
    fn sized(&mut self, body: &mut Body, length: usize, field: &Field) {
        let had = self.wait_for(length.min(self.room(body)));
        let is_short = had < length;
        if had > self.limit {
            return self.give_up(body, length);
        }
        if !is_short && self.ends_at(length) {
            return self.keep(body, length);
        }
        if is_short {
            self.keep(body, had);
        } else {
            self.open_ended(body);
        }
        if !body.is_too_large {
            let (message, help) = wrong_length(&body.bytes, length, is_short);
            body.head_problems.push(field.problem(message, help));
        }
    }

    /// Returns whether a body ends at its declared length, which has been read.
    fn ends_at(&mut self, length: usize) -> bool {
        let mut is_json = None;
        loop {
            let after = self.after(length);
            if after == After::Nothing {
                return true;
            }
            let body = &self.ahead()[..length];
            if *is_json.get_or_insert_with(|| coding::is_json(body, self.limit)) {
                return true;
            }
            if after == After::More {
                return false;
            }
            self.more();
        }
    }

    fn after(&self, length: usize) -> After {
        let rest = &self.ahead()[length..];
        let blanks = blanks(rest);
        if blanks >= MAX_LEN {
            return After::Nothing;
        }
        match &rest[blanks..] {
            [] if self.is_at_end() => After::Nothing,
            rest => match opening_of_line(rest, self.is_at_end()) {
                Opening::Message => After::Nothing,
                Opening::Other => After::More,
                Opening::Unknown => After::Unknown,
            },
        }
    }

    /// Returns how many more bytes make a body larger than the limit.
    pub fn room(&self, body: &Body) -> usize {
        self.limit.saturating_add(1).saturating_sub(body.bytes.len())
    }

    /// Waits for `length` bytes. Returns how many there are before the next request or the end.
    pub fn wait_for(&mut self, length: usize) -> usize {
        let mut from = 0;
        loop {
            let is_enough = self.is_at_end() || self.ahead().len() >= length;
            let window = self.ahead().get(..length).unwrap_or(self.ahead());
            let is_whole = self.is_at_end() && window.len() == self.ahead().len();
            match find_message(window, from, self.is_line_start(), is_whole) {
                Ok(found) => return found,
                Err(next) if is_enough => {
                    // A request line may continue after the window.
                    let rest = self.ahead().get(next..).filter(|_| next < window.len()).unwrap_or_default();
                    match opening_of_line(rest, self.is_at_end()) {
                        Opening::Message => return next,
                        Opening::Unknown if !rest.is_empty() => from = next,
                        Opening::Other | Opening::Unknown => return window.len(),
                    }
                }
                Err(next) => from = next,
            }
            self.more();
        }
    }

    /// Adds `length` bytes to the body, unless they make it too large.
    pub fn keep(&mut self, body: &mut Body, length: usize) {
        if length >= self.room(body) {
            return self.give_up(body, length);
        }
        body.bytes.append(&mut self.take(length));
    }

    /// Skips up to `length` bytes of a body that is larger than the limit. Keeps its beginning for the report.
    pub fn give_up(&mut self, body: &mut Body, length: usize) {
        body.is_too_large = true;
        if body.bytes.is_empty() {
            body.bytes = self.ahead().get(..SAMPLE).unwrap_or(self.ahead()).to_vec();
        }
        self.skip(length);
    }

    /// Skips up to `length` bytes, at most to the next request or the end.
    pub fn skip(&mut self, mut length: usize) {
        loop {
            let window = self.ahead().get(..length).unwrap_or(self.ahead());
            let is_whole = self.is_at_end() || self.ahead().len() >= length;
            let found = find_message(window, 0, self.is_line_start(), is_whole);
            let skipped = found
                .unwrap_or_else(|next| if is_whole { window.len() } else { whole_characters(window, next) });
            self.consume(skipped);
            length -= skipped;
            if found.is_ok() || is_whole {
                return;
            }
            self.more();
        }
    }
}

/// Removes the last lines of `curl -v`, the first of which follows the body without a line break.
fn remove_trace(body: &mut Vec<u8>) {
    const SIGNS: [&[u8]; 2] = [b"* Connection #", b"* Closing connection"];
    let first = SIGNS.iter().filter_map(|sign| memchr::memmem::rfind(body, sign)).min();
    body.truncate(first.unwrap_or(body.len()));
}

/// Returns the message and the help for a body of another length than declared.
fn wrong_length(body: &[u8], length: usize, is_short: bool) -> (String, &'static str) {
    let found = trimmed_len(body);
    if found == 0 {
        let message = format!("`Content-Length` is {length}, but no body follows");
        return (message, "capture the request again, with its body");
    }
    let counts_characters = String::from_utf8_lossy(body).trim_end().chars().count() == length;
    let (why, help) = if counts_characters {
        ("it counts characters, not bytes", "count the bytes of the encoded body in the sender")
    } else if is_short {
        (
            "the body is truncated, or was changed after capture",
            "capture the request again, or correct `Content-Length`",
        )
    } else {
        ("receivers ignore the rest", "correct `Content-Length` if the body was changed after capture")
    };
    (format!("`Content-Length` is {length}, but {found} bytes follow: {why}"), help)
}

/// Returns `length` bytes or slightly less, so that no character is split: columns count characters.
fn whole_characters(text: &[u8], length: usize) -> usize {
    let from = length.saturating_sub(3);
    let last = &text[from..length];
    last.iter().rposition(|byte| *byte >= 0xC0).map_or(length, |lead| from + lead)
}
