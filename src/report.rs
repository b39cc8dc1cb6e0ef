//! Inspections to text: a file a format.

pub mod compact;
pub mod excerpt;
pub mod json;
pub mod pretty;
pub mod summary;
pub mod urls;

use std::io::{self, Write};

use crate::inspection::Inspection;

/// A format. It is given the inspections of a run in input order and knows no threads, files or terminals.
pub trait Report: Sync {
    /// Shows one callback of a source.
    ///
    /// # Errors
    ///
    /// Whatever keeps `out` from being written to.
    fn callback(&self, source: &str, inspection: &Inspection<'_>, out: &mut dyn Write) -> io::Result<()>;
}
