//! Writes the results of threads in input order.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::mem;
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::monitor::Monitor;
use super::turnstile::Turn;
use super::{Outcome, is_written};
use crate::report::Report;
use crate::report::summary::Summary;
use crate::report::text::Text;
use crate::run::progress::Progress;
use crate::source::unreadable::Unreadable;
use crate::source::walk::Source;

/// The number of tasks that a thread may be ahead of the next turn. Bounds memory.
const AHEAD: usize = 4;

/// The number of bytes that may wait to be written. Beyond that, only the next turn continues.
const MAX_WAITING: usize = 1 << 25;

/// The maximum number of bytes of a text whose memory is kept for reuse.
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
    pub text: Text,
    /// The number of documents in the task so far.
    pub documents: usize,
    /// The counts.
    pub summary: Summary,
    /// The error, if the source could not be read.
    pub complaint: Option<Unreadable>,
    /// A note on the source.
    pub note: Option<String>,
}

/// Takes results in any order, and writes them in order of turns. A thread whose turn has not come leaves its result to
/// another and goes on.
pub struct Writer<'o> {
    ordered: Monitor<Ordered>,
    /// Used in the order of turns, never while `ordered` is locked: writing takes long.
    output: Mutex<Output<'o>>,
    is_stopped: AtomicBool,
    is_interrupted: AtomicBool,
    ahead: usize,
    progress: &'o Progress,
    report: Option<&'o dyn Report>,
}

struct Ordered {
    /// The turn that is being written, or is to be written next.
    next: Turn,
    /// The number of documents before that turn in its source.
    documents: usize,
    /// Results that wait for their turn, with whether they are the last of their source.
    waiting: BTreeMap<Turn, (Done, bool)>,
    /// The number of tasks admitted and not written yet.
    in_work: usize,
    /// The number of bytes that wait.
    waiting_text: usize,
    /// Texts that are written.
    spare: Vec<Text>,
}

struct Output<'o> {
    sink: Sink<'o>,
    outcome: Outcome,
    /// The index of the source whose report was begun.
    shown: Option<usize>,
    failure: Option<io::Error>,
}

impl Ordered {
    /// Keeps the memory of a text for reuse.
    fn keep(&mut self, text: Text) {
        if (1..=MAX_SPARE).contains(&text.bytes.capacity()) {
            self.spare.push(text);
        }
    }
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
            next: Turn::default(),
            documents: 0,
            waiting: BTreeMap::new(),
            in_work: 0,
            waiting_text: 0,
            spare: Vec::new(),
        };
        let writer = Self {
            ordered: Monitor::new(ordered),
            output: Mutex::new(Output { sink, outcome: Outcome::default(), shown: None, failure: None }),
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

    /// Returns an empty text for the report on a task. Its memory is reused if possible: new memory costs time.
    pub fn text(&self, turn: Turn) -> Text {
        let mut ordered = self.ordered.lock();
        let mut text = ordered.spare.pop().unwrap_or_default();
        // Few blocks are ahead, so most numbers will have as many digits.
        text.clear(if turn.source == ordered.next.source { ordered.documents } else { 0 });
        text
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
        let ordered = self.ordered.wait_while(|ordered| turn != ordered.next && !self.is_stopped());
        let before = ordered.documents;
        drop(ordered);
        let text = self.write(part, before);
        self.ordered.lock().keep(text);
        if self.is_stopped() {
            self.ordered.notify_all();
        }
    }

    /// Takes the rest of the result of a turn, and writes it after the turns before it.
    pub fn finish(&self, turn: Turn, is_last: bool, done: Done) {
        let mut ordered = self.ordered.lock();
        ordered.waiting_text += done.text.bytes.len();
        ordered.waiting.insert(turn, (done, is_last));
        while !self.is_interrupted() {
            // Only one thread finds the result: the turn stays the next one until it is written.
            let (next, before) = (ordered.next, ordered.documents);
            let Some((done, is_last)) = ordered.waiting.remove(&next) else { break };
            ordered.waiting_text -= done.text.bytes.len();
            drop(ordered);
            let documents = if is_last { 0 } else { before + done.documents };
            let text = self.write(done, before);
            ordered = self.ordered.lock();
            ordered.keep(text);
            (ordered.next, ordered.documents) = (next.next(is_last), documents);
            ordered.in_work -= 1;
            self.ordered.notify_all();
        }
    }

    fn output(&self) -> MutexGuard<'_, Output<'o>> {
        self.output.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_interrupted(&self) -> bool {
        self.is_interrupted.load(Ordering::Relaxed)
    }

    /// Stops after the current write, and passes the counts so far to `conclude`. Nothing is written afterwards: the
    /// process is expected to end.
    pub fn interrupt(&self, conclude: Conclude<'_>) {
        self.is_interrupted.store(true, Ordering::Relaxed);
        let mut output = self.output();
        self.progress.finish();
        let Output { sink, outcome, failure, .. } = &mut *output;
        if failure.is_none() {
            conclude(&outcome.summary, sink.out);
            // If this fails, there is nobody to report it to.
            let _ = sink.out.flush();
        }
        // Keeps other threads from writing.
        mem::forget(output);
    }

    /// Ends the report and returns the result of the run. All tasks are done, and repeat deliveries are counted.
    pub fn into_outcome(self, delivered_again: Option<usize>) -> anyhow::Result<Outcome> {
        self.output().outcome.summary.delivered_again = delivered_again;
        self.frame(|report, output, out| {
            if output.shown.is_some() {
                report.end_source(out)?;
            }
            report.finish(&output.outcome.summary, &output.outcome.unreadable, out)
        });
        let Output { outcome, failure, .. } =
            self.output.into_inner().unwrap_or_else(PoisonError::into_inner);
        let cut = !is_written(failure.map_or(Ok(()), Err))?;
        Ok(Outcome { cut, ..outcome })
    }

    /// Writes the beginning or end of the report.
    fn frame(&self, write: impl FnOnce(&dyn Report, &Output<'_>, &mut Vec<u8>) -> io::Result<()>) {
        let Some(report) = self.report else { return };
        let mut output = self.output();
        let mut text = Vec::new();
        // Writing to memory cannot fail.
        let _ = write(report, &output, &mut text);
        self.write_text(&mut output, &text);
    }

    /// Writes a result. `before` is the number of documents before its task in the source. Returns the text, whose memory can
    /// be used again.
    fn write(&self, done: Done, before: usize) -> Text {
        let Done { source, mut text, documents: _, summary, complaint, note } = done;
        text.fill(before);
        let mut output = self.output();
        output.outcome.summary.add(summary);
        self.progress.has_counted(&output.outcome.summary);
        let error = complaint.as_ref().map(|complaint| (Severity::Error, complaint.to_string()));
        let note = note.map(|note| (Severity::Note, note));
        for (severity, message) in error.into_iter().chain(note) {
            self.progress.suspend(|| (output.sink.complain)(severity, &message));
        }
        if let Some(source) = source {
            self.write_shown(&mut output, &source, &text.bytes);
        }
        if let Some(complaint) = &complaint {
            let mut text = Vec::new();
            // Writing to memory cannot fail.
            let _ = self.report.map(|report| report.unreadable(complaint, &mut text));
            self.write_shown(&mut output, &complaint.source, &text);
        }
        output.outcome.unreadable.extend(complaint);
        text
    }

    /// Writes the report on a source, if anything of it is shown.
    fn write_shown(&self, output: &mut Output<'_>, source: &Source, text: &[u8]) {
        let Some(report) = self.report.filter(|_| !text.is_empty()) else { return };
        let last = output.shown.replace(source.number);
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
        self.write_text(output, &between);
        self.write_text(output, text);
    }

    /// Writes a text. If that fails, the caller wakes the threads that wait, after it has locked `ordered`.
    fn write_text(&self, output: &mut Output<'_>, text: &[u8]) {
        if output.failure.is_some() || text.is_empty() {
            return;
        }
        if let Err(error) = output.sink.out.write_all(text).and_then(|()| output.sink.out.flush()) {
            output.failure = Some(error);
            self.is_stopped.store(true, Ordering::Relaxed);
        }
    }
}
