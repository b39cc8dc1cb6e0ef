//! The table of notations: the next one is a row of [`formats`](super::formats) or [`values`](super::values).

use super::notation::Notation;
use super::{formats, values};

/// Returns all notations. The first that recognizes a text counts.
pub fn notations() -> impl Iterator<Item = &'static Notation> {
    formats::FORMATS.iter().chain(&values::VALUES)
}
