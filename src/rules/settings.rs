//! What callbacks are judged by: the levels of the rules, the instant, and the limits.

use std::time::SystemTime;

use crate::contract::Status;
use crate::json::pointer::Pointer;
use crate::rules::Level;
use crate::rules::RULES;
use crate::rules::Rule;

/// What callbacks are judged by.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The instant to judge signed URLs by.
    pub now: SystemTime,
    /// The status that every callback must have.
    pub expect: Option<Status>,
    /// Where in each document its callback lies; `None` where the document is one.
    pub pointer: Option<Pointer>,
    /// The largest document that is read, in bytes.
    pub max_document_size: usize,
    levels: [Level; RULES.len()],
}

impl Settings {
    /// The largest document that is read unless a user says otherwise: 16 MiB.
    pub const MAX_DOCUMENT_SIZE: usize = 16 << 20;

    /// Every rule at its own level, no status expected, documents of 16 MiB at the most.
    #[must_use]
    pub fn new(now: SystemTime) -> Self {
        Self {
            now,
            expect: None,
            pointer: None,
            max_document_size: Self::MAX_DOCUMENT_SIZE,
            levels: RULES.each_ref().map(|rule| rule.level),
        }
    }

    /// Sets the level of one rule. `invalid-json` stays an error whatever is asked.
    pub fn set_level(&mut self, rule: &Rule, level: Level) {
        for (row, current) in RULES.iter().zip(&mut self.levels) {
            if row == rule && row.is_adjustable() {
                *current = level;
            }
        }
    }

    /// Makes every warning an error.
    pub fn deny_warnings(&mut self) {
        for level in &mut self.levels {
            if *level == Level::Warning {
                *level = Level::Error;
            }
        }
    }

    /// The levels of all rules, in the order of the catalogue.
    #[must_use]
    pub const fn levels(&self) -> [Level; RULES.len()] {
        self.levels
    }

    /// The level of one rule.
    #[must_use]
    pub fn level(&self, rule: &Rule) -> Level {
        let known = RULES.iter().zip(self.levels).find(|(row, _)| *row == rule);
        known.map_or(rule.level, |(_, level)| level)
    }
}
