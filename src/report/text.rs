//! The text of a report, with gaps for numbers of documents. How many documents come before a block is known only when all
//! blocks before it are done.

use itoa::{Buffer, Integer};

/// The text of a report on a part of a source.
#[derive(Clone, Debug)]
pub struct Text {
    /// The text. The bytes before a gap must not change.
    pub bytes: Vec<u8>,
    gaps: Vec<Gap>,
    /// The length of each gap in bytes, at least 1. Numbers of this length are filled in without moving the text.
    length: usize,
}

/// A place for the number of a document.
#[derive(Clone, Copy, Debug)]
struct Gap {
    /// The byte offset in the text.
    at: usize,
    /// The number of documents before it in the part.
    index: usize,
}

/// The length of the largest number in digits.
const MAX_LENGTH: usize = usize::MAX.ilog10() as usize + 1;

/// The digits of an empty gap.
const DIGITS: [u8; MAX_LENGTH] = [b'0'; MAX_LENGTH];

impl Default for Text {
    fn default() -> Self {
        Self { bytes: Vec::new(), gaps: Vec::new(), length: 1 }
    }
}

impl Text {
    /// Removes the text and keeps its memory. `expected` should have as many digits as the numbers that follow.
    pub fn clear(&mut self, expected: usize) {
        self.bytes.clear();
        self.gaps.clear();
        self.length = length(expected);
    }

    /// Appends a gap for the number of a document. `index` is the number of documents before it in the part, not less than
    /// that of the last gap.
    pub fn push_number(&mut self, index: usize) {
        self.gaps.push(Gap { at: self.bytes.len(), index });
        self.bytes.extend_from_slice(&DIGITS[..self.length]);
    }

    /// Inserts a gap at a byte offset behind all other gaps. Moves the text behind it.
    pub fn insert_number(&mut self, at: usize, index: usize) {
        let behind = self.bytes.split_off(at);
        self.push_number(index);
        self.bytes.extend_from_slice(&behind);
    }

    /// Returns the bytes, with the gaps filled. `before` is the number of documents before the part.
    #[must_use]
    pub fn filled(mut self, before: usize) -> Vec<u8> {
        self.fill(before);
        self.bytes
    }

    /// Fills the gaps with the numbers of the documents in the source. `before` is the number of documents before the part.
    pub fn fill(&mut self, before: usize) {
        let fits = |gap: &Gap| length(before + gap.index) == self.length;
        // The numbers ascend.
        if self.gaps.first().is_none_or(fits) && self.gaps.last().is_none_or(fits) {
            let mut buffer = Buffer::new();
            for Gap { at, index } in self.gaps.drain(..) {
                let digits = buffer.format(before + index).as_bytes();
                self.bytes[at..at + self.length].copy_from_slice(digits);
            }
            return;
        }
        let mut filled = Vec::with_capacity(self.bytes.len() + self.gaps.len() * MAX_LENGTH);
        let mut copied = 0;
        for Gap { at, index } in self.gaps.drain(..) {
            filled.extend_from_slice(&self.bytes[copied..at]);
            append_decimal(&mut filled, before + index);
            copied = at + self.length;
        }
        filled.extend_from_slice(&self.bytes[copied..]);
        self.bytes = filled;
    }
}

/// Appends an integer in decimal. The formatting of the standard library takes several times as long.
pub(super) fn append_decimal(out: &mut Vec<u8>, number: impl Integer) {
    out.extend_from_slice(Buffer::new().format(number).as_bytes());
}

/// Returns the length of a number in digits: at least 1.
fn length(number: usize) -> usize {
    number.checked_ilog10().map_or(1, |power| power as usize + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::proptest_config::config;

    fn number() -> impl Strategy<Value = usize> {
        prop_oneof![0..20_usize, 90..110_usize, 9_990..10_010_usize, 0..usize::MAX / 2]
    }

    proptest! {
        #![proptest_config(config(1024))]

        #[test]
        fn gaps_become_the_numbers_of_documents(
            expected in number(),
            before in number(),
            parts in proptest::collection::vec((0..9_usize, "[a-z0-9]{0,4}", any::<bool>()), 0..30),
        ) {
            let mut text = Text::default();
            text.clear(expected);
            let (mut index, mut shown) = (0, String::new());
            for (skipped, words, is_inserted) in parts {
                index += skipped;
                if is_inserted {
                    let at = text.bytes.len();
                    text.bytes.extend_from_slice(words.as_bytes());
                    text.insert_number(at, index);
                } else {
                    text.push_number(index);
                    text.bytes.extend_from_slice(words.as_bytes());
                }
                shown += &format!("{}{words}", before + index);
            }
            text.fill(before);
            prop_assert_eq!(String::from_utf8(text.bytes).unwrap(), shown);
        }

        #[test]
        fn decimals_are_those_of_the_standard_library(number in prop_oneof![number().prop_map(|number| number as u64), any::<u64>()]) {
            let mut out = b"a".to_vec();
            append_decimal(&mut out, number);
            prop_assert_eq!(String::from_utf8(out).unwrap(), format!("a{number}"));
        }
    }
}
