//! A request: whatever its head says and its body is, the report is the same however its bytes arrive.
//!
//! The first byte of the input is the block size; what follows is put behind the beginning of a request line.

#![no_main]

use cbinspect::Settings;
use cbinspect::input::block::Blocks;
use cbinspect::input::discover::Source;
use cbinspect::inspection::Inspections;
use cbinspect::report::Report as _;
use cbinspect::report::json::Json;
use libfuzzer_sys::fuzz_target;

fn report(source: &[u8], size: usize) -> Vec<u8> {
    let mut settings = Settings::at(jiff::Timestamp::UNIX_EPOCH);
    settings.max_document_size = 300;
    let mut blocks = Blocks::of(source, size, settings.max_document_size);
    let (mut out, mut index) = (Vec::new(), 0);
    while let Some(block) = blocks.next_block().expect("memory can be read") {
        for inspection in Inspections::of(block.stretch(), index, &settings) {
            Json.callback(&Source::file("source"), &inspection, &mut out).expect("memory can be written");
            index += 1;
        }
    }
    out
}

fuzz_target!(|input: &[u8]| {
    let [size, rest @ ..] = input else { return };
    let source =
        if rest.starts_with(b"POST ") { rest.to_vec() } else { [b"POST / HTTP/1.1\n", rest].concat() };
    let whole = report(&source, 1 << 20);
    let in_parts = report(&source, usize::from(*size).max(1));
    assert_eq!(String::from_utf8_lossy(&in_parts), String::from_utf8_lossy(&whole));
});
