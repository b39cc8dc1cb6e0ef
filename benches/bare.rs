//! The reference for speed: a bare typed `serde_json` parse of each line of a file, on N threads that take blocks of
//! 512 KiB. `cargo run --release --example bare -- log.ndjson 2`.

#![allow(missing_docs, dead_code)]

mod corpus;

use std::fs::File;
use std::io::{self, Read};
use std::sync::Mutex;
use std::{env, thread};

use corpus::Bare;

const BLOCK: usize = 512 * 1024;

/// A file, and the beginning of the line at which the last block ended.
struct Lines {
    file: File,
    rest: Vec<u8>,
}

impl Lines {
    fn next_block(&mut self, block: &mut Vec<u8>) -> io::Result<bool> {
        block.clear();
        block.append(&mut self.rest);
        self.file.by_ref().take(BLOCK as u64).read_to_end(block)?;
        if let Some(newline) = memchr::memrchr(b'\n', block) {
            self.rest.extend_from_slice(&block[newline + 1..]);
            block.truncate(newline + 1);
        }
        Ok(!block.is_empty())
    }
}

fn main() -> io::Result<()> {
    let mut arguments = env::args().skip(1);
    let path = arguments.next().unwrap_or_default();
    let threads = arguments.next().and_then(|threads| threads.parse().ok()).unwrap_or(2);
    let lines = Mutex::new(Lines { file: File::open(path)?, rest: Vec::new() });
    let parsed: usize = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(|| parse(&lines))).collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()?.ok()).sum()
    });
    println!("{parsed}");
    Ok(())
}

fn parse(lines: &Mutex<Lines>) -> io::Result<usize> {
    let (mut block, mut parsed) = (Vec::new(), 0);
    while lines.lock().map_err(|_| io::Error::other("poisoned"))?.next_block(&mut block)? {
        let mut at = 0;
        for newline in memchr::memchr_iter(b'\n', &block) {
            parsed += usize::from(serde_json::from_slice::<Bare<'_>>(&block[at..newline]).is_ok());
            at = newline + 1;
        }
    }
    Ok(parsed)
}
