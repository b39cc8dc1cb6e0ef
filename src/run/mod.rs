//! A run: inspects sources on several threads and reports them in input order, in bounded memory.
//!
//! Each thread takes the next task from the `queue`, reads a block of a source, inspects it and renders the report
//! on it; the `writer` puts reports in order. Every source is read in the same way, whatever its size: a small file is a
//! source of one block.

pub mod deliveries;
mod interrupt;
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
use crate::source::walk::{Found, Source, Unreadable};

pub use writer::{Conclude, Severity, Sink};

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

    /// Inspects like [`inspect`](Self::inspect), but ends the process on an interrupt, after `conclude` has shown what was
    /// counted so far. Repeat deliveries are not counted then, since they may be of callbacks that were not reported.
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
            deliveries: Turnstile::new(Turn::default(), deliveries),
            writer: Writer::new(sink, progress, self.report, self.jobs),
            threads: AtomicUsize::new(1),
        }
    }
}

/// More threads than any machine keeps busy. Where memory is short, a thread that has begun may fail for want of it, which
/// cannot be helped then.
const MAX_THREADS: usize = 256;

/// Inspections that are made of one block at once. A block of more is inspected in its turn, so that memory is bounded
/// whatever is in it.
const BATCH: usize = 2048;

/// What the threads of a run share.
struct Work<'w> {
    run: &'w Run<'w>,
    queue: Queue<'w>,
    deliveries: Turnstile<Deliveries>,
    /// Whether callbacks are entered as deliveries at all.
    is_kept: bool,
    /// Whether it matters in which order they are: which of two contradicts the other does depend on it, how many come
    /// for one task does not.
    is_ordered: bool,
    writer: Writer<'w>,
    threads: AtomicUsize,
}

impl<'w> Work<'w> {
    /// Does all of it.
    fn do_all(&self) {
        thread::scope(|scope| self.run_thread(scope));
    }

    fn finish(self) -> anyhow::Result<Outcome> {
        self.writer.into_outcome(self.deliveries.into_inner().again())
    }

    /// Takes tasks and does them, until there is none. Begins another thread when there is more to do than one can.
    fn run_thread<'s>(&'s self, scope: &'s Scope<'s, '_>) {
        while !self.writer.is_stopped() {
            let Some((task, has_more)) = self.queue.take() else { break };
            if has_more {
                self.spawn(scope);
            }
            match task {
                Task::Begin(number, found) => self.begin(scope, number, found),
                Task::Continue(open) => self.read(scope, open, false),
            }
        }
        if self.writer.is_stopped() {
            // Nothing comes of the turns that other threads may wait for.
            self.deliveries.open();
        }
        self.threads.fetch_sub(1, Ordering::Relaxed);
    }

    /// Begins another thread, unless there are as many as were asked for. Where the system gives no more, the run goes on
    /// with those that it has.
    fn spawn<'s>(&'s self, scope: &'s Scope<'s, '_>) {
        let count = self.threads.fetch_add(1, Ordering::Relaxed);
        let is_begun = count < self.run.jobs.get().min(MAX_THREADS)
            && thread::Builder::new().spawn_scoped(scope, || self.run_thread(scope)).is_ok();
        if !is_begun {
            self.threads.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Begins a source: opens it, or reports why there is none.
    fn begin<'s>(&'s self, scope: &'s Scope<'s, '_>, number: usize, found: Found) {
        let done = match found {
            Found::Source(source) => {
                let source = Arc::new(source);
                match self.queue.open(Arc::clone(&source), number) {
                    Ok(open) => return self.read(scope, open, true),
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

    /// Reads the next block of a source, puts the rest back for any thread, and inspects the block.
    fn read<'s>(&'s self, scope: &'s Scope<'s, '_>, mut open: Open<'w>, is_begun: bool) {
        let (source, turn, documents) = (Arc::clone(&open.source), open.turn, Arc::clone(&open.documents));
        match open.next_block() {
            Ok(Some(block)) => {
                open.turn = turn.next(false);
                self.queue.put_back(open, is_begun);
                // A block that is not full is most often all there is.
                if !is_begun || block.size() >= self.run.block_size {
                    self.spawn(scope);
                }
                self.writer.admit(turn);
                self.inspect(&Piece { source, turn, documents, block });
            }
            ended => {
                self.queue.drop_source(is_begun);
                let done = match ended {
                    Err(error) => unreadable(&source, &error),
                    Ok(_) if turn.part == 0 => Done { note: Some(holds_nothing(&source)), ..Done::default() },
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

    /// Inspects a block and passes its report to the writer.
    fn inspect(&self, piece: &Piece) {
        let turn = piece.turn;
        let begin =
            || Done { source: Some(Arc::clone(&piece.source)), text: self.writer.spare(), ..Done::default() };
        let mut done = begin();
        let mut inspections = Inspections::new(piece.block.as_ref(), 0, self.run.settings);
        if self.run.report.is_none() && !self.is_kept && !self.run.redacts {
            inspections.for_each(|inspection| done.summary.count(&inspection));
            return self.writer.finish(turn, false, done);
        }
        loop {
            let mut batch: Vec<_> = inspections.by_ref().take(BATCH).collect();
            let is_all = batch.len() < BATCH;
            self.place(piece, &mut batch);
            if is_all {
                self.leave(piece);
                self.show(&piece.source, batch, &mut done);
                return self.writer.finish(turn, false, done);
            }
            self.show(&piece.source, batch, &mut done);
            self.writer.write_part(turn, std::mem::replace(&mut done, begin()));
        }
    }

    /// Puts inspections in their place among those of other blocks. More of the block may come until it leaves.
    fn place(&self, piece: &Piece, inspections: &mut [Inspection<'_>]) {
        piece.documents.enter(piece.turn, |count| {
            for inspection in inspections.iter_mut() {
                inspection.document.index = *count;
                *count += 1;
            }
        });
        let enter = |deliveries: &mut Deliveries| {
            inspections.iter_mut().for_each(|inspection| deliveries.enter(&piece.source, inspection));
        };
        match (self.is_kept, self.is_ordered) {
            (false, _) => {}
            (true, false) => self.deliveries.barge(enter),
            (true, true) => self.deliveries.enter(piece.turn, enter),
        }
    }

    /// Lets the next block take its place.
    fn leave(&self, piece: &Piece) {
        piece.documents.leave(piece.turn, false);
        if self.is_ordered {
            self.deliveries.leave(piece.turn, false);
        }
    }

    /// Adds the report on inspections to `done`.
    fn show(&self, source: &Source, inspections: Vec<Inspection<'_>>, done: &mut Done) {
        for mut inspection in inspections {
            if self.run.redacts {
                inspection = inspection.redacted();
            }
            done.summary.count(&inspection);
            if let Some(report) = self.run.report.filter(|_| (self.run.shows)(&inspection)) {
                show(report, source, &inspection, &mut done.text);
            }
        }
    }
}

/// A block of a source, and its place in the run.
struct Piece {
    source: Arc<Source>,
    turn: Turn,
    documents: Arc<Turnstile<usize>>,
    block: Block,
}

fn unreadable(source: &Source, error: &io::Error) -> Done {
    let complaint = Unreadable { source: source.clone(), reason: reason(error) };
    Done { complaint: Some(complaint), ..Done::default() }
}

/// Returns the note on a stream without a document, which would pass unseen among other sources.
fn holds_nothing(source: &Source) -> String {
    format!("{}: empty", escape(source.bytes()))
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

/// Whether a part of the report was written; `false` for a broken pipe, which is not an error.
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
