//! `--find` finds every callback in any text, however it is escaped, and nothing else.

use std::io::Read;

use cbinspect::Settings;
use cbinspect::find::layers::Layer;
use cbinspect::framing::passages::Passages;
use cbinspect::inspection::Inspections;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support;
use crate::support::Bits;
use crate::support::layers::Marked;
use crate::support::proptest_config::config;

fn settings() -> Settings {
    let mut settings = support::settings();
    settings.finds = true;
    settings
}

/// A callback as found.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    layers: Vec<&'static str>,
    /// The byte range of the callback.
    range: (usize, usize),
    /// The line and column.
    start: (usize, usize),
    /// Each finding: its rule and its byte range.
    findings: Vec<(&'static str, usize, usize)>,
}

/// Returns the callbacks in a source that is read in blocks of `size` bytes.
fn found_in(source: impl Read, size: usize, settings: &Settings) -> Vec<Row> {
    let mut passages = Passages::new(source, size, settings.max_document_size, false);
    let mut rows = Vec::new();
    while let Some(block) = passages.next_block().unwrap() {
        for inspection in Inspections::new(block.as_ref(), 0, settings) {
            let start = inspection.document.start;
            let end = start.offset + inspection.document.range.len();
            let findings = inspection
                .findings
                .iter()
                .map(|finding| (finding.rule.id, finding.region.start.offset, finding.region.end.offset));
            rows.push(Row {
                layers: inspection.layers().iter().map(Layer::name).collect(),
                range: (start.offset, end),
                start: (start.line, start.column),
                findings: findings.collect(),
            });
        }
    }
    rows
}

fn found(text: &str) -> Vec<Row> {
    found_in(text.as_bytes(), 1 << 17, &settings())
}

/// The text before and after a text under a layer: what ends it.
fn frame(layer: Layer) -> (&'static str, &'static str) {
    match layer {
        Layer::JsonString => ("{\"m\": \"", "\"}"),
        Layer::Hex => ("\"", "\" 200"),
        Layer::DoubledQuotes => ("1,\"", "\",2"),
        Layer::Percent => ("?body=", "&z=1"),
        Layer::Html => ("<p>", "</p>"),
        _ => ("data: ", " ."),
    }
}

const LAYERS: [Layer; 6] =
    [Layer::JsonString, Layer::Hex, Layer::DoubledQuotes, Layer::Percent, Layer::Html, Layer::Base64];

/// A callback whose status is wrong, with its value marked.
fn wrong_status() -> Marked {
    let body = r#"{"Payload":{"Progress":100,"MediaUrl":"https://a.qq.com/b.mp4","Status":"Söng","TaskId":"音 \"1\""}}"#;
    let value = "\"Söng\"";
    let start = body.find(value).unwrap();
    Marked { text: body.to_owned(), mark: start..start + value.len() }
}

/// Writes a callback under layers, the innermost first. Returns it with the layers that changed it, the outermost first.
fn under(callback: Marked, layers: &[Layer]) -> (Marked, Vec<&'static str>) {
    let mut whole = Marked { mark: 0..callback.text.len(), ..callback.clone() };
    let (mut callback, mut names) = (callback, Vec::new());
    for layer in layers {
        let (before, behind) = frame(*layer);
        let encoded = whole.under(*layer);
        if encoded.text[encoded.mark.clone()] != whole.text[whole.mark.clone()] {
            names.insert(0, layer.name());
        }
        whole = encoded.between(before, behind);
        callback = callback.under(*layer).between(before, behind);
    }
    (callback, names)
}

#[test]
fn each_layer_and_each_pair_of_layers_is_read_with_exact_places() {
    let stacks = LAYERS.iter().map(|layer| vec![*layer]);
    let pairs = LAYERS.iter().flat_map(|inner| LAYERS.iter().map(|outer| vec![*inner, *outer]));
    // A name in Base64 in Base64 looks like nothing.
    let pairs = pairs.filter(|pair| pair != &[Layer::Base64, Layer::Base64]);
    for layers in stacks.chain(pairs) {
        let (text, names) = under(wrong_status(), &layers);
        let text = text.between("音 before\n10:00 in ", "\nafter\n");
        let rows = found(&text.text);
        assert_eq!(rows.len(), 1, "{text:?}");
        assert_eq!(rows[0].findings, [("unknown-status", text.mark.start, text.mark.end)], "{text:?}");
        assert_eq!(rows[0].start.0, 2, "{text:?}");
        assert_eq!(rows[0].layers, names, "{text:?}");
    }
}

/// Texts, with the layers of each callback in them; `!` marks an invalid one.
const TEXTS: &[(&str, &[&str])] = &[
    // No callback.
    ("Payload", &[]),
    ("{\"Payload\"", &[]),
    ("the \"Payload\": missing", &[]),
    ("{\"payload\":{}} {\"PayloadSize\":1} {\"a\":\"Payload\"} [\"Payload\",{}]", &[]),
    ("\"Payload\":{\"Status\":\"FAIL\"}}", &[]),
    // Several on a line, and members before the name.
    ("a GOOD b GOOD c", &["", ""]),
    ("{\"Header\":{\"a\":[\"}\"]},\"Payload\":{}}", &["!"]),
    ("{\"Header\":\"a \\\" b\",\n \"Payload\":{}}", &["!"]),
    // Cut short, by the end of a line or by another callback.
    ("{\"Payload\":{\"Status\":\"FA\nGOOD", &["!", ""]),
    ("{\"Payload\":{\"Status\":\"FAGOOD", &["!", ""]),
    ("{\"Payload\":{\"Progress\":1,\n2024-07-18 GOOD", &["!", ""]),
    ("{\"Payload\":{\"FailMessage\":\"Payload too large\"}} GOOD", &["!", ""]),
    // Nested: the innermost with a documented field, else the outermost.
    ("{\"Payload\":GOOD}", &[""]),
    ("{\"Payload\":{\"body\":[GOOD,GOOD]}}", &["", ""]),
    ("{\"Payload\":{\"a\":{\"Payload\":{}}}}", &["!"]),
    ("{\"Payload\":{\"body\":\"{\\\"Payload\\\":{\\\"Status\\\":1}}\"}}", &["!json-string"]),
    // Other notations.
    ("got {'Payload': {'Progress': 100, 'MediaUrl': None}} end", &["!"]),
    ("got {Payload={Progress=100, Status=SUCCESS}} end", &["!"]),
    ("got {Payload:{Progress:100 Status:SUCCESS}} end", &["!"]),
    ("{Payload\n={}", &[]),
    ("\u{1b}[0m{\u{1b}[34;1m\"a\"\u{1b}[0m:{},\u{1b}[0m\u{1b}[34;1m\"Payload\"\u{1b}[0m:{}}", &["!colors"]),
    // Layers that are tried if the text is not JSON otherwise.
    ("{#012  \"Payload\": {#012  \"a\": \"#012\"}}", &["!controls"]),
    ("body=$'{\\n  \"Payload\": {}}'", &["!controls"]),
    ("\u{1b}[1;39m{\n  \u{1b}[34;1m\"Payload\"\u{1b}[0m\u{1b}[1;39m: {}}\u{1b}[0m", &["!colors"]),
    (
        "web-1  | {\nweb-1  |   \"Payload\": {\nweb-1  |     \"a\": 1\nweb-1  |   }\nweb-1  | }\n",
        &["!line-prefix"],
    ),
    ("> {\n>   \"Payload\": {}\n> }\n", &["!line-prefix"]),
    (
        "╭─────╮\n│ {                  │\n│   \"Payload\": {}   │\n│ }                  │\n╰─────╯\n",
        &["!line-prefix"],
    ),
    ("| {\"Payload\":\n| {\"Payload\":\n| {\"Payload\":\n", &["!", "!", "!"]),
    ("{\"Payload\":{\"FailMessage\":\"a \\\\\"b\\\\\"\"}}", &["!doubled-backslashes"]),
    ("{\"Payload\":{\"FailMessage\":\"a \\\\\"b\\\\\"\\\\n\"}}", &["!doubled-backslashes"]),
    ("b'{\"Payload\":{\"FailMessage\":\"\\xe9\\x9f\\xb3 \\'\"}}'", &["!hex"]),
    ("\"{\\\"Payload\\\":{\\\"FailMessage\\\":\\\"\\xe9\\x9f\\xb3\\\"}}\"", &["!hex"]),
    ("'{\"Payload\":{\"FailMessage\":\"it\\'s \\\\\"q\\\\\"\"}}'", &["!hex"]),
    ("b'{\\n \"Payload\":{\"FailMessage\":\"it\\'s \\\\\"q\\\\\"\"}}'", &["!hex"]),
    ("{\\n \"Payload\":{\"FailMessage\":\"\\\\\"q\\\\\"\\\\n\"}}", &["!doubled-backslashes"]),
    ("\"{\\\"Payload\\\":{\\\"FailMessage\\\":\\\"\\351\\237\\263\\\"}}\"", &["!hex"]),
    (
        "b'{\"body\":\"{\\\\\"Payload\\\\\":{\\\\\"FailMessage\\\\\":\\\\\"\\xe9\\x9f\\xb3\\\\\"}}\"}'",
        &["!doubled-backslashes, hex"],
    ),
    ("{\"body\":\"{\\\\\"Payload\\\\\":{}}\"}", &["!doubled-backslashes, json-string"]),
    // Escapes that do not touch the name.
    ("\"<p>{\\n &quot;Payload&quot;: {}}\"", &["!json-string, html"]),
    ("{&#34;Payload&#x22;:{}}", &["!html"]),
    ("{\\u0022Payload\\u0022:{}}", &["!json-string"]),
    // Base64: with blanks before the name, as PHP escapes it, in lines, URL-safe.
    ("eyAgIlBheWxvYWQiOnt9fQ==", &["!base64"]),
    ("ewogIlBheWxvYWQiOnsiYSI6Ij8/PyJ9fQ", &["!base64"]),
    ("\"ewogIlBheWxvYWQiOnsiYSI6Ij8\\/PyJ9fQ==\"", &["!json-string, base64"]),
    ("ewogIlBheWxvYWQiOnsiYSI6Ij8_PyJ9fQ", &["!base64"]),
];

#[test]
fn texts_have_these_callbacks() {
    for (text, expected) in TEXTS {
        let text = text.replace("GOOD", support::GOOD);
        let rows = found(&text);
        let rows: Vec<_> = rows
            .iter()
            .map(|row| {
                let sign = if row.findings.is_empty() { "" } else { "!" };
                format!("{sign}{}", row.layers.join(", "))
            })
            .collect();
        assert_eq!(rows, *expected, "{text}");
    }
}

#[test]
fn base64_may_stand_in_lines() {
    let body = format!("POST / HTTP/1.1\r\nHost: a\r\n\r\n{}", support::GOOD);
    let encoded = Marked { text: body, mark: 0..1 }.under(Layer::Base64).text;
    for (length, end) in [(76, "\r\n"), (64, "\n")] {
        let lines: Vec<_> = encoded.as_bytes().chunks(length).map(String::from_utf8_lossy).collect();
        let rows = found(&format!("Content: base64{end}{end}{}{end}end", lines.join(end)));
        let [row] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!((row.layers.as_slice(), row.findings.len()), (["base64"].as_slice(), 0));
    }
}

#[test]
fn a_callback_larger_than_allowed_is_one_finding() {
    let mut settings = settings();
    settings.max_document_size = 200;
    let large = format!("{{\"Payload\":{{\"a\":\"{}\"}}}}", "x".repeat(500));
    let rows = found_in(format!("a {large}\nb {}\n", support::GOOD).as_bytes(), 64, &settings);
    assert_eq!(rows.len(), 2);
    assert_eq!((rows[0].findings[0].0, rows[1].findings.len()), ("invalid-json", 0));
}

/// Text of logs without a callback.
fn noise() -> BoxedStrategy<String> {
    let word = select(vec![
        "started",
        "Payload",
        "{x}",
        "\"quoted\"",
        "音频",
        "{\"a\": 1}",
        "Payload: none",
        "[INFO]",
        "\\n",
        "%20",
        "a=b",
        "&amp;",
        "}",
        "{",
        "\"",
        "\\\"",
        "UGF5bG9hZA==",
    ]);
    let line =
        prop::collection::vec(word, 0..6).prop_map(|words| format!("2024-07-18 x {}\n", words.join(" ")));
    prop::collection::vec(line, 0..3).prop_map(|lines| lines.concat()).boxed()
}

/// A callback, with the rule that it breaks and the value marked.
fn callback() -> BoxedStrategy<(Marked, Option<&'static str>)> {
    let reason =
        select(vec!["", "why \\\"this\\\" C:\\\\d", "line\\nnext", "100% & <b>'x'</b> + y", "😀 #012 音"]);
    let mistake = select(vec![
        (None, "\"FAIL\"", "-1"),
        (Some("unknown-status"), "\"DOñE\"", "-1"),
        (Some("wrong-type"), "\"FAIL\"", "\"-1\""),
    ]);
    let layout = select(vec!["", "\n  "]);
    let beginning = select(vec!["", "\"Header\": {\"a\": [1, \"x{\"]}, "]);
    (reason, mistake, layout, beginning, any::<u32>())
        .prop_map(|(reason, (rule, status, progress), gap, beginning, id)| {
            let text = format!(
                "{{{gap}{beginning}\"Payload\": {{{gap}\"Progress\": {progress},{gap}\"MediaUrl\": \"\",{gap}\"Status\": {status},{gap}\"FailMessage\": \"why {reason}\",{gap}\"TaskId\": \"{id}\"}}}}"
            );
            let value = if rule == Some("wrong-type") { progress } else { status };
            let start = text.find(value).unwrap();
            (Marked { mark: start..start + value.len(), text }, rule)
        })
        .boxed()
}

/// A callback under random layers.
fn wrapped() -> BoxedStrategy<(Marked, Option<&'static str>)> {
    let layers = prop::collection::vec(select(LAYERS.to_vec()), 0..5);
    (callback(), layers)
        .prop_map(|((text, rule), mut layers)| {
            // A name in Base64 in Base64 looks like nothing.
            let mut has_base64 = false;
            layers.retain(|layer| *layer != Layer::Base64 || !std::mem::replace(&mut has_base64, true));
            (under(text, &layers).0, rule)
        })
        .boxed()
}

/// Pieces of everything that matters to a search.
fn anything() -> BoxedStrategy<Vec<u8>> {
    let piece = select(vec![
        "{\"Payload\":",
        "{\"Payload\":{\"Status\":\"FAIL\"}}",
        "{\\\"Payload\\\":{}}",
        "{\"\"Payload\"\":{}}",
        "Payload",
        "{\\x22Payload\\x22:{",
        "%7B%22Payload%22%3A%7B%7D%7D",
        "{&quot;Payload&quot;:{}}",
        "eyJQYXlsb2FkIjp7fX0=",
        "{",
        "}",
        "\"",
        "\\",
        "\n",
        "\n",
        "\n  ",
        ",",
        ":",
        "[",
        "]",
        "a",
        "1",
        " ",
        "2024 ",
        "| ",
        "web | ",
        "#012",
        "\u{1b}[0m",
        "音",
        "\"Header\":1,",
        "'",
        "{'Payload':",
        "=",
        "&",
        "%",
        "\r\n",
    ]);
    let piece = piece.prop_map(|piece| piece.as_bytes().to_vec());
    let piece = prop_oneof![20 => piece, 1 => prop::collection::vec(any::<u8>(), 0..3)];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat()).boxed()
}

proptest! {
    #![proptest_config(config(1500))]

    #[test]
    fn exactly_the_callbacks_are_found_at_their_bytes(
        parts in prop::collection::vec((noise(), wrapped()), 1..5),
        size in 1..500_usize,
    ) {
        let (mut text, mut expected) = (String::new(), Vec::new());
        for (noise, (callback, rule)) in &parts {
            let line = callback.between(&format!("{text}{noise}10:00 in "), "\n");
            expected.push(rule.map(|rule| (rule, line.mark.start, line.mark.end)).into_iter().collect::<Vec<_>>());
            text = line.text;
        }
        let rows = found_in(text.as_bytes(), size, &settings());
        let is_mistake = |finding: &(&str, usize, usize)| matches!(finding.0, "unknown-status" | "wrong-type" | "invalid-json");
        let findings: Vec<Vec<_>> =
            rows.into_iter().map(|row| row.findings.into_iter().filter(is_mistake).collect()).collect();
        prop_assert_eq!(findings, expected, "{}", text);
    }

    #[test]
    fn the_result_does_not_depend_on_blocks_and_arrival(
        source in anything(),
        size in 1..200_usize,
        bits in 1..50_usize,
        limit in 20..2000_usize,
    ) {
        let mut settings = settings();
        settings.max_document_size = limit;
        let whole = found_in(source.as_slice(), usize::MAX >> 1, &settings);
        let rows = found_in(Bits { rest: &source, size: bits }, size, &settings);
        prop_assert_eq!(rows, whole, "{}", String::from_utf8_lossy(&source));
    }
}
