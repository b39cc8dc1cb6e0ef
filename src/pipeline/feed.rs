//! What there is to do, in input order: small files as they are, other sources in blocks.

use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use super::Run;
use crate::input::block::{Block, Blocks};
use crate::input::decode::decoded;
use crate::input::discover::{self, Found, Source, Unreadable};
use crate::input::reason;
use crate::progress::Progress;
use crate::text::printable;

/// A piece of work for one thread.
pub enum Work {
    /// Something could not be read.
    Complaint(Unreadable),
    /// What to say that is no complaint.
    Note(String),
    /// A source that is worth no sharing.
    Source(Source),
    /// A block of a source.
    Block {
        /// The source.
        source: Arc<Source>,
        /// The block.
        block: Block,
        /// Counts the documents of the source.
        chain: Arc<Chain>,
        /// Which block of the source it is.
        number: usize,
    },
}

/// All that is left to do.
pub struct Feed<'f> {
    sources: Box<dyn Iterator<Item = Found> + Send + 'f>,
    open: Option<Open<'f>>,
    turn: usize,
    block_size: usize,
    limit: usize,
    progress: &'f Progress,
}

/// A source whose blocks are being read.
struct Open<'f> {
    source: Arc<Source>,
    blocks: Blocks<Box<dyn Read + Send + 'f>>,
    chain: Arc<Chain>,
    number: usize,
}

impl<'f> Feed<'f> {
    /// All that the paths stand for.
    pub fn of(run: &Run<'_>, paths: &'f [PathBuf], progress: &'f Progress) -> Self {
        let redacts = run.redacts;
        let named = move |found: Found| if redacts { found.redacted() } else { found };
        let sources = discover::sources(paths).map(named);
        let (block_size, limit) = (run.block_size, run.settings.max_document_size);
        Self { sources: Box::new(sources), open: None, turn: 0, block_size, limit, progress }
    }

    /// The next piece of work, with its turn: reports are written in the order of turns, which count from 0.
    pub fn next(&mut self) -> Option<(usize, Work)> {
        let work = self.next_work()?;
        let turn = self.turn;
        self.turn += 1;
        Some((turn, work))
    }

    fn next_work(&mut self) -> Option<Work> {
        loop {
            if let Some(open) = &mut self.open {
                match open.blocks.next_block() {
                    Ok(Some(block)) => return Some(open.work(block)),
                    Ok(None) => {
                        let note = (open.number == 0).then(|| holds_nothing(&open.source));
                        self.open = None;
                        if let Some(note) = note {
                            return Some(Work::Note(note));
                        }
                    }
                    Err(error) => {
                        let source = Source::clone(&open.source);
                        self.open = None;
                        return Some(Work::Complaint(Unreadable { source, reason: reason(&error) }));
                    }
                }
            }
            match self.sources.next()? {
                Found::Unreadable(unreadable) => return Some(Work::Complaint(unreadable)),
                Found::Skipped(note) => return Some(Work::Note(note)),
                Found::Source(source) if source.is_file_of(self.block_size) => {
                    return Some(Work::Source(source));
                }
                Found::Source(source) => {
                    if let Err(error) = self.open(&source) {
                        return Some(Work::Complaint(Unreadable { source, reason: reason(&error) }));
                    }
                }
            }
        }
    }

    fn open(&mut self, source: &Source) -> io::Result<()> {
        let progress = self.progress;
        let reader = Counted { reader: source.open()?, progress };
        let blocks = Blocks::of(decoded(reader)?, self.block_size, self.limit);
        self.open = Some(Open { source: Arc::new(source.clone()), blocks, chain: Arc::default(), number: 0 });
        Ok(())
    }
}

/// What to say about a source without a document: an empty file among others would pass unseen.
pub fn holds_nothing(source: &Source) -> String {
    format!("{}: no callback in it", printable(source.bytes()))
}

impl Open<'_> {
    fn work(&mut self, block: Block) -> Work {
        let number = self.number;
        self.number += 1;
        Work::Block { source: Arc::clone(&self.source), block, chain: Arc::clone(&self.chain), number }
    }
}

/// Tells the progress how much has been read.
struct Counted<'f> {
    reader: Box<dyn Read + Send>,
    progress: &'f Progress,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.progress.has_read(read);
        Ok(read)
    }
}

/// Counts the documents of one source over its blocks, which are inspected at the same time.
#[derive(Default)]
pub struct Chain {
    /// The next block to be counted, and how many documents came before it.
    next: Mutex<(usize, usize)>,
    has_moved: Condvar,
}

impl Chain {
    /// Says that block `number` has `count` documents; waits until the blocks before it have said so, and returns
    /// how many documents they have.
    pub fn pass(&self, number: usize, count: usize) -> usize {
        let next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.has_moved.wait_while(next, |next| next.0 != number);
        let mut next = waited.unwrap_or_else(PoisonError::into_inner);
        let before = next.1;
        *next = (number + 1, before + count);
        self.has_moved.notify_all();
        before
    }
}
