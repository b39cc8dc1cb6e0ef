//! The summary as Markdown, for the job summary of GitHub Actions.

use std::io::{self, Write};

use super::reasons::{MAX_REASONS, Ranking};
use super::{Summary, grouped};
use crate::escape::escape;
use crate::rules::settings::Settings;

impl Summary {
    /// Writes the summary in GitHub Flavored Markdown (tables).
    ///
    /// # Errors
    ///
    /// Fails if `out` cannot be written.
    pub fn write_markdown(&self, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
        let Self { callbacks, valid, succeeded, failed, .. } = *self;
        writeln!(out, "### Callbacks inspected\n")?;
        writeln!(out, "| callbacks | valid | invalid | succeeded | failed | without a known status |")?;
        writeln!(out, "|---:|---:|---:|---:|---:|---:|")?;
        let counts = [callbacks, valid, self.invalid(), succeeded, failed, self.without_status()];
        writeln!(out, "| {} |", counts.map(grouped).join(" | "))?;
        if let Some(again) = self.again() {
            writeln!(out, "\n{} delivered again (`TaskId` seen earlier in the run)", grouped(again))?;
        }
        let found = self.found(settings);
        if !found.is_empty() {
            writeln!(out, "\n| found | level | rule |\n|---:|---|---|")?;
        }
        for (level, rule, count) in found {
            writeln!(out, "| {} | {} | `{}` |", grouped(count), level.name(), rule.id)?;
        }
        write_reasons(&self.reasons.ranking(), out)?;
        writeln!(out)
    }
}

fn write_reasons(reasons: &Ranking<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Ranking { shown, hidden: (more, hidden), other } = reasons;
    if shown.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n| failed | failure reason |\n|---:|---|")?;
    for (reason, count) in shown {
        let reason = if reason.is_empty() { "(no reason given)".to_owned() } else { code(reason) };
        writeln!(out, "| {} | {reason} |", grouped(*count))?;
    }
    if *hidden > 0 {
        let noun = if *more == 1 { "reason" } else { "reasons" };
        writeln!(out, "| {} | {} more {noun} |", grouped(*hidden), grouped(*more))?;
    }
    if *other > 0 {
        let (other, limit) = (grouped(*other), grouped(MAX_REASONS));
        writeln!(out, "| {other} | reasons beyond the first {limit}, not counted separately |")?;
    }
    Ok(())
}

/// Returns a text as inline code in a table cell. In any other text GitHub links addresses, escaped or not (GFM,
/// section 6.9, and its own mentions, emoji and issue references).
fn code(text: &str) -> String {
    let text = escape(text).replace('|', "\\|");
    let fence = "`".repeat(longest_run(&text) + 1);
    // One space on each side is not part of the code (CommonMark, section 6.1).
    format!("{fence} {text} {fence}")
}

/// Returns the length of the longest run of backquotes.
fn longest_run(text: &str) -> usize {
    text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_no_markdown() {
        for (reason, shown) in [
            ("a@b.cn www.b.cn mailto:a@b.cn http://b.cn", "` a@b.cn www.b.cn mailto:a@b.cn http://b.cn `"),
            ("a|b\\|c <img> [d](e)\n", r"` a\|b\\|c <img> [d](e)\n `"),
            ("`a` ``b``", "``` `a` ``b`` ```"),
            ("`", "`` ` ``"),
            (" ", "`   `"),
        ] {
            assert_eq!(code(reason), shown);
        }
    }
}
