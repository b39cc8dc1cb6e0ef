//! Counts failure reasons in bounded memory.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::escape::truncated;

/// The number of different reasons that are counted; later ones are counted together.
pub const MAX_REASONS: usize = 1000;

/// The number of characters of a reason that are compared.
const REASON_LENGTH: usize = 120;

/// The number of reasons that are shown.
const SHOWN_REASONS: usize = 10;

/// The failure reasons of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reasons {
    /// By reason: the number of reasons before it, and the number of failures.
    counts: HashMap<String, (usize, usize)>,
    /// Failures whose reason appeared after the limit was reached.
    other: usize,
}

impl Reasons {
    pub fn count(&mut self, reason: &str) {
        let reason = truncated(reason, REASON_LENGTH);
        let known = self.counts.len();
        match self.counts.get_mut(reason.as_ref()) {
            Some((_, count)) => *count += 1,
            None => {
                self.counts.insert(reason.into_owned(), (known, 1));
            }
        }
    }

    /// Adds reasons from later input. Only their order decides which are kept, not how the input is split.
    pub fn add(&mut self, later: Self) {
        let mut reasons: Vec<_> = later.counts.into_iter().collect();
        reasons.sort_unstable_by_key(|(_, (place, _))| *place);
        for (reason, (_, more)) in reasons {
            let known = self.counts.len();
            match self.counts.get_mut(&reason) {
                Some((_, count)) => *count += more,
                None if known < MAX_REASONS => {
                    self.counts.insert(reason, (known, more));
                }
                None => self.other += more,
            }
        }
        self.other += later.other;
    }

    /// Returns the reasons by number of failures, the largest first.
    pub fn ranking(&self) -> Ranking<'_> {
        let reasons = self.counts.iter().map(|(reason, (place, count))| (reason.as_str(), *place, *count));
        let mut reasons: Vec<_> = reasons.collect();
        reasons.sort_by_key(|(_, place, count)| (Reverse(*count), *place));
        let hidden = reasons.get(SHOWN_REASONS..).unwrap_or_default();
        Ranking {
            hidden: (hidden.len(), hidden.iter().map(|(_, _, count)| count).sum()),
            other: self.other,
            shown: reasons.iter().take(SHOWN_REASONS).map(|(reason, _, count)| (*reason, *count)).collect(),
        }
    }
}

/// The reasons to show.
pub struct Ranking<'r> {
    /// The most frequent ones, with the number of failures; empty for a failure without a reason.
    pub shown: Vec<(&'r str, usize)>,
    /// The number of other reasons, and of their failures.
    pub hidden: (usize, usize),
    /// The number of failures whose reason was not counted separately.
    pub other: usize,
}
