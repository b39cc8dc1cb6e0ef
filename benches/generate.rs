//! Writes a corpus to standard output: `cargo run --release --example generate -- 1000000 > log.ndjson`.

#![allow(missing_docs)]

mod corpus;

use std::env;
use std::io::{self, BufWriter, Write as _};

use corpus::{Mix, push_line};

fn main() -> io::Result<()> {
    let count = env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(1_000_000);
    let mut out = BufWriter::new(io::stdout().lock());
    let mut line = String::new();
    for number in 0..count {
        line.clear();
        push_line(&mut line, Mix::Archive, number);
        out.write_all(line.as_bytes())?;
    }
    out.flush()
}
