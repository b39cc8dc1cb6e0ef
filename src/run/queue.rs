//! Tasks in input order. Threads open, read and inspect sources; the queue keeps the sources that have more to read.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::iter::Peekable;
use std::path::PathBuf;
use std::sync::Arc;

use super::Run;
use super::monitor::Monitor;
use super::turnstile::Turn;
use crate::framing::block::Block;
use crate::framing::blocks::Blocks;
use crate::framing::passages::Passages;
use crate::position::Position;
use crate::run::progress::Progress;
use crate::source::decode::{decoded, read_head};
use crate::source::open::Opened;
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
    blocks: Cutter<Box<dyn Read + Send + 'q>>,
}

/// Cuts a source into blocks.
enum Cutter<R> {
    Documents(Blocks<R>),
    /// Any text, in which callbacks are searched.
    Text(Passages<R>),
    /// A small file that was read at once: its only block, until that is taken.
    Whole(Option<Block>),
}

/// Hands out sources, and the rest of sources larger than a block.
pub struct Queue<'q> {
    state: Monitor<State<'q>>,
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
            state: Monitor::new(state),
            progress,
            block_size: run.block_size,
            limit: run.settings.max_document_size,
            finds: run.settings.finds,
        }
    }

    /// Takes the next task, with whether there is another one for a second thread; `None` at the end of the run. Call
    /// [`put_back`](Self::put_back) or [`drop_source`](Self::drop_source) afterwards.
    pub fn take(&self) -> Option<(Task<'q>, bool)> {
        let mut state = self.state.lock();
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
            state = self.state.wait(state);
        }
    }

    /// Puts back a source that has more to read. `is_begun`: the task taken was its first.
    pub fn put_back(&self, open: Open<'q>, is_begun: bool) {
        let mut state = self.state.lock();
        state.open.insert(open.turn.source, open);
        state.count_off(is_begun);
        drop(state);
        self.state.notify_one();
    }

    /// Ends the task of a source without more to read.
    pub fn drop_source(&self, is_begun: bool) {
        self.state.lock().count_off(is_begun);
        self.state.notify_all();
    }

    /// Opens a source. Reads its beginning into `buffer`, which should be as long as most files.
    ///
    /// # Errors
    ///
    /// If it cannot be opened, or its first bytes cannot be read.
    pub fn open(&self, source: Arc<Source>, number: usize, buffer: &mut [u8]) -> io::Result<Open<'q>> {
        let Opened { reader, length } = source.open()?;
        let mut reader = Counted { reader, progress: self.progress };
        let read = read_head(&mut reader, buffer)?;
        let head = &buffer[..read];
        let (size, limit) = (self.block_size, self.limit);
        let is_whole = length == Some(head.len() as u64) && head.len() <= size;
        let blocks = if self.finds {
            Cutter::Text(Passages::new(decoded(head, reader), size, limit, source.is_found()))
        } else if is_whole && begins_as_json(head) {
            Cutter::Whole(Some(Block::body(head.to_vec(), 0..head.len(), Position::START, None, Vec::new())))
        } else {
            Cutter::Documents(Blocks::new(decoded(head, reader), size, limit))
        };
        let turn = Turn { source: number, part: 0 };
        Ok(Open { source, turn, blocks })
    }
}

/// Returns whether a text is clearly neither binary, a request, nor in another encoding, by its beginning.
fn begins_as_json(text: &[u8]) -> bool {
    // UTF-16 and UTF-32 have NUL bytes between ASCII characters.
    matches!(text.first(), Some(b'{' | b'[')) && !text.iter().take(8).any(|byte| *byte == 0)
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
    /// Takes the memory of a block that is done with.
    pub fn reuse(&mut self, block: Vec<u8>) {
        match &mut self.blocks {
            Cutter::Documents(blocks) => blocks.reuse(block),
            Cutter::Text(passages) => passages.reuse(block),
            Cutter::Whole(_) => {}
        }
    }

    /// Reads the next block. An empty file has one empty block, because a file is a document.
    pub fn next_block(&mut self) -> io::Result<Option<Block>> {
        let block = match &mut self.blocks {
            Cutter::Documents(blocks) => blocks.next_block()?,
            Cutter::Text(passages) => return passages.next_block(),
            Cutter::Whole(block) => return Ok(block.take()),
        };
        let is_empty_file = block.is_none() && self.turn.part == 0 && self.source.is_file();
        Ok(if is_empty_file { Some(Block::empty_file()) } else { block })
    }

    /// Returns whether all blocks have been read. Most sources notice only when they are read again.
    pub const fn is_at_end(&self) -> bool {
        matches!(self.blocks, Cutter::Whole(None))
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::framing::encoding::refuse;
    use crate::framing::http::begins_with_message;
    use crate::proptest_config::config;

    proptest! {
        #![proptest_config(config(256))]

        #[test]
        fn framing_finds_nothing_else_in_a_text_that_begins_as_json(
            first in prop_oneof![Just(b'{'), Just(b'[')],
            rest in proptest::collection::vec(prop_oneof![2 => any::<u8>(), 1 => Just(0)], 0..30),
        ) {
            let text = [&[first], rest.as_slice()].concat();
            if begins_as_json(&text) {
                prop_assert_eq!(begins_with_message(&text, true), Some(false));
                prop_assert_eq!(refuse(&text), None);
            }
        }
    }
}
