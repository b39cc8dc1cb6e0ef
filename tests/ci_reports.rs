//! Reports for CI systems are read back by parsers of others, or by parsers written after their documentation,
//! whatever the bodies contain.

use std::fs;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::LazyLock;

use cbinspect::framing::block::BlockRef;
use cbinspect::inspection::Inspections;
use cbinspect::report::Report;
use cbinspect::report::base::Base;
use cbinspect::report::github::Github;
use cbinspect::report::junit::Junit;
use cbinspect::report::sarif::Sarif;
use cbinspect::run::progress::Progress;
use cbinspect::run::{Run, Sink};
use cbinspect::source::walk::{Origin, Source, Walk};
use cbinspect::{Inspection, Level};
use proptest::prelude::*;
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus};
use serde_json::Value;

use crate::support::generate::{document, hostile_body, written};
use crate::support::proptest_config::config;
use crate::support::report::rendered;
use crate::support::{gzip, settings, system_words};

/// Reports on files with these contents. Some names are unusual.
fn report(report: &dyn Report, paths: &[PathBuf]) -> String {
    report_of(report, paths, &|_| true)
}

/// Reports on some of the callbacks.
fn report_of(
    report: &dyn Report,
    paths: &[PathBuf],
    shows: &(dyn Fn(&Inspection<'_>) -> bool + Sync),
) -> String {
    let settings = settings();
    let run = Run {
        settings: &settings,
        walk: Walk::default(),
        redacts: false,
        shows,
        report: Some(report),
        jobs: NonZero::new(2).unwrap(),
        remembered_tasks: 0,
        block_size: 1 << 10,
    };
    let mut out = Vec::new();
    let sink = Sink { out: &mut out, complain: &mut |_, _| {} };
    run.inspect(paths, sink, &Progress::hidden()).unwrap();
    String::from_utf8(out).unwrap()
}

/// Creates a directory with files of these contents.
fn files(sources: &[String]) -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let write = |(number, source): (usize, &String)| {
        let path =
            folder.path().join(format!("{number}, 100%{} ü#.json", if cfg!(windows) { "" } else { ":" }));
        fs::write(&path, source).unwrap();
        path
    };
    let paths = sources.iter().enumerate().map(write).collect();
    (folder, paths)
}

fn each<T>(source: &str, show: impl Fn(&Inspection<'_>) -> T) -> Vec<T> {
    let settings = settings();
    Inspections::new(BlockRef::whole(source.as_bytes()), 0, &settings)
        .map(|inspection| show(&inspection))
        .collect()
}

/// Sources with ordinary, broken and hostile bodies.
fn source() -> impl Strategy<Value = String> {
    let body = prop_oneof![
        1 => document(),
        2 => (hostile_body(), any::<bool>()).prop_map(|(body, escaped)| written(&body, false, escaped)),
    ];
    let bodies = prop::collection::vec(body, 1..5);
    // An empty file counts as a callback.
    bodies.prop_map(|bodies| bodies.join("\n")).prop_filter("blank", |source| !source.trim().is_empty())
}

/// A workflow command, as GitHub documents it: `::name key=value,key=value::message`.
#[derive(Debug, PartialEq)]
struct Command {
    name: String,
    properties: Vec<(String, String)>,
    message: String,
}

impl Command {
    /// Parses a line strictly: everything that the toolkit escapes must be escaped.
    fn read(line: &str) -> Self {
        let (head, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
        let (name, properties) = head.split_once(' ').unwrap();
        let properties = properties.split(',').map(|property| {
            let (key, value) = property.split_once('=').unwrap();
            assert!(!value.contains(':'), "{line}");
            (key.to_owned(), unescaped(value, &[("%3A", ":"), ("%2C", ",")]))
        });
        let properties = properties.collect();
        Self { name: name.to_owned(), properties, message: unescaped(message, &[]) }
    }

    fn property(&self, key: &str) -> Option<&str> {
        self.properties.iter().find(|(found, _)| found == key).map(|(_, value)| value.as_str())
    }
}

fn unescaped(text: &str, more: &[(&str, &str)]) -> String {
    assert!(!text.contains(['\r', '\n']));
    let known = [("%25", "%"), ("%0D", "\r"), ("%0A", "\n")];
    let mut rest = text;
    let mut out = String::new();
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        let code = &rest[at..at + 3];
        out.push_str(known.iter().chain(more).find(|(escape, _)| *escape == code).unwrap().1);
        rest = &rest[at + 3..];
    }
    out + rest
}

/// The official schema (OASIS, `sarif-schema-2.1.0.json`).
static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let schema = fs::read_to_string("tests/schemas/sarif-2.1.0.json").unwrap();
    // Strict regular expression parsers reject the unmatched bracket in the pattern for languages.
    let schema = schema.replace("{2}]?$", r"{2}\\]?$");
    let schema = serde_json::from_str(&schema).unwrap();
    jsonschema::draft7::new(&schema).unwrap()
});

/// Checks a log against the schema, and reads it with a typed parser.
fn read_sarif(log: &str) -> serde_sarif::sarif::Run {
    let value: Value = serde_json::from_str(log).unwrap();
    let errors: Vec<_> = SCHEMA.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let mut log: serde_sarif::sarif::Sarif = serde_json::from_str(log).unwrap();
    log.runs.pop().unwrap()
}

fn base() -> Base {
    Base::new(std::env::current_dir().unwrap(), &[std::env::current_dir().unwrap()])
}

fn sarif() -> Sarif {
    Sarif { base: base() }
}

/// Returns a message as the standard displays it (sections 3.11.5 and 3.11.6). It must contain no placeholder and no
/// link.
fn displayed(text: &str) -> String {
    let mut displayed = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        let next = match letter {
            '{' | '}' => letters.next().filter(|next| *next == letter),
            '\\' => letters.next().filter(|next| r"[]\".contains(*next)),
            '[' | ']' => None,
            letter => Some(letter),
        };
        displayed.push(next.unwrap_or_else(|| panic!("{letter} is not literal in {text}")));
    }
    displayed
}

fn row(source: &Source, body: &str) -> Vec<Value> {
    let rows = each(body, |inspection| {
        let rows = rendered(&sarif(), source, inspection);
        serde_json::from_str::<Vec<Value>>(&format!("[{rows}]")).unwrap()
    });
    rows.concat()
}

#[test]
fn sarif_messages_have_no_links_and_no_placeholders() {
    let rows = row(&Source::file("a.json"), include_str!("bodies/hostile/08-sarif-link.json"));
    let messages: Vec<_> =
        rows.iter().map(|row| displayed(row["message"]["text"].as_str().unwrap())).collect();
    let status = r#"`Status` is "a {0} \[x](http://evil/) ](b": expected "SUCCESS" or "FAIL""#;
    let expected = format!("{status}\nhelp: write \"SUCCESS\" or \"FAIL\"");
    assert!(messages.contains(&expected), "{messages:?}");
}

/// GitHub rejects a location without a URI.
#[test]
fn sarif_of_standard_input_has_no_artifact_locations() {
    let stdin = Source { origin: Origin::Stdin, number: 0, alias: None };
    let rows = row(&stdin, r#"{"Payload":{"TaskId":"t","TaskId":"t"}}"#);
    assert_eq!(rows.len(), 4);
    for row in rows {
        let location = &row["locations"][0];
        assert!(
            location["logicalLocations"].is_array() && location["physicalLocation"].is_null(),
            "{location}"
        );
        assert!(row["relatedLocations"].is_null());
        let text = row["message"]["text"].as_str().unwrap();
        assert!(text.starts_with("<stdin>:1:"), "{text}");
    }
}

#[test]
fn the_sarif_schema_rejects_an_invalid_log() {
    let log = serde_json::json!({ "version": "2.1.0", "runs": [{ "tool": { "driver": {} } }] });
    assert!(!SCHEMA.is_valid(&log));
}

#[test]
fn sarif_lists_all_rules_and_unreadable_inputs() {
    let paths = ["samples", "tests/no such file.json"].map(PathBuf::from);
    let run = read_sarif(&report(&sarif(), &paths));
    let rules = run.tool.driver.rules.unwrap();
    let ids: Vec<_> = rules.iter().map(|rule| rule.id.as_str()).collect();
    let catalogue: Vec<_> = cbinspect::rules::RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids, catalogue);
    for result in run.results.unwrap() {
        let index = usize::try_from(result.rule_index.unwrap()).unwrap();
        assert_eq!(Some(catalogue[index]), result.rule_id.as_deref());
    }
    let invocation = &run.invocations.unwrap()[0];
    assert!(!invocation.execution_successful);
    let reason = format!("cannot be read: {}", system_words(&fs::metadata(&paths[1]).unwrap_err()));
    let notification = &invocation.tool_execution_notifications.as_ref().unwrap()[0];
    assert_eq!(notification.message.text.as_deref(), Some(reason.as_str()));
    let location = notification.locations.as_ref().unwrap()[0].physical_location.as_ref().unwrap();
    let uri = location.artifact_location.as_ref().unwrap().uri.as_deref();
    assert_eq!(uri, Some("tests/no%20such%20file.json"));
}

/// Reads JUnit XML with a typed parser.
fn read_junit(text: &str) -> quick_junit::Report {
    quick_junit::Report::deserialize_from_str(text).unwrap()
}

/// The problem of a case.
fn kind(case: &TestCase) -> Option<NonSuccessKind> {
    match case.status {
        TestCaseStatus::NonSuccess { kind, .. } => Some(kind),
        TestCaseStatus::Success { .. } | TestCaseStatus::Skipped { .. } => None,
    }
}

fn kinds(cases: &[TestCase]) -> Vec<Option<NonSuccessKind>> {
    cases.iter().map(kind).collect()
}

/// A source of many blocks that cannot be read to its end is one suite. A source without reported callbacks has no
/// suite.
#[test]
fn junit_has_one_suite_per_reported_source() {
    let body = include_str!("../samples/success.json");
    let zipped = gzip(body.repeat(100).as_bytes());
    // Without the checksum and the length.
    let cut = zipped.strip_suffix(zipped.last_chunk::<8>().unwrap()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let paths = ["0.json", "1.json.gz", "2.json", "3.json"].map(|name| folder.path().join(name));
    let contents: [&[u8]; 4] = [body.as_bytes(), cut, b"[]", body.as_bytes()];
    for (path, content) in paths.iter().zip(contents) {
        fs::write(path, content).unwrap();
    }
    let results = read_junit(&report_of(&Junit, &paths, &|inspection| inspection.is_valid()));
    let suites = [&paths[0], &paths[1], &paths[3]].map(|path| path.display().to_string());
    let found: Vec<_> = results.test_suites.iter().map(|suite| suite.name.to_string()).collect();
    assert_eq!(found, suites);
    let cases = &results.test_suites[1].test_cases;
    assert_eq!(cases.len(), 101);
    assert_eq!(kind(&cases[100]), Some(NonSuccessKind::Error));
    assert_eq!(cases[100].name.as_str(), "can be read");
    assert!(kinds(&cases[..100]).iter().all(Option::is_none));
}

#[test]
fn junit_without_callbacks_contains_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let results = read_junit(&report(&Junit, &[folder.path().to_owned()]));
    assert_eq!(results.test_suites.len(), 1);
    assert_eq!(kinds(&results.test_suites[0].test_cases), [Some(NonSuccessKind::Error)]);
}

/// Fingerprints stay the same if bodies, members or lines move.
#[test]
fn fingerprints_do_not_depend_on_the_order() {
    let fingerprints = |source: &str| {
        let mut found: Vec<_> = each(source, |inspection| {
            let rows = rendered(&sarif(), &Source::file("a.json"), inspection);
            let rows: Vec<Value> = serde_json::from_str(&format!("[{rows}]")).unwrap();
            rows.iter().map(|row| row["partialFingerprints"].to_string()).collect::<Vec<_>>()
        })
        .concat();
        found.sort();
        found
    };
    let one = r#"{"Payload":{"Progress":"1","MediaUrl":"x","Status":"SUCCESS","TaskId":"one"}}"#;
    let other = r#"{"Payload":{"Progress":"1","MediaUrl":"x","Status":"SUCCESS","TaskId":"other"}}"#;
    let nameless = r#"{"Payload":{"Progress":"1","MediaUrl":"x","Status":"SUCCESS"}}"#;
    let turned = r#"{"Payload":{"Status":"SUCCESS","MediaUrl":"x","Progress":"1"}}"#;
    let before = fingerprints(&format!("{one}\n{nameless}\n{other}\n"));
    assert_eq!(before, fingerprints(&format!("\n{other}\n{one}\n\n{turned}\n")));
    let mut distinct = before.clone();
    distinct.dedup();
    assert_eq!(before, distinct);
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn sarif_contains_every_finding(sources in prop::collection::vec(source(), 1..3)) {
        let (_folder, paths) = files(&sources);
        let run = read_sarif(&report(&sarif(), &paths));
        let expected = sources.iter().flat_map(|source| each(source, |inspection| inspection.findings.clone())).flatten();
        let results = run.results.unwrap();
        let mut results = results.iter();
        for finding in expected {
            let result = results.next().unwrap();
            prop_assert_eq!(result.rule_id.as_deref(), Some(finding.rule.id));
            let help = finding.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
            let message = displayed(result.message.text.as_deref().unwrap());
            prop_assert_eq!(message, format!("{}{help}", finding.message));
            let location = &result.locations.as_ref().unwrap()[0];
            let pointer = location.logical_locations.as_ref().unwrap()[0].fully_qualified_name.as_deref();
            prop_assert_eq!(pointer, Some(finding.pointer.as_str()));
            let region = location.physical_location.as_ref().unwrap().region.as_ref().unwrap();
            let start = finding.region.start;
            let expected = [start.line, start.column, start.offset, finding.region.length()].map(|count| i64::try_from(count).ok());
            prop_assert_eq!([region.start_line, region.start_column, region.byte_offset, region.byte_length], expected);
        }
        prop_assert!(results.next().is_none());
    }

    #[test]
    fn junit_contains_every_callback(sources in prop::collection::vec(source(), 1..3)) {
        let (_folder, mut paths) = files(&sources);
        paths.insert(0, "no such file.json".into());
        let results = read_junit(&report(&Junit, &paths));
        let suites: Vec<_> = results.test_suites.iter().map(|suite| suite.name.to_string()).collect();
        let names: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
        prop_assert_eq!(suites, names);
        let unreadable = &results.test_suites[0].test_cases;
        prop_assert_eq!(kinds(unreadable), [Some(NonSuccessKind::Error)]);
        for (suite, source) in results.test_suites.iter().skip(1).zip(&sources) {
            let callbacks = each(source, |inspection| {
                let id = inspection.text(cbinspect::Field::TaskId).unwrap_or_default().to_owned();
                (inspection.is_valid(), inspection.is_warned(), id)
            });
            prop_assert_eq!(suite.test_cases.len(), callbacks.len());
            for (case, (is_valid, is_warned, id)) in suite.test_cases.iter().zip(callbacks) {
                prop_assert_eq!(kind(case), (!is_valid).then_some(NonSuccessKind::Failure));
                prop_assert_eq!(case.system_out.is_some(), is_warned);
                prop_assert_eq!(case.classname.as_ref(), Some(&suite.name));
                let name = cbinspect::escape::escape(&id);
                prop_assert!(case.name.as_str().starts_with(name.as_ref()) || id.is_empty());
            }
        }
    }

    #[test]
    fn workflow_commands_contain_every_finding(source in source()) {
        let findings = each(&source, |inspection| inspection.findings.clone()).concat();
        let file = Source::file("a,b:c%/100%.json");
        let text = each(&source, |inspection| rendered(&Github::default(), &file, inspection)).concat();
        let commands: Vec<_> = text.split_terminator('\n').map(Command::read).collect();
        prop_assert_eq!(commands.len(), findings.len());
        for (command, finding) in commands.iter().zip(findings) {
            let name = if finding.level == Level::Error { "error" } else { "warning" };
            prop_assert_eq!(&command.name, name);
            prop_assert_eq!(command.property("file"), Some("a,b:c%/100%.json"));
            prop_assert_eq!(command.property("title"), Some(finding.rule.id));
            let line = finding.region.start.line.to_string();
            prop_assert_eq!(command.property("line"), Some(line.as_str()));
            let printed = cbinspect::escape::escape(&finding.message).into_owned();
            prop_assert!(command.message.starts_with(&printed));
        }
    }
}
