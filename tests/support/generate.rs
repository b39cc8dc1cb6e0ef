//! Generates bodies for properties: mutated callbacks, as encoders and accidents write them.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// A value of any type, often one from the contract.
fn value() -> BoxedStrategy<Value> {
    let known = vec![
        json!("SUCCESS"),
        json!("FAIL"),
        json!("MAKING"),
        json!(""),
        json!(100),
        json!(-1),
        json!(100.0),
        json!(0.5),
        json!("https://videomaker-resources.ivh.qq.com/a.mp4"),
        json!("音频合成失败"),
        json!(null),
        json!(true),
        json!([]),
        json!({}),
    ];
    prop_oneof![
        6 => select(known),
        1 => any::<String>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
    ]
    .boxed()
}

fn name() -> BoxedStrategy<String> {
    let known = [
        "Progress",
        "MediaUrl",
        "SubtitlesUrl",
        "Status",
        "FailMessage",
        "TaskId",
        "Duration",
        "taskId",
        "mediaUrl",
        "status",
        "progress",
        "media_url",
        "VideoUrl",
        "JobId",
        "FailReason",
        "subtitlesUrl",
        "Header",
        "StageV2",
        "Payload",
        "a/b~c",
    ];
    prop_oneof![8 => select(known.map(str::to_owned).to_vec()), 1 => any::<String>()].boxed()
}

/// A mutated callback: fields replaced, added or removed.
pub fn callback() -> BoxedStrategy<Value> {
    let base = json!({
        "Progress": 100,
        "MediaUrl": "https://videomaker-resources.ivh.qq.com/a.mp4",
        "Status": "SUCCESS",
        "FailMessage": "",
        "TaskId": "t",
    });
    let changes = prop::collection::vec((name(), prop::option::weighted(0.7, value())), 0..5);
    let payload = changes.prop_map(move |changes| {
        let mut payload = base.clone();
        let members = payload.as_object_mut().unwrap();
        for (name, change) in changes {
            match change {
                Some(value) => drop(members.insert(name, value)),
                None => drop(members.remove(&name)),
            }
        }
        payload
    });
    let payload = payload.boxed();
    prop_oneof![
        12 => payload.clone().prop_map(|payload| json!({ "Payload": payload })),
        2 => (payload.clone(), name(), value())
            .prop_map(|(payload, name, value)| json!({ "Payload": payload, name: value })),
        1 => payload.clone(),
        1 => payload.clone().prop_map(|payload| json!({ "payload": payload })),
        1 => payload.clone().prop_map(|payload| json!({ "data": payload })),
        1 => payload.clone().prop_map(|payload| json!({ "Payload": { "Payload": payload } })),
        1 => payload.clone().prop_map(|payload| json!({ "Payload": { "Result": payload } })),
        1 => (payload.clone(), prop::collection::vec(any::<bool>(), 8)).prop_map(|(payload, are_beside)| beside(payload, &are_beside)),
        1 => payload.clone().prop_map(|payload| json!({ "Payload": wrapped(&payload, |value| json!([value])) })),
        1 => payload.prop_map(|payload| json!({ "Payload": wrapped(&payload, |value| json!({ "S": value })) })),
        1 => value().prop_map(|value| json!({ "Payload": value })),
        1 => value(),
    ]
    .boxed()
}

/// A callback of whose fields some are beside `Payload`.
fn beside(payload: Value, are_beside: &[bool]) -> Value {
    let Value::Object(fields) = payload else { return payload };
    let mut are_beside = are_beside.iter().cycle();
    let (mut body, inside): (Map<_, _>, Map<_, _>) =
        fields.into_iter().partition(|_| are_beside.next() == Some(&true));
    body.insert("Payload".to_owned(), Value::Object(inside));
    Value::Object(body)
}

/// A payload of which each value is wrapped.
fn wrapped(payload: &Value, wrap: impl Fn(&Value) -> Value) -> Value {
    let members = payload.as_object().unwrap().iter();
    members.map(|(name, value)| (name.clone(), wrap(value))).collect()
}

/// Text as encoders write it: with unnecessary escapes, compact or indented.
pub fn written(value: &Value, indented: bool, escaped: bool) -> String {
    let text = if indented { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) };
    let text = text.unwrap();
    if escaped { text.replace('/', "\\/").replace('S', "\\u0053") } else { text }
}

/// Text that is mistaken for JSON: a callback printed by other programs, or in a line of a log.
fn mistake() -> BoxedStrategy<String> {
    let prefix = select(vec![
        "",
        "2024-07-18 18:22:38 INFO body=",
        "[INFO] ",
        "[7] ",
        "1721298158 ",
        "收到 ",
        "log: {\n",
        "\"a\": 1, // {\n",
        "  a: {\n  }, b: {\n",
        "// ",
        "# it's ",
        "/* a\nb */ ",
        "/* ",
        "b'",
        "'",
        "x\ny\n\nz {\n",
        "<p>\n{\n[\n",
        "<p>\n",
        "[\n  'a' => [\n",
        "[\n",
        "{\n  \"a\":\n",
        "```json\n",
        "x\n```\n",
    ]);
    let suffix = select(vec![
        "",
        "",
        " 200 OK",
        " // {\"a\"",
        "'",
        "}",
        " # it's",
        "\n```\nx\ny",
        "\n</p>\n",
        "\n  }\n}",
        "\n]",
    ]);
    let notation = select(vec![
        [("", "")].as_slice(),
        &[("\"", "'"), ("null", "None"), ("true", "True"), ("false", "False")],
        &[("\":", ":"), ("\"P", "P"), ("\"M", "M"), ("\"S", "S"), ("\"F", "F"), ("\"T", "T")],
        &[("\\", "\\\\"), ("\"", "\\\"")],
        &[("\"", "\"\"")],
        &[(",", ", // it's {"), ("}", ",}")],
        &[("\"t\"", "'a { \" b'")],
    ]);
    (callback(), any::<bool>(), prefix, notation, suffix)
        .prop_map(|(value, indented, prefix, notation, suffix)| {
            let text = written(&value, indented, false);
            let text = notation
                .iter()
                .filter(|(from, _)| !from.is_empty())
                .fold(text, |text, (from, to)| text.replace(from, to));
            format!("{prefix}{text}{suffix}")
        })
        .boxed()
}

/// Valid and invalid documents for mixtures.
pub fn document() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (callback(), any::<bool>(), any::<bool>())
            .prop_map(|(value, indented, escaped)| written(&value, indented, escaped)),
        1 => "[ -~\n]{0,40}",
        2 => mistake(),
        1 => (callback(), any::<prop::sample::Index>()).prop_map(|(value, cut)| {
            let text = written(&value, false, false);
            let cut = cut.index(text.len());
            String::from_utf8_lossy(&text.as_bytes()[..cut]).into_owned()
        }),
        1 => prop::collection::vec(callback(), 0..3).prop_map(|list| written(&list.into(), true, false)),
    ]
}

/// Text that attacks terminals, logs, XML or Markdown.
fn hostile_text() -> impl Strategy<Value = String> {
    let parts = [
        "::error::owned",
        "\n",
        "\r\n",
        "##[group]",
        "##vso[",
        "%0A",
        "%",
        "\u{1b}[31m",
        "\u{7}",
        "\u{9b}",
        "\u{202e}",
        "\u{200b}",
        "]]>",
        "<![CDATA[",
        "&amp;",
        "\"",
        "'",
        "<b>",
        "\u{0}",
        "\u{fffe}",
        "\u{ffff}",
        "[a](b)",
        "|",
        "`",
        "#",
        "[",
        ":",
        " ",
        "\u{3000}",
        "音",
    ];
    prop::collection::vec(
        prop_oneof![4 => select(parts.to_vec()).prop_map(str::to_owned), 1 => any::<String>()],
        0..6,
    )
    .prop_map(|parts| parts.concat())
}

/// A callback with such text in values and names.
pub fn hostile_body() -> impl Strategy<Value = Value> {
    (prop::collection::vec(hostile_text(), 6), any::<bool>()).prop_map(|(texts, failed)| {
        let mut texts = texts.into_iter();
        let mut text = || texts.next().unwrap();
        json!({ "Payload": {
            "Progress": -1,
            "MediaUrl": text(),
            "SubtitlesUrl": format!("https://a.qq.com/{}", text()),
            "Status": if failed { "FAIL".to_owned() } else { text() },
            "FailMessage": text(),
            "TaskId": text(),
            text(): "",
        } })
    })
}
