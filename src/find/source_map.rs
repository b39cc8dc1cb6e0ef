//! Maps from decoded text to the text it was decoded from.

use std::ops::Range;

/// The map of one layer: from byte offsets in a decoded text to byte offsets in the encoded one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceMap {
    /// Pairs of a decoded and an encoded offset, both in ascending order; the last is the end of both texts. Between two
    /// of them are either bytes that stand for themselves, which have the same length in both texts, or one escape.
    points: Vec<(usize, usize)>,
    /// Whether the text between two points is Base64: each group of 4 characters stands for 3 bytes.
    is_base64: bool,
}

impl SourceMap {
    /// Creates the empty map of a Base64 layer.
    #[must_use]
    pub const fn base64() -> Self {
        Self { points: Vec::new(), is_base64: true }
    }

    /// Creates the map of Base64 in one line: `decoded` bytes in `encoded` characters.
    #[must_use]
    pub fn of_base64(decoded: usize, encoded: usize) -> Self {
        Self { points: vec![(0, 0), (decoded, encoded)], is_base64: true }
    }

    /// Adds a point: the first of some bytes that stand for themselves, the first after them, or the end.
    pub fn push(&mut self, decoded: usize, source: usize) {
        self.points.push((decoded, source));
    }

    /// Returns the map to offsets in a text that begins `by` bytes earlier.
    #[must_use]
    pub fn shifted(mut self, by: usize) -> Self {
        self.points.iter_mut().for_each(|point| point.1 += by);
        self
    }

    /// Returns the smallest byte range of the encoded text that contains a range of the decoded one. An empty range is
    /// after the byte before it.
    #[must_use]
    pub fn range(&self, decoded: Range<usize>) -> Range<usize> {
        let start = match decoded.start {
            at @ 1.. if decoded.is_empty() => self.end(at),
            at => self.start(at),
        };
        let end = if decoded.is_empty() { start } else { self.end(decoded.end) };
        start..end.max(start)
    }

    /// Returns the decoded offset of an encoded one that begins a unit.
    #[must_use]
    pub fn decoded(&self, source: usize) -> usize {
        let next = self.points.partition_point(|point| point.1 <= source);
        let (decoded, begin) = self.points[next.saturating_sub(1)];
        decoded + source.saturating_sub(begin)
    }

    fn start(&self, decoded: usize) -> usize {
        let next = self.points.partition_point(|point| point.0 <= decoded);
        let (begin, source) = self.points[next.saturating_sub(1)];
        match decoded - begin {
            0 => source,
            passed if self.is_base64 => source + passed / 3 * 4 + passed % 3,
            passed if self.is_plain(next) => source + passed,
            _ => source,
        }
    }

    /// Returns the encoded end of the byte before a decoded offset.
    fn end(&self, decoded: usize) -> usize {
        let next = self.points.partition_point(|point| point.0 < decoded);
        let (begin, source) = self.points[next.saturating_sub(1)];
        let passed = decoded - 1 - begin;
        if self.is_base64 {
            return source + passed / 3 * 4 + passed % 3 + 2;
        }
        if self.is_plain(next) { source + passed + 1 } else { self.points[next].1 }
    }

    /// Returns whether the bytes before a point stand for themselves.
    fn is_plain(&self, next: usize) -> bool {
        let [(decoded, source), (decoded_end, end)] =
            [self.points[next.saturating_sub(1)], self.points[next]];
        decoded_end - decoded == end - source
    }
}
