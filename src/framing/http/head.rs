//! The head of a request: where it begins and ends, and what it says of the body.

use httparse::{EMPTY_HEADER, Request};
use memchr::memchr;

use crate::escape::shortened;
use crate::json::steps;
use crate::json::syntax_error::HeadProblem;
use crate::position::{Position, Region};

/// The longest request line that is known as one: bytes. RFC 9112, section 3, asks for 8000 at least.
pub const MAX_LINE: usize = 1 << 13;

/// The longest head that is read: bytes.
pub const MAX_LEN: usize = 1 << 16;

/// What a text begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// A request line.
    Request,
    /// Anything else.
    Other,
    /// What may become a request line.
    Unknown,
}

/// What a text begins with; `is_whole` says that no more of it will come. A request line has a method in capitals,
/// a target and `HTTP/1.0` or `HTTP/1.1` (RFC 9112, section 3).
#[must_use]
pub fn opening(text: &[u8], is_whole: bool) -> Opening {
    let Some(first) = text.first() else {
        return if is_whole { Opening::Other } else { Opening::Unknown };
    };
    if !first.is_ascii_uppercase() {
        return Opening::Other;
    }
    let window = text.get(..MAX_LINE).unwrap_or(text);
    let newline = memchr(b'\n', window);
    steps::count(newline.unwrap_or(window.len()));
    let is_request = match newline {
        Some(newline) => is_request_line(&window[..newline]),
        None if is_whole => is_request_line(window),
        None if window.len() < MAX_LINE && Request::new(&mut []).parse(window).is_ok() => {
            return Opening::Unknown;
        }
        None => false,
    };
    if is_request { Opening::Request } else { Opening::Other }
}

fn is_request_line(line: &[u8]) -> bool {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    Request::new(&mut []).parse(&[line, b"\n\n"].concat()).is_ok_and(|parsed| parsed.is_complete())
}

/// What a line begins with, behind NUL bytes that a log may have between requests.
#[must_use]
pub fn opening_of_line(line: &[u8], is_whole: bool) -> Opening {
    opening(&line[nuls(line)..], is_whole)
}

/// How many NUL bytes a text begins with.
pub fn nuls(text: &[u8]) -> usize {
    text.iter().take_while(|byte| **byte == 0).count()
}

/// The offset of the first request line in a text that begins a line, of those that begin at `from` or behind it;
/// where there is none, how much of the text need not be looked at again when more of it has come.
///
/// # Errors
///
/// Where there is no request line.
pub fn find_request(text: &[u8], from: usize, is_line_start: bool, is_whole: bool) -> Result<usize, usize> {
    let before = from.checked_sub(1).and_then(|before| text.get(before));
    let mut at = from;
    if before.map_or(!is_line_start, |before| *before != b'\n') {
        at += next_line(text, from).ok_or(text.len())?;
    }
    loop {
        let rest = &text[at..];
        match opening_of_line(rest, is_whole) {
            Opening::Request => return Ok(at),
            Opening::Unknown => return Err(at),
            Opening::Other => at += next_line(text, at).ok_or(text.len())?,
        }
    }
}

/// How far behind `at` the next line begins.
fn next_line(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let newline = memchr(b'\n', rest);
    steps::count(newline.unwrap_or(rest.len()));
    Some(newline? + 1)
}

/// The length of the head that a text begins with, with the blank line that ends it (RFC 9112, section 2.1), in
/// bytes; `None` where more has to come. Where the blank line is missing, a head ends before what cannot belong to
/// it: the bracket that opens a body, or another request line.
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
            [b'{' | b'[', ..] => return Some(at),
            _ if opening(rest, is_whole) == Opening::Request => return Some(at),
            _ => {}
        }
    }
}

/// A line of a head, `name: value` (RFC 9112, section 5).
#[derive(Clone, Debug)]
pub struct Field {
    /// The value, without the white space around it.
    pub value: String,
    /// Where the line lies in the source.
    pub region: Region,
}

impl Field {
    /// An head_problem to the field.
    pub fn head_problem(&self, message: String, help: &str) -> HeadProblem {
        HeadProblem { region: self.region, message, help: Some(help.to_owned()), is_advice: false }
    }

    /// Whether the last element of a list in the value is `name`, whatever the case.
    fn ends_with(&self, name: &str) -> bool {
        self.value.rsplit(',').next().is_some_and(|last| last.trim().eq_ignore_ascii_case(name))
    }
}

/// What a head says.
#[derive(Clone, Debug)]
pub struct Head {
    /// What the request line begins with; empty where there is no head.
    pub method: String,
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
    /// `Transfer-Encoding`, where the last of the codings is `chunked` (RFC 9112, section 6.1).
    pub chunked: Option<Field>,
    /// Whether it is longer than a head may be, so that its end is not known.
    pub is_too_large: bool,
    /// What is wrong with lines of it.
    pub head_problems: Vec<HeadProblem>,
}

impl Head {
    /// Reads a head that begins at `start` in its source.
    #[must_use]
    pub fn new(text: &[u8], start: Position) -> Self {
        let mut head = Self {
            method: String::new(),
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
            let bare = line.trim_ascii_end();
            let region = Region { start: at, end: at.after(bare) };
            at = at.after(line);
            head.is_closed = bare.is_empty();
            match number {
                0 => head.request_line(bare, region),
                _ if head.is_closed => {}
                _ => head.field_line(line, region),
            }
        }
        head.is_too_large = text.len() >= MAX_LEN && !head.is_closed;
        if head.is_too_large {
            let message = format!(
                "the head of the request is larger than {} KiB: expected a blank line behind it",
                MAX_LEN >> 10
            );
            head.head_problems =
                vec![head.head_problem(message, "put a blank line between the head and the body")];
        }
        head
    }

    fn request_line(&mut self, line: &[u8], region: Region) {
        let method = line.split(|byte| *byte == b' ').next().unwrap_or_default();
        self.method = String::from_utf8_lossy(method).into_owned();
        self.region = region;
    }

    fn field_line(&mut self, line: &[u8], region: Region) {
        let bare = line.trim_ascii_end();
        let text = [bare, b"\n\n"].concat();
        let mut headers = [EMPTY_HEADER];
        let Ok(httparse::Status::Complete((_, [header]))) = httparse::parse_headers(&text, &mut headers)
        else {
            // The last line of a head that was cut short is known by that.
            if !line.ends_with(b"\n") {
                return;
            }
            let found = String::from_utf8_lossy(bare);
            self.head_problems.push(HeadProblem {
                region,
                message: format!(
                    "expected a line `name: value` in the head of the request, found `{}`",
                    shortened(&found)
                ),
                help: Some(
                    "put a blank line between the head and the body, and nothing else into the head".into(),
                ),
                is_advice: false,
            });
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

    /// An head_problem to the request as a whole.
    #[must_use]
    pub fn head_problem(&self, message: String, help: &str) -> HeadProblem {
        HeadProblem { region: self.region, message, help: Some(help.to_owned()), is_advice: false }
    }

    /// How many bytes of body the head says there are, and the line that says so. A length that is no number is
    /// objected to.
    pub fn length(&mut self) -> Option<(usize, Field)> {
        let field = self.content_length.clone()?;
        let is_number = !field.value.is_empty() && field.value.bytes().all(|byte| byte.is_ascii_digit());
        match field.value.parse() {
            Ok(length) if is_number => Some((length, field)),
            _ => {
                let message = format!(
                    "`Content-Length` is \"{}\": expected a number of bytes",
                    shortened(&field.value)
                );
                self.head_problems.push(field.head_problem(message, "remove the line, or mend it"));
                None
            }
        }
    }
}
