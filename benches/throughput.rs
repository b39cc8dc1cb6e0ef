//! Bytes per second within one process: framing alone, and inspecting valid and damaged callbacks.
//!
//! `cargo bench`; the reference is a bare typed `serde_json` parse of the same lines.

#![allow(missing_docs)]

mod corpus;

use cbinspect::Settings;
use cbinspect::framing::block::BlockRef;
use cbinspect::framing::segments::Segments;
use cbinspect::inspection::Inspections;
use corpus::{Mix, push_line};
use divan::Bencher;
use divan::counter::BytesCount;

const LINES: u64 = 3000;

const MIXES: [Mix; 5] = [Mix::Success, Mix::Failure, Mix::Warned, Mix::Invalid, Mix::Archive];

fn main() {
    divan::main();
}

fn lines(mix: Mix) -> String {
    let mut lines = String::new();
    (0..LINES).for_each(|number| push_line(&mut lines, mix, number));
    lines
}

/// An array on several lines, which framing cannot cut.
fn array(mix: Mix) -> String {
    format!("[\n{}\n]\n", lines(mix).trim_end().replace('\n', ",\n"))
}

#[divan::bench(args = MIXES)]
fn inspect_lines(bencher: Bencher<'_, '_>, mix: Mix) {
    inspect(bencher, &lines(mix));
}

#[divan::bench(args = MIXES)]
fn inspect_array(bencher: Bencher<'_, '_>, mix: Mix) {
    inspect(bencher, &array(mix));
}

fn inspect(bencher: Bencher<'_, '_>, source: &str) {
    let settings = Settings::new(std::time::SystemTime::UNIX_EPOCH);
    bencher.counter(BytesCount::of_str(source)).bench(|| {
        Inspections::new(BlockRef::whole(source.as_bytes()), 0, &settings)
            .filter(cbinspect::Inspection::is_valid)
            .count()
    });
}

#[divan::bench]
fn frame_lines(bencher: Bencher<'_, '_>) {
    let source = lines(Mix::Archive);
    bencher
        .counter(BytesCount::of_str(&source))
        .bench(|| Segments::new(BlockRef::whole(source.as_bytes())).count());
}

#[divan::bench]
fn frame_array(bencher: Bencher<'_, '_>) {
    let source = array(Mix::Archive);
    bencher.counter(BytesCount::of_str(&source)).bench(|| {
        let segments = Segments::new(BlockRef::whole(source.as_bytes()));
        segments.flat_map(|segment| segment.into_documents(0, usize::MAX)).count()
    });
}

#[divan::bench]
fn bare_parse(bencher: Bencher<'_, '_>) {
    let source = lines(Mix::Archive);
    bencher.counter(BytesCount::of_str(&source)).bench(|| {
        source.lines().filter(|line| serde_json::from_str::<corpus::Bare<'_>>(line).is_ok()).count()
    });
}
