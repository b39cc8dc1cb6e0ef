//! A run: sources to report on several threads, in input order, in memory that does not grow with the input.
//!
//! Each thread takes the next piece of work from the `feed`, inspects it and renders what is to be shown; the
//! `output` puts that in order. Small files are a piece of work each; other sources are cut into blocks.

mod feed;
mod output;
mod register;

use std::io::{self, Read as _};
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::Error;

use feed::{Feed, Work};
use output::{Done, Output};
use register::Register;

use crate::deliveries::Deliveries;
use crate::input::block::{Block, Blocks};
use crate::input::decode::decoded;
use crate::input::discover::{Source, Unreadable};
use crate::input::reason;
use crate::inspection::{Inspection, Inspections};
use crate::progress::Progress;
use crate::report::Report;
use crate::report::summary::Summary;
use crate::settings::Settings;

pub use output::Sink;

/// How a run ended.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// What was counted.
    pub summary: Summary,
    /// What could not be read.
    pub unreadable: Vec<Unreadable>,
    /// Whether the reader of the report went away, so that the run stopped early.
    pub cut: bool,
}

/// What a run does with each callback.
pub struct Run<'r> {
    /// What callbacks are judged by.
    pub settings: &'r Settings,
    /// Whether the secrets of URLs are hidden in all that is shown.
    pub redacts: bool,
    /// Which callbacks are shown.
    pub shows: &'r (dyn Fn(&Inspection<'_>) -> bool + Sync),
    /// How; `None` for no report.
    pub report: Option<&'r dyn Report>,
    /// How many threads inspect.
    pub jobs: NonZero<usize>,
    /// How many tasks are remembered at the most, to count the callbacks that were delivered again: 0 for no count.
    /// There is none either once there are more, unless a rule has all of them remembered.
    pub remembered_tasks: usize,
    /// How much of a source is inspected at once: bytes. The report is the same for any size.
    pub block_size: usize,
}

impl Run<'_> {
    /// The block size that keeps a block and what is made of it in a core's own cache: bytes.
    pub const BLOCK_SIZE: usize = 1 << 17;

    /// So few tasks that nobody needs to think about their memory, which is 5 MiB at the most.
    pub const FEW_TASKS: usize = 1 << 16;

    /// Inspects all that the paths stand for. What cannot be read is complained of and passed over.
    ///
    /// # Errors
    ///
    /// Where the report cannot be written, other than because nobody reads on.
    pub fn inspect<'o>(
        &'o self,
        paths: &[PathBuf],
        sink: Sink<'o>,
        progress: &'o Progress,
    ) -> anyhow::Result<Outcome> {
        let feed = Mutex::new(Feed::of(self, paths, progress));
        let register = Register::of(Deliveries::of(self.settings, self.remembered_tasks));
        let output = Output::of(sink, progress, self.report, self.jobs);
        thread::scope(|scope| {
            for _ in 1..self.jobs.get() {
                scope.spawn(|| self.work(&feed, &register, &output));
            }
            self.work(&feed, &register, &output);
        });
        output.into_outcome(register.into_again())
    }

    /// Takes work and does it, until there is none.
    fn work(&self, feed: &Mutex<Feed<'_>>, register: &Register, output: &Output<'_>) {
        while !output.is_stopped() {
            let task = feed.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((turn, work)) = task else { return };
            output.wait_until_near(turn);
            match work {
                Work::Complaint(complaint) => {
                    register.leave(turn);
                    output.finish(turn, Done { complaint: Some(complaint), ..Done::default() });
                }
                Work::Note(note) => {
                    register.leave(turn);
                    output.finish(turn, Done { note: Some(note), ..Done::default() });
                }
                Work::Block { source, block, chain, number } => {
                    let done = Done { text: output.spare(), ..Done::default() };
                    let done = self.block(&source, &block, register, done, |inspections| {
                        count_from(chain.pass(number, inspections.len()), inspections);
                        register.enter(turn, &source, inspections);
                        register.leave(turn);
                    });
                    output.finish(turn, done);
                }
                Work::Source(source) => self.source(&source, turn, register, output),
            }
        }
    }

    /// Inspects a source that one thread does alone. It is small, but may be much larger when decompressed, so
    /// that what is made of each block is written before the next is read.
    fn source(&self, source: &Source, turn: usize, register: &Register, output: &Output<'_>) {
        let (mut last, mut callbacks) = (None, 0);
        let mut bytes = Vec::new();
        let read = source.open().and_then(|mut file| file.read_to_end(&mut bytes)).and_then(|_| {
            let reader = decoded(bytes.as_slice())?;
            let mut blocks = Blocks::of(reader, self.block_size, self.settings.max_document_size);
            let mut index = 0;
            while let Some(block) = blocks.next_block()? {
                let done = Done { text: output.spare(), ..Done::default() };
                let done = self.block(source, &block, register, done, |inspections| {
                    count_from(index, inspections);
                    index += inspections.len();
                    register.enter(turn, source, inspections);
                });
                callbacks += done.summary.callbacks;
                if let Some(before) = last.replace(done) {
                    output.write_part(turn, before);
                }
            }
            Ok(())
        });
        register.leave(turn);
        let complaint = read.err().map(|error| Unreadable { source: source.clone(), reason: reason(&error) });
        let note = (callbacks == 0 && complaint.is_none()).then(|| feed::holds_nothing(source));
        output.finish(turn, Done { complaint, note, ..last.unwrap_or_default() });
    }

    /// Inspects a block and adds what is to be shown of it to `done`. `place` puts the inspections in their place among
    /// those of other blocks, where that is of interest.
    fn block(
        &self,
        source: &Source,
        block: &Block,
        register: &Register,
        mut done: Done,
        place: impl FnOnce(&mut [Inspection<'_>]),
    ) -> Done {
        let inspections = Inspections::of(block.stretch(), 0, self.settings);
        if self.report.is_none() && !register.is_kept() && !self.redacts {
            inspections.for_each(|inspection| done.summary.count(&inspection));
            return done;
        }
        let mut inspections: Vec<_> = inspections.collect();
        place(&mut inspections);
        for mut inspection in inspections {
            if self.redacts {
                inspection = inspection.redacted();
            }
            done.summary.count(&inspection);
            if let Some(report) = self.report.filter(|_| (self.shows)(&inspection)) {
                show(report, source, &inspection, &mut done.text);
            }
        }
        done
    }
}

/// Counts the documents on from those that came before in their source.
fn count_from(before: usize, inspections: &mut [Inspection<'_>]) {
    for inspection in inspections {
        inspection.document.index += before;
    }
}

/// Adds what the report shows of a callback to a text.
fn show(report: &dyn Report, source: &Source, inspection: &Inspection<'_>, text: &mut Vec<u8>) {
    let before = text.len();
    if before > 0 {
        text.extend_from_slice(report.separator().as_bytes());
    }
    let start = text.len();
    // Writing to memory cannot fail.
    let _ = report.callback(source, inspection, text);
    if text.len() == start {
        text.truncate(before);
    }
}

/// Whether a part of the report was written: `false` where nobody reads on, which is no error.
///
/// # Errors
///
/// Where it cannot be written for another reason.
pub fn is_written(written: io::Result<()>) -> anyhow::Result<bool> {
    match written {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(Error::msg(reason(&error)).context("cannot write to standard output")),
    }
}
