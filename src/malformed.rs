//! Why a document is not JSON, said to somebody who wants to mend it.
//!
//! `serde_json` tells the reason and roughly the place; this room finds the exact place and better words.

use crate::position::Region;

/// Why a document is not JSON, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Where it goes wrong: a byte offset in the document; its length where it is cut short.
    pub offset: usize,
    /// How many bytes are wrong there; 0 at the end of the document.
    pub length: usize,
    /// What is wrong, in words.
    pub what: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// What is wrong with the request that a body came in, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// Where in the source.
    pub region: Region,
    /// Names the field and the value found, and says what was expected.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Malformed {
    /// For a document whose bytes are no text: the error's place and the byte found there.
    #[must_use]
    pub fn not_utf8(bytes: &[u8], error: std::str::Utf8Error) -> Self {
        let offset = error.valid_up_to();
        let rest = bytes.len().saturating_sub(offset);
        let length = error.error_len().unwrap_or(rest).max(1);
        let found = bytes.get(offset).copied().unwrap_or_default();
        Self {
            offset,
            length,
            what: format!("invalid UTF-8: found the byte 0x{found:02x}"),
            help: Some(
                "JSON is UTF-8 (RFC 8259): convert the text, or find what cut a character in two".into(),
            ),
        }
    }

    /// For a body without any text.
    #[must_use]
    pub fn empty() -> Self {
        Self { offset: 0, length: 0, what: "the body is empty".to_owned(), help: None }
    }

    /// For a text in which `serde_json` gave up.
    #[must_use]
    pub fn from_serde(text: &str, error: &serde_json::Error) -> Self {
        let reason = error.to_string();
        let reason = reason.rsplit_once(" at line ").map_or(reason.as_str(), |(reason, _)| reason);
        let gave_up = match reason {
            _ if error.is_eof() => text.trim_end_matches([' ', '\t', '\n', '\r']).len(),
            _ if reason.starts_with("control character") => control_from(text, offset_of(text, error)),
            // A literal that is not to its end what it began as.
            "expected ident" => literal_before(text, offset_of(text, error)),
            _ => offset_of(text, error),
        };
        let (offset, found) = token_at(text, gave_up);
        let (what, help) = explain(reason, found);
        let what = match found {
            "" => what.to_owned(),
            found if what.starts_with("expected") => format!("{what}, found `{found}`"),
            _ => what.to_owned(),
        };
        Self { offset, length: found.len(), what, help: help.map(str::to_owned) }
    }
}

/// The offset of the first control character from `offset` on, since `serde_json` may name the byte before.
fn control_from(text: &str, offset: usize) -> usize {
    let rest = text.as_bytes().get(offset..).unwrap_or_default();
    offset + rest.iter().position(u8::is_ascii_control).unwrap_or(0)
}

/// The offset of the last letter before `offset`, where what stands there is no letter itself.
fn literal_before(text: &str, offset: usize) -> usize {
    let is_letter = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_alphabetic);
    offset.checked_sub(1).filter(|before| !is_letter(offset) && is_letter(*before)).unwrap_or(offset)
}

/// The word or the character at an offset, and where it begins; nothing at the end of the text.
fn token_at(text: &str, offset: usize) -> (usize, &str) {
    let (before, behind) = text.split_at_checked(offset).unwrap_or((text, ""));
    let Some(found) = behind.chars().next() else { return (offset, "") };
    if !found.is_ascii_alphabetic() {
        return (offset, behind.get(..found.len_utf8()).unwrap_or_default());
    }
    let is_of_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let head = before.len() - before.trim_end_matches(is_of_word).len();
    let tail = behind.find(|letter| !is_of_word(letter)).unwrap_or(behind.len());
    // Words that are longer than this are shown by their letter.
    if head + tail > 40 {
        return (offset, behind.get(..1).unwrap_or_default());
    }
    (offset - head, text.get(offset - head..offset + tail).unwrap_or_default())
}

/// The byte offset at which `serde_json` gave up. Its lines are 1-based; its columns count the bytes
/// of the line up to and with the offending one, so that 0 is the line break before.
fn offset_of(text: &str, error: &serde_json::Error) -> usize {
    let line_start = match error.line() {
        0 | 1 => 0,
        line => memchr::memchr_iter(b'\n', text.as_bytes())
            .nth(line - 2)
            .map_or(text.len(), |newline| newline + 1),
    };
    let mut offset = (line_start + error.column()).saturating_sub(1).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// What `serde_json` says, as somebody would say it who wants to mend the document; and how to.
fn explain<'r>(reason: &'r str, found: &str) -> (&'r str, Option<&'static str>) {
    const CUT: Option<&str> = Some("the rest is missing: was the disk full, or the writer stopped?");
    const COMMA: (&str, Option<&str>) =
        ("a comma stands before the closing bracket", Some("remove the comma"));
    match reason {
        "key must be a string" if found == "}" => COMMA,
        "expected value" if found == "]" => COMMA,
        "trailing comma" => COMMA,
        "EOF while parsing an object" => ("cut short inside an object", CUT),
        "EOF while parsing a list" => ("cut short inside an array", CUT),
        "EOF while parsing a string" => ("cut short inside a string", CUT),
        "EOF while parsing a value" => ("cut short before a value", CUT),
        "expected value" | "expected ident" => ("expected a value", None),
        "key must be a string" => ("expected a member name in double quotes", None),
        "trailing characters" => ("expected the end of the document", None),
        "invalid number" => (
            "a number that JSON does not have",
            Some("no leading zero, no `+`, a digit on both sides of the point"),
        ),
        "invalid escape" => ("an escape that JSON does not have", Some("write a backslash itself as `\\\\`")),
        reason if reason.starts_with("control character") => (
            "a control character stands unescaped in a string",
            Some("write a line break as `\\n`, a tab as `\\t`; or the string's closing quote is missing"),
        ),
        reason => (reason, None),
    }
}
