//! Recognizes the line that a message starts with: in a saved request or response, in a REST-client file, in the output of
//! `curl -i` and `curl -v`.

use httparse::Request;
use memchr::memchr;

use crate::json::steps;

/// The longest first line of a message that is recognized, in bytes. RFC 9112, section 3, recommends at least 8000.
pub const MAX_LINE: usize = 1 << 13;

/// The line that separates the requests of a REST-client file starts with this.
const SEPARATOR: &[u8] = b"###";

/// The kind of line that a text starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// A request line, a status line, or the separator of a REST-client file.
    Message,
    /// Anything else.
    Other,
    /// Text that may become the first line of a message.
    Unknown,
}

/// Returns the kind of line that a text starts with; `is_whole` is whether nothing follows the text. A request line has a
/// method in capitals, a target, and a version (RFC 9112, section 3), which a URL does not need. A status line starts with the
/// version (section 4).
#[must_use]
pub fn opening(text: &[u8], is_whole: bool) -> Opening {
    let Some(first) = text.first() else {
        return if is_whole { Opening::Other } else { Opening::Unknown };
    };
    if !first.is_ascii_uppercase() && !matches!(first, b'>' | b'<' | b'#') {
        return Opening::Other;
    }
    let window = text.get(..MAX_LINE).unwrap_or(text);
    let newline = memchr(b'\n', window);
    steps::count(newline.unwrap_or(window.len()));
    let line = &window[..newline.unwrap_or(window.len())];
    match newline {
        None if !is_whole && window.len() < MAX_LINE && may_become_message(untraced(line)) => {
            Opening::Unknown
        }
        None if !is_whole => Opening::Other,
        _ if is_first_line(untraced(line)) => Opening::Message,
        _ => Opening::Other,
    }
}

/// Returns the kind of a line, after any NUL bytes that a log may have between requests.
#[must_use]
pub fn opening_of_line(line: &[u8], is_whole: bool) -> Opening {
    opening(&line[nuls(line)..], is_whole)
}

/// Returns the number of NUL bytes at the start of a text.
pub fn nuls(text: &[u8]) -> usize {
    text.iter().take_while(|byte| **byte == 0).count()
}

/// Returns a line of `curl -v` without the prefix of sent (`> `) and received (`< `) heads; any other line as it is.
#[must_use]
pub fn untraced(line: &[u8]) -> &[u8] {
    let rest = line.strip_prefix(b">").or_else(|| line.strip_prefix(b"<"));
    match rest {
        Some([b' ', rest @ ..]) => rest,
        Some(rest) if rest.trim_ascii().is_empty() => rest,
        _ => line,
    }
}

/// Returns whether a text starts with a line that belongs to no message: a comment, separator or variable of a REST-client file,
/// or a remark of `curl -v`.
#[must_use]
pub fn is_remark(line: &[u8]) -> bool {
    const SIGNS: [&[u8]; 5] = [b"#", b"//", b"@", b"* ", b"} ["];
    let end = memchr(b'\n', line).unwrap_or(line.len());
    let is_data = || line.starts_with(b"{ [") && line[..end].trim_ascii_end().ends_with(b"bytes data]");
    SIGNS.iter().any(|sign| line.starts_with(sign)) || is_data()
}

fn is_first_line(line: &[u8]) -> bool {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    line.starts_with(SEPARATOR) || is_status_line(line) || is_request_line(line)
}

fn is_status_line(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"HTTP/") else { return false };
    let version = rest.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
    let code = rest[version..].strip_prefix(b" ").unwrap_or_default();
    version > 0
        && code.len() >= 3
        && code[..3].iter().all(u8::is_ascii_digit)
        && matches!(code.get(3), None | Some(b' '))
}

fn is_request_line(line: &[u8]) -> bool {
    let mut parts = line.split(|byte| *byte == b' ');
    let (Some(method), Some(target), version) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let is_known = match version {
        None => target.starts_with(b"http://") || target.starts_with(b"https://"),
        Some(b"HTTP/1.0" | b"HTTP/1.1" | b"HTTP/2" | b"HTTP/2.0" | b"HTTP/3") => parts.next().is_none(),
        Some(_) => false,
    };
    // `httparse` knows no later version.
    let line = [method, b" ", target, b" HTTP/1.1\n\n"].concat();
    is_known
        && is_method(method)
        && Request::new(&mut []).parse(&line).is_ok_and(|parsed| parsed.is_complete())
}

fn is_method(word: &[u8]) -> bool {
    word.iter().all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'-' | b'_'))
}

/// Returns whether the beginning of a line may be that of the first line of a message.
fn may_become_message(line: &[u8]) -> bool {
    let mut parts = line.splitn(3, |byte| *byte == b' ');
    let is_method = parts.next().is_some_and(is_method);
    let is_version =
        parts.nth(1).is_none_or(|version| b"HTTP/".starts_with(version) || version.starts_with(b"HTTP/"));
    SEPARATOR.starts_with(line)
        || line.starts_with(SEPARATOR)
        || line.starts_with(b"HTTP/")
        || (is_method && is_version)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::proptest_config::config;

    #[test]
    fn first_lines_of_messages() {
        let messages = [
            "POST /callback HTTP/1.1",
            "GET / HTTP/1.0\r",
            "POST /callback HTTP/2",
            "POST https://a.qq.com/b",
            "HTTP/1.1 200 OK",
            "HTTP/2 200 ",
            "HTTP/1.1 204",
            "> GET /last HTTP/1.1",
            "< HTTP/2 200",
            "### name",
            "###",
        ];
        for line in messages {
            assert_eq!(opening(format!("{line}\n").as_bytes(), false), Opening::Message, "{line}");
        }
        let others = [
            "POST /callback",
            "Post / HTTP/1.1",
            "INFO x HTTP/1.1 y",
            "HTTP/x 200",
            "HTTP/1.1 OK",
            "<p>",
            "# a",
            "{",
        ];
        for line in others {
            assert_eq!(opening(format!("{line}\n").as_bytes(), false), Opening::Other, "{line}");
        }
    }

    proptest! {
        #![proptest_config(config(3000))]

        /// A line that arrives piece by piece is not decided before it is complete.
        #[test]
        fn each_beginning_of_a_first_line_may_become_one(
            prefix in select(vec!["", "> ", "< ", ">", " "]),
            words in prop::collection::vec(
                select(vec!["POST", "Get", "M-SEARCH", "/a", "https://a", "HTTP/1.1", "HTTP/2", "HTTP/3\r", "200", "###", ""]),
                1..4,
            ),
        ) {
            let line = format!("{prefix}{}", words.join(" "));
            if opening(format!("{line}\n").as_bytes(), true) == Opening::Message {
                for length in 0..line.len() {
                    prop_assert_eq!(opening(&line.as_bytes()[..length], false), Opening::Unknown, "{:?} {}", line, length);
                }
            }
        }
    }
}
