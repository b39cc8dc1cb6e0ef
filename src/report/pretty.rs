//! The format `pretty`, for people: how the production ended, why it failed, where the result is, and each finding
//! with an excerpt of the source.

use std::io::{self, Write};

use owo_colors::Style;

use super::text::Text;
use super::{Report, excerpt};
use crate::contract::{Field, Status};
use crate::escape::{escape, truncated};
use crate::inspection::Inspection;
use crate::json::Value;
use crate::report::terminal::Terminal;
use crate::rules::result_url;
use crate::source::walk::Source;

/// The number of characters of a failure reason that are shown.
const LONGEST_REASON: usize = 1000;

/// The format.
#[derive(Clone, Copy, Debug)]
pub struct Pretty {
    /// The capabilities of the output.
    pub terminal: Terminal,
}

impl Report for Pretty {
    fn callback(&self, source: &Source, inspection: &Inspection<'_>, text: &mut Text) -> io::Result<()> {
        let out = &mut text.bytes;
        writeln!(out, "{}", self.headline(inspection))?;
        for (label, value) in self.facts(source, inspection) {
            let label = self.terminal.paint(format_args!("{label:<10}"), Style::new().dimmed());
            writeln!(out, "  {label} {value}")?;
        }
        writeln!(out)?;
        let findings: Vec<_> = inspection.findings.iter().collect();
        match excerpt::render(self.terminal, source, inspection, &findings) {
            excerpts if excerpts.is_empty() => Ok(()),
            excerpts => writeln!(out, "{excerpts}"),
        }
    }
}

impl Pretty {
    fn headline(&self, inspection: &Inspection<'_>) -> String {
        let terminal = self.terminal;
        let (sign, word, style) = match inspection.status() {
            _ if !inspection.is_valid() => ("!", "INVALID", Style::new().red()),
            Some(Status::Success) => (terminal.sign("✓", "+"), Status::Success.name(), Style::new().green()),
            Some(Status::Fail) => (terminal.sign("✗", "x"), Status::Fail.name(), Style::new().red()),
            None => ("?", "UNKNOWN", Style::new().yellow()),
        };
        let verdict = terminal.paint(format_args!("{sign} {word}"), style.bold());
        match inspection.text(Field::TaskId).filter(|id| !id.is_empty()) {
            Some(id) => format!("{verdict} {}", terminal.paint(escape(id), Style::new().bold())),
            None => verdict,
        }
    }

    /// Returns the fields of the callback, each with a label.
    fn facts(&self, source: &Source, inspection: &Inspection<'_>) -> Vec<(&'static str, String)> {
        let text = |field| inspection.text(field).filter(|text| !text.trim().is_empty());
        let mut facts = Vec::new();
        if let Some(status) = text(Field::Status).filter(|_| !inspection.is_valid()) {
            facts.push(("status", escape(status).into_owned()));
        }
        if let Some(reason) = text(Field::FailMessage) {
            let reason = self.terminal.ellipsis(truncated(reason.trim_end(), LONGEST_REASON));
            facts.push(("reason", lines(&reason)));
        }
        if let Some(code) = inspection.query_field("FailCode").and_then(scalar) {
            facts.push(("fail code", code));
        }
        if let Some(url) = text(Field::MediaUrl) {
            facts.push(("media", self.url(url)));
        }
        if let Some(url) = text(Field::SubtitlesUrl) {
            facts.push(("subtitles", self.url(url)));
        }
        if let Some(duration) = inspection.query_field("Duration").and_then(duration) {
            facts.push(("duration", duration));
        }
        let start = inspection.document.start;
        let layers = match inspection.layers() {
            layers if layers.is_empty() => String::new(),
            layers => format!(" ({layers})"),
        };
        facts.push(("source", format!("{}:{}{layers}", escape(source.bytes()), start.line)));
        facts
    }

    /// Returns the whole URL, so that it can be copied. It is a link if the terminal supports links and the target is
    /// exactly the text shown.
    fn url(&self, url: &str) -> String {
        let shown = escape(url);
        match result_url::encoded(url) {
            None => shown.into_owned(),
            Some(target) => {
                let text = self.terminal.paint(&shown, Style::new().underline());
                if target == shown { self.terminal.link(&text, &target) } else { text }
            }
        }
    }
}

/// Returns a text with all lines escaped, and all but the first indented.
fn lines(text: &str) -> String {
    let lines: Vec<_> = text.trim_end().lines().map(escape).collect();
    lines.join(&format!("\n{:13}", ""))
}

fn scalar(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Integer(number) => Some(number.to_string()),
        Value::Number(text) => Some(text.to_string()),
        Value::String(text) if !text.is_empty() => Some(escape(text.as_ref()).into_owned()),
        _ => None,
    }
}

/// Converts a `Duration` from milliseconds to seconds.
fn duration(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Integer(number @ 0..) => Some(format!("{}.{:03} s", number / 1000, number % 1000)),
        other => scalar(other),
    }
}
