//! The format `compact`, for editors and `grep`: one finding a line, as `path:line:column: level[rule]: message`.

use std::io::{self, Write};

use super::Report;
use crate::escape::escape;
use crate::inspection::Inspection;
use crate::source::walk::Source;

/// The format.
#[derive(Clone, Copy, Debug)]
pub struct Compact;

impl Report for Compact {
    fn callback(&self, source: &Source, inspection: &Inspection<'_>, out: &mut dyn Write) -> io::Result<()> {
        for finding in &inspection.findings {
            let start = finding.region.start;
            writeln!(
                out,
                "{}:{}:{}: {}[{}]: {}",
                escape(source.bytes()),
                start.line,
                start.column,
                finding.level.name(),
                finding.rule.id,
                escape(&finding.message),
            )?;
        }
        Ok(())
    }
}
