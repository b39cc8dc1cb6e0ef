//! A run: sources to report on several threads, in input order, in memory that does not grow with the input.
//!
//! Each thread takes the next piece of work from the `feed`, inspects it and renders what is to be shown; the
//! `output` puts that in order. Small files are a piece of work each; other sources are cut into blocks.

mod feed;
mod output;

use std::io::{self, Read as _};
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::Error;

use feed::{Feed, Work};
use output::{Done, Output};

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
    /// Which callbacks are shown.
    pub shows: &'r (dyn Fn(&Inspection<'_>) -> bool + Sync),
    /// How; `None` for no report.
    pub report: Option<&'r dyn Report>,
    /// How many threads inspect.
    pub jobs: NonZero<usize>,
    /// How much of a source is inspected at once: bytes. The report is the same for any size.
    pub block_size: usize,
}

impl Run<'_> {
    /// The block size that keeps a block and what is made of it in a core's own cache: bytes.
    pub const BLOCK_SIZE: usize = 1 << 17;

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
        let feed = Mutex::new(Feed::of(paths, self.block_size, self.settings.max_document_size, progress));
        let output = Output::of(sink, progress, self.report, self.jobs);
        thread::scope(|scope| {
            for _ in 1..self.jobs.get() {
                scope.spawn(|| self.work(&feed, &output));
            }
            self.work(&feed, &output);
        });
        output.into_outcome()
    }

    /// Takes work and does it, until there is none.
    fn work(&self, feed: &Mutex<Feed<'_>>, output: &Output<'_>) {
        while !output.is_stopped() {
            let task = feed.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((turn, work)) = task else { return };
            output.wait_until_near(turn);
            match work {
                Work::Complaint(complaint) => {
                    output.finish(turn, Done { complaint: Some(complaint), ..Done::default() });
                }
                Work::Note(note) => output.finish(turn, Done { note: Some(note), ..Done::default() }),
                Work::Block { source, block, chain, number } => {
                    let done = Done { text: output.spare(), ..Done::default() };
                    output.finish(turn, self.block(&source, &block, done, |count| chain.pass(number, count)));
                }
                Work::Source(source) => self.source(&source, turn, output),
            }
        }
    }

    /// Inspects a source that one thread does alone. It is small, but may be much larger when decompressed, so
    /// that what is made of each block is written before the next is read.
    fn source(&self, source: &Source, turn: usize, output: &Output<'_>) {
        let mut last = None;
        let mut bytes = Vec::new();
        let read = source.open().and_then(|mut file| file.read_to_end(&mut bytes)).and_then(|_| {
            let reader = decoded(bytes.as_slice())?;
            let mut blocks = Blocks::of(reader, self.block_size, self.settings.max_document_size);
            let mut index = 0;
            while let Some(block) = blocks.next_block()? {
                let done = Done { text: output.spare(), ..Done::default() };
                let done = self.block(source, &block, done, |count| {
                    index += count;
                    index - count
                });
                if let Some(before) = last.replace(done) {
                    output.write_part(turn, before);
                }
            }
            Ok(())
        });
        let complaint = read.err().map(|error| Unreadable { source: source.clone(), reason: reason(&error) });
        let note = (last.is_none() && complaint.is_none()).then(|| feed::holds_nothing(source));
        output.finish(turn, Done { complaint, note, ..last.unwrap_or_default() });
    }

    /// Inspects a block and adds what is to be shown of it to `done`. `first_index` is told how many documents there are,
    /// and tells how many came before.
    fn block(
        &self,
        source: &Source,
        block: &Block,
        mut done: Done,
        first_index: impl FnOnce(usize) -> usize,
    ) -> Done {
        let inspections = Inspections::of(block.stretch(), 0, self.settings);
        let Some(report) = self.report else {
            inspections.for_each(|inspection| done.summary.count(&inspection));
            return done;
        };
        let inspections: Vec<_> = inspections.collect();
        let first = first_index(inspections.len());
        for mut inspection in inspections {
            inspection.document.index += first;
            done.summary.count(&inspection);
            if (self.shows)(&inspection) {
                show(report, source, &inspection, &mut done.text);
            }
        }
        done
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
