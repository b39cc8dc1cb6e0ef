//! `--redact`: what URLs must not tell is in no output, and nothing else changes.

#![allow(clippy::unwrap_used, missing_docs)]

mod drawn;
mod generate;
mod report;

use cbinspect::input::discover::Source;
use cbinspect::report::json::Json;
use drawn::config;
use generate::written;
use proptest::prelude::*;
use proptest::sample::select;
use report::{formats, report};
use serde_json::{Value, json};

const SECRET: &str = "S3cret";

/// URLs that tell the secret, in running text or alone.
fn text() -> impl Strategy<Value = String> {
    let scheme = select(vec!["https://", "http://", "HTTPS://", "ftp://", "https:/", "cos+v4://"]);
    let user = select(vec!["", "", "S3cret@", "user:S3cret@", "S3cret:%20@"]);
    let host = select(vec!["a.qq.com", "a.qq.com:8080", "[::1]", "视频.cn", ""]);
    let path = select(vec!["", "/", "/b.mp4", "/b/c@d.srt", "/视频.mp4"]);
    let query =
        select(vec!["", "?S3cret", "?sign=S3cret&x=1", "?q=%22S3cret(1),2;3'", "?u=https://S3cret@b/"]);
    let fragment = select(vec!["", "#S3cret", "#a?S3cret"]);
    let around =
        select(vec![("", ""), ("see ", ", retry"), ("打开", "，请重试"), ("(", ")"), ("line\n", "\nline")]);
    (scheme, user, host, path, query, fragment, around).prop_map(
        |(scheme, user, host, path, query, fragment, (before, behind))| {
            format!("{before}{scheme}{user}{host}{path}{query}{fragment}{behind}")
        },
    )
}

/// Values that are to be URLs, in which what ends a URL in running text may stand too.
fn url() -> impl Strategy<Value = String> {
    let odd = vec![
        "https://a.qq.com/b?name=你好，世界&sig=S3cret",
        "https://a.qq.com/b?x=\"S3cret\"&sig=S3cret",
        "https://a.qq.com/b?x=\",\"S3cret",
        "https://a.qq.com/b?f=a b&sig=S3cret",
        "https://a.qq.com/b?<S3cret>#`S3cret`",
        "https://a.qq.com/x,https://user:S3cret@b.qq.com/y",
        "https://me@corp.com:S3cret-S3cret-S3cret-S3cret-S3cret-S3cret-S3cret-S3cret@b.qq.com/x y",
        "https://user:S3cret",
        "b.mp4?S3cret",
        "?S3cret",
    ];
    prop_oneof![text(), select(odd).prop_map(str::to_owned)]
}

fn body() -> impl Strategy<Value = Value> {
    (prop::collection::vec(text(), 4), url(), url(), any::<bool>()).prop_map(
        |(texts, media, subtitles, is_wrapped)| {
            let mut texts = texts.into_iter();
            let mut text = || texts.next().unwrap();
            let body = json!({ "Payload": {
            "Progress": text(),
            "MediaUrl": media,
            "SubtitlesUrl": subtitles,
            "Status": "FAIL",
            "FailMessage": text(),
            "TaskId": text(),
            text(): 1,
        } });
            if is_wrapped { json!({ "body": body.to_string() }) } else { body }
        },
    )
}

/// In what is broken it cannot be told where a string ends, nor what of it is a URL.
fn plain_body() -> impl Strategy<Value = Value> {
    body().prop_filter("quotes in a URL", |body| {
        let text = written(body, false, false);
        !text.contains("\\\"") && !text.contains("user:S3cret\"")
    })
}

/// A report of findings without what redaction may change: texts.
fn essence(output: &str) -> Vec<Value> {
    let rows = output.lines().map(|row| {
        let mut row: Value = serde_json::from_str(row).unwrap();
        let row = row.as_object_mut().unwrap();
        row.retain(|name, _| ["line", "index", "valid", "findings"].contains(&name.as_str()));
        for finding in row["findings"].as_array_mut().unwrap() {
            finding
                .as_object_mut()
                .unwrap()
                .retain(|name, _| !["message", "help", "pointer"].contains(&name.as_str()));
        }
        Value::Object(row.clone())
    });
    rows.collect()
}

fn tells_nothing(source: &str) {
    for (format, shown) in formats() {
        let file = Source::file("logs/https://S3cret@a/b.json?S3cret").redacted();
        let (output, summaries) = report(shown.as_ref(), &file, source.as_bytes(), true);
        for output in summaries.iter().chain([&output]) {
            assert!(!output.contains(SECRET), "{format}: {output}");
        }
    }
    let file = Source::file("a.json");
    let [shown, hidden] = [false, true].map(|redacts| report(&Json, &file, source.as_bytes(), redacts).0);
    assert_eq!(essence(&shown), essence(&hidden), "{source}");
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn no_secret_is_told(bodies in prop::collection::vec(body(), 1..3), escaped: bool, indented: bool) {
        let texts: Vec<_> = bodies.iter().map(|body| written(body, indented, escaped)).collect();
        tells_nothing(&texts.join("\n"));
    }

    #[test]
    fn nor_where_a_body_is_broken(body in plain_body(), escaped: bool, cut: prop::sample::Index, before in "[ -~]{0,12}") {
        let text = written(&body, false, escaped);
        let cut = (0..text.len()).filter(|at| text.is_char_boundary(*at)).collect::<Vec<_>>()[cut.index(text.chars().count())];
        // Where a URL is cut before its `@`, nobody can tell a user from a host.
        prop_assume!(!text[..cut].rsplit(['"', ' ']).next().unwrap().contains(SECRET) || text[..cut].ends_with('"'));
        tells_nothing(&format!("{before}{}\n{text}", &text[..cut]));
    }

    #[test]
    fn what_tells_no_secret_does_not_change(body in generate::callback()) {
        let text = written(&body, true, false);
        prop_assume!(!text.contains(['?', '#', '@']));
        for (format, shown) in formats() {
            let file = Source::file("a.json");
            let expected = report(shown.as_ref(), &file, text.as_bytes(), false);
            let (_, again) = formats().into_iter().find(|(name, _)| *name == format).unwrap();
            prop_assert_eq!(report(again.as_ref(), &file, text.as_bytes(), true), expected);
        }
    }
}

#[test]
fn secrets_in_other_clothes() {
    let body = r#"{"Payload":{"Progress":1,"MediaUrl":"https://a.qq.com/b?sign=S3cret&more=S3cret","Status":"SUCCESS","TaskId":"t"}}"#;
    let form = body
        .replace('"', "%22")
        .replace(':', "%3A")
        .replace('/', "%2F")
        .replace('?', "%3F")
        .replace('=', "%3D");
    for source in [
        // A log that begins in the middle of a line, and of a query.
        format!("cret&more=S3cret\",\"Status\":\"FAIL\"}}}}\n{body}"),
        format!("payload={form}"),
        format!("POST /callback?S3cret HTTP/1.1\nContent-Length: 1\n\n{body}"),
        format!("{{\"body\":{},\"x\":1}}", Value::from(body)),
    ] {
        tells_nothing(&source);
    }
    let names = ["callback.json?sign=S3cret", "a/b?S3cret", "https:/u:S3cret@a.qq.com/b"];
    for name in names.map(|name| Source::file(name).redacted().name().into_owned()) {
        assert!(!name.contains(SECRET), "{name}");
    }
}

/// What stands in Base64 is not shown where it would tell.
#[test]
fn secrets_in_base64() {
    let event = std::fs::read_to_string("samples/events/aws-api-gateway.json").unwrap();
    let signed = r#"{"Payload":{"Progress":1,"MediaUrl":"https://a.qq.com/b?sign=S3cret","Status":"SUCCESS","TaskId":"t"}}"#;
    let (before, rest) = event.split_once("\"body\": \"").unwrap();
    let (_, behind) = rest.split_once('"').unwrap();
    let encoded = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, signed);
    let source = format!("{before}\"body\": \"{encoded}\"{behind}");
    let mut settings = report::settings();
    settings.at = Some("/body".parse().unwrap());
    let inspection = cbinspect::Inspection::of_body(source.as_bytes(), &settings).redacted();
    assert!(!inspection.findings.is_empty());
    for (format, shown) in formats() {
        let mut out = Vec::new();
        shown.callback(&Source::file("a.json"), &inspection, &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(!out.contains(&encoded[40..80]), "{format}: {out}");
    }
}
