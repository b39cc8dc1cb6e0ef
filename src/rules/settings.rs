//! Settings for checking callbacks: levels of rules, the time, and limits.

use std::time::SystemTime;

use crate::contract::Status;
use crate::json::pointer::Pointer;
use crate::rules::{Level, RULES, Rule};

/// Settings for checking callbacks.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The time against which the expiry of signed URLs is checked.
    pub now: SystemTime,
    /// The status that every callback must have, if any.
    pub expect: Option<Status>,
    /// The pointer to the callback in each document; `None` if the document is the callback.
    #[doc(hidden)]
    pub pointer: Option<Pointer>,
    /// Whether callbacks are searched in any text, instead of documents. Excludes a pointer.
    #[doc(hidden)]
    pub finds: bool,
    /// Whether findings are only counted: they get no message, help, pointer or region. This is faster.
    #[doc(hidden)]
    pub counts_only: bool,
    /// The maximum size of a document, in bytes.
    pub max_document_size: usize,
    levels: [Level; RULES.len()],
}

impl Settings {
    /// The default maximum size of a document: 16 MiB.
    pub const MAX_DOCUMENT_SIZE: usize = 16 << 20;

    /// Returns the default settings: each rule at its default level, no expected status.
    #[must_use]
    pub fn new(now: SystemTime) -> Self {
        Self {
            now,
            expect: None,
            pointer: None,
            finds: false,
            counts_only: false,
            max_document_size: Self::MAX_DOCUMENT_SIZE,
            levels: RULES.each_ref().map(|rule| rule.level),
        }
    }

    /// Sets the level of a rule. `invalid-json` always stays an error.
    pub fn set_level(&mut self, rule: &Rule, level: Level) {
        for (row, current) in RULES.iter().zip(&mut self.levels) {
            if row == rule && row.is_adjustable() {
                *current = level;
            }
        }
    }

    /// Turns all warnings into errors.
    pub fn deny_warnings(&mut self) {
        for level in &mut self.levels {
            if *level == Level::Warning {
                *level = Level::Error;
            }
        }
    }

    /// Returns the levels of all rules, in the order of [`RULES`].
    #[doc(hidden)]
    #[must_use]
    pub const fn levels(&self) -> [Level; RULES.len()] {
        self.levels
    }

    /// Returns the level of a rule.
    #[must_use]
    pub fn level(&self, rule: &Rule) -> Level {
        let known = RULES.iter().zip(self.levels).find(|(row, _)| *row == rule);
        known.map_or(rule.level, |(_, level)| level)
    }
}
