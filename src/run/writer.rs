//! Writes the results of threads in input order.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::mem;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::monitor::Monitor;
use super::turnstile::Turn;
use super::{Outcome, is_written};
use crate::report::Report;
use crate::report::summary::Summary;
use crate::run::progress::Progress;
use crate::source::unreadable::Unreadable;
use crate::source::walk::Source;

/// The number of tasks that a thread may be ahead of the next turn. Bounds memory.
const AHEAD: usize = 4;

/// The number of bytes that may wait to be written. Beyond that, only the next turn continues.
const MAX_WAITING: usize = 1 << 25;

/// The maximum number of bytes of a buffer that is kept for reuse.
const MAX_SPARE: usize = 1 << 21;

/// The outputs of a run.
pub struct Sink<'o> {
    /// The report.
    pub out: &'o mut (dyn Write + Send),
    /// Prints messages about sources.
    pub complain: &'o mut (dyn FnMut(Severity, &str) + Send),
}

/// The severity of a message about reading and writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The exit status is 2.
    Error,
    /// A part of the report is missing.
    Warning,
    /// Nothing is lost.
    Note,
}

/// Shows the counts before an interrupt.
pub type Conclude<'c> = &'c (dyn Fn(&Summary, &mut dyn Write) + Sync);

/// The result of a task.
#[derive(Debug, Default)]
pub struct Done {
    /// The source, if callbacks of it are shown.
    pub source: Option<Arc<Source>>,
    /// The report.
    pub text: Vec<u8>,
    /// The counts.
    pub summary: Summary,
    /// The error, if the source could not be read.
    pub complaint: Option<Unreadable>,
    /// A note on the source.
    pub note: Option<String>,
}

/// Takes results in any order, and writes them in order of turns.
pub struct Writer<'o> {
    ordered: Monitor<Ordered<'o>>,
    is_stopped: AtomicBool,
    is_interrupted: AtomicBool,
    ahead: usize,
    progress: &'o Progress,
    report: Option<&'o dyn Report>,
}

struct Ordered<'o> {
    sink: Sink<'o>,
    next: Turn,
    /// Results that wait for their turn, with whether they are the last of their source.
    waiting: BTreeMap<Turn, (Done, bool)>,
    /// The number of tasks admitted and not written yet.
    in_work: usize,
    /// The number of bytes that wait.
    waiting_text: usize,
    outcome: Outcome,
    /// The index of the source whose report was begun.
    shown: Option<usize>,
    failure: Option<io::Error>,
    /// Buffers of written reports.
    spare: Vec<Vec<u8>>,
}

impl<'o> Writer<'o> {
    /// Creates a writer.
    pub fn new(
        sink: Sink<'o>,
        progress: &'o Progress,
        report: Option<&'o dyn Report>,
        jobs: NonZero<usize>,
    ) -> Self {
        let ordered = Ordered {
            sink,
            next: Turn::default(),
            waiting: BTreeMap::new(),
            in_work: 0,
            waiting_text: 0,
            outcome: Outcome::default(),
            shown: None,
            failure: None,
            spare: Vec::new(),
        };
        let writer = Self {
            ordered: Monitor::new(ordered),
            is_stopped: AtomicBool::new(false),
            is_interrupted: AtomicBool::new(false),
            ahead: jobs.get().saturating_mul(AHEAD),
            progress,
            report,
        };
        writer.frame(|report, _, out| report.begin(out));
        writer
    }

    /// Returns whether the output is closed.
    pub fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }

    /// Returns an empty buffer, reused if possible: new memory costs time.
    pub fn spare(&self) -> Vec<u8> {
        self.ordered.lock().spare.pop().unwrap_or_default()
    }

    /// Admits a task: waits while too much is ahead of the next turn. The next turn never waits.
    pub fn admit(&self, turn: Turn) {
        let mut ordered = self.ordered.wait_while(|ordered| {
            let is_much = ordered.in_work >= self.ahead || ordered.waiting_text > MAX_WAITING;
            is_much && turn != ordered.next && !self.is_stopped()
        });
        ordered.in_work += 1;
    }

    /// Waits for a turn, and writes a part of its result.
    pub fn write_part(&self, turn: Turn, part: Done) {
        let mut ordered = self.ordered.wait_while(|ordered| turn != ordered.next && !self.is_stopped());
        self.write(&mut ordered, part);
    }

    /// Takes the rest of the result of a turn, and writes it after the turns before it.
    pub fn finish(&self, turn: Turn, is_last: bool, done: Done) {
        let mut ordered = self.ordered.lock();
        if turn != ordered.next || self.is_interrupted() {
            ordered.waiting_text += done.text.len();
            ordered.waiting.insert(turn, (done, is_last));
            return;
        }
        self.finish_next(&mut ordered, is_last, done);
        while !self.is_interrupted() {
            let next = ordered.next;
            let Some((done, is_last)) = ordered.waiting.remove(&next) else { break };
            ordered.waiting_text -= done.text.len();
            self.finish_next(&mut ordered, is_last, done);
        }
        drop(ordered);
        self.ordered.notify_all();
    }

    /// Writes the result of the next turn.
    fn finish_next(&self, ordered: &mut Ordered<'_>, is_last: bool, done: Done) {
        self.write(ordered, done);
        ordered.next = ordered.next.next(is_last);
        ordered.in_work -= 1;
    }

    fn is_interrupted(&self) -> bool {
        self.is_interrupted.load(Ordering::Relaxed)
    }

    /// Stops after the current write, and passes the counts so far to `conclude`. Nothing is written afterwards: the
    /// process is expected to end.
    pub fn interrupt(&self, conclude: Conclude<'_>) {
        self.is_interrupted.store(true, Ordering::Relaxed);
        let mut ordered = self.ordered.lock();
        self.progress.finish();
        let Ordered { sink, outcome, failure, .. } = &mut *ordered;
        if failure.is_none() {
            conclude(&outcome.summary, sink.out);
            // If this fails, there is nobody to report it to.
            let _ = sink.out.flush();
        }
        // Keeps other threads from writing.
        mem::forget(ordered);
    }

    /// Ends the report and returns the result of the run. All tasks are done, and repeat deliveries are counted.
    pub fn into_outcome(self, delivered_again: Option<usize>) -> anyhow::Result<Outcome> {
        self.ordered.lock().outcome.summary.delivered_again = delivered_again;
        self.frame(|report, ordered, out| {
            if ordered.shown.is_some() {
                report.end_source(out)?;
            }
            report.finish(&ordered.outcome.summary, &ordered.outcome.unreadable, out)
        });
        let ordered = self.ordered.into_inner();
        let cut = !is_written(ordered.failure.map_or(Ok(()), Err))?;
        Ok(Outcome { cut, ..ordered.outcome })
    }

    /// Writes the beginning or end of the report.
    fn frame(&self, write: impl FnOnce(&dyn Report, &Ordered<'_>, &mut Vec<u8>) -> io::Result<()>) {
        let Some(report) = self.report else { return };
        let mut ordered = self.ordered.lock();
        let mut text = Vec::new();
        // Writing to memory cannot fail.
        let _ = write(report, &ordered, &mut text);
        self.write_text(&mut ordered, &text);
    }

    fn write(&self, ordered: &mut Ordered<'_>, done: Done) {
        let Done { source, mut text, summary, complaint, note } = done;
        ordered.outcome.summary.add(summary);
        self.progress.has_counted(&ordered.outcome.summary);
        let error = complaint.as_ref().map(|complaint| (Severity::Error, complaint.to_string()));
        let note = note.map(|note| (Severity::Note, note));
        for (severity, message) in error.into_iter().chain(note) {
            self.progress.suspend(|| (ordered.sink.complain)(severity, &message));
        }
        if let Some(source) = source {
            self.write_shown(ordered, &source, &text);
        }
        if let Some(complaint) = &complaint {
            let mut text = Vec::new();
            // Writing to memory cannot fail.
            let _ = self.report.map(|report| report.unreadable(complaint, &mut text));
            self.write_shown(ordered, &complaint.source, &text);
        }
        ordered.outcome.unreadable.extend(complaint);
        if (1..=MAX_SPARE).contains(&text.capacity()) {
            text.clear();
            ordered.spare.push(text);
        }
    }

    /// Writes the report on a source, if anything of it is shown.
    fn write_shown(&self, ordered: &mut Ordered<'_>, source: &Source, text: &[u8]) {
        let Some(report) = self.report.filter(|_| !text.is_empty()) else { return };
        let last = ordered.shown.replace(source.number);
        let mut between = Vec::new();
        // Writing to memory cannot fail.
        if last.is_some() {
            between.extend_from_slice(report.separator().as_bytes());
        }
        if last.is_some_and(|last| last != source.number) {
            let _ = report.end_source(&mut between);
        }
        if last != Some(source.number) {
            let _ = report.begin_source(source, &mut between);
        }
        self.write_text(ordered, &between);
        self.write_text(ordered, text);
    }

    fn write_text(&self, ordered: &mut Ordered<'_>, text: &[u8]) {
        if ordered.failure.is_some() || text.is_empty() {
            return;
        }
        if let Err(error) = ordered.sink.out.write_all(text).and_then(|()| ordered.sink.out.flush()) {
            ordered.failure = Some(error);
            self.is_stopped.store(true, Ordering::Relaxed);
            self.ordered.notify_all();
        }
    }
}
