//! Compares the reports on a source read in blocks and at once.

use std::io::Read;

use cbinspect::Settings;
use cbinspect::framing::blocks::Blocks;
use cbinspect::inspection::Inspections;
use cbinspect::report::Report as _;
use cbinspect::report::json::Json;
use cbinspect::report::text::Text;
use cbinspect::source::walk::Source;

use crate::bits::Bits;

fn report(source: impl Read, size: usize) -> String {
    let mut settings = Settings::new(std::time::SystemTime::UNIX_EPOCH);
    // Small enough to be reached.
    settings.max_document_size = 300;
    let mut blocks = Blocks::new(source, size, settings.max_document_size);
    let (mut out, mut index) = (Text::default(), 0);
    while let Some(block) = blocks.next_block().expect("memory can be read") {
        for inspection in Inspections::new(block.as_ref(), index, &settings) {
            Json.callback(&Source::file("source"), &inspection, &mut out).expect("memory can be written");
            index += 1;
        }
        blocks.reuse(block.bytes);
    }
    String::from_utf8(out.filled(0)).expect("reports are UTF-8")
}

/// Checks that the report on a source is the same in blocks of `size` bytes that arrive `bits` bytes at a time.
pub fn compare(source: &[u8], size: u8, bits: u8) {
    let whole = report(source, 1 << 20);
    let in_parts = report(Bits(source, usize::from(bits).max(1)), usize::from(size).max(1));
    assert_eq!(in_parts, whole);
}
