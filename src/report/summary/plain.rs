//! The summary as plain text.

use std::io::{self, Write};

use owo_colors::Style;

use super::reasons::{MAX_REASONS, Ranking};
use super::{Summary, grouped};
use crate::escape::escape;
use crate::report::terminal::Terminal;
use crate::rules::Level;
use crate::rules::settings::Settings;

/// The length of the longest bar, in columns.
const BAR: usize = 20;

impl Summary {
    /// Writes the summary.
    ///
    /// # Errors
    ///
    /// Fails if `out` cannot be written.
    pub fn write(&self, terminal: Terminal, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
        let Self { callbacks, valid, succeeded, failed, .. } = *self;
        let bold = Style::new().bold();
        let noun = if callbacks == 1 { "callback" } else { "callbacks" };
        write!(out, "{}: ", terminal.paint(format_args!("{} {noun}", grouped(callbacks)), bold))?;
        let style = if self.invalid() > 0 { bold.red() } else { Style::new() };
        let invalid = terminal.paint(format_args!("{} invalid", grouped(self.invalid())), style);
        writeln!(out, "{} valid, {invalid}", grouped(valid))?;
        write!(out, "{} succeeded, {} failed", grouped(succeeded), grouped(failed))?;
        match self.without_status() {
            0 => writeln!(out)?,
            other => writeln!(out, ", {} without a known status", grouped(other))?,
        }
        if let Some(again) = self.again() {
            writeln!(out, "{} delivered again (TaskId seen earlier in the run)", grouped(again))?;
        }
        self.write_findings(terminal, settings, out)?;
        write_reasons(&self.reasons.ranking(), terminal, out)
    }

    fn write_findings(&self, terminal: Terminal, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
        let found = self.found(settings);
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

fn write_reasons(reasons: &Ranking<'_>, terminal: Terminal, out: &mut dyn Write) -> io::Result<()> {
    let Ranking { shown, hidden: (more, hidden), other } = reasons;
    let Some((_, largest)) = shown.first() else { return Ok(()) };
    writeln!(out, "\n{}", terminal.paint("failure reasons", Style::new().bold()))?;
    let width = grouped(*largest.max(other)).len();
    for (reason, count) in shown {
        let bar = terminal.sign("█", "#").repeat((count * BAR).div_ceil(*largest).max(1));
        let bar = terminal.paint(format_args!("{bar:<BAR$}"), Style::new().yellow());
        let reason =
            if reason.is_empty() { "(no reason given)".into() } else { terminal.ellipsis(escape(*reason)) };
        writeln!(out, "  {:>width$}  {bar}  {reason}", grouped(*count))?;
    }
    if *hidden > 0 {
        let noun = if *more == 1 { "reason" } else { "reasons" };
        writeln!(out, "  {:>width$}  for {} more {noun}", grouped(*hidden), grouped(*more))?;
    }
    if *other > 0 {
        let (other, limit) = (grouped(*other), grouped(MAX_REASONS));
        writeln!(out, "  {other:>width$}  for reasons beyond the first {limit}, not counted separately")?;
    }
    Ok(())
}
