//! Inspections to text: a file a format.

pub mod compact;
pub mod excerpt;
pub mod json;
pub mod pretty;
pub mod summary;
pub mod urls;

use std::io::{self, Write};

use crate::inspection::Inspection;

/// A format. It shows each callback by itself, so that several threads can show different ones at once; what they
/// write is put in input order by others.
pub trait Report: Sync {
    /// Shows one callback of a source.
    ///
    /// # Errors
    ///
    /// Whatever keeps `out` from being written to.
    fn callback(&self, source: &str, inspection: &Inspection<'_>, out: &mut dyn Write) -> io::Result<()>;
}
