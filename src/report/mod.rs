//! Turns inspections into text: one file per format.

pub mod base;
pub mod compact;
pub mod excerpt;
pub mod github;
pub mod json;
pub mod junit;
pub(crate) mod marked_line;
pub mod pretty;
pub mod sarif;
pub mod summary;
pub mod terminal;
pub mod text;
pub mod urls;

use std::io::{self, Write};

use summary::Summary;
use text::Text;

use crate::inspection::Inspection;
use crate::inspection::locate::Finding;
use crate::source::unreadable::Unreadable;
use crate::source::walk::Source;

/// Writes a callback, to memory, as [`Report::callback`] does.
pub type Renderer<'r> = Box<dyn FnMut(&Inspection<'_>, &mut Text) -> io::Result<()> + 'r>;

/// A format. It renders each callback by itself, so that threads can render different callbacks at once. The caller
/// puts the results in input order.
///
/// All methods fail only if `out` cannot be written.
pub trait Report: Sync {
    /// Writes the beginning of the report.
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        let _ = out;
        Ok(())
    }

    /// Writes the beginning of a source, if anything of it is shown.
    fn begin_source(&self, source: &Source, out: &mut dyn Write) -> io::Result<()> {
        let _ = (source, out);
        Ok(())
    }

    /// Writes a callback. The number of its document must be a gap in the text.
    fn callback(&self, source: &Source, inspection: &Inspection<'_>, text: &mut Text) -> io::Result<()>;

    /// Returns a renderer of the callbacks of a source, so that the parts that all of them share are rendered once.
    fn renderer<'r>(&'r self, source: &'r Source) -> Renderer<'r> {
        Box::new(move |inspection, text| self.callback(source, inspection, text))
    }

    /// Writes that a source, or the rest of it, could not be read. Comes after the callbacks of the source.
    fn unreadable(&self, unreadable: &Unreadable, out: &mut dyn Write) -> io::Result<()> {
        let _ = (unreadable, out);
        Ok(())
    }

    /// Writes the end of a source.
    fn end_source(&self, out: &mut dyn Write) -> io::Result<()> {
        let _ = out;
        Ok(())
    }

    /// Returns the separator between callbacks.
    fn separator(&self) -> &'static str {
        ""
    }

    /// Writes the end of the report, with the counts of the run and the unreadable sources.
    fn finish(&self, summary: &Summary, unreadable: &[Unreadable], out: &mut dyn Write) -> io::Result<()> {
        let _ = (summary, unreadable, out);
        Ok(())
    }

    /// Returns lines for standard error about what the report left out so far.
    fn omissions(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Returns the position of a finding as the prefix of its message, if the report cannot point to a file.
fn place_without_file(source: &Source, finding: &Finding) -> String {
    let start = finding.region.start;
    match source.path() {
        Some(_) => String::new(),
        None => format!("{}:{}:{}: ", source.name(), start.line, start.column),
    }
}
