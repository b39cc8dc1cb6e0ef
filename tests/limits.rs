//! Expensive inputs, small versions of those in `benches/limits.sh`: each is reported with all its problems. The
//! benchmark measures the cost.

use std::collections::HashSet;
use std::io::{self, Read, Write as _};
use std::iter;

use cbinspect::framing::blocks::Blocks;
use cbinspect::inspection::Inspections;
use cbinspect::report::Report;
use cbinspect::report::base::Base;
use cbinspect::report::json::Json;
use cbinspect::report::pretty::Pretty;
use cbinspect::report::sarif::Sarif;
use cbinspect::report::summary::Summary;
use cbinspect::report::terminal::Terminal;
use cbinspect::source::walk::Source;
use cbinspect::{Inspection, Settings};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use crate::support::proptest_config::config;
use crate::support::report::rendered;
use crate::support::settings;

/// Returns a body whose `Payload` has a `TaskId` and this many members.
fn body(count: usize, member: impl FnMut(usize) -> String) -> String {
    let members: Vec<_> = (0..count).map(member).collect();
    format!("{{\"Payload\":{{\"TaskId\":\"t\",{}}}}}", members.join(","))
}

/// Returns the report on a body.
fn reported(report: &dyn Report, inspection: &Inspection<'_>) -> String {
    rendered(report, &Source::file("a.json"), inspection)
}

fn pretty() -> Pretty {
    Pretty {
        terminal: Terminal { color: false, hyperlinks: false, unicode: true, width: 100, is_terminal: false },
    }
}

/// Returns the first message of each document of a source read in blocks of this size.
fn found(source: impl Read, size: usize, settings: &Settings) -> Vec<String> {
    let mut blocks = Blocks::new(source, size, settings.max_document_size);
    let mut messages = Vec::new();
    while let Some(block) = blocks.next_block().unwrap() {
        let inspections = Inspections::new(block.as_ref(), 0, settings);
        messages
            .extend(inspections.map(|inspection| inspection.findings.first().unwrap().message.to_string()));
    }
    messages
}

/// Up to a hundred findings of a rule are reported.
#[test]
fn up_to_a_hundred_findings_are_reported_in_every_format() {
    const COUNT: usize = 50;
    // The missing fields are reported too; one member was meant as one of them.
    for (member, count) in [
        (&(|k| format!("\"a{k}\":1")) as &dyn Fn(usize) -> String, COUNT + 3),
        (&|k| format!("\"Statu{k}\":\"FAIL\""), COUNT + 3),
        (&|k| format!("\"\\u0000{k}\":\"\\u001b\""), 3 * COUNT + 3),
    ] {
        let body = body(COUNT, member);
        let settings = settings();
        let inspection = Inspection::new(body.as_bytes(), &settings);
        assert_eq!(inspection.findings.len(), count);
        assert_eq!(reported(&Json, &inspection).matches("\"rule\":").count(), count);
        let excerpts = reported(&pretty(), &inspection);
        assert_eq!(excerpts.matches("error[").count() + excerpts.matches("warning[").count(), count);
        // At any length of the line.
        assert!(excerpts.lines().all(|line| line.chars().count() <= 110));
        let sarif = reported(&Sarif { base: Base::default() }, &inspection);
        let fingerprints: HashSet<_> = sarif.split("callbackFinding/v1\":\"").skip(1).collect();
        assert_eq!(fingerprints.len(), count);
    }
}

/// Findings of one rule after the first hundred are counted in one finding.
#[test]
fn findings_beyond_a_hundred_are_counted() {
    for count in [99, 100, 101, 102, 5000] {
        let body = body(count, |k| format!("\"a{k}\":\"\\u001b\",\"b\":1"));
        let settings = settings();
        let inspection = Inspection::new(body.as_bytes(), &settings);
        for (rule, count) in
            [("unknown-field", 2 * count), ("control-characters", count), ("duplicate-key", count - 1)]
        {
            let findings: Vec<_> =
                inspection.findings.iter().filter(|finding| finding.rule.id == rule).collect();
            assert_eq!(findings.len(), count.min(101), "{rule} {count}");
            // The first 1000 unknown members are checked; all are counted.
            let counted = findings.iter().map(|finding| finding.count).sum::<usize>();
            assert_eq!(counted, if rule == "control-characters" { count.min(500) } else { count }, "{rule}");
            if count > 100 {
                let last = findings.last().unwrap();
                let noun = if last.count == 1 { "finding" } else { "findings" };
                assert_eq!(
                    last.message,
                    format!("{} more {noun} of this rule: only the first 100 are shown", last.count)
                );
            }
        }
        let mut summary = Summary::default();
        summary.count(&inspection);
        let mut text = Vec::new();
        summary.write(Terminal::PLAIN, &settings, &mut text).unwrap();
        let text = String::from_utf8(text).unwrap().replace(',', "");
        assert!(text.contains(&format!(" {}  warning  unknown-field", 2 * count)), "{text}");
    }
}

/// A long reason is truncated, with an ellipsis.
#[test]
fn long_reasons_are_truncated() {
    let reason = "文".repeat(1 << 17);
    let body = format!(
        "{{\"Payload\":{{\"Progress\":-1,\"MediaUrl\":\"\",\"Status\":\"FAIL\",\"FailMessage\":\"{reason}\",\"TaskId\":\"0123456789abcdef0\"}}}}"
    );
    let settings = settings();
    let inspection = Inspection::new(body.as_bytes(), &settings);
    let shown = |most: usize, ellipsis: &str| format!("{}{ellipsis}\n", "文".repeat(most));
    assert!(reported(&pretty(), &inspection).contains(&format!("reason     {}", shown(1000, "…"))));
    let plain = Pretty { terminal: Terminal::PLAIN };
    assert!(reported(&plain, &inspection).contains(&format!("reason     {}", shown(1000, "..."))));
    let mut summary = Summary::default();
    summary.count(&inspection);
    for (terminal, ellipsis) in [(pretty().terminal, "…"), (Terminal::PLAIN, "...")] {
        let mut text = Vec::new();
        summary.write(terminal, &settings, &mut text).unwrap();
        assert!(String::from_utf8(text).unwrap().ends_with(&format!("  {}", shown(120, ellipsis))));
    }
    let mut text = Vec::new();
    summary.write_markdown(&settings, &mut text).unwrap();
    assert!(String::from_utf8(text).unwrap().contains(&format!(" {}… ", "文".repeat(120))));
}

/// The same mistake at the same pointer has another fingerprint.
#[test]
fn duplicate_keys_have_different_fingerprints() {
    let body = body(90, |_| "\"a\":1".to_owned());
    let settings = settings();
    let inspection = Inspection::new(body.as_bytes(), &settings);
    assert_eq!(inspection.findings.len(), 89 + 90 + 3);
    let sarif = reported(&Sarif { base: Base::default() }, &inspection);
    let prints = sarif.split("callbackFinding/v1\":\"").skip(1).map(|rest| rest.get(..16).unwrap());
    assert_eq!(prints.collect::<HashSet<_>>().len(), inspection.findings.len());
}

#[test]
fn long_names_strings_and_numbers_are_shortened_in_messages() {
    let long = "a".repeat(1 << 17);
    let digits = "9".repeat(1 << 17);
    for member in [
        format!("\"{long}\":1"),
        format!("\"Status\":\"{long}\""),
        format!("\"MediaUrl\":\"http://{long}\""),
        format!("\"Progress\":{digits}"),
        format!("\"Progress\":1e{digits}"),
        format!("\"Progress\":1.{digits}"),
        format!("\"Progress\":-0.{digits}e-{digits}"),
        format!("\"TaskId\":{digits}"),
    ] {
        let body = body(1, |_| member.clone());
        let settings = settings();
        let inspection = Inspection::new(body.as_bytes(), &settings);
        assert!(inspection.findings.iter().all(|finding| finding.message.len() < 200));
        let excerpts = reported(&pretty(), &inspection);
        let (_, excerpts) = excerpts.split_once("\n\n").unwrap();
        assert!(excerpts.lines().all(|line| line.chars().count() < 200), "{}", member.get(..20).unwrap());
    }
}

#[test]
fn a_pointer_finds_the_last_of_many_members() {
    let mut settings = settings();
    for (source, pointer) in [
        (format!("{{{}\"last\":{{}}}}", "\"a\":1,".repeat(5000)), "/last"),
        (format!("[[{}{{}}]]", "1,".repeat(5000)), "/5000"),
        (format!("{{\"{}\":{{}}}}", "a".repeat(100_000)), &format!("/{}", "a".repeat(100_000)) as &str),
    ] {
        settings.pointer = Some(pointer.parse().unwrap());
        let messages = found(source.as_bytes(), 1 << 10, &settings);
        assert_eq!(messages, ["`Payload` is missing: expected an object"]);
    }
}

/// Returns a reader of `count` equal bytes.
fn endless(byte: u8, count: u64) -> impl Read {
    io::repeat(byte).take(count)
}

/// Something larger than memory is reported with its beginning.
#[test]
fn a_document_larger_than_the_limit_is_skipped() {
    let mut settings = settings();
    settings.max_document_size = 1 << 12;
    let large = "the document is larger than 4.0 KiB";
    let behind = || b"\n{}".as_slice();
    let missing = "`Payload` is missing: expected an object";
    for beginning in ["{\"Payload\":{\"FailMessage\":\"", "x", "\"", "1", "{\"a\":", "[{\"a\":"] {
        for byte in [b'a', b' ', b'9'] {
            let source = beginning.as_bytes().chain(endless(byte, 100_000)).chain(behind());
            let messages = found(source, 1 << 10, &settings);
            let is_scalar = byte == b' ' && beginning.len() == 1;
            if !is_scalar && (beginning, byte) != ("1", b'9') {
                assert_eq!(messages.first().unwrap(), large, "{beginning} {byte}");
            }
            assert_eq!(messages.last().unwrap(), missing, "{beginning} {byte}");
        }
    }
}

#[test]
fn request_bodies_and_heads_larger_than_the_limit_are_reported() {
    let mut settings = settings();
    settings.max_document_size = 1 << 12;
    let bomb = {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&vec![b' '; 1 << 20]).unwrap();
        encoder.finish().unwrap()
    };
    let request = |head: &str, body: &[u8]| [b"POST / HTTP/1.1\r\n", head.as_bytes(), b"\r\n", body].concat();
    let chunks = "1\r\n \r\n".repeat(10_000).into_bytes();
    let zeros = [b"ffff\r\n".to_vec(), vec![b'0'; 0xFFFF], b"\r\n0\r\n\r\n".to_vec()].concat();
    for source in [
        request("", &bomb),
        request("Transfer-Encoding: chunked\r\n", &chunks),
        request("Transfer-Encoding: chunked\r\n", &zeros),
        request("Content-Length: 99999999\r\n", &vec![b' '; 1 << 20]),
    ] {
        let messages = found(source.as_slice(), 1 << 10, &settings);
        assert!(messages.iter().any(|message| message.contains("larger than 4.0 KiB")), "{messages:?}");
    }
    let endless_head = request(&"X-Field: value\r\n".repeat(5000), b"{}");
    let messages = found(endless_head.as_slice(), 1 << 10, &settings);
    assert!(messages.first().unwrap().starts_with("the head of the request is larger than 64 KiB"));
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn whitespace_between_documents_is_skipped(
        gaps in prop::collection::vec((prop::sample::select(vec![" ", "\n", "\r\n", "\t"]), 0..3000_usize), 1..6),
        size in 1..300_usize,
    ) {
        let gaps = gaps.iter().map(|(blank, count)| blank.repeat(*count));
        let source: String = gaps.flat_map(|gap| [gap, "{}".to_owned()]).collect();
        let count = source.matches('{').count();
        prop_assert_eq!(found(source.as_bytes(), size, &settings()).len(), count);
        let list = format!("[{}]", source.replace("{}", "{},").trim_end_matches(','));
        prop_assert_eq!(found(list.as_bytes(), size, &settings()).len(), count);
    }

    #[test]
    fn whitespace_alone_contains_no_document(blank in prop::sample::select(vec![" ", "\n", "\r\n", " \n"]), size in 1..300_usize) {
        let source = iter::repeat_n(blank, 5000).collect::<String>();
        prop_assert!(found(source.as_bytes(), size, &settings()).is_empty());
    }
}
