//! A run: inspects sources on several threads and reports them in input order, in bounded memory.
//!
//! Each thread takes a task from the `queue`, reads a block of a source, inspects it and renders the report. The
//! `writer` puts reports in order and fills in the numbers of their documents. All sources are read in the same way: a
//! small file has one block.

mod block_report;
pub mod deliveries;
mod interrupt;
mod memory;
mod monitor;
pub mod progress;
mod queue;
mod turnstile;
mod writer;

use std::io;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, Scope};

use anyhow::Error;

use block_report::BlockReport;
use memory::Memory;
use queue::{Open, Queue, Task};
use turnstile::{Turn, Turnstile};
use writer::{Done, Writer};

use crate::escape::escape;
use crate::framing::block::Block;
use crate::inspection::{Inspection, Inspections};
use crate::report::Report;
use crate::report::summary::Summary;
use crate::rules::settings::Settings;
use crate::run::deliveries::Deliveries;
use crate::run::progress::Progress;
use crate::source::reason;
use crate::source::unreadable::Unreadable;
use crate::source::walk::{Found, Source, Walk};

pub use writer::{Conclude, Severity, Sink};

/// The result of a run.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The counts.
    pub summary: Summary,
    /// The unreadable sources.
    pub unreadable: Vec<Unreadable>,
    /// Whether the reader of the report closed the pipe, so that the run stopped early.
    pub cut: bool,
}

/// The settings of a run.
pub struct Run<'r> {
    /// The settings for checking callbacks.
    pub settings: &'r Settings,
    /// Selects the files that are read in a directory.
    pub walk: Walk,
    /// Whether to hide the secrets of URLs.
    pub redacts: bool,
    /// Selects the callbacks to show.
    pub shows: &'r (dyn Fn(&Inspection<'_>) -> bool + Sync),
    /// The format; `None` for no report.
    pub report: Option<&'r dyn Report>,
    /// The number of threads.
    pub jobs: NonZero<usize>,
    /// The maximum number of tasks to track for counting repeat deliveries: 0 for no count. With more tasks there is
    /// no count, unless a rule tracks all of them.
    pub remembered_tasks: usize,
    /// The size of a block in bytes. It does not change the report.
    pub block_size: usize,
}

impl Run<'_> {
    /// A block size in bytes for which a block and its inspections fit into the cache of a core.
    pub const BLOCK_SIZE: usize = 1 << 17;

    /// A number of tasks whose memory is negligible: at most 5 MiB.
    pub const FEW_TASKS: usize = 1 << 16;

    /// Inspects everything that the paths name. Reports and skips what cannot be read.
    ///
    /// # Errors
    ///
    /// If the report cannot be written. A broken pipe is not an error.
    pub fn inspect<'o>(
        &'o self,
        paths: &'o [PathBuf],
        sink: Sink<'o>,
        progress: &'o Progress,
    ) -> anyhow::Result<Outcome> {
        let work = self.begin(paths, sink, progress);
        work.do_all();
        work.finish()
    }

    /// Inspects like [`inspect`](Self::inspect), but ends the process on an interrupt, after `conclude` has shown the
    /// counts so far. These have no repeat deliveries, because some may belong to callbacks that were not reported.
    ///
    /// # Errors
    ///
    /// If the report cannot be written. A broken pipe is not an error.
    pub fn inspect_until_interrupt<'o>(
        &'o self,
        paths: &'o [PathBuf],
        sink: Sink<'o>,
        progress: &'o Progress,
        conclude: Conclude<'_>,
    ) -> anyhow::Result<Outcome> {
        let work = self.begin(paths, sink, progress);
        interrupt::or_conclude(|| work.do_all(), || work.writer.interrupt(conclude));
        work.finish()
    }

    fn begin<'o>(&'o self, paths: &'o [PathBuf], sink: Sink<'o>, progress: &'o Progress) -> Work<'o> {
        let deliveries = Deliveries::new(self.settings, self.remembered_tasks);
        Work {
            run: self,
            queue: Queue::new(self, paths, progress),
            is_kept: deliveries.are_kept(),
            is_ordered: deliveries.are_judged(),
            deliveries: Turnstile::new(deliveries),
            writer: Writer::new(sink, progress, self.report, self.jobs),
            threads: AtomicUsize::new(1),
        }
    }
}

/// More threads than any machine needs. If memory is short, a thread that was created may still fail.
const MAX_THREADS: usize = 256;

/// The most inspections of one block that are kept before the turn of the block, if the order of deliveries matters. More are
/// inspected in its turn, so memory is bounded.
const EARLY: usize = 2048;

/// The number of callbacks that are added to the deliveries at once.
const BATCH: usize = 64;

/// The state shared by the threads.
struct Work<'w> {
    run: &'w Run<'w>,
    queue: Queue<'w>,
    deliveries: Turnstile<Deliveries>,
    /// Whether deliveries are tracked.
    is_kept: bool,
    /// Whether their order matters: it decides which callback contradicts which, but not how many repeat.
    is_ordered: bool,
    writer: Writer<'w>,
    threads: AtomicUsize,
}

impl<'w> Work<'w> {
    /// Does all tasks.
    fn do_all(&self) {
        thread::scope(|scope| self.run_thread(scope));
    }

    fn finish(self) -> anyhow::Result<Outcome> {
        self.writer.into_outcome(self.deliveries.into_inner().again())
    }

    /// Does tasks until there are none. Starts another thread if there is more than one task.
    fn run_thread<'s>(&'s self, scope: &'s Scope<'s, '_>) {
        let mut memory = Memory::new();
        while !self.writer.is_stopped() {
            let Some((task, has_more)) = self.queue.take() else { break };
            if has_more {
                self.spawn(scope);
            }
            match task {
                Task::Begin(number, found) => self.begin(scope, number, found, &mut memory),
                Task::Continue(open) => self.read(scope, open, false, &mut memory),
            }
        }
        if self.writer.is_stopped() {
            // Turns that other threads wait for will not come.
            self.deliveries.open();
        }
        self.threads.fetch_sub(1, Ordering::Relaxed);
    }

    /// Starts another thread, up to the maximum. If the system refuses, the run continues with the others.
    fn spawn<'s>(&'s self, scope: &'s Scope<'s, '_>) {
        let count = self.threads.fetch_add(1, Ordering::Relaxed);
        let is_begun = count < self.run.jobs.get().min(MAX_THREADS)
            && thread::Builder::new().spawn_scoped(scope, || self.run_thread(scope)).is_ok();
        if !is_begun {
            self.threads.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Opens a source, or reports that it cannot be read.
    fn begin<'s>(&'s self, scope: &'s Scope<'s, '_>, number: usize, found: Found, memory: &mut Memory) {
        let done = match found {
            Found::Source(source) => {
                let source = Arc::new(source);
                match self.queue.open(Arc::clone(&source), number, &mut memory.head) {
                    Ok(open) => return self.read(scope, open, true, memory),
                    Err(error) => unreadable(&source, &error),
                }
            }
            Found::Unreadable(complaint) => Done { complaint: Some(complaint), ..Done::default() },
            Found::Skipped { name, reason } => {
                Done { note: Some(format!("{name}: {reason}")), ..Done::default() }
            }
        };
        self.queue.drop_source(true);
        self.end(Turn { source: number, part: 0 }, done);
    }

    /// Reads the next block of a source, puts back the rest for any thread, and inspects the block.
    fn read<'s>(&'s self, scope: &'s Scope<'s, '_>, mut open: Open<'w>, is_begun: bool, memory: &mut Memory) {
        open.reuse(memory.take_block());
        let (source, turn) = (Arc::clone(&open.source), open.turn);
        match open.next_block() {
            Ok(Some(block)) => {
                let is_last = open.is_at_end();
                if is_last {
                    self.queue.drop_source(is_begun);
                } else {
                    open.turn = turn.next(false);
                    self.queue.put_back(open, is_begun);
                    // A block that is not full is usually the last one.
                    if !is_begun || block.size() >= self.run.block_size {
                        self.spawn(scope);
                    }
                }
                self.writer.admit(turn);
                let piece = Piece { source, turn, is_last, block };
                self.inspect(&piece);
                memory.keep(piece.block.bytes);
            }
            ended => {
                self.queue.drop_source(is_begun);
                let done = match ended {
                    Err(error) => unreadable(&source, &error),
                    Ok(_) if turn.part == 0 && !self.run.settings.finds => {
                        Done { note: Some(note_on_empty(&source)), ..Done::default() }
                    }
                    Ok(_) => Done::default(),
                };
                self.end(turn, done);
            }
        }
    }

    /// Ends a source in its last turn, which has no text.
    fn end(&self, turn: Turn, done: Done) {
        self.writer.admit(turn);
        if self.is_ordered {
            self.deliveries.leave(turn, true);
        }
        self.writer.finish(turn, true, done);
    }

    /// Inspects a block and reports it.
    fn inspect(&self, piece: &Piece) {
        let mut inspections = Inspections::new(piece.block.as_ref(), 0, self.run.settings);
        let mut report = BlockReport::new(self.run, &self.writer, &piece.source, piece.turn);
        if self.is_kept {
            self.inspect_deliveries(piece, inspections, &mut report);
        } else {
            // Borrowed: moving an inspection takes as long as counting it.
            while let Some(inspection) = &mut inspections.next() {
                report.add(inspection);
                inspections.recycle(inspection);
            }
        }
        report.finish(piece.is_last);
    }

    /// Inspects a block and adds its callbacks to the deliveries. If their order matters, that is in the turn of the block.
    fn inspect_deliveries(
        &self,
        piece: &Piece,
        mut inspections: Inspections<'_, '_>,
        report: &mut BlockReport<'_, '_>,
    ) {
        let turn = piece.turn;
        let mut batch = Vec::with_capacity(BATCH);
        let mut is_all = false;
        while !is_all {
            let before = batch.len();
            batch.extend(inspections.by_ref().take(BATCH));
            is_all = batch.len() < before + BATCH;
            let is_early = self.is_ordered && !self.deliveries.is_turn(turn);
            if is_early && !is_all && batch.len() < EARLY {
                continue;
            }
            let enter = |deliveries: &mut Deliveries| {
                batch.iter_mut().for_each(|inspection| deliveries.enter(&piece.source, inspection));
            };
            if self.is_ordered {
                self.deliveries.enter(turn, enter);
            } else {
                self.deliveries.barge(enter);
            }
            if is_all && self.is_ordered {
                self.deliveries.leave(turn, piece.is_last);
            }
            for inspection in &mut batch {
                report.add(inspection);
                inspections.recycle(inspection);
            }
            batch.clear();
        }
    }
}

/// A block of a source, with its turn.
struct Piece {
    source: Arc<Source>,
    turn: Turn,
    /// Whether the source ends after the block.
    is_last: bool,
    block: Block,
}

fn unreadable(source: &Source, error: &io::Error) -> Done {
    let complaint = Unreadable::new(source.clone(), error);
    Done { complaint: Some(complaint), ..Done::default() }
}

/// Returns the note on a stream without a document, which would go unnoticed among other sources.
fn note_on_empty(source: &Source) -> String {
    format!("{}: empty", escape(source.bytes()))
}

/// Returns whether a part of the report was written; `false` for a broken pipe, which is not an error.
///
/// # Errors
///
/// Fails if it cannot be written for another reason.
pub fn is_written(written: io::Result<()>) -> anyhow::Result<bool> {
    match written {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(Error::msg(reason(&error)).context("cannot write to standard output")),
    }
}
