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
    let (what, help) = if let Some(compression) = Compression::of(head) {
        (format!("{} data: expected JSON text", compression.name), compression.help())
    } else if let Some(encoding) = wide(head) {
        let family = if encoding.starts_with("UTF-32") { "UTF-32" } else { "UTF-16" };
        (format!("{family} text: expected UTF-8"), format!("convert it: `iconv -f {encoding} -t UTF-8`"))
    } else if head.get(4..8) == Some(b"ftyp") {
        (
            "MP4 video: expected JSON text".to_owned(),
            "pass the body of the callback instead of the result".to_owned(),
        )
    } else if let Some(format) = binary_format(head) {
        (format!("{format} data: expected JSON text"), "write the message as JSON".to_owned())
    } else if is_binary(head) {
        (
            "binary data: expected JSON text".to_owned(),
            "check whether this is the right file: it has none of the compressions that are known".to_owned(),
        )
    } else {
        return None;
    };
    Some(Malformed::new(0, head.len().min(1), what, Some(help)))
}

/// A compression or archive that is not read here.
struct Compression {
    name: &'static str,
    /// The first bytes.
    magic: &'static [u8],
    /// The command that writes the decompressed data to standard output, given the file.
    command: &'static str,
}

/// The compressions by their magic numbers, as in the database of `file`.
const COMPRESSIONS: [Compression; 14] = [
    Compression { name: "xz", magic: b"\xFD7zXZ\0", command: "xz -dc" },
    Compression { name: "bzip2", magic: b"BZh", command: "bzip2 -dc" },
    Compression { name: "Zstandard", magic: b"\x28\xB5\x2F\xFD", command: "zstd -dc" },
    Compression { name: "LZ4", magic: b"\x04\x22\x4D\x18", command: "lz4 -dc" },
    Compression { name: "lzip", magic: b"LZIP", command: "lzip -dc" },
    Compression { name: "compress", magic: b"\x1F\x9D", command: "gzip -dc" },
    Compression { name: "zip", magic: b"PK\x03\x04", command: "unzip -p" },
    Compression { name: "7z", magic: b"7z\xBC\xAF\x27\x1C", command: "7z x -so" },
    Compression { name: "RAR", magic: b"Rar!\x1A\x07", command: "unrar p -inul" },
    Compression { name: "LZMA", magic: b"\x5D\0\0", command: "xz -dc" },
    Compression { name: "zlib", magic: b"\x78\x01", command: "pigz -dc" },
    Compression { name: "zlib", magic: b"\x78\x9C", command: "pigz -dc" },
    Compression { name: "zlib", magic: b"\x78\xDA", command: "pigz -dc" },
    // What is compressed once is decompressed here.
    Compression { name: "twice compressed gzip", magic: b"\x1F\x8B", command: "gzip -dc" },
];

/// The archive format of POSIX, whose magic number follows the fields of the first file.
const TAR: Compression = Compression { name: "tar", magic: b"ustar", command: "tar -xOf" };

/// The byte offset of the magic number in a tar archive.
const TAR_OFFSET: usize = 257;

impl Compression {
    fn of(head: &[u8]) -> Option<&'static Self> {
        let has_sign = || head.get(TAR_OFFSET..).is_some_and(|rest| rest.starts_with(TAR.magic));
        // A text may be known by its beginning, before the sign arrives.
        if !begins_as_text(head) && has_sign() {
            return Some(&TAR);
        }
        // Magic numbers in ASCII may begin a text too.
        let has_magic = |compression: &&Self| head.starts_with(compression.magic);
        COMPRESSIONS
            .iter()
            .find(has_magic)
            .filter(|compression| !compression.magic.is_ascii() || !is_text(head))
    }

    fn help(&self) -> String {
        format!("unpack it: `{} FILE | cbinspect`", self.command)
    }
}

/// Returns whether a beginning has no control characters and is UTF-8.
fn is_text(head: &[u8]) -> bool {
    let is_control = |byte: &u8| matches!(byte, 0..=8 | 14..=31 | 127);
    !head.iter().any(is_control) && std::str::from_utf8(head).is_ok()
}

/// The number of bytes that distinguish UTF-16 and UTF-32 from text after NUL bytes.
const WIDE: usize = 8;

/// Returns the name for `iconv` of the encoding of a text that starts with a UTF-16 or UTF-32 byte-order mark, or with ASCII
/// characters in one of these.
fn wide(head: &[u8]) -> Option<&'static str> {
    let head = head.get(..WIDE).unwrap_or(head);
    let is_every = |width: usize, place: usize| {
        head.len() >= width && head.iter().enumerate().all(|(at, byte)| (*byte != 0) == (at % width == place))
    };
    let has_mark = |mark: &[u8]| head.starts_with(mark);
    let encodings = [
        (has_mark(b"\xFF\xFE\0\0") || has_mark(b"\0\0\xFE\xFF"), "UTF-32"),
        (has_mark(b"\xFF\xFE") || has_mark(b"\xFE\xFF"), "UTF-16"),
        (is_every(4, 0), "UTF-32LE"),
        (is_every(4, 3), "UTF-32BE"),
        (is_every(2, 0), "UTF-16LE"),
        (is_every(2, 1), "UTF-16BE"),
    ];
    encodings.into_iter().find(|(is_it, _)| *is_it).map(|(_, encoding)| encoding)
}

/// Returns the binary format of a message with a member `Payload`: the length of the name, or its type, is before it.
fn binary_format(head: &[u8]) -> Option<&'static str> {
    const FORMATS: [(&str, &[u8]); 3] =
        [("MessagePack", b"\xA7Payload"), ("CBOR", b"\x67Payload"), ("BSON", b"\x03Payload\0")];
    let is_of = |sign: &[u8]| memchr::memmem::find(head.get(..32).unwrap_or(head), sign).is_some();
    FORMATS.into_iter().find(|(_, sign)| is_of(sign)).filter(|_| is_binary(head)).map(|(name, _)| name)
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::proptest_config::config;

    proptest! {
        #![proptest_config(config(2000))]

        /// A source from a pipe may arrive in small parts.
        #[test]
        fn more_of_a_source_does_not_change_what_its_beginning_is(
            beginning in select(vec!["{", "[", "\"", " ", "\0{", "\0\0\0\0\0\0\0", "a", "\u{feff}{"]),
            before in 0..300_usize,
            sign in select(vec!["ustar", "ftyp", "PK\u{3}\u{4}", "\u{5}", "{\"Payload\"", "\0"]),
            behind in 0..20_usize,
            is_short in any::<bool>(),
        ) {
            // The place of the sign of a tar archive.
            let before = if is_short { before } else { TAR_OFFSET - beginning.len() };
            let text = [beginning, &" ".repeat(before), sign, &"\u{1}".repeat(behind)].concat().into_bytes();
            let parts = (0..text.len()).map(|end| &text[..end]).filter(|head| is_enough(head));
            for head in parts {
                prop_assert_eq!(refuse(head), refuse(&text), "{:?}", head);
            }
        }
    }
}
