//! The body of a request: where it ends, whatever its head says, with the transfer coding taken off.

use std::io::Read;

use super::Requests;
use super::coding;
use super::head::{Field, Head, MAX_LEN, Opening, find_request, opening_of_line};
use crate::framing::encoding::SAMPLE;
use crate::json::syntax_error::HeadProblem;
use crate::json::whitespace::{blanks, trimmed_len};
use crate::position::Position;

/// The body of a request.
#[derive(Debug)]
pub struct Body {
    /// What stands between the head and the body: the size of the first chunk.
    pub before: Vec<u8>,
    /// Where the body begins in the source.
    pub start: Position,
    /// The body.
    pub bytes: Vec<u8>,
    /// What it has of another length or coding than its head says.
    pub head_problems: Vec<HeadProblem>,
    /// Whether it is larger than the limit, so that the bytes are only its beginning.
    pub is_too_large: bool,
}

/// What follows a body of the length that its head says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Behind {
    /// Another request or the end of the source, perhaps behind blank lines.
    Nothing,
    /// What may be more of the body.
    More,
    /// That has to come.
    Unknown,
}

impl<R: Read> Requests<'_, R> {
    /// Passes the body behind a head.
    pub fn body(&mut self, head: &mut Head) -> Body {
        let mut body = Body {
            before: Vec::new(),
            start: self.position(),
            bytes: Vec::new(),
            head_problems: Vec::new(),
            is_too_large: false,
        };
        if head.is_too_large {
            self.skip(usize::MAX);
        } else if let Some(field) = head.chunked.clone() {
            self.chunked(&mut body, &field);
        } else if let Some((length, field)) = head.length() {
            self.sized(&mut body, length, &field);
        } else {
            self.open_ended(&mut body);
        }
        body
    }

    /// A body whose length nobody says: up to the next request, or the end.
    pub fn open_ended(&mut self, body: &mut Body) {
        let mut from = 0;
        loop {
            match find_request(self.ahead(), from, self.is_line_start(), self.is_at_end()) {
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

    /// A body of a length that its head says (RFC 9112, section 6.2). The next request shows that it is shorter,
    /// and what follows shows that it is longer, unless it is JSON as it stands: that is not kept waiting.
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
            let (message, help) = other_length(&body.bytes, length, is_short);
            body.head_problems.push(field.head_problem(message, help));
        }
    }

    /// Whether a body ends where its head says, which has come.
    fn ends_at(&mut self, length: usize) -> bool {
        let mut is_json = None;
        loop {
            let behind = self.behind(length);
            if behind == Behind::Nothing {
                return true;
            }
            let body = &self.ahead()[..length];
            if *is_json.get_or_insert_with(|| coding::is_json(body, self.limit)) {
                return true;
            }
            if behind == Behind::More {
                return false;
            }
            self.more();
        }
    }

    fn behind(&self, length: usize) -> Behind {
        let rest = &self.ahead()[length..];
        let passed = blanks(rest);
        if passed >= MAX_LEN {
            return Behind::Nothing;
        }
        match &rest[passed..] {
            [] if self.is_at_end() => Behind::Nothing,
            rest => match opening_of_line(rest, self.is_at_end()) {
                Opening::Request => Behind::Nothing,
                Opening::Other => Behind::More,
                Opening::Unknown => Behind::Unknown,
            },
        }
    }

    /// How many bytes more than a body has are enough to tell that it is larger than the limit.
    pub fn room(&self, body: &Body) -> usize {
        self.limit.saturating_add(1).saturating_sub(body.bytes.len())
    }

    /// How many of `length` bytes there are before the next request, or the end.
    pub fn wait_for(&mut self, length: usize) -> usize {
        let mut from = 0;
        loop {
            let has_come = self.is_at_end() || self.ahead().len() >= length;
            let window = self.ahead().get(..length).unwrap_or(self.ahead());
            let is_whole = self.is_at_end() && window.len() == self.ahead().len();
            match find_request(window, from, self.is_line_start(), is_whole) {
                Ok(found) => return found,
                Err(next) if has_come => {
                    // The request line may go on behind the window that it begins in.
                    let rest = self.ahead().get(next..).filter(|_| next < window.len()).unwrap_or_default();
                    match opening_of_line(rest, self.is_at_end()) {
                        Opening::Request => return next,
                        Opening::Unknown if !rest.is_empty() => from = next,
                        Opening::Other | Opening::Unknown => return window.len(),
                    }
                }
                Err(next) => from = next,
            }
            self.more();
        }
    }

    /// Passes bytes of the body and keeps them, unless the body is too large with them.
    pub fn keep(&mut self, body: &mut Body, length: usize) {
        if length >= self.room(body) {
            return self.give_up(body, length);
        }
        body.bytes.append(&mut self.take(length));
    }

    /// Passes up to `length` bytes of a body that is larger than the limit; its beginning is kept, to be shown.
    pub fn give_up(&mut self, body: &mut Body, length: usize) {
        body.is_too_large = true;
        if body.bytes.is_empty() {
            body.bytes = self.ahead().get(..SAMPLE).unwrap_or(self.ahead()).to_vec();
        }
        self.skip(length);
    }

    /// Passes up to `length` bytes, up to the next request or the end.
    pub fn skip(&mut self, mut length: usize) {
        loop {
            let window = self.ahead().get(..length).unwrap_or(self.ahead());
            let is_whole = self.is_at_end() || self.ahead().len() >= length;
            let found = find_request(window, 0, self.is_line_start(), is_whole);
            let passed = found
                .unwrap_or_else(|next| if is_whole { window.len() } else { whole_characters(window, next) });
            self.pass(passed);
            length -= passed;
            if found.is_ok() || is_whole {
                return;
            }
            self.more();
        }
    }
}

/// What to say of a body whose length is not the one that its head says, and what to do.
fn other_length(body: &[u8], length: usize, is_short: bool) -> (String, &'static str) {
    let found = trimmed_len(body);
    if found == 0 {
        let message = format!("`Content-Length` is {length}, but no body follows");
        return (message, "save the request with its body; it ends behind the head");
    }
    let counts_characters = String::from_utf8_lossy(body).trim_end().chars().count() == length;
    let (why, help) = if counts_characters {
        ("it counts characters, not bytes", "let the sender count the bytes of the encoded body")
    } else if is_short {
        ("the body was cut short, or changed after it was saved", "save the request anew, or mend the length")
    } else {
        ("a receiver leaves the rest unread", "mend the length, if the body was changed after it was saved")
    };
    (format!("`Content-Length` is {length}, but {found} bytes follow: {why}"), help)
}

/// The beginning of a text, of `length` bytes or a little less, that cuts no character in two: columns count
/// characters.
fn whole_characters(text: &[u8], length: usize) -> usize {
    let from = length.saturating_sub(3);
    let last = &text[from..length];
    last.iter().rposition(|byte| *byte >= 0xC0).map_or(length, |lead| from + lead)
}
