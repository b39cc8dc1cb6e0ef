//! What the bytes of a source are: UTF-8 text, or something that is no JSON at all and deserves one finding.

use crate::malformed::Malformed;

/// The UTF-8 byte-order mark, which RFC 8259, section 8.1, lets a reader ignore.
const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

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
    head.len() >= SAMPLE || (head.len() >= 4 && begins_as_text(head))
}

/// Why a source that begins like this is not text in UTF-8, where it is clear that it is not.
#[must_use]
pub fn refuse(head: &[u8]) -> Option<Malformed> {
    let (what, help) = match head {
        [0xFF, 0xFE, ..]
        | [0xFE, 0xFF, ..]
        | [0, 1..=0xFF, ..]
        | [0, 0, 0, 1..=0xFF, ..]
        | [b'{' | b'[' | b'"', 0, ..] => {
            ("UTF-16 or UTF-32 text: expected UTF-8", "convert it: `iconv -f UTF-16 -t UTF-8`")
        }
        _ if is_binary(head.get(..SAMPLE).unwrap_or(head)) => {
            ("binary data: expected JSON text", "is it compressed, or another file?")
        }
        _ => return None,
    };
    Some(Malformed {
        offset: 0,
        length: head.len().min(1),
        what: what.to_owned(),
        help: Some(help.to_owned()),
    })
}

/// Whether a tenth of the bytes, and what the first line would be, are no text. A log in which one line is
/// damaged is still a log.
fn is_binary(head: &[u8]) -> bool {
    let head = match head.utf8_chunks().last() {
        // A character that the sample cuts in two is no sign of anything.
        Some(last) if last.invalid().len() < 4 && head.len() == SAMPLE => {
            head.get(..head.len() - last.invalid().len()).unwrap_or(head)
        }
        _ => head,
    };
    let controls = head.iter().filter(|byte| matches!(byte, 0..=8 | 14..=31 | 127)).count();
    let invalid: usize = head.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
    !begins_as_text(head) && (controls + invalid) * 10 > head.len()
}

fn begins_as_text(head: &[u8]) -> bool {
    head.first().is_some_and(|byte| b"{[\" \t\r\n".contains(byte))
}
