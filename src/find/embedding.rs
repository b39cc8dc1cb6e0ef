//! The location of a callback in the document that contains it.

use std::ops::Range;

use super::layers::{Layer, Layers};
use super::source_map::SourceMap;
use crate::json::pointer::Pointer;

/// The location of a callback in the text around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Embedding {
    /// The pointer to the callback, if a pointer led to it.
    pub pointer: Pointer,
    /// The layers under which it lies.
    pub layers: Layers,
    /// Whether a pointer led to a string that contains it.
    pub is_string: bool,
    /// The maps of the layers, the outermost first.
    maps: Vec<SourceMap>,
    /// The byte offset of the callback in the innermost text.
    offset: usize,
    /// The byte offset of the document in the outermost text.
    base: usize,
}

impl Embedding {
    /// Converts a byte range in the callback to one in the document: the smallest that contains it.
    #[must_use]
    pub fn range(&self, inner: Range<usize>) -> Range<usize> {
        let inner = inner.start + self.offset..inner.end + self.offset;
        let outer = self.maps.iter().rev().fold(inner, |range, map| map.range(range));
        outer.start.saturating_sub(self.base)..outer.end.saturating_sub(self.base)
    }

    /// Returns the location of a part that begins at a byte offset in the callback.
    #[must_use]
    pub fn at(&self, offset: usize) -> Self {
        Self { offset: self.offset + offset, ..self.clone() }
    }

    /// Returns the location relative to a document that begins at the byte offset `base`.
    #[must_use]
    pub fn relative_to(self, base: usize) -> Self {
        Self { base, ..self }
    }

    /// Returns the location of a text that was decoded from this one; `None` if there are too many layers.
    #[must_use]
    pub fn decoded(&self, layer: Layer, map: SourceMap) -> Option<Self> {
        // The map leads to offsets in this text.
        let layers = self.layers.with(layer)?;
        let maps = [self.maps.as_slice(), &[map.shifted(self.offset)]].concat();
        Some(Self { layers, maps, offset: 0, ..self.clone() })
    }

    /// Returns the location of a callback that is located in this text by `inner`; `None` if there are too many layers.
    #[must_use]
    pub fn around(&self, inner: &Self) -> Option<Self> {
        let layers = self.layers.with_all(inner.layers)?;
        let mut maps = self.maps.clone();
        maps.extend(inner.maps.iter().cloned());
        Some(Self { layers, maps, ..inner.clone() })
    }

    /// Returns the location of a text under layers with these maps, the outermost first.
    #[must_use]
    pub fn under(layers: Layers, maps: Vec<SourceMap>) -> Self {
        Self { layers, maps, ..Self::default() }
    }
}
