//! Renders every format: no text controls a terminal or CI runner, and JSON, SARIF and JUnit are well-formed.

#![no_main]

use std::io::Write as _;

use cbinspect::framing::block::BlockRef;
use cbinspect::inspection::Inspections;
use cbinspect::report::Report;
use cbinspect::report::base::Base;
use cbinspect::report::compact::Compact;
use cbinspect::report::github::Github;
use cbinspect::report::json::Json;
use cbinspect::report::junit::Junit;
use cbinspect::report::pretty::Pretty;
use cbinspect::report::sarif::Sarif;
use cbinspect::report::summary::Summary;
use cbinspect::report::terminal::Terminal;
use cbinspect::report::text::Text;
use cbinspect::report::urls::Urls;
use cbinspect::source::walk::Source;
use cbinspect::{Settings, escape};
use libfuzzer_sys::fuzz_target;

/// Returns the whole report on a source, as a run writes it.
fn report(report: &dyn Report, input: &[u8]) -> String {
    let settings = Settings::new(std::time::SystemTime::UNIX_EPOCH);
    let (mut out, mut summary) = (Vec::new(), Summary::default());
    report.begin(&mut out).expect("memory can be written");
    let mut parts = Vec::new();
    for inspection in Inspections::new(BlockRef::whole(input), 0, &settings) {
        let mut part = Text::default();
        summary.count(&inspection);
        report.callback(&Source::file("a.json"), &inspection, &mut part).expect("memory can be written");
        let part = part.filled(0);
        if !part.is_empty() {
            parts.push(part);
        }
    }
    let is_shown = !parts.is_empty();
    if is_shown {
        report.begin_source(&Source::file("a.json"), &mut out).expect("memory can be written");
    }
    out.write_all(&parts.join(report.separator().as_bytes())).expect("memory can be written");
    if is_shown {
        report.end_source(&mut out).expect("memory can be written");
    }
    report.finish(&summary, &[], &mut out).expect("memory can be written");
    String::from_utf8(out).expect("reports are UTF-8")
}

fuzz_target!(|input: &[u8]| {
    let terminal = Terminal::PLAIN;
    for shown in [
        report(&Pretty { terminal }, input),
        report(&Compact { terminal }, input),
        report(&Urls::default(), input),
    ] {
        assert!(!shown.contains(|letter| letter != '\n' && escape::is_unsafe(letter)), "{shown:?}");
        assert!(!shown.contains("##["), "{shown:?}");
        assert!(!shown.lines().any(|line| line.trim_start().starts_with("::")), "{shown:?}");
    }
    for line in report(&Github::default(), input).lines() {
        assert!(line.starts_with("::error ") || line.starts_with("::warning "), "{line:?}");
        assert!(!line.contains(escape::is_unsafe), "{line:?}");
    }
    for line in report(&Json, input).lines() {
        serde_json::from_str::<serde_json::Value>(line).expect("a row is JSON");
    }
    let sarif = report(&Sarif { base: Base::default() }, input);
    serde_json::from_str::<serde_json::Value>(&sarif).expect("a log is JSON");
    let junit = report(&Junit, input);
    quick_junit::Report::deserialize_from_str(&junit).expect("results are JUnit");
});
