//! Decodes text under layers.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr;

use super::layers::{LONGEST_ESCAPE, Layer, Unit, colors, line_prefix};
use super::outline::Incomplete;
use super::source_map::SourceMap;
use crate::json::steps;

/// A part of an encoded text, decoded.
#[derive(Clone, Debug, Default)]
pub struct Decoded {
    /// The decoded bytes.
    pub bytes: Vec<u8>,
    /// The map to offsets in the encoded text.
    pub map: SourceMap,
    /// Whether the encoded text ends after them, so that nothing can follow.
    pub is_ended: bool,
}

/// Decodes a byte range of a text, or as much as belongs to the encoded text at its start. Unless `is_whole`, the text may
/// continue after the range, so an escape that may be cut is left out.
#[must_use]
pub fn decode(layer: Layer, text: &[u8], range: Range<usize>, is_whole: bool) -> Decoded {
    let text = &text[..range.end];
    let mut decoded =
        Decoded { bytes: Vec::with_capacity(range.len()), is_ended: is_whole, ..Decoded::default() };
    steps::count(range.len());
    let mut at = range.start;
    let mut is_in_plain = false;
    while at < text.len() {
        if !is_whole && may_be_cut(&text[at..]) {
            break;
        }
        let (length, unit) = match layer.unit(&text[at..]) {
            Unit::Plain(length) => (length, None),
            Unit::Escape(length, unit) => (length, Some(unit)),
            Unit::End => {
                decoded.is_ended = true;
                break;
            }
        };
        if unit.is_some() || !is_in_plain {
            decoded.map.push(decoded.bytes.len(), at);
        }
        is_in_plain = unit.is_none();
        match unit {
            Some(unit) => decoded.bytes.extend_from_slice(unit.as_slice()),
            None => decoded.bytes.extend_from_slice(&text[at..at + length]),
        }
        at += length;
    }
    decoded.map.push(decoded.bytes.len(), at);
    decoded
}

/// Returns whether an escape at the start of a text may continue after the text. No escape continues on another line.
fn may_be_cut(text: &[u8]) -> bool {
    let begins_escape = matches!(text[0], b'"' | b'\\' | b'&' | b'%' | b'#' | colors::ESCAPE);
    begins_escape && text.len() < LONGEST_ESCAPE && memchr(b'\n', text).is_none()
}

/// A text in which a name stands, after some layers were removed.
#[derive(Clone, Debug)]
pub struct Plain<'a> {
    /// The text.
    pub bytes: Cow<'a, [u8]>,
    /// The byte offset of the name.
    pub name: usize,
    /// The maps of the layers, the outermost first.
    pub maps: Vec<SourceMap>,
    /// Whether nothing can follow the text.
    pub is_ended: bool,
}

impl<'a> Plain<'a> {
    /// Removes layers from the text around a name, which begins at the byte offset `name`. Reads nothing before `floor`.
    /// `None` if the name is not in the text under the layers.
    ///
    /// # Errors
    ///
    /// Fails if more text is needed.
    pub fn new(
        text: &'a [u8],
        name: usize,
        floor: usize,
        layers: impl Iterator<Item = Layer>,
        is_whole: bool,
    ) -> Result<Option<Self>, Incomplete> {
        let mut plain = Self { bytes: Cow::Borrowed(text), name, maps: Vec::new(), is_ended: is_whole };
        let mut floor = floor;
        for layer in layers {
            let begin = layer.begin(&plain.bytes, plain.name, floor);
            plain.remove(layer, begin);
            if plain.name >= plain.bytes.len() {
                return if plain.is_ended { Ok(None) } else { Err(Incomplete) };
            }
            floor = 0;
        }
        Ok(Some(plain))
    }

    /// Removes one more layer from the text, which begins at the byte offset `begin` in it.
    pub fn remove(&mut self, layer: Layer, begin: usize) {
        let decoded = decode(layer, &self.bytes, begin..self.bytes.len(), self.is_ended);
        self.name = decoded.map.decoded(self.name);
        self.is_ended = decoded.is_ended;
        self.bytes = Cow::Owned(decoded.bytes);
        self.maps.push(decoded.map);
    }

    /// Removes the prefix of the lines from the text, which begins at the byte offset `begin` in it.
    pub fn remove_prefix(&mut self, prefix: &[u8], begin: usize) {
        let (bytes, map) = line_prefix::removed(&self.bytes, begin..self.bytes.len(), prefix);
        self.name = map.decoded(self.name);
        self.bytes = Cow::Owned(bytes);
        self.maps.push(map);
    }
}
