//! Shared helpers.

pub mod generate;
pub mod layers;
pub mod proptest_config;
pub mod report;

use std::ffi::OsString;
use std::io::{self, Read, Write as _};
use std::path::Path;
use std::time::{Duration, SystemTime};
use std::{env, iter};

use cbinspect::Settings;
use flate2::Compression;
use flate2::write::GzEncoder;

/// The path of the command.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_cbinspect");

/// A valid callback of 96 bytes.
pub const GOOD: &str =
    r#"{"Payload":{"Progress":100,"MediaUrl":"https://a.qq.com/b.mp4","Status":"SUCCESS","TaskId":"t"}}"#;

/// The default settings at 2025-01-01T00:00:00Z, by which the signed URLs in the samples have expired.
pub fn settings() -> Settings {
    Settings::new(SystemTime::UNIX_EPOCH + Duration::from_secs(1_735_689_600))
}

/// Reads from a pipe whose writer writes this many bytes at a time.
pub struct Bits<'a> {
    pub rest: &'a [u8],
    pub size: usize,
}

impl Read for Bits<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = buffer.len().min(self.size);
        (&mut self.rest).take(size as u64).read(buffer)
    }
}

pub fn gzip(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes.as_ref()).unwrap();
    encoder.finish().unwrap()
}

/// Returns a search path that finds the command first.
pub fn path_with_program() -> OsString {
    let folder = Path::new(PROGRAM).parent().unwrap().to_owned();
    let path = env::var_os("PATH").unwrap();
    env::join_paths(iter::once(folder).chain(env::split_paths(&path))).unwrap()
}

/// Prints what this machine cannot test. It goes to standard error, which the test harness does not capture.
pub fn not_run(what: &str, why: &str) {
    let _ = writeln!(io::stderr(), "not run: {what}: {why}");
}

/// Returns the system's words for an error, as the command prints them.
pub fn system_words(error: &io::Error) -> String {
    let words = error.to_string();
    let (words, _) = words.split_once(" (os error").unwrap();
    words[..1].to_lowercase() + &words[1..]
}
