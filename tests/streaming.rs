//! A source that is read in blocks, by several threads, or in bits as they come is reported as one that lies in
//! memory is.

#![allow(clippy::unwrap_used, missing_docs)]

mod generate;

use std::fs;
use std::io::{self, Read};
use std::num::NonZero;
use std::path::PathBuf;

use cbinspect::input::block::Blocks;
use cbinspect::input::discover::Source;
use cbinspect::input::frame::Stretch;
use cbinspect::inspection::Inspections;
use cbinspect::pipeline::{Run, Sink};
use cbinspect::progress::Progress;
use cbinspect::report::Report as _;
use cbinspect::report::json::Json;
use cbinspect::rules::CONFLICTING_DELIVERY;
use cbinspect::{Inspection, Level, Settings};
use generate::{callback, document, written};
use proptest::prelude::*;
use tempfile::TempDir;

fn settings() -> Settings {
    let mut settings = Settings::at("2025-01-01T00:00:00Z".parse().unwrap());
    // Small enough to be met.
    settings.max_document_size = 600;
    settings
}

fn shown(inspection: &Inspection<'_>, out: &mut Vec<u8>) {
    Json.callback(&Source::file("source"), inspection, out).unwrap();
}

/// The report on a source that lies in memory.
fn in_memory(source: &[u8]) -> String {
    let mut out = Vec::new();
    let settings = settings();
    Inspections::of(Stretch::whole(source), 0, &settings).for_each(|inspection| shown(&inspection, &mut out));
    String::from_utf8(out).unwrap()
}

/// The report on a source that is read in blocks of `size` bytes.
fn in_blocks(source: impl Read, size: usize) -> String {
    let settings = settings();
    let mut blocks = Blocks::of(source, size, settings.max_document_size);
    let (mut out, mut index) = (Vec::new(), 0);
    while let Some(block) = blocks.next_block().unwrap() {
        for inspection in Inspections::of(block.stretch(), index, &settings) {
            shown(&inspection, &mut out);
            index += 1;
        }
    }
    String::from_utf8(out).unwrap()
}

/// The report of a whole run over files, what was complained of, and how many callbacks were delivered again.
fn by_threads(paths: &[PathBuf], size: usize, jobs: usize, conflicts: Level) -> (String, Option<usize>) {
    let mut settings = settings();
    settings.set_level(&CONFLICTING_DELIVERY, conflicts);
    let run = Run {
        settings: &settings,
        shows: &|_| true,
        report: Some(&Json),
        jobs: NonZero::new(jobs).unwrap(),
        remembered_tasks: usize::MAX,
        block_size: size,
    };
    let (mut out, mut complaints) = (Vec::new(), String::new());
    let sink = Sink { out: &mut out, complain: &mut |complaint| complaints.push_str(complaint) };
    let outcome = run.inspect(paths, sink, &Progress::hidden()).unwrap();
    (String::from_utf8(out).unwrap() + &complaints, outcome.summary.delivered_again)
}

/// Files with these contents, in a folder that goes when it is dropped; and one path that leads nowhere.
fn files(sources: &[String]) -> (TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let mut paths: Vec<_> =
        (0..sources.len()).map(|number| folder.path().join(format!("{number}.json"))).collect();
    for (path, source) in paths.iter().zip(sources) {
        fs::write(path, source).unwrap();
    }
    paths.insert(sources.len() / 2, folder.path().join("missing.json"));
    (folder, paths)
}

/// A pipe whose writer writes so many bytes at a time.
struct Bits<'a> {
    rest: &'a [u8],
    size: usize,
}

impl Read for Bits<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = buffer.len().min(self.size);
        (&mut self.rest).take(size as u64).read(buffer)
    }
}

/// Logs of callbacks for tasks of which most come again, with what does not count between them.
fn deliveries() -> BoxedStrategy<String> {
    let status = prop_oneof![4 => Just("SUCCESS"), 3 => Just("FAIL"), 1 => Just("DONE")];
    let delivery = (0..40_u8, status).prop_map(|(task, status)| {
        format!("{{\"Payload\":{{\"TaskId\":\"{task}\",\"Status\":\"{status}\"}}}}")
    });
    let other = prop_oneof![
        Just("{\"Payload\":{\"TaskId\":\"\"}}".to_owned()),
        Just("{".to_owned()),
        Just(String::new())
    ];
    let line = prop_oneof![6 => delivery, 1 => other];
    prop::collection::vec(line, 0..40).prop_map(|lines| lines.join("\n") + "\n").boxed()
}

/// Sources of all sorts: logs, arrays, documents one behind the other, and what goes wrong in them.
fn source() -> BoxedStrategy<String> {
    let joint =
        prop_oneof![Just("\n"), Just("\n"), Just("\r\n"), Just(" "), Just(""), Just(",\n"), Just("\n\n  ")];
    let mixture = prop::collection::vec((document(), joint), 0..12)
        .prop_map(|parts| parts.into_iter().map(|(document, joint)| document + joint).collect::<String>());
    let log = prop::collection::vec(callback(), 0..12)
        .prop_map(|bodies| bodies.iter().map(|body| written(body, false, false) + "\n").collect::<String>());
    let array = (prop::collection::vec(callback(), 0..12), any::<bool>())
        .prop_map(|(bodies, indented)| written(&bodies.into(), indented, false));
    let brackets = "[{}\\[\\]\",:\n 0aP]{0,120}";
    prop_oneof![4 => mixture, 1 => log, 2 => array.clone(), 1 => (array, 0..100_usize).prop_map(|(text, cut)| {
        text.chars().take(text.chars().count() * cut / 100).collect()
    }), 1 => brackets].boxed()
}

proptest! {
    #[test]
    fn the_size_of_blocks_does_not_matter(source in source(), size in 1..300_usize) {
        prop_assert_eq!(in_blocks(source.as_bytes(), size), in_memory(source.as_bytes()), "{:?}", source);
    }

    #[test]
    fn it_does_not_matter_how_a_source_arrives(source in source(), bits in 1..60_usize, size in 1..300_usize) {
        let pipe = Bits { rest: source.as_bytes(), size: bits };
        prop_assert_eq!(in_blocks(pipe, size), in_memory(source.as_bytes()), "{:?}", source);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_number_of_threads_does_not_matter(
        sources in prop::collection::vec(source(), 1..6),
        size in 1..300_usize,
        jobs in 2..6_usize,
    ) {
        let (_folder, paths) = files(&sources);
        let alone = by_threads(&paths, 1 << 20, 1, Level::Allow);
        prop_assert_eq!(by_threads(&paths, size, 1, Level::Allow), alone.clone());
        prop_assert_eq!(by_threads(&paths, size, jobs, Level::Allow), alone);
    }

    /// Which callback contradicts which is told by their order in the input, whoever comes to them first.
    #[test]
    fn the_number_of_threads_does_not_matter_for_conflicts(
        sources in prop::collection::vec(deliveries(), 1..6),
        size in 1..300_usize,
        jobs in 2..6_usize,
    ) {
        let (_folder, paths) = files(&sources);
        let alone = by_threads(&paths, 1 << 20, 1, Level::Error);
        prop_assert_eq!(by_threads(&paths, size, 1, Level::Error), alone.clone());
        prop_assert_eq!(by_threads(&paths, size, jobs, Level::Error), alone.clone());
        // They are counted in any order.
        prop_assert_eq!(by_threads(&paths, size, jobs, Level::Allow).1, alone.1);
    }
}
