//! Splitting sources into documents.

use cbinspect::Settings;
use cbinspect::framing::block::BlockRef;
use cbinspect::inspection::Inspections;

use crate::support::GOOD;

/// Returns one line per document: the line on which it begins, and `ok` or its rules.
fn framed(source: &str) -> Vec<String> {
    let settings =
        Settings::new(std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_735_689_600));
    let inspections = Inspections::new(BlockRef::whole(source.as_bytes()), 0, &settings);
    let row = |inspection: cbinspect::Inspection<'_>| {
        let rules: Vec<_> = inspection.findings.iter().map(|finding| finding.rule.id).collect();
        let rules = if rules.is_empty() { "ok".to_owned() } else { rules.join(" ") };
        format!("{}: {rules}", inspection.document.start.line)
    };
    inspections.map(row).collect()
}

/// `G` is a valid callback.
#[test]
fn a_source_is_split_into_its_documents() {
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let table: &[(&str, &[&str])] = &[
        ("G\nG\n", &["1: ok", "2: ok"]),
        ("G G", &["1: ok", "1: ok"]),
        ("[G,G]\nG", &["1: ok", "1: ok", "2: ok"]),
        // Something else than a callback is invalid, alone or among others.
        ("[]", &["1: wrong-type"]),
        ("[ \n ]\n{}", &["1: wrong-type", "3: missing-field"]),
        ("G\n[]\nG", &["1: ok", "2: wrong-type", "3: ok"]),
        ("[[],G]", &["1: wrong-type", "1: ok"]),
        // Byte-order marks of concatenated files.
        ("\u{feff}G\n\u{feff}G\u{feff}", &["1: ok", "2: ok"]),
        // NUL bytes, from truncation or a crash.
        ("\0G", &["1: invalid-json", "1: ok"]),
        (
            "\0\0\0\n\0G\n\0\0\nG\0",
            &["1: invalid-json", "2: ok", "3: invalid-json", "4: ok", "4: invalid-json"],
        ),
        ("{\"Payload\":{\"TaskId\":\"t\0\0\0G\nG", &["1: invalid-json", "1: ok", "2: ok"]),
        ("{\"Payload\":\0\0\0\nG\nG", &["1: invalid-json", "2: ok", "3: ok"]),
        // Truncated documents and garbage do not affect other lines.
        ("G\n{\"Payload\":{\"Pro\nG\nG", &["1: ok", "2: invalid-json", "3: ok", "4: ok"]),
        ("G\n{\"Payload\":\nG\nG", &["1: ok", "2: invalid-json", "3: ok", "4: ok"]),
        ("{\"Payload\":{\"Pro\nnoise\nG", &["1: invalid-json", "2: invalid-json", "3: ok"]),
        ("G\n[INFO] {}\n2024-07-18 {}\nG", &["1: ok", "2: invalid-json", "4: ok"]),
        ("G x G", &["1: ok", "1: invalid-json", "1: ok"]),
        ("{\"Payload\":{\"ProG\nG", &["1: invalid-json", "1: ok", "2: ok"]),
        ("{\"Payload\":{\"Pro{ \"Payload\": {}}", &["1: invalid-json", "1: missing-field"]),
        // A document broken by an encoder stays one document.
        ("{\"Payload\":{\"FailMessage\":\"a\nb\"}}\nG", &["1: invalid-json", "3: ok"]),
        ("{\n  Payload: {\n    Progress: 100\n  }\n}\nG", &["1: invalid-json", "6: ok"]),
        ("{\n  \"Payload\": {\n    \"Progress\": 1\nG", &["1: invalid-json", "4: ok"]),
        (
            "G\n\n  {\"Payload\" {\n  \"Payload\": {}\n}\n[\n  G\n]",
            &["1: ok", "3: invalid-json", "7: ok", "8: invalid-json"],
        ),
        // So does the output of other programs, on any number of lines, alone or in a log.
        ("{'Payload': {'a': 'b } {',\n             'c': \"can't\"}}\nG", &["1: invalid-json", "3: ok"]),
        (
            "{'Payload': {'a': 'b \" {',\n             'c': u'd',\n 'e': None}}\nG",
            &["1: invalid-json", "4: ok"],
        ),
        ("G\n{'Payload': {'a': 'b \" { \\''}}\nG", &["1: ok", "2: invalid-json", "3: ok"]),
        ("{\n  a: `it's \" } {`,\n  b: 1\n}\nG", &["1: invalid-json", "5: ok"]),
        (
            "G\n{\n  Payload: {\n    // a \" {\n    $a: 'b \"', /* ' } */\n    c: undefined,\n  },\n}\nG",
            &["1: ok", "2: invalid-json", "9: ok"],
        ),
        (
            "[\n  {'a': '}'},\n  G,\n  {a: 'b'}\n]\nG",
            &["2: invalid-json", "3: ok", "4: invalid-json", "6: ok"],
        ),
        ("{'Payload': {'a': 1,\n  'b': 2,\nG", &["1: invalid-json", "3: ok"]),
        ("INFO body={\n  \"Payload\": {\n    \"a\": 1\n  }\n} done\nG", &["1: invalid-json", "6: ok"]),
        ("INFO {\nG\nINFO {\n  x\nG", &["1: invalid-json", "2: ok", "3: invalid-json", "5: ok"]),
        // A truncated line does not affect other lines. No object after it is joined to it.
        ("log: {\nlog: {\n  \"a\": 1\n}\nlog: {\n  \"b\": 2\n}\nG", &["1: invalid-json", "8: ok"]),
        ("a: 1, // {\na: 2, // {\nG", &["1: invalid-json", "3: ok"]),
        // Lines of text are one document, however many they are.
        (
            "<html>\n<body>\n\n502\n\"a\"\n[1]\n</body>\n</html>\n\nG\nx\ny",
            &["1: invalid-json", "10: ok", "11: invalid-json"],
        ),
        (
            "x\n[\nG\n]\ny\n[{}]\nz",
            &["1: invalid-json", "3: ok", "5: invalid-json", "6: missing-field", "7: invalid-json"],
        ),
        (
            "array(1) {\n  [\"a\"] => array(4) {\n    [\"b\"] => int(1)\n  }\n}\nG",
            &["1: invalid-json", "6: ok"],
        ),
        ("```json\nG\n```\nx\n", &["1: invalid-json", "2: ok"]),
        ("Look:\n```\nG\n```\nx\n{}", &["1: invalid-json", "3: ok", "6: missing-field"]),
        ("<html>\n{\n\"a\":1\n}\n[\n</html>\nG\n{}", &["1: invalid-json", "7: ok", "8: missing-field"]),
        // Text around callbacks. A callback within a line is inspected if another one begins the line.
        ("INFO body=G\nG 200 OK\nG", &["1: invalid-json", "2: ok", "2: invalid-json", "3: ok"]),
        ("1721298158 G\n[7] G", &["1: wrong-type", "1: ok", "2: wrong-type", "2: ok"]),
        (
            "// a {\nG # b {\n/* c\nd */ G\n/* e\nG",
            &[
                "1: invalid-json",
                "2: ok",
                "2: invalid-json",
                "3: invalid-json",
                "4: ok",
                "5: invalid-json",
                "6: ok",
            ],
        ),
        // Elements of arrays.
        ("[\nG,\n{\"Payload\":{\"Pro,\nG\n]\nG", &["2: ok", "3: invalid-json", "4: ok", "6: ok"]),
        (
            "[\nG,\nnull,\n{\"a\":oops},\nnoise,\nG\n]",
            &["2: ok", "3: wrong-type", "4: invalid-json", "5: invalid-json", "6: ok"],
        ),
        ("[G G]", &["1: ok", "1: invalid-json", "1: ok"]),
        ("[G,]\nG", &["1: ok", "1: invalid-json", "2: ok"]),
        ("[G,G", &["1: ok", "1: ok", "1: invalid-json"]),
        // A callback inside a broken document is not a document.
        ("{\"Payload\":{\"x\":G,\"Status\"\nG", &["1: invalid-json", "2: ok"]),
        // White space that JSON does not have.
        ("G\u{c}\nG", &["1: ok", "1: invalid-json", "2: ok"]),
        ("\u{c}", &["1: invalid-json"]),
    ];
    for (source, documents) in table {
        assert_eq!(framed(&source.replace('G', GOOD)), *documents, "{source:?}");
    }
    let deep = format!("[{GOOD},{},{GOOD}]\n{GOOD}", deep(200));
    assert_eq!(framed(&deep), ["1: ok", "1: invalid-json", "1: ok", "2: ok"]);
}

#[test]
fn a_long_python_or_javascript_object_is_one_document() {
    let python = format!("{{'Payload': {{{}'z': None}}}}", "'a': 'it\"s }',\n  ".repeat(1000));
    let javascript = format!("{{ Payload: {{{}z: undefined }} }}", "a: 'it\"s }',\n  ".repeat(1000));
    let source = format!("{python}\n{GOOD}\n{javascript}\n{GOOD}");
    assert_eq!(framed(&source), ["1: invalid-json", "1002: ok", "1003: invalid-json", "2004: ok"]);
}

/// Names that differ only in a lone surrogate are different.
#[test]
fn names_that_differ_in_a_lone_surrogate_are_different() {
    let source = GOOD.replace("\"t\"", r#""t","\ud800":1,"\udbff":2"#);
    assert_eq!(framed(&source), ["1: unknown-field unknown-field"]);
    let source = include_str!("bodies/hostile/09-surrogate-dup.json");
    assert_eq!(framed(source), ["1: unknown-field unknown-field"]);
    let pointers = cbinspect::inspect(source.as_bytes()).findings.into_iter().map(|finding| finding.pointer);
    assert_eq!(pointers.collect::<Vec<_>>(), [r"/Payload/\u{d800}", r"/Payload/\ud800"]);
}
