//! Detects sources that are not UTF-8 text, which get a single finding.

use crate::framing::anchor::begin_of_callback;
use crate::json::syntax_error::Malformed;

/// The UTF-8 byte-order mark, which RFC 8259, section 8.1, allows readers to ignore.
pub const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The number of bytes that are examined to distinguish text from binary data.
pub const SAMPLE: usize = 8000;

/// Returns the length in bytes of the byte-order mark at the start of a source; 0 if there is none.
#[must_use]
pub fn mark_len(bytes: &[u8]) -> usize {
    if bytes.starts_with(UTF8_MARK) { UTF8_MARK.len() } else { 0 }
}

/// Returns whether the beginning of a source is long enough for [`refuse`].
#[must_use]
pub fn is_enough(head: &[u8]) -> bool {
    head.len() >= SAMPLE || (head.len() >= WIDE && begins_as_text(head))
}

/// Reports a source that is clearly not UTF-8 text, by its beginning.
#[must_use]
pub fn refuse(head: &[u8]) -> Option<Malformed> {
    let head = head.get(..SAMPLE).unwrap_or(head);
    let (what, help) = if is_wide(head) {
        ("UTF-16 or UTF-32 text: expected UTF-8", "convert it: `iconv -f UTF-16 -t UTF-8`")
    } else if is_binary(head) {
        (
            "binary data: expected JSON text",
            "check whether this is the right file, and decompress it if needed",
        )
    } else {
        return None;
    };
    Some(Malformed::new(0, head.len().min(1), what, Some(help.to_owned())))
}

/// The number of bytes that distinguish UTF-16 and UTF-32 from text after NUL bytes.
const WIDE: usize = 8;

/// Returns whether a text starts with a UTF-16 or UTF-32 byte-order mark, or with ASCII characters in one of these.
fn is_wide(head: &[u8]) -> bool {
    let head = head.get(..WIDE).unwrap_or(head);
    let is_every = |width: usize, place: usize| {
        head.len() >= width && head.iter().enumerate().all(|(at, byte)| (*byte != 0) == (at % width == place))
    };
    head.starts_with(b"\xFF\xFE")
        || head.starts_with(b"\xFE\xFF")
        || is_every(2, 0)
        || is_every(2, 1)
        || is_every(4, 0)
        || is_every(4, 3)
}

/// Returns whether more than a tenth of the bytes are not text, the start is not JSON, and no callback begins among
/// them. A log with one damaged line is still a log.
fn is_binary(head: &[u8]) -> bool {
    let head = match head.utf8_chunks().last() {
        // The sample may end inside a character.
        Some(last) if last.invalid().len() < 4 && head.len() == SAMPLE => {
            &head[..head.len() - last.invalid().len()]
        }
        _ => head,
    };
    let controls = head.iter().filter(|byte| matches!(byte, 0..=8 | 14..=31 | 127)).count();
    let invalid: usize = head.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
    !begins_as_text(head) && (controls + invalid) * 10 > head.len() && begin_of_callback(head).is_none()
}

/// Returns whether a text may start with JSON, after any NUL bytes, or consists of NUL bytes.
fn begins_as_text(head: &[u8]) -> bool {
    let nuls = head.iter().take_while(|byte| **byte == 0).count();
    match head.get(nuls) {
        Some(byte) => b"{[\" \t\r\n".contains(byte),
        None => nuls > 0,
    }
}
