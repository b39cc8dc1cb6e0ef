//! The format `github`: workflow commands that annotate lines on GitHub.
//!
//! Source: GitHub Docs, "Workflow commands for GitHub Actions". The escapes are those of the toolkit
//! (`packages/core/src/command.ts`).

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use super::base::Base;
use super::summary::Summary;
use super::text::Text;
use super::{Report, place_without_file};
use crate::escape::escape;
use crate::inspection::Inspection;
use crate::inspection::locate::Finding;
use crate::position::Region;
use crate::source::unreadable::Unreadable;
use crate::source::walk::Source;

/// The format.
#[derive(Clone, Debug, Default)]
pub struct Github {
    /// The directory in which GitHub looks for files.
    pub base: Base,
}

impl Report for Github {
    fn callback(&self, source: &Source, inspection: &Inspection<'_>, text: &mut Text) -> io::Result<()> {
        let out = &mut text.bytes;
        for finding in &inspection.findings {
            let properties = self.properties(source, finding);
            writeln!(out, "::{} {properties}::{}", finding.level.name(), message(source, finding))?;
        }
        Ok(())
    }

    /// Annotates unreadable sources too, because the log is long.
    fn finish(&self, summary: &Summary, unreadable: &[Unreadable], out: &mut dyn Write) -> io::Result<()> {
        for Unreadable { source, reason } in unreadable {
            let file = source.path().map(|path| format!("file={},", self.file(path))).unwrap_or_default();
            writeln!(out, "::error {file}title=cannot be read::{}", data(&escape(reason)))?;
        }
        if summary.callbacks == 0 && unreadable.is_empty() {
            writeln!(out, "::error title=no callbacks found::nothing was inspected")?;
        }
        Ok(())
    }
}

impl Github {
    fn file(&self, path: &Path) -> String {
        property(&escape(self.base.path(path).as_os_str().as_encoded_bytes()))
    }

    fn properties(&self, source: &Source, finding: &Finding) -> String {
        let title = format!("title={}", finding.rule.id);
        let Some(path) = source.path() else { return title };
        let Region { start, end } = finding.region;
        let file = self.file(path);
        let columns = if start.line == end.line {
            format!(",col={},endColumn={}", start.column, end.column)
        } else {
            // Annotations of several lines cannot have columns.
            String::new()
        };
        format!("file={file},line={},endLine={}{columns},{title}", start.line, end.line)
    }
}

/// Returns the message and help of a finding, with its position if there is no file to annotate.
fn message(source: &Source, finding: &Finding) -> String {
    let place = place_without_file(source, finding);
    let help = finding.help.as_ref().map(|help| format!("\nhelp: {}", escape(help))).unwrap_or_default();
    data(&format!("{place}{}{help}", escape(&finding.message))).into_owned()
}

fn data(text: &str) -> Cow<'_, str> {
    if text.contains(['%', '\r', '\n']) {
        text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A").into()
    } else {
        text.into()
    }
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
