//! Searches a text for the name that all callbacks have, and for its forms in Base64.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::layers::base64;
use crate::contract::PAYLOAD;

/// A place where a callback may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Anchor {
    /// The byte offset.
    pub at: usize,
    /// The number of characters before `at` that belong to the same group of 4; `None` if it is not Base64.
    pub base64: Option<usize>,
}

/// The length of the longest form in bytes.
pub const LONGEST: usize = 9;

static FINDERS: LazyLock<[Finder<'static>; 4]> = LazyLock::new(|| {
    let [one, two, three] = base64::ANCHORS.map(|(characters, _)| Finder::new(characters));
    [Finder::new(PAYLOAD), one, two, three]
});

/// The places in a text where a callback may be.
#[derive(Clone, Debug)]
pub struct Anchors<'a> {
    text: &'a [u8],
    /// The next place of each form; known once the search has begun.
    next: [Option<usize>; 4],
    is_begun: bool,
}

impl<'a> Anchors<'a> {
    /// Searches a text.
    #[must_use]
    pub const fn new(text: &'a [u8]) -> Self {
        Self { text, next: [None; 4], is_begun: false }
    }

    /// Returns the first place at the byte offset `from` or later. `from` must not decrease.
    pub fn next(&mut self, from: usize) -> Option<Anchor> {
        for (finder, next) in FINDERS.iter().zip(&mut self.next) {
            if !self.is_begun || next.is_some_and(|at| at < from) {
                *next = self.text.get(from..).and_then(|rest| finder.find(rest)).map(|found| from + found);
            }
        }
        self.is_begun = true;
        let (form, at) =
            (0..).zip(self.next).filter_map(|(form, at)| Some((form, at?))).min_by_key(|(_, at)| *at)?;
        let base64 = usize::checked_sub(form, 1).map(|form| base64::ANCHORS[form].1);
        Some(Anchor { at, base64 })
    }
}
