//! Sources read in blocks, by several threads, or piece by piece have the same report as in memory.

use std::fs;
use std::io::Read;
use std::num::NonZero;
use std::path::PathBuf;

use cbinspect::framing::block::BlockRef;
use cbinspect::framing::blocks::Blocks;
use cbinspect::inspection::Inspections;
use cbinspect::report::json::Json;
use cbinspect::rules::CONFLICTING_DELIVERY;
use cbinspect::run::progress::Progress;
use cbinspect::run::{Run, Sink};
use cbinspect::source::walk::{Source, Walk};
use cbinspect::{Inspection, Level, Settings};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::support;
use crate::support::generate::{callback, document, written};
use crate::support::proptest_config::config;
use crate::support::report::rendered;
use crate::support::{Bits, gzip};

fn settings() -> Settings {
    let mut settings = support::settings();
    // Small enough to be reached.
    settings.max_document_size = 600;
    settings
}

fn shown(inspection: &Inspection<'_>) -> String {
    rendered(&Json, &Source::file("source"), inspection)
}

/// Returns the report on a source in memory.
fn in_memory(source: &[u8]) -> String {
    let settings = settings();
    Inspections::new(BlockRef::whole(source), 0, &settings).map(|inspection| shown(&inspection)).collect()
}

/// Returns the report on a source read in blocks of `size` bytes, in memory that is used again.
fn in_blocks(source: impl Read, size: usize) -> String {
    let settings = settings();
    let mut blocks = Blocks::new(source, size, settings.max_document_size);
    let (mut out, mut index) = (String::new(), 0);
    while let Some(block) = blocks.next_block().unwrap() {
        for inspection in Inspections::new(block.as_ref(), index, &settings) {
            out += &shown(&inspection);
            index += 1;
        }
        blocks.reuse(block.bytes);
    }
    out
}

/// Returns the report of a run over files, its messages, and the number of repeat deliveries.
fn by_threads(paths: &[PathBuf], size: usize, jobs: usize, conflicts: Level) -> (String, Option<usize>) {
    let mut settings = settings();
    settings.set_level(&CONFLICTING_DELIVERY, conflicts);
    let run = Run {
        settings: &settings,
        walk: Walk::default(),
        redacts: false,
        shows: &|_| true,
        report: Some(&Json),
        jobs: NonZero::new(jobs).unwrap(),
        remembered_tasks: usize::MAX,
        block_size: size,
    };
    let (mut out, mut complaints) = (Vec::new(), String::new());
    let sink = Sink { out: &mut out, complain: &mut |_, complaint| complaints.push_str(complaint) };
    let outcome = run.inspect(paths, sink, &Progress::hidden()).unwrap();
    (String::from_utf8(out).unwrap() + &complaints, outcome.summary.delivered_again)
}

/// Creates a temporary directory with these files. One path does not exist.
fn files(sources: &[impl AsRef<[u8]>]) -> (TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let mut paths: Vec<_> =
        (0..sources.len()).map(|number| folder.path().join(format!("{number}.json"))).collect();
    for (path, source) in paths.iter().zip(sources) {
        fs::write(path, source).unwrap();
    }
    paths.insert(sources.len() / 2, folder.path().join("missing.json"));
    (folder, paths)
}

/// Logs in which most tasks appear again, with other text in between.
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

/// Sources of all kinds: logs, arrays, concatenated documents, and everything that breaks them.
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
    let parts: &[&str] = &[
        "{\"a\":",
        "{\"Payload\"",
        ":",
        "\"",
        "\\\"",
        "[",
        "}",
        "]",
        ",",
        "\n",
        " ",
        "1",
        "/**/",
        "//",
        "'",
        "x",
    ];
    let part = prop::sample::select(parts);
    let repeated = (prop::collection::vec(prop::collection::vec(part, 1..6), 1..4), 1..150_usize)
        .prop_map(|(units, count)| units.iter().map(|unit| unit.concat().repeat(count)).collect::<String>());
    prop_oneof![4 => mixture, 1 => log, 2 => array.clone(), 1 => (array, 0..100_usize).prop_map(|(text, cut)| {
        text.chars().take(text.chars().count() * cut / 100).collect()
    }), 1 => brackets, 2 => repeated].boxed()
}

/// Encodes bytes in a content coding of HTTP.
fn chunked(bytes: &[u8], size: usize, newline: &str) -> Vec<u8> {
    let chunk =
        |chunk: &[u8]| [format!("{:x}{newline}", chunk.len()).as_bytes(), chunk, newline.as_bytes()].concat();
    let chunks: Vec<u8> = bytes.chunks(size).flat_map(chunk).collect();
    [chunks, format!("0{newline}{newline}").into_bytes()].concat()
}

/// A request whose head may be wrong about its body.
fn request() -> impl Strategy<Value = Vec<u8>> {
    let body = prop_oneof![
        4 => callback().prop_map(|body| written(&body, false, false)),
        2 => source(),
        1 => Just("payload=%7B%22".to_owned()),
        1 => Just(String::new()),
    ];
    let coding = (prop::bool::weighted(0.2), prop::option::weighted(0.3, 1..200_usize));
    let length = prop_oneof![3 => Just(Some(0_i64)), 1 => (-99..99_i64).prop_map(Some), 1 => Just(None)];
    let names = prop::bool::weighted(0.9);
    let joint = prop_oneof![2 => Just(""), 2 => Just("\n"), 1 => Just("\r\n\r\n"), 1 => Just("\nnoise POST / HTTP/1.1\n")];
    (body, coding, length, any::<bool>(), names, 0..100_usize, joint).prop_map(
        |(body, (is_gzip, chunk), length, has_crlf, is_named, cut, joint)| {
            let newline = if has_crlf { "\r\n" } else { "\n" };
            let mut head = format!("POST /callback HTTP/1.1{newline}Host: a{newline}");
            let mut body = body.into_bytes();
            if is_gzip {
                body = gzip(&body);
                head.extend(is_named.then(|| format!("Content-Encoding: gzip{newline}")));
            }
            if let Some(size) = chunk {
                body = chunked(&body, size, newline);
                head.extend(is_named.then(|| format!("transfer-encoding: chunked{newline}")));
            }
            if let Some(more) = length {
                let length = i64::try_from(body.len()).unwrap() + more;
                head += &format!("Content-Length: {length}{newline}");
            }
            if cut > 90 {
                body.truncate(body.len() * (cut - 90) / 10);
            }
            [head.as_bytes(), newline.as_bytes(), &body, joint.as_bytes()].concat()
        },
    )
}

/// Sources of requests, sometimes truncated.
fn requests() -> impl Strategy<Value = Vec<u8>> {
    let cut = prop::option::weighted(0.2, any::<prop::sample::Index>());
    (prop::collection::vec(request(), 1..5), cut).prop_map(|(requests, cut)| {
        let mut source = requests.concat();
        if let Some(cut) = cut {
            source.truncate(cut.index(source.len()));
        }
        source
    })
}

/// Returns the report on requests in memory: read at once, in one block each.
fn requests_in_memory(source: &[u8]) -> String {
    in_blocks(source, 1 << 20)
}

/// A callback beyond the size limit is found too, even if others were truncated before it on its line.
#[test]
fn a_line_may_be_longer_than_the_size_limit() {
    let [one, other] = ["b".repeat(300), "d".repeat(400)];
    let source = format!("{{\"Payload\":{{\"a{one}{{\"Payload\":{{\"c{other}{{\"Payload\":{{}}}}\n");
    let report = in_memory(source.as_bytes());
    assert_eq!(report.lines().count(), 3, "{report}");
    for size in [1, 7, 100, 500] {
        assert_eq!(in_blocks(source.as_bytes(), size), report, "{size}");
    }
}

/// After a document that is too large, an indented line that begins with `{` is found wherever a block ends.
#[test]
fn a_block_may_end_before_an_indented_object() {
    let source =
        format!("{{\n \"a\": \"{}\",\n  }}\n\n    {{\n      \"Payload\": {{}}\n    }}\n", "b".repeat(700));
    let report = in_memory(source.as_bytes());
    for size in [1, 3, 7, 100] {
        for bits in [1, 3, 5] {
            let pipe = Bits { rest: source.as_bytes(), size: bits };
            assert_eq!(in_blocks(pipe, size), report, "{size} {bits}");
        }
    }
}

/// If a line of an open array ends in `}` and the next line begins with `{`, the array is truncated, even if a block
/// ends in between.
#[test]
fn a_block_may_end_in_an_open_array() {
    let source = "[\n{\"a\":1},{\"b\":2}\n\n{\"c\":3}\n[{}\n{}]\n";
    for size in 1..source.len() {
        assert_eq!(in_blocks(source.as_bytes(), size), in_memory(source.as_bytes()), "{size}");
    }
}

/// The same in a Markdown code block, whose closing line is skipped, and in HTML, in which lines may begin with `{`.
#[test]
fn a_block_may_end_in_a_code_block_or_markup() {
    for source in [
        "\"\n```}}\n{\"\n```",
        "```json\n{\"a\":1}\n\n{\"b\":2}\n```\nx\n{}",
        "<p>\n a }\n\n  {\"b\":2}\n[\n</p>\n{}",
        "[]\n<\n0 {\"a\":{}}\n\n  {\"b\":2}\n",
    ] {
        let report = in_memory(source.as_bytes());
        for size in 1..source.len() {
            for bits in [1, 3, 100] {
                let pipe = Bits { rest: source.as_bytes(), size: bits };
                assert_eq!(in_blocks(pipe, size), report, "{size} {bits} {source:?}");
            }
        }
    }
}

/// A line of text that is longer than the size limit belongs to the line before.
#[test]
fn a_line_of_text_may_be_longer_than_the_size_limit() {
    let source = format!("a\n{}{{{}\nb\n{{}}\n", "b音".repeat(200), "c".repeat(700));
    let report = in_memory(source.as_bytes());
    assert_eq!(report.lines().count(), 2, "{report}");
    for size in [1, 7, 100, 500] {
        for bits in [1, 3, 100] {
            let pipe = Bits { rest: source.as_bytes(), size: bits };
            assert_eq!(in_blocks(pipe, size), report, "{size} {bits}");
        }
    }
}

/// Inputs whose report once depended on the size of blocks, of the file, or on the number of threads.
#[test]
fn reports_that_once_differed_are_the_same() {
    let sources = [
        "POST / HTTP/1.1\n\n[]",
        "[]",
        "",
        " \n",
        "\u{feff}\u{feff}",
        "{}\n\u{feff}{}\n\u{feff}",
        "\0\0{}\n\0\0\0",
        "[\n\n]\n{}",
        "[{\"a\":1},\0{}]",
        "[{\"a\":1},",
        "> GET / HTTP/1.1\n>\n< HTTP/1.1 200 OK\n<\n{}* Connection #0",
        "\"ab{\n//{\"\n}",
        "{\"Payload\":{\"a\":\"\\u\n{}\n\"}}\n",
        "{\"Payload\":{\"a\":\"\\\n{}\\\n\"}}\n",
        "{\"Payload\":{\"a\":\"\\u1\",\n{}\\\n\"}}\n",
    ];
    let (_folder, paths) = files(&sources);
    let alone = by_threads(&paths, 1 << 20, 1, Level::Allow);
    for (size, jobs) in [(1, 1), (1, 4), (2, 3), (3, 2), (7, 5), (1 << 20, 8)] {
        assert_eq!(by_threads(&paths, size, jobs, Level::Allow), alone, "{size} {jobs}");
    }
    for source in sources.iter().filter(|source| !source.trim().is_empty()) {
        for size in 1..source.len() {
            let pipe = Bits { rest: source.as_bytes(), size: 1 };
            assert_eq!(in_blocks(pipe, size), in_blocks(source.as_bytes(), 1 << 20), "{source:?} {size}");
        }
    }
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn reports_on_requests_do_not_depend_on_the_block_size(source in requests(), size in 1..300_usize) {
        let shown = String::from_utf8_lossy(&source);
        prop_assert_eq!(in_blocks(source.as_slice(), size), requests_in_memory(&source), "{:?}", shown);
    }

    #[test]
    fn reports_on_requests_do_not_depend_on_how_they_arrive(source in requests(), bits in 1..60_usize, size in 1..300_usize) {
        let shown = String::from_utf8_lossy(&source);
        let pipe = Bits { rest: &source, size: bits };
        prop_assert_eq!(in_blocks(pipe, size), requests_in_memory(&source), "{:?}", shown);
    }
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn reports_do_not_depend_on_the_block_size(source in source(), size in 1..300_usize) {
        prop_assert_eq!(in_blocks(source.as_bytes(), size), in_memory(source.as_bytes()), "{:?}", source);
    }

    #[test]
    fn memory_that_is_used_again_keeps_nothing(source in source()) {
        let settings = settings();
        let mut inspections = Inspections::new(BlockRef::whole(source.as_bytes()), 0, &settings);
        let mut out = String::new();
        while let Some(inspection) = &mut inspections.next() {
            out += &shown(inspection);
            inspections.recycle(inspection);
        }
        prop_assert_eq!(out, in_memory(source.as_bytes()), "{:?}", source);
    }

    #[test]
    fn reports_do_not_depend_on_how_a_source_arrives(source in source(), bits in 1..60_usize, size in 1..300_usize) {
        let pipe = Bits { rest: source.as_bytes(), size: bits };
        prop_assert_eq!(in_blocks(pipe, size), in_memory(source.as_bytes()), "{:?}", source);
    }
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn reports_do_not_depend_on_the_number_of_threads(
        sources in prop::collection::vec(prop_oneof![source().prop_map(String::into_bytes), requests()], 1..6),
        size in 1..300_usize,
        jobs in 2..6_usize,
    ) {
        let (_folder, paths) = files(&sources);
        let alone = by_threads(&paths, 1 << 20, 1, Level::Allow);
        prop_assert_eq!(by_threads(&paths, size, 1, Level::Allow), alone.clone());
        prop_assert_eq!(by_threads(&paths, size, jobs, Level::Allow), alone);
    }

    /// The order in the input decides which callback contradicts which, not the order of threads.
    #[test]
    fn conflicts_do_not_depend_on_the_number_of_threads(
        sources in prop::collection::vec(deliveries(), 1..6),
        size in 1..300_usize,
        jobs in 2..6_usize,
    ) {
        let (_folder, paths) = files(&sources);
        let alone = by_threads(&paths, 1 << 20, 1, Level::Error);
        prop_assert_eq!(by_threads(&paths, size, 1, Level::Error), alone.clone());
        prop_assert_eq!(by_threads(&paths, size, jobs, Level::Error), alone.clone());
        // Counts do not depend on the order.
        prop_assert_eq!(by_threads(&paths, size, jobs, Level::Allow).1, alone.1);
    }
}

/// More white space than a segment may begin with, inside and outside of an array.
#[test]
fn long_whitespace_is_counted_but_not_kept() {
    let blanks = " ".repeat((1 << 16) - 2);
    for more in ["", " ", "  ", "   ", "\r \r", "      \n ", "\n\n"] {
        for (before, behind) in
            [("", ""), ("[{}", "]"), ("[{},", ",{}]"), ("[", "{}]"), ("1 ", ""), ("x", "")]
        {
            let source = format!("{before}\n{blanks}{more}{{\"a\":1 \n {{}}\n{behind}\n{blanks}\t{{}}\n");
            assert_eq!(in_blocks(source.as_bytes(), 500), in_memory(source.as_bytes()), "{before}{more:?}");
        }
    }
}
