//! Why productions failed, counted in bounded memory.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::escape::truncated;

/// How many different reasons are counted, each by its first characters; later ones are counted together.
pub const MAX_REASONS: usize = 1000;

/// How much of a reason tells it from others: characters.
const REASON_LENGTH: usize = 120;

/// How many reasons are shown.
const SHOWN_REASONS: usize = 10;

/// Why productions failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reasons {
    /// For each reason, how many reasons came before it, and how many failures had it.
    counts: HashMap<String, (usize, usize)>,
    /// How many failures had a reason that came when the limit was reached.
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

    /// Adds the reasons of what came later; which of them are kept depends on their order alone, and not on
    /// how the input is cut into parts.
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

    /// The reasons by count, the largest first.
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

/// The reasons as they are shown.
pub struct Ranking<'r> {
    /// The most frequent ones, and how many failures had each; a failure without a reason has an empty one.
    pub shown: Vec<(&'r str, usize)>,
    /// How many more reasons there are, and how many failures had one of them.
    pub hidden: (usize, usize),
    /// How many failures had a reason that was not told apart any more.
    pub other: usize,
}
