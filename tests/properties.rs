//! Properties that hold for every input.

use std::cell::RefCell;
use std::fs;

use cbinspect::framing::block::BlockRef;
use cbinspect::inspection::Inspections;
use cbinspect::{Inspection, contract};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use walkdir::WalkDir;

use crate::support::generate::{callback, document, written};
use crate::support::proptest_config::config;
use crate::support::settings;

/// Everything that framing must not change, which is all except positions: the callback, and the rule, pointer and
/// text of each finding.
type Essence = (Option<String>, Vec<(String, String, String)>);

fn essence(inspection: &Inspection<'_>) -> Essence {
    let callback = inspection.callback.as_ref().map(|callback| format!("{callback:?}"));
    let findings = inspection.findings.iter().map(|finding| {
        let text = &inspection.document.around
            [local(inspection, finding.region.start.offset)..local(inspection, finding.region.end.offset)];
        (finding.rule.id.to_owned(), finding.pointer.clone(), String::from_utf8_lossy(text).into_owned())
    });
    (callback, findings.collect())
}

fn local(inspection: &Inspection<'_>, offset: usize) -> usize {
    offset - inspection.document.start.offset + inspection.document.range.start
}

fn all(source: &[u8]) -> Vec<Essence> {
    let settings = settings();
    Inspections::new(BlockRef::whole(source), 0, &settings).map(|inspection| essence(&inspection)).collect()
}

#[test]
fn every_run_generates_the_same_inputs() {
    let generated = || {
        let inputs = RefCell::new(Vec::new());
        let all = (document(), any::<[u8; 8]>(), ".{0,20}");
        let record = |input| {
            inputs.borrow_mut().push(input);
            Ok(())
        };
        TestRunner::new(config(100)).run(&all, record).unwrap();
        inputs.into_inner()
    };
    assert_eq!(generated(), generated());
}

#[test]
fn every_property_uses_the_shared_configuration() {
    let files = ["src", "tests"].into_iter().flat_map(WalkDir::new).map(|entry| entry.unwrap().into_path());
    let mut properties = 0;
    for path in files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")) {
        let text = fs::read_to_string(&path).unwrap();
        for property in text.split("proptest! {\n").skip(1) {
            assert!(property.trim_start().starts_with("#![proptest_config(config("), "{}", path.display());
            properties += 1;
        }
    }
    assert!(properties > 0);
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn any_bytes_are_inspected_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = cbinspect::inspect(&bytes);
        let _ = all(&bytes);
    }

    #[test]
    fn a_text_is_json_exactly_if_serde_json_parses_it(text in r#"[{}\[\]",:\\\n 0-9a"P]{0,60}"#) {
        let inspection = cbinspect::inspect(text.as_bytes());
        let is_json = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
        prop_assert_eq!(inspection.callback.is_some(), is_json);
        // JSON is never mistaken for something else.
        let mut rows = serde_json::Deserializer::from_str(&text).into_iter::<serde::de::IgnoredAny>();
        if rows.all(|row| row.is_ok()) && !text.contains('[') {
            let settings = settings();
            let mut inspections = Inspections::new(BlockRef::whole(text.as_bytes()), 0, &settings);
            prop_assert!(inspections.all(|inspection| inspection.callback.is_some()), "{:?}", text);
        }
    }

    /// The errors are what an independent schema validator rejects.
    #[test]
    fn verdicts_match_the_schema(body in callback(), indented: bool, escaped: bool) {
        let text = written(&body, indented, escaped);
        // The validator sees the parsed values.
        let parsed: Value = serde_json::from_str(&text).unwrap();
        let valid = jsonschema::draft202012::is_valid(&contract::schema(), &parsed);
        let inspection = Inspection::new(text.as_bytes(), &settings());
        prop_assert_eq!(inspection.is_valid(), valid, "{}", text);
    }

    /// One a line, one after another, or in an array: the inspections are the same.
    #[test]
    fn findings_do_not_depend_on_framing(bodies in prop::collection::vec(callback(), 1..5), indented: bool, crlf: bool) {
        // A lone array is a list of documents.
        let bodies: Vec<_> = bodies.into_iter().filter(|body| !body.is_array()).collect();
        prop_assume!(!bodies.is_empty());
        let texts: Vec<_> = bodies.iter().map(|body| written(body, indented, false)).collect();
        let texts: Vec<_> = texts.iter().map(|text| if crlf { text.replace('\n', "\r\n") } else { text.clone() }).collect();
        let alone: Vec<_> = texts
            .iter()
            .map(|text| essence(&Inspection::new(text.as_bytes(), &settings())))
            .collect();
        let newline = if crlf { "\r\n" } else { "\n" };
        prop_assert_eq!(&all(texts.join(newline).as_bytes()), &alone);
        prop_assert_eq!(&all(texts.join(" ").as_bytes()), &alone);
        prop_assert_eq!(&all(format!("[{}]", texts.join(",")).as_bytes()), &alone);
        let spaced = format!("[{newline}  {}{newline}]{newline}", texts.join(&format!(",{newline}  ")));
        prop_assert_eq!(&all(spaced.as_bytes()), &alone);
    }

    /// A callback inside another document, as an object or a string, has the same findings.
    #[test]
    fn findings_do_not_depend_on_the_enclosing_document(body in callback(), indented: bool, escaped: bool) {
        let text = written(&body, indented, escaped);
        let alone = Inspection::new(text.as_bytes(), &settings());
        let inspected = |document: &str| {
            let mut settings = settings();
            settings.pointer = Some("/a~1b/1".parse().unwrap());
            let inspection = Inspection::new(document.as_bytes(), &settings);
            let findings = inspection.findings.iter().map(|finding| {
                let pointer = finding.pointer.strip_prefix("/a~1b/1").unwrap().to_owned();
                (finding.rule.id, finding.message.replace("the callback is", "the document is"), pointer)
            });
            (format!("{:?}", inspection.callback), findings.collect::<Vec<_>>(), inspection.is_valid())
        };
        let findings = alone.findings.iter().map(|finding| (finding.rule.id, finding.message.clone(), finding.pointer.clone()));
        let expected = (format!("{:?}", alone.callback), findings.collect::<Vec<_>>(), alone.is_valid());
        prop_assume!(!body.is_string());
        prop_assert_eq!(&inspected(&format!(" {{\"a/b\":[0,{text}]}}")), &expected);
        let string = written(&Value::from(text), false, escaped);
        let mut decoded = inspected(&format!(" {{\"a/b\":[0,{string}]}}"));
        // In a string, all findings have the same position, so they have the order of the catalogue.
        decoded.1.sort();
        let mut expected = expected;
        expected.1.sort();
        prop_assert_eq!(decoded, expected);
    }

    #[test]
    fn a_truncated_line_does_not_affect_other_lines(good in callback(), cut: prop::sample::Index) {
        let good = if good.is_object() { good } else { json!({ "Payload": good }) };
        let text = written(&good, false, false);
        let cut = (1..text.len()).filter(|at| text.is_char_boundary(*at)).collect::<Vec<_>>()[cut.index(text.chars().count() - 1)];
        let log = format!("{text}\n{}\n{text}\n{text}\n", &text[..cut]);
        let found = all(log.as_bytes());
        prop_assert_eq!(found.len(), 4);
        let alone = essence(&Inspection::new(text.as_bytes(), &settings()));
        prop_assert_eq!(&found[0], &alone);
        prop_assert_eq!(&found[1].0, &None);
        prop_assert_eq!(&found[2], &alone);
        prop_assert_eq!(&found[3], &alone);
    }

    /// The region of a finding contains the member or value at its pointer.
    #[test]
    fn regions_contain_what_pointers_name(bodies in prop::collection::vec(document(), 1..4)) {
        let source = bodies.join("\n");
        let settings = settings();
        for inspection in Inspections::new(BlockRef::whole(source.as_bytes()), 0, &settings) {
            for finding in &inspection.findings {
                let region = finding.region;
                let text = &source[region.start.offset..region.end.offset];
                // The line and column match the offset.
                let before = &source[..region.start.offset];
                let line = before.rsplit('\n').next().unwrap();
                prop_assert_eq!(region.start.line, before.matches('\n').count() + 1);
                prop_assert_eq!(region.start.column, line.chars().count() + 1);
                if inspection.callback.is_none() {
                    continue;
                }
                let document: Value = serde_json::from_slice(inspection.document.bytes()).unwrap();
                let value = document.pointer(&finding.pointer).unwrap();
                let member = || {
                    let object: Value = serde_json::from_str(&format!("{{{text}}}")).ok()?;
                    object.as_object()?.values().next().cloned()
                };
                // A missing field is marked by the opening bracket of the object.
                let is_opening = text == "{" && value.is_object();
                let found = serde_json::from_str(text).ok().or_else(member);
                prop_assert!(is_opening || found.as_ref() == Some(value), "{} in {}", text, source);
            }
        }
    }
}
