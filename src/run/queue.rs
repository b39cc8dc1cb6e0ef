//! Tasks in input order. Threads open, read and inspect sources; the queue keeps the sources that have more to read.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::iter::Peekable;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::Run;
use super::turnstile::{Turn, Turnstile};
use crate::framing::block::Block;
use crate::framing::blocks::Blocks;
use crate::framing::passages::Passages;
use crate::run::progress::Progress;
use crate::source::decode::decoded;
use crate::source::walk::{self, Found, Source};

/// The next task of a thread.
pub enum Task<'q> {
    /// Open a source and read its first block, or report why it cannot be read.
    Begin(usize, Found),
    /// Read the next block of a source.
    Continue(Open<'q>),
}

/// A source that is being read.
pub struct Open<'q> {
    /// The source.
    pub source: Arc<Source>,
    /// The turn of its next block.
    pub turn: Turn,
    /// Counts its documents, in order of the blocks.
    pub documents: Arc<Turnstile<usize>>,
    blocks: Cutter<Box<dyn Read + Send + 'q>>,
}

/// Cuts a source into blocks.
enum Cutter<R> {
    Documents(Blocks<R>),
    /// Any text, in which callbacks are searched.
    Text(Passages<R>),
}

/// Hands out sources, and the rest of sources larger than a block.
pub struct Queue<'q> {
    state: Mutex<State<'q>>,
    has_moved: Condvar,
    progress: &'q Progress,
    block_size: usize,
    limit: usize,
    finds: bool,
}

struct State<'q> {
    sources: Peekable<Box<dyn Iterator<Item = Found> + Send + 'q>>,
    /// The index of the next source: 0-based.
    next: usize,
    /// Sources with more to read that no thread is reading.
    open: BTreeMap<usize, Open<'q>>,
    /// The number of sources that threads have begun and may put back.
    begun: usize,
    /// The number of sources that threads continue to read. Their blocks come before any later source.
    continued: usize,
}

impl<'q> Queue<'q> {
    /// Creates the queue for some paths.
    pub fn new(run: &Run<'_>, paths: &'q [PathBuf], progress: &'q Progress) -> Self {
        let redacts = run.redacts;
        let named = move |found: Found| if redacts { found.redacted() } else { found };
        let sources: Box<dyn Iterator<Item = Found> + Send> =
            Box::new(walk::sources(paths, run.walk).map(named));
        let sources = sources.peekable();
        let state = State { sources, next: 0, open: BTreeMap::new(), begun: 0, continued: 0 };
        Self {
            state: Mutex::new(state),
            has_moved: Condvar::new(),
            progress,
            block_size: run.block_size,
            limit: run.settings.max_document_size,
            finds: run.settings.finds,
        }
    }

    /// Takes the next task, with whether there is another one for a second thread; `None` at the end of the run. Call
    /// [`put_back`](Self::put_back) or [`drop_source`](Self::drop_source) afterwards.
    pub fn take(&self) -> Option<(Task<'q>, bool)> {
        let mut state = self.lock();
        loop {
            if let Some((_, open)) = state.open.pop_first() {
                state.continued += 1;
                let has_more = !state.open.is_empty();
                return Some((Task::Continue(open), has_more));
            }
            if state.continued == 0 {
                if let Some(found) = state.sources.next() {
                    let number = state.next;
                    state.next += 1;
                    state.begun += 1;
                    let has_more = state.sources.peek().is_some();
                    return Some((Task::Begin(number, found), has_more));
                }
                if state.begun == 0 {
                    return None;
                }
            }
            state = self.has_moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Puts back a source that has more to read. `is_begun`: the task taken was its first.
    pub fn put_back(&self, open: Open<'q>, is_begun: bool) {
        let mut state = self.lock();
        state.open.insert(open.turn.source, open);
        state.count_off(is_begun);
        drop(state);
        self.has_moved.notify_one();
    }

    /// Ends the task of a source without more to read.
    pub fn drop_source(&self, is_begun: bool) {
        self.lock().count_off(is_begun);
        self.has_moved.notify_all();
    }

    /// Opens a source.
    ///
    /// # Errors
    ///
    /// If it cannot be opened, or its first bytes cannot be read.
    pub fn open(&self, source: Arc<Source>, number: usize) -> io::Result<Open<'q>> {
        let reader = Counted { reader: source.open()?, progress: self.progress };
        let (reader, size, limit) = (decoded(reader)?, self.block_size, self.limit);
        let blocks = if self.finds {
            Cutter::Text(Passages::new(reader, size, limit, source.is_found()))
        } else {
            Cutter::Documents(Blocks::new(reader, size, limit))
        };
        let turn = Turn { source: number, part: 0 };
        Ok(Open { source, turn, documents: Arc::new(Turnstile::new(turn, 0)), blocks })
    }

    fn lock(&self) -> MutexGuard<'_, State<'q>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State<'_> {
    const fn count_off(&mut self, is_begun: bool) {
        if is_begun {
            self.begun -= 1;
        } else {
            self.continued -= 1;
        }
    }
}

impl Open<'_> {
    /// Reads the next block. An empty file has one empty block, because a file is a document.
    pub fn next_block(&mut self) -> io::Result<Option<Block>> {
        let block = match &mut self.blocks {
            Cutter::Documents(blocks) => blocks.next_block()?,
            Cutter::Text(passages) => return passages.next_block(),
        };
        let is_empty_file = block.is_none() && self.turn.part == 0 && self.source.is_file();
        Ok(if is_empty_file { Some(Block::empty_file()) } else { block })
    }
}

/// Updates the progress.
struct Counted<'q> {
    reader: Box<dyn Read + Send>,
    progress: &'q Progress,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.progress.has_read(read);
        Ok(read)
    }
}
