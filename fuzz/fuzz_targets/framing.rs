//! A source: the report is the same whatever the size of the blocks it is read in, and however its bytes arrive.
//!
//! The first byte of the input is the block size, the second how many bytes arrive at once.

#![no_main]

use std::io::Read;

use cbinspect::Settings;
use cbinspect::input::block::Blocks;
use cbinspect::input::discover::Source;
use cbinspect::inspection::Inspections;
use cbinspect::report::Report as _;
use cbinspect::report::json::Json;
use libfuzzer_sys::fuzz_target;

struct Bits<'a>(&'a [u8], usize);

impl Read for Bits<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let size = buffer.len().min(self.1);
        (&mut self.0).take(size as u64).read(buffer)
    }
}

fn report(source: impl Read, size: usize) -> Vec<u8> {
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
    let [size, bits, source @ ..] = input else { return };
    let whole = report(source, 1 << 20);
    let in_parts = report(Bits(source, usize::from(*bits).max(1)), usize::from(*size).max(1));
    assert_eq!(String::from_utf8_lossy(&in_parts), String::from_utf8_lossy(&whole));
});
