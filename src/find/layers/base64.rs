//! Base64 (RFC 4648, sections 4 and 5), in one line or in lines of 64 or 76 characters.

use std::iter;
use std::ops::Range;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::{LONGEST_ESCAPE, Layer, Unit};
use crate::find::decode::decode;
use crate::find::source_map::SourceMap;

/// How the name of the member looks in Base64, after 0, 1 or 2 other bytes in its group of 3: the characters that do not
/// depend on what stands around it, and the number of characters of its groups before them.
pub const ANCHORS: [(&[u8], usize); 3] = [(b"UGF5bG9hZ", 0), (b"BheWxvYW", 2), (b"YXlsb2Fk", 0)];

/// The length of the lines that encoders write (RFC 2045, RFC 7468).
const LINES: [usize; 2] = [64, 76];

/// The layers that escape characters of Base64.
const ESCAPING: [Layer; 2] = [Layer::JsonString, Layer::Percent];

/// A run of Base64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The lines of the run: byte ranges without line breaks. Each but the last has a length that is divisible by 4.
    lines: Vec<Range<usize>>,
}

impl Run {
    /// Finds the run around a group of 4 characters that begins at `group`. It does not begin before `floor`.
    #[must_use]
    pub fn around(text: &[u8], group: usize, floor: usize) -> Self {
        let line = line_around(text, group, floor);
        let surplus = (group - line.start) % 4;
        let mut lines = Vec::new();
        if surplus == 0 {
            let before = |line: &Range<usize>| previous_line(text, line, floor);
            lines.extend(iter::successors(before(&line), before));
            lines.reverse();
        }
        lines.push(line.start + surplus..line.end);
        lines.extend(iter::successors(next_line(text, &line), |line| next_line(text, line)));
        Self { lines }
    }

    /// Returns whether the run cannot continue on another line.
    #[must_use]
    pub fn is_last_line(&self) -> bool {
        self.lines.last().is_none_or(|line| !LINES.contains(&line.len()))
    }

    /// Returns the byte range from the first character to the last.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.lines.first().map_or(0, |line| line.start)..self.lines.last().map_or(0, |line| line.end)
    }

    /// Returns the layer that escapes characters of the run, so that it seems to end there.
    #[must_use]
    pub fn escaping_layer(&self, text: &[u8], floor: usize) -> Option<Layer> {
        let Range { start, end } = self.range();
        let before = &text[start.saturating_sub(1).max(floor)..];
        let behind = &text[end..];
        let is_at_end = |layer: &Layer| {
            [before, behind].into_iter().any(|text| !text.is_empty() && is_escaped(*layer, text))
        };
        ESCAPING.into_iter().find(is_at_end)
    }

    /// Decodes the run. Returns the decoded bytes, and the map to offsets in the text.
    #[must_use]
    pub fn decoded(&self, text: &[u8]) -> (Vec<u8>, SourceMap) {
        let (mut bytes, mut map) = (Vec::new(), SourceMap::base64());
        for line in &self.lines {
            map.push(bytes.len(), line.start);
            bytes.extend(decoded(&text[line.clone()]));
        }
        map.push(bytes.len(), self.range().end);
        (bytes, map)
    }
}

/// Decodes the characters of both alphabets, up to the last that belongs to a whole byte.
fn decoded(line: &[u8]) -> Vec<u8> {
    let config = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let mut line: Vec<u8> = line.iter().map(|byte| standard(*byte)).collect();
    if line.len() % 4 == 1 {
        line.pop();
    }
    // All characters are of the alphabet, so nothing can fail.
    GeneralPurpose::new(&alphabet::STANDARD, config).decode(line).unwrap_or_default()
}

/// Converts a character of the URL-safe alphabet to the standard one.
const fn standard(byte: u8) -> u8 {
    match byte {
        b'-' => b'+',
        b'_' => b'/',
        byte => byte,
    }
}

/// Returns whether a byte is of one of the two alphabets.
#[must_use]
pub const fn is_of_alphabet(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// Returns whether a text ends with a line of Base64 that may continue on the next line.
#[must_use]
pub fn ends_line(text: &[u8]) -> bool {
    let text = text.trim_ascii_end();
    let length = text.iter().rev().take(LINES[1] + 1).take_while(|byte| is_of_alphabet(**byte)).count();
    LINES.contains(&length)
}

/// Returns whether a text begins with a character of Base64, or a line break between its lines, that this layer escapes,
/// possibly under other layers.
fn is_escaped(layer: Layer, text: &[u8]) -> bool {
    let text = text.get(..LONGEST_ESCAPE).unwrap_or(text);
    let Unit::Escape(length, decoded) = layer.unit(text) else { return false };
    match decoded.as_slice() {
        [b'\n' | b'\r'] => text.get(length).is_some_and(|next| is_of_alphabet(*next) || *next == b'\\'),
        [b'\\' | b'%'] => {
            let rest = &text[length..];
            let inner = [decoded.as_slice(), &decode(layer, rest, 0..rest.len(), true).bytes].concat();
            inner.len() < text.len() && ESCAPING.iter().any(|layer| is_escaped(*layer, &inner))
        }
        [byte] => length > 1 && is_of_alphabet(*byte),
        _ => false,
    }
}

fn line_around(text: &[u8], at: usize, floor: usize) -> Range<usize> {
    let before = text[floor..at].iter().rev().take_while(|byte| is_of_alphabet(**byte)).count();
    at - before..at + run_len(&text[at..])
}

fn run_len(text: &[u8]) -> usize {
    text.iter().take_while(|byte| is_of_alphabet(**byte)).count()
}

fn previous_line(text: &[u8], line: &Range<usize>, floor: usize) -> Option<Range<usize>> {
    let before = text[floor..line.start].strip_suffix(b"\n")?;
    let before = before.strip_suffix(b"\r").unwrap_or(before);
    let length = before.iter().rev().take_while(|byte| is_of_alphabet(**byte)).count();
    let end = floor + before.len();
    LINES.contains(&length).then_some(end - length..end)
}

fn next_line(text: &[u8], line: &Range<usize>) -> Option<Range<usize>> {
    if !LINES.contains(&line.len()) {
        return None;
    }
    let rest = &text[line.end..];
    let newline = if rest.starts_with(b"\r\n") { 2 } else { usize::from(rest.starts_with(b"\n")) };
    let start = line.end + newline;
    let length = run_len(&text[start..]);
    (newline > 0 && length > 0).then_some(start..start + length)
}
