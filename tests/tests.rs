//! The integration tests. They are modules of one binary, which is compiled and linked once: `cargo test --test tests http`
//! runs those of one module.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod support;

#[cfg(unix)]
mod arguments;
mod ci_reports;
mod completions;
mod escaping;
#[cfg(unix)]
mod files;
mod find;
mod framing;
mod http;
mod imports;
#[cfg(unix)]
mod interrupt;
mod limits;
mod mistakes;
mod pictures;
mod pipes;
mod properties;

mod redact;
mod rules;
mod streaming;
mod threads;
#[cfg(unix)]
mod transcripts;
