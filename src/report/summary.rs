//! The summary of a run: how many callbacks were valid, how productions ended, what the rules found, and why
//! productions failed.

use std::collections::HashMap;
use std::io::{self, Write};

use indicatif::HumanCount;
use owo_colors::Style;

use crate::inspection::Inspection;
use crate::rules::{Level, RULES};
use crate::settings::Settings;
use crate::spec::{Field, Status};
use crate::terminal::Terminal;
use crate::text::printable;

/// How many different reasons are counted, each by its first characters; later ones are counted together.
const MAX_REASONS: usize = 1000;

/// How much of a reason tells it from others: characters.
const REASON_LENGTH: usize = 120;

/// How many reasons are shown.
const SHOWN_REASONS: usize = 10;

/// The length of the longest bar: columns.
const BAR: usize = 20;

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
                *count += usize::from(rule == finding.rule);
            }
        }
    }

    /// Adds the counts of what came later in the input.
    pub fn add(&mut self, later: Self) {
        let Self { callbacks, valid, succeeded, failed, findings, reasons } = later;
        self.callbacks += callbacks;
        self.valid += valid;
        self.succeeded += succeeded;
        self.failed += failed;
        for (count, more) in self.findings.iter_mut().zip(findings) {
            *count += more;
        }
        self.reasons.add(reasons);
    }

    /// Writes the summary for people.
    ///
    /// # Errors
    ///
    /// Whatever keeps `out` from being written to.
    pub fn write(&self, terminal: Terminal, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
        let Self { callbacks, valid, succeeded, failed, .. } = *self;
        let bold = Style::new().bold();
        let noun = if callbacks == 1 { "callback" } else { "callbacks" };
        let invalid = callbacks - valid;
        write!(out, "{}: ", terminal.paint(format_args!("{} {noun}", grouped(callbacks)), bold))?;
        let style = if invalid > 0 { bold.red() } else { Style::new() };
        let invalid = terminal.paint(format_args!("{} invalid", grouped(invalid)), style);
        writeln!(out, "{} valid, {invalid}", grouped(valid))?;
        write!(out, "{} succeeded, {} failed", grouped(succeeded), grouped(failed))?;
        match callbacks - succeeded - failed {
            0 => writeln!(out)?,
            other => writeln!(out, ", {} without a known status", grouped(other))?,
        }
        self.write_findings(terminal, settings, out)?;
        self.reasons.write(terminal, out)
    }

    fn write_findings(&self, terminal: Terminal, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
        let found = RULES.iter().zip(self.findings).filter(|(_, count)| *count > 0);
        let mut found: Vec<_> = found.map(|(rule, count)| (settings.level(rule), rule, count)).collect();
        found.sort_by_key(|(level, _, count)| (std::cmp::Reverse(*level), std::cmp::Reverse(*count)));
        if !found.is_empty() {
            writeln!(out, "\n{}", terminal.paint("findings by rule", Style::new().bold()))?;
        }
        let width = found.iter().map(|(_, _, count)| grouped(*count).len()).max().unwrap_or(0);
        for (level, rule, count) in found {
            let style = match level {
                Level::Error => Style::new().bright_red(),
                _ => Style::new().yellow(),
            };
            let level = terminal.paint(format_args!("{:<7}", level.name()), style);
            writeln!(out, "  {:>width$}  {level}  {}", grouped(count), rule.id)?;
        }
        Ok(())
    }
}

/// A count as people read it: `1,000,000`.
fn grouped(count: usize) -> String {
    HumanCount(count as u64).to_string()
}

/// Why productions failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Reasons {
    /// For each reason, how many reasons came before it, and how many failures had it.
    counts: HashMap<String, (usize, usize)>,
    /// How many failures had a reason that came when the limit was reached.
    other: usize,
}

impl Reasons {
    fn count(&mut self, reason: &str) {
        let end = reason.char_indices().nth(REASON_LENGTH).map_or(reason.len(), |(end, _)| end);
        let reason = reason.get(..end).unwrap_or_default();
        let known = self.counts.len();
        match self.counts.get_mut(reason) {
            Some((_, count)) => *count += 1,
            None => {
                self.counts.insert(reason.to_owned(), (known, 1));
            }
        }
    }

    /// Adds the reasons of what came later; which of them are kept depends on their order alone, and not on
    /// how the input is cut into parts.
    fn add(&mut self, later: Self) {
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

    fn write(&self, terminal: Terminal, out: &mut dyn Write) -> io::Result<()> {
        let reasons = self.counts.iter().map(|(reason, (place, count))| (reason, *place, *count));
        let mut reasons: Vec<_> = reasons.collect();
        reasons.sort_by_key(|(_, place, count)| (std::cmp::Reverse(*count), *place));
        let Some(largest) = reasons.first().map(|(_, _, count)| *count) else { return Ok(()) };
        writeln!(out, "\n{}", terminal.paint("failure reasons", Style::new().bold()))?;
        let width = grouped(largest.max(self.other)).len();
        for (reason, _, count) in reasons.iter().take(SHOWN_REASONS) {
            let bar = terminal.sign("█", "#").repeat((count * BAR).div_ceil(largest).max(1));
            let bar = terminal.paint(format_args!("{:<BAR$}", bar), Style::new().yellow());
            let reason = if reason.is_empty() { "(no reason given)".into() } else { printable(reason) };
            writeln!(out, "  {:>width$}  {bar}  {reason}", grouped(*count))?;
        }
        let hidden: usize = reasons.iter().skip(SHOWN_REASONS).map(|(_, _, count)| count).sum();
        if hidden > 0 {
            let more = reasons.len().saturating_sub(SHOWN_REASONS);
            writeln!(out, "  {:>width$}  for {} more reasons", grouped(hidden), grouped(more))?;
        }
        if self.other > 0 {
            let (other, limit) = (grouped(self.other), grouped(MAX_REASONS));
            writeln!(out, "  {other:>width$}  for reasons beyond the first {limit}, not told apart")?;
        }
        Ok(())
    }
}
