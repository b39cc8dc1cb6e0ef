//! Writes a corpus to standard output: `cargo run --release --example generate -- 1000000 > log.ndjson`. A kind may follow the
//! number: `success`, `failure`, `warned` or `invalid`; without one, the corpus is a typical archive.

#![allow(missing_docs)]

mod corpus;

use std::env;
use std::io::{self, BufWriter, Write as _};

use corpus::{Mix, push_line};

fn main() -> io::Result<()> {
    let count = env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(1_000_000);
    let mix = match env::args().nth(2).as_deref() {
        Some("success") => Mix::Success,
        Some("failure") => Mix::Failure,
        Some("warned") => Mix::Warned,
        Some("invalid") => Mix::Invalid,
        _ => Mix::Archive,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let mut line = String::new();
    for number in 0..count {
        line.clear();
        push_line(&mut line, mix, number);
        out.write_all(line.as_bytes())?;
    }
    out.flush()
}
