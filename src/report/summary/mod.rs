//! The summary of a run: how many callbacks are valid, how productions ended, which rules reported findings, and
//! failure reasons.

mod markdown;
mod plain;
mod reasons;

use std::cmp::Reverse;

use indicatif::HumanCount;

use reasons::Reasons;

use crate::contract::{Field, Status};
use crate::inspection::Inspection;
use crate::rules::settings::Settings;
use crate::rules::{Level, RULES, Rule};

/// The counts of a run or of a part of it.
///
/// Memory is bounded: a part has all reasons of its block, and adding parts drops those beyond the limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// All callbacks.
    pub callbacks: usize,
    /// Valid callbacks.
    pub valid: usize,
    /// Callbacks with the status `SUCCESS`, valid or not.
    pub succeeded: usize,
    /// Callbacks with the status `FAIL`, valid or not.
    pub failed: usize,
    /// Repeat deliveries: callbacks whose `TaskId` was seen earlier in the run. `None` if tasks were not tracked.
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

    /// Adds the counts of later input.
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

    /// Returns the number of invalid callbacks.
    #[must_use]
    pub const fn invalid(&self) -> usize {
        self.callbacks - self.valid
    }

    /// Returns the number of callbacks without a known status.
    const fn without_status(&self) -> usize {
        self.callbacks - self.succeeded - self.failed
    }

    /// Returns the number of repeat deliveries if it is known and not 0.
    fn again(&self) -> Option<usize> {
        self.delivered_again.filter(|count| *count > 0)
    }

    /// Returns the rules with findings, errors first, by number of findings.
    fn found(&self, settings: &Settings) -> Vec<(Level, &'static Rule, usize)> {
        let found = RULES.iter().zip(self.findings).filter(|(_, count)| *count > 0);
        let mut found: Vec<_> = found.map(|(rule, count)| (settings.level(rule), rule, count)).collect();
        found.sort_by_key(|(level, _, count)| (Reverse(*level), Reverse(*count)));
        found
    }
}

/// Formats a count: `1,000,000`.
fn grouped(count: usize) -> String {
    HumanCount(count as u64).to_string()
}
