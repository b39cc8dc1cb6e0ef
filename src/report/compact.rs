//! The format `compact`, for editors and `grep`: one finding a line, as `path:line:column: level[rule]: message; help: …`.

use std::io::{self, Write};

use super::Report;
use super::text::Text;
use crate::escape::escape;
use crate::inspection::Inspection;
use crate::report::terminal::Terminal;
use crate::source::walk::Source;

/// The format.
#[derive(Clone, Copy, Debug)]
pub struct Compact {
    /// The capabilities of the output.
    pub terminal: Terminal,
}

impl Report for Compact {
    fn callback(&self, source: &Source, inspection: &Inspection<'_>, text: &mut Text) -> io::Result<()> {
        let out = &mut text.bytes;
        for finding in &inspection.findings {
            let start = finding.region.start;
            let title = format_args!("{}[{}]", finding.level.name(), finding.rule.id);
            let title = self.terminal.paint(title, Terminal::style(finding.level));
            let help = finding.help.as_deref().map(|help| format!("; help: {}", escape(help)));
            writeln!(
                out,
                "{}:{}:{}: {title}: {}{}",
                escape(source.bytes()),
                start.line,
                start.column,
                escape(&finding.message),
                help.unwrap_or_default(),
            )?;
        }
        Ok(())
    }
}
