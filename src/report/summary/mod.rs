//! The summary of a run: how many callbacks were valid, how productions ended, what the rules found, and why
//! productions failed.

mod markdown;
mod plain;
mod reasons;

use std::cmp::Reverse;

use indicatif::HumanCount;

use reasons::Reasons;

use crate::contract::{Field, Status};
use crate::inspection::Inspection;
use crate::rules::Level;
use crate::rules::RULES;
use crate::rules::Rule;
use crate::rules::settings::Settings;

/// The counts of a run, or of a part of one.
///
/// A run's memory is bounded whatever is counted: parts hold every reason, and adding them up drops what is too much.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// All callbacks.
    pub callbacks: usize,
    /// Those that keep the contract.
    pub valid: usize,
    /// Those whose status is `SUCCESS`, valid or not.
    pub succeeded: usize,
    /// Those whose status is `FAIL`, valid or not.
    pub failed: usize,
    /// Those that came for a task that one had come for before, known when a run has ended; `None` where that was not
    /// remembered.
    pub delivered_again: Option<usize>,
    findings: [usize; RULES.len()],
    reasons: Reasons,
}

impl Summary {
    /// Counts one callback.
    pub fn count(&mut self, inspection: &Inspection<'_>) {
        self.callbacks += 1;
        self.valid += usize::from(inspection.is_valid());
        match inspection.status() {
            Some(Status::Success) => self.succeeded += 1,
            Some(Status::Fail) => {
                self.failed += 1;
                self.reasons.count(inspection.text(Field::FailMessage).unwrap_or_default());
            }
            None => {}
        }
        for finding in &inspection.findings {
            for (count, rule) in self.findings.iter_mut().zip(&RULES) {
                *count += if rule == finding.rule { finding.count } else { 0 };
            }
        }
    }

    /// Adds the counts of what came later in the input.
    pub fn add(&mut self, later: Self) {
        let Self { callbacks, valid, succeeded, failed, delivered_again: _, findings, reasons } = later;
        self.callbacks += callbacks;
        self.valid += valid;
        self.succeeded += succeeded;
        self.failed += failed;
        for (count, more) in self.findings.iter_mut().zip(findings) {
            *count += more;
        }
        self.reasons.add(reasons);
    }

    /// How many callbacks break the contract.
    #[must_use]
    pub const fn invalid(&self) -> usize {
        self.callbacks - self.valid
    }

    /// How many callbacks have none of the two statuses.
    const fn without_status(&self) -> usize {
        self.callbacks - self.succeeded - self.failed
    }

    /// How many were delivered again, where that is known and worth a word.
    fn again(&self) -> Option<usize> {
        self.delivered_again.filter(|count| *count > 0)
    }

    /// The rules that have found something, errors first, by how often.
    fn found(&self, settings: &Settings) -> Vec<(Level, &'static Rule, usize)> {
        let found = RULES.iter().zip(self.findings).filter(|(_, count)| *count > 0);
        let mut found: Vec<_> = found.map(|(rule, count)| (settings.level(rule), rule, count)).collect();
        found.sort_by_key(|(level, _, count)| (Reverse(*level), Reverse(*count)));
        found
    }
}

/// A count as people read it: `1,000,000`.
fn grouped(count: usize) -> String {
    HumanCount(count as u64).to_string()
}
