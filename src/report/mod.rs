//! Inspections to text: a file a format.

pub mod base;
pub mod compact;
pub mod excerpt;
pub mod github;
pub mod json;
pub mod junit;
pub mod pretty;
pub mod sarif;
pub mod summary;
pub mod terminal;
pub mod urls;

use std::io::{self, Write};

use summary::Summary;

use crate::inspection::Inspection;
use crate::inspection::locate::Finding;
use crate::source::walk::{Source, Unreadable};

/// A format. It shows each callback by itself, so that several threads can show different ones at once; what they
/// write is put in input order by others.
///
/// Every method fails with whatever keeps `out` from being written to.
pub trait Report: Sync {
    /// Writes what stands before all callbacks.
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        let _ = out;
        Ok(())
    }

    /// Writes what stands before all that is shown of a source. A source of which nothing is shown is not begun.
    fn begin_source(&self, source: &Source, out: &mut dyn Write) -> io::Result<()> {
        let _ = (source, out);
        Ok(())
    }

    /// Shows one callback of a source.
    fn callback(&self, source: &Source, inspection: &Inspection<'_>, out: &mut dyn Write) -> io::Result<()>;

    /// Shows, behind its callbacks, that a source could not be read or not to its end.
    fn unreadable(&self, unreadable: &Unreadable, out: &mut dyn Write) -> io::Result<()> {
        let _ = (unreadable, out);
        Ok(())
    }

    /// Writes what stands behind all that is shown of a source.
    fn end_source(&self, out: &mut dyn Write) -> io::Result<()> {
        let _ = out;
        Ok(())
    }

    /// What stands between what is shown of one callback and of the next.
    fn separator(&self) -> &'static str {
        ""
    }

    /// Writes what stands behind all callbacks, when it is known what the run has found, and which sources could not
    /// be read.
    fn finish(&self, summary: &Summary, unreadable: &[Unreadable], out: &mut dyn Write) -> io::Result<()> {
        let _ = (summary, unreadable, out);
        Ok(())
    }

    /// What the report has left out so far, in lines for standard error.
    fn omissions(&self) -> Vec<String> {
        Vec::new()
    }
}

/// The place of a finding, to begin its message with, if there is no file that the report can point to.
fn place_without_file(source: &Source, finding: &Finding) -> String {
    let start = finding.region.start;
    match source.path() {
        Some(_) => String::new(),
        None => format!("{}:{}:{}: ", source.name(), start.line, start.column),
    }
}
