//! Finds and parses the head of a message.

use httparse::EMPTY_HEADER;
use memchr::memchr;

use super::opening::{Opening, opening, opening_of_line, untraced};
use crate::escape::shortened;
use crate::json::steps;
use crate::json::syntax_error::HeadProblem;
use crate::position::{Position, Region};

/// The longest head that is read, in bytes.
pub const MAX_LEN: usize = 1 << 16;

/// Returns the byte offset of the first message at or after `from`. `is_line_start` is whether the text starts a line.
///
/// # Errors
///
/// Fails if no message begins. The error is the offset to continue from when more text has been read.
pub fn find_message(text: &[u8], from: usize, is_line_start: bool, is_whole: bool) -> Result<usize, usize> {
    let before = from.checked_sub(1).and_then(|before| text.get(before));
    let mut at = from;
    if before.map_or(!is_line_start, |before| *before != b'\n') {
        at += next_line(text, from).ok_or(text.len())?;
    }
    loop {
        let rest = &text[at..];
        match opening_of_line(rest, is_whole) {
            Opening::Message => return Ok(at),
            Opening::Unknown => return Err(at),
            Opening::Other => at += next_line(text, at).ok_or(text.len())?,
        }
    }
}

/// Returns the number of bytes from `at` to the next line.
fn next_line(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let newline = memchr(b'\n', rest);
    steps::count(newline.unwrap_or(rest.len()));
    Some(newline? + 1)
}

/// Returns the length in bytes of the head at the start of a text, including the blank line that ends it (RFC 9112,
/// section 2.1); `None` if more text is needed. Without a blank line, a head ends before a line that starts with a
/// bracket, or before another request line.
#[must_use]
pub fn len(text: &[u8], is_whole: bool) -> Option<usize> {
    let is_whole = is_whole || text.len() >= MAX_LEN;
    let text = text.get(..MAX_LEN).unwrap_or(text);
    let mut at = 0;
    loop {
        let Some(line) = next_line(text, at) else { return is_whole.then_some(text.len()) };
        at += line;
        let rest = &text[at..];
        match rest {
            [b'\n', ..] => return Some(at + 1),
            [b'\r', b'\n', ..] => return Some(at + 2),
            [b'>' | b'<', b' ', b'\n', ..] if is_traced(text) => return Some(at + 3),
            [b'>' | b'<', b'\n', ..] if is_traced(text) => return Some(at + 2),
            [b'>' | b'<', b' ', b'\r', b'\n', ..] if is_traced(text) => return Some(at + 4),
            [b'{' | b'[', ..] => return Some(at),
            _ if opening(rest, is_whole) == Opening::Message => return Some(at),
            _ => {}
        }
    }
}

/// Returns whether a head is printed by `curl -v`.
fn is_traced(head: &[u8]) -> bool {
    head.starts_with(b"> ") || head.starts_with(b"< ")
}

/// A header field: `name: value` (RFC 9112, section 5).
#[derive(Clone, Debug)]
pub struct Field {
    /// The value without white space around it.
    pub value: String,
    /// The region of the line in the source.
    pub region: Region,
}

impl Field {
    /// Creates a problem located at the field.
    pub fn problem(&self, message: String, help: &str) -> HeadProblem {
        HeadProblem::new(self.region, message, help)
    }

    /// Returns whether the last element of a comma-separated value is `name`, ignoring case.
    fn ends_with(&self, name: &str) -> bool {
        self.value.rsplit(',').next().is_some_and(|last| last.trim().eq_ignore_ascii_case(name))
    }
}

/// A parsed head.
#[derive(Clone, Debug)]
pub struct Head {
    /// The method; the version of a response; empty if there is no head.
    pub method: String,
    /// Whether this is the head of a response.
    pub is_response: bool,
    /// Whether `curl -v` printed the head. It does not print the body of a request.
    pub is_traced: bool,
    /// Whether the message needs no body: `curl -v` omits that of a request, and some responses have none (RFC 9110,
    /// section 15).
    pub needs_no_body: bool,
    /// The request line.
    pub region: Region,
    /// Whether a blank line ends the head.
    pub is_closed: bool,
    /// `Content-Length` (RFC 9110, section 8.6).
    pub content_length: Option<Field>,
    /// `Content-Encoding` (RFC 9110, section 8.4).
    pub content_encoding: Option<Field>,
    /// `Content-Type` (RFC 9110, section 8.3).
    pub content_type: Option<Field>,
    /// `Transfer-Encoding`, if the last coding is `chunked` (RFC 9112, section 6.1).
    pub chunked: Option<Field>,
    /// Whether the head is longer than [`MAX_LEN`], so that its end is unknown.
    pub is_too_large: bool,
    /// Problems in lines of the head.
    pub head_problems: Vec<HeadProblem>,
}

impl Head {
    /// Parses a head that begins at `start` in the source.
    #[must_use]
    pub fn new(text: &[u8], start: Position) -> Self {
        let mut head = Self {
            method: String::new(),
            is_response: false,
            is_traced: is_traced(text),
            needs_no_body: false,
            region: Region { start, end: start },
            is_closed: false,
            content_length: None,
            content_encoding: None,
            content_type: None,
            chunked: None,
            is_too_large: false,
            head_problems: Vec::new(),
        };
        let mut at = start;
        for (number, line) in text.split_inclusive(|byte| *byte == b'\n').enumerate() {
            let region = Region { start: at, end: at.after(line.trim_ascii_end()) };
            at = at.after(line);
            let line = if head.is_traced { untraced(line) } else { line };
            let bare = line.trim_ascii_end();
            head.is_closed = bare.is_empty();
            match number {
                0 => head.request_line(bare, region),
                _ if head.is_closed || (head.is_traced && line.starts_with(b"* ")) => {}
                _ => head.field_line(line, region),
            }
        }
        head.is_too_large = text.len() >= MAX_LEN && !head.is_closed;
        if head.is_too_large {
            let message = format!(
                "the head of the request is larger than {} KiB: expected a blank line after it",
                MAX_LEN >> 10
            );
            let help = "put a blank line between the head and the body";
            head.head_problems = vec![HeadProblem::new(head.region, message, help)];
        }
        head
    }

    fn request_line(&mut self, line: &[u8], region: Region) {
        let mut words = line.split(|byte| *byte == b' ');
        let method = words.next().unwrap_or_default();
        self.is_response = method.starts_with(b"HTTP/");
        let code = words.next().unwrap_or_default();
        self.needs_no_body = match code.first() {
            _ if !self.is_response => self.is_traced,
            Some(b'1' | b'3') => true,
            _ => code == b"204",
        };
        self.method = String::from_utf8_lossy(method).into_owned();
        self.region = region;
    }

    fn field_line(&mut self, line: &[u8], region: Region) {
        let bare = line.trim_ascii_end();
        let text = [bare, b"\n\n"].concat();
        let mut headers = [EMPTY_HEADER];
        let Ok(httparse::Status::Complete((_, [header]))) = httparse::parse_headers(&text, &mut headers)
        else {
            // A truncated head may end inside a line.
            if !line.ends_with(b"\n") {
                return;
            }
            let found = String::from_utf8_lossy(bare);
            let message = format!(
                "expected a line `name: value` in the head of the request, found `{}`",
                shortened(&found)
            );
            let help = "remove the line, or put a blank line before it if the body begins here";
            self.head_problems.push(HeadProblem::new(region, message, help));
            return;
        };
        let value = String::from_utf8_lossy(header.value).into_owned();
        let field = Field { value, region };
        let slot = match header.name.to_ascii_lowercase().as_str() {
            "content-length" => &mut self.content_length,
            "content-encoding" => &mut self.content_encoding,
            "content-type" => &mut self.content_type,
            "transfer-encoding" if field.ends_with("chunked") => &mut self.chunked,
            _ => return,
        };
        slot.get_or_insert(field);
    }

    /// Returns the declared length of the body in bytes, and the field. Reports a length that is not a number.
    pub fn length(&mut self) -> Option<(usize, Field)> {
        // A saved response is decoded.
        let is_decoded = self.is_response && self.content_encoding.is_some();
        let field = self.content_length.clone().filter(|_| !is_decoded)?;
        let is_number = !field.value.is_empty() && field.value.bytes().all(|byte| byte.is_ascii_digit());
        match field.value.parse() {
            Ok(length) if is_number => Some((length, field)),
            _ => {
                let message = format!(
                    "`Content-Length` is \"{}\": expected a number of bytes",
                    shortened(&field.value)
                );
                self.head_problems.push(field.problem(message, "remove the header, or correct it"));
                None
            }
        }
    }
}
