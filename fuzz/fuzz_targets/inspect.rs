//! Inspects one body: nothing panics, and the region of every finding is inside the body.

#![no_main]

use cbinspect::{Inspection, Settings};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    for at in [None, Some(""), Some("/body"), Some("/0/content")] {
        let mut settings = Settings::new(std::time::SystemTime::UNIX_EPOCH);
        settings.pointer = at.map(|pointer| pointer.parse().expect("a pointer"));
        let inspection = Inspection::new(body, &settings);
        for finding in &inspection.findings {
            let (start, end) = (finding.region.start, finding.region.end);
            assert!(start.offset <= end.offset && end.offset <= body.len());
            assert!(
                (start.line, start.column) <= (end.line, end.column) && start.line > 0 && start.column > 0
            );
        }
        let text = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
        let is_json = serde_json::from_slice::<&serde_json::value::RawValue>(text).is_ok();
        assert!(is_json || inspection.callback.is_none());
    }
});
