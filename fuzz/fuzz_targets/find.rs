//! Searches any text for callbacks: the result does not depend on the block size or on how the bytes arrive.
//!
//! The first byte of the input is the block size in bytes, the second the number of bytes that arrive at once.

#![no_main]

use cbinspect::Settings;
use cbinspect::framing::passages::Passages;
use cbinspect::inspection::Inspections;
use cbinspect::report::Report as _;
use cbinspect::report::json::Json;
use cbinspect::report::text::Text;
use cbinspect::source::walk::Source;
use libfuzzer_sys::fuzz_target;

mod bits;

use bits::Bits;

fn report(source: impl std::io::Read, size: usize) -> String {
    let mut settings = Settings::new(std::time::SystemTime::UNIX_EPOCH);
    settings.finds = true;
    // Small enough to be reached.
    settings.max_document_size = 300;
    let mut passages = Passages::new(source, size, settings.max_document_size, false);
    let (mut out, mut index) = (Text::default(), 0);
    while let Some(block) = passages.next_block().expect("memory can be read") {
        for mut inspection in Inspections::new(block.as_ref(), index, &settings) {
            inspection.redact();
            Json.callback(&Source::file("source"), &inspection, &mut out).expect("memory can be written");
            index += 1;
        }
    }
    String::from_utf8(out.filled(0)).expect("reports are UTF-8")
}

fuzz_target!(|input: &[u8]| {
    if let [size, bits, source @ ..] = input {
        let whole = report(source, 1 << 20);
        let in_parts = report(Bits(source, usize::from(*bits).max(1)), usize::from(*size).max(1));
        assert_eq!(in_parts, whole);
    }
});
