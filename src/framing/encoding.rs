//! What the bytes of a source are: UTF-8 text, or something that is no JSON at all and deserves one finding.

use crate::framing::anchor::begin_of_callback;
use crate::json::syntax_error::Malformed;

/// The UTF-8 byte-order mark, which RFC 8259, section 8.1, lets a reader ignore.
pub const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// How much of a source is looked at to tell text from binary: bytes.
pub const SAMPLE: usize = 8000;

/// The length of the byte-order mark that a source begins with, in bytes: 0 where there is none.
#[must_use]
pub fn mark_len(bytes: &[u8]) -> usize {
    if bytes.starts_with(UTF8_MARK) { UTF8_MARK.len() } else { 0 }
}

/// Whether what has come of a source is enough for [`refuse`] to judge by.
#[must_use]
pub fn is_enough(head: &[u8]) -> bool {
    head.len() >= SAMPLE || (head.len() >= WIDE && begins_as_text(head))
}

/// Why a source that begins like this is not text in UTF-8, if it is clear that it is not.
#[must_use]
pub fn refuse(head: &[u8]) -> Option<Malformed> {
    let head = head.get(..SAMPLE).unwrap_or(head);
    let (what, help) = if is_wide(head) {
        ("UTF-16 or UTF-32 text: expected UTF-8", "convert it: `iconv -f UTF-16 -t UTF-8`")
    } else if is_binary(head) {
        ("binary data: expected JSON text", "is it compressed, or another file?")
    } else {
        return None;
    };
    Some(Malformed::new(0, head.len().min(1), what, Some(help.to_owned())))
}

/// How many bytes tell UTF-16 and UTF-32 from text with NUL bytes before it.
const WIDE: usize = 8;

/// Whether a text begins with a mark of UTF-16 or UTF-32, or with ASCII characters of two or four bytes.
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

/// Whether a tenth of the bytes, and what the first line would be, are no text, and no document begins among them. A log
/// in which one line is damaged is still a log.
fn is_binary(head: &[u8]) -> bool {
    let head = match head.utf8_chunks().last() {
        // A character that the sample cuts in two is no sign of anything.
        Some(last) if last.invalid().len() < 4 && head.len() == SAMPLE => {
            &head[..head.len() - last.invalid().len()]
        }
        _ => head,
    };
    let controls = head.iter().filter(|byte| matches!(byte, 0..=8 | 14..=31 | 127)).count();
    let invalid: usize = head.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
    !begins_as_text(head) && (controls + invalid) * 10 > head.len() && begin_of_callback(head).is_none()
}

/// Whether what may be JSON begins a text, perhaps behind NUL bytes or behind nothing else.
fn begins_as_text(head: &[u8]) -> bool {
    let nuls = head.iter().take_while(|byte| **byte == 0).count();
    match head.get(nuls) {
        Some(byte) => b"{[\" \t\r\n".contains(byte),
        None => nuls > 0,
    }
}
