//! The report on a block: counts, and renders what is shown.

use std::mem;
use std::sync::Arc;

use super::Run;
use super::turnstile::Turn;
use super::writer::{Done, Writer};
use crate::inspection::Inspection;
use crate::report::Renderer;
use crate::source::walk::Source;

/// The length in bytes of a report on a part of a block that is written before the rest of the block is inspected.
const PART: usize = 1 << 20;

/// The report on a block of a source.
pub struct BlockReport<'r, 'w> {
    run: &'r Run<'r>,
    writer: &'r Writer<'w>,
    source: &'r Arc<Source>,
    turn: Turn,
    /// The separator between callbacks, and the format. `None` if callbacks are only counted.
    format: Option<(&'static str, Renderer<'r>)>,
    /// The part that is not written yet.
    done: Done,
}

impl<'r, 'w> BlockReport<'r, 'w> {
    /// Begins the report on the block of a turn.
    pub fn new(run: &'r Run<'r>, writer: &'r Writer<'w>, source: &'r Arc<Source>, turn: Turn) -> Self {
        let format = run.report.map(|report| (report.separator(), report.renderer(source)));
        let mut report = Self { run, writer, source, turn, format, done: Done::default() };
        report.begin_part();
        report
    }

    fn begin_part(&mut self) {
        if self.format.is_some() {
            self.done.source = Some(Arc::clone(self.source));
            self.done.text = self.writer.text(self.turn);
        }
    }

    /// Adds the next callback of the block.
    pub fn add(&mut self, inspection: &mut Inspection<'_>) {
        self.done.documents += 1;
        if self.run.redacts {
            inspection.redact();
        }
        self.done.summary.count(inspection);
        self.show(inspection);
    }

    /// Appends a callback to the text if it is shown.
    fn show(&mut self, inspection: &Inspection<'_>) {
        let format = self.format.as_mut().filter(|_| (self.run.shows)(inspection));
        let Some((separator, render)) = format else { return };
        let text = &mut self.done.text;
        let before = text.bytes.len();
        if before > 0 {
            text.bytes.extend_from_slice(separator.as_bytes());
        }
        let start = text.bytes.len();
        // Writing to memory cannot fail.
        let _ = render(inspection, text);
        if text.bytes.len() == start {
            text.bytes.truncate(before);
        }
        if text.bytes.len() >= PART {
            let rest = Done { documents: self.done.documents, ..Done::default() };
            self.writer.write_part(self.turn, mem::replace(&mut self.done, rest));
            self.begin_part();
        }
    }

    /// Ends the report. `is_last` is whether the source ends after the block.
    pub fn finish(self, is_last: bool) {
        self.writer.finish(self.turn, is_last, self.done);
    }
}
