//! `--redact`: no format shows the user information, query or fragment of a URL, and other text does not change.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cbinspect::contract::Field;
use cbinspect::redact::{
    HIDDEN, redacted, redacted_name, redacted_pointer, redacted_value, secrets_of_document,
};
use cbinspect::report::json::Json;
use cbinspect::report::pretty::Pretty;
use cbinspect::report::terminal::Terminal;
use cbinspect::source::walk::{Found, Source};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::support::generate::{callback, written};
use crate::support::proptest_config::config;
use crate::support::report::{formats, rendered, report};
use crate::support::settings;

const SECRET: &str = "S3cret";

/// URLs that contain the secret, some percent-encoded as a whole.
fn secret_url() -> impl Strategy<Value = String> {
    let scheme = select(vec!["https://", "http://", "HTTPS://", "ftp://", "https:/", "cos+v4://", "h:///"]);
    let user =
        select(vec!["", "S3cret@", "user:S3cret@", "S3cret:%20@", "me@corp.cn:S3cret@", "us\\er:S3cret@"]);
    let host = select(vec!["a.qq.com", "a.qq.com:8080", "[::1]", "视频.cn", ""]);
    let path = select(vec!["", "/", "/b.mp4", "/b/c@d.srt", "/视频.mp4", "/x,https://user:S3cret@b/y"]);
    let tail = select(vec![
        "?S3cret",
        "#S3cret",
        "?sign=S3cret&x=1#S3cret",
        "?q=%22S3cret(1),2;3'",
        "?q=你好，世界&sig=S3cret",
        "?q=<a>\"b\\nc`&sig=S3cret",
        "?u=https://S3cret@b/",
        "#a?S3cret",
    ]);
    (scheme, user, host, path, tail, 0..4_usize).prop_map(|(scheme, user, host, path, tail, encoded)| {
        // Every second one is encoded, some of them twice.
        let url = format!("{scheme}{user}{host}{path}{tail}");
        (2..encoded + 1).fold(url, |url, _| percent_encoded(&url))
    })
}

fn percent_encoded(text: &str) -> String {
    let encoded = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(encoded).collect()
}

/// Running text with a URL that contains the secret.
fn text() -> impl Strategy<Value = String> {
    let around = vec![
        ("", ""),
        ("see ", ", retry"),
        ("打开", "，请重试"),
        ("(", ")"),
        ("line\n", "\nline"),
        ("\"", "\""),
    ];
    (secret_url(), select(around)).prop_map(|(url, (before, behind))| format!("{before}{url}{behind}"))
}

/// Values of URL fields. White space and quotes do not end them, and they need no scheme.
fn url() -> impl Strategy<Value = String> {
    let odd = vec![
        "https://a.qq.com/b?x=\"S3cret\"&sig=S3cret",
        "https://a.qq.com/b?x=\",\"S3cret",
        "https://a.qq.com/b?f=a b&sig=S3cret",
        "https://a.qq.com/b?<S3cret>#`S3cret`",
        "https://me@corp.com:S3cret-S3cret-S3cret-S3cret-S3cret-S3cret-S3cret-S3cret@b.qq.com/x y",
        "https://a.qq.com/x,https://user:S3cret@b",
        "http://a b/c?\"S3cret\" S3cret",
        "//user:S3cret@a.qq.com/b",
        "user:S3cret@a.qq.com/b",
        "b.mp4?S3cret",
        "?S3cret",
        "#S3cret",
    ];
    prop_oneof![secret_url(), select(odd).prop_map(str::to_owned)]
}

fn body() -> impl Strategy<Value = Value> {
    (prop::collection::vec(text(), 4), url(), url()).prop_map(|(texts, media, subtitles)| {
        let mut texts = texts.into_iter();
        let mut text = || texts.next().unwrap();
        json!({ "Payload": {
            "Progress": text(),
            "MediaUrl": media,
            "SubtitlesUrl": subtitles,
            "Status": "FAIL",
            "FailMessage": text(),
            "TaskId": text(),
            text(): 1,
        } })
    })
}

/// The ways in which encoders write strings.
fn escapes() -> impl Strategy<Value = fn(char) -> String> {
    let none: fn(char) -> String = |letter| letter.into();
    let php: fn(char) -> String = |letter| match letter {
        '/' => "\\/".into(),
        letter if letter.is_ascii() => letter.into(),
        letter => format!("\\u{:04x}", u32::from(letter)),
    };
    let go: fn(char) -> String = |letter| match letter {
        '<' | '>' | '&' => format!("\\u{:04x}", u32::from(letter)),
        letter => letter.into(),
    };
    let all: fn(char) -> String = |letter| match letter {
        '"' | '\\' | '{' | '}' | '[' | ']' | ',' | ':' | ' ' | '\n' => letter.into(),
        letter if letter.is_ascii_alphanumeric() => letter.into(),
        letter => format!("\\u{:04X}", u32::from(letter)),
    };
    select(vec![none, php, go, all])
}

/// Returns a body as it may arrive: escaped, indented, in strings of other documents, in Base64.
fn source() -> impl Strategy<Value = String> {
    (body(), escapes(), any::<bool>(), 0..4_usize, 0..6_usize).prop_map(
        |(body, escape, indented, depth, kind)| {
            let write =
                |value: &Value| written(value, indented, false).chars().map(escape).collect::<String>();
            let body = if kind == 0 {
                json!({ "isBase64Encoded": true, "body": STANDARD.encode(write(&body)) })
            } else {
                body
            };
            write(&(0..depth).fold(body, |body, _| json!({ "body": write(&body) })))
        },
    )
}

/// The parts of findings that redaction must not change.
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

fn shows_nothing(source: &str) {
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
    let [shown, hidden] = [false, true].map(|redacts| fingerprints(&file, source, redacts));
    assert_eq!(shown, hidden, "{source}");
}

/// The fingerprints of all findings. Redaction must not change them.
fn fingerprints(file: &Source, source: &str, redacts: bool) -> Vec<Value> {
    let (_, sarif) = formats().into_iter().find(|(name, _)| *name == "sarif").unwrap();
    let log: Value =
        serde_json::from_str(&report(sarif.as_ref(), file, source.as_bytes(), redacts).0).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    results.iter().map(|result| result["partialFingerprints"].clone()).collect()
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn no_secret_is_shown(sources in prop::collection::vec(source(), 1..3)) {
        shows_nothing(&sources.join("\n"));
    }

    #[test]
    fn no_secret_is_shown_beside_another_document(bodies in prop::collection::vec(body(), 2..4), separator in select(vec!["", " ", ","])) {
        let bodies: Vec<_> = bodies.iter().map(|body| written(body, false, false)).collect();
        let text = bodies.join(separator);
        shows_nothing(&if separator == "," { format!("[{text}]") } else { text });
    }

    #[test]
    fn no_secret_of_a_broken_body_is_shown(source in source(), cut: prop::sample::Index, before in "[ -~]{0,12}") {
        let ends: Vec<_> = source.char_indices().map(|(at, _)| at).collect();
        let text = &source[..ends[cut.index(ends.len())]];
        // Before the `@` of a truncated URL, a user looks like a host.
        prop_assume!(!text.rsplit(['"', ' ']).next().unwrap().contains(SECRET) || text.ends_with('"'));
        shows_nothing(&format!("{before}{text}\n{source}"));
    }

    #[test]
    fn no_secret_is_shown_in_a_log(text in text(), before in "[ -!#-&(-~]{0,12} ", behind in "[ -~]{0,12}") {
        // A URL in quotes ends at the next quote.
        prop_assume!(text.matches('"').count() < 3);
        shows_nothing(&format!("{before}{text} {behind}"));
    }

    #[test]
    fn no_secret_is_shown_in_a_file_name(url in secret_url()) {
        let name = redacted_name(&url).into_owned();
        prop_assert!(!name.contains(SECRET), "{}", name);
    }

    #[test]
    fn text_without_a_url_does_not_change(body in callback(), text in "[ -~你，\n]{0,40}", indented: bool, escaped: bool) {
        let mut body = body;
        if let Some(payload) = body.get_mut("Payload").and_then(Value::as_object_mut) {
            payload.insert("TaskId".to_owned(), text.clone().into());
            payload.insert(text, 1.into());
        }
        let source = written(&body, indented, escaped);
        let urls = urls_in(&body);
        prop_assume!(!source.contains(":/") && !source.contains(":\\") || !source.contains(['?', '#', '@']));
        prop_assume!(!urls.contains(['?', '#', '@']));
        does_not_change(&source);
    }

    #[test]
    fn redacting_twice_changes_nothing_more(texts in prop::collection::vec(prop_oneof![text(), url(), "[:/?#@\"'\\\\ a%…]{0,8}"], 0..4)) {
        let text = texts.concat();
        let once = redacted(&text);
        prop_assert_eq!(&redacted(&once), &once);
        let once = redacted_value(Some(Field::MediaUrl), &text);
        prop_assert_eq!(&redacted_value(Some(Field::MediaUrl), &once), &once);
    }
}

/// Returns the values of all members that are meant as a URL, whatever their name and place.
fn urls_in(value: &Value) -> String {
    let members = value.as_object().into_iter().flatten();
    let urls =
        members.map(
            |(name, value)| {
                if name.to_lowercase().contains("url") { value.to_string() } else { urls_in(value) }
            },
        );
    urls.collect()
}

fn does_not_change(source: &str) {
    for ((format, shown), (_, hidden)) in formats().into_iter().zip(formats()) {
        let file = Source::file("a.json");
        let [shown, hidden] = [(shown, false), (hidden, true)]
            .map(|(format, redacts)| report(format.as_ref(), &file, source.as_bytes(), redacts));
        assert_eq!(shown, hidden, "{format}: {source}");
    }
}

/// Texts that resemble URLs, or were mistaken for one.
#[test]
fn text_that_only_resembles_a_url_does_not_change() {
    for url in
        ["//:®", "https://user:pass", "a.qq.com/b", "https://a.qq.com/what%3F%23%40.mp4", "mailto:a", "…"]
    {
        for text in ["really? a/b#12 a@b.cn", "https://a.qq.com/b c@d?e", "//u@b a?b=c&d=e", "5\" x? \\\"#\\"]
        {
            let text = text.to_owned() + &"x".repeat(60);
            let payload = json!({ "Progress": text, "MediaUrl": url, "SubtitlesUrl": url, "Status": text, "FailMessage": text, "TaskId": text, text.clone(): 1 });
            let body = json!({ "Payload": payload }).to_string();
            does_not_change(&body);
            does_not_change(&body[..body.len() - 8]);
            does_not_change(&json!({ "Payload": body }).to_string());
            does_not_change(&text);
        }
    }
}

#[test]
fn secrets_are_hidden_in_encodings_headers_and_file_names() {
    let body = r#"{"Payload":{"Progress":1,"MediaUrl":"https://a.qq.com/b?sign=S3cret&more=S3cret","Status":"SUCCESS","TaskId":"t"}}"#;
    for source in [
        format!("payload={}", percent_encoded(body)),
        format!("POST /callback?S3cret HTTP/1.1\nContent-Length: 1\n\n{body}"),
        format!("{{\"body\":{},\"x\":1}}", Value::from(body)),
        format!("[{body},{{\"a\":\"https://a/{}?{}\"}}]", "b".repeat(450), "S3cret".repeat(200)),
        format!("[{{\"a\":\"https://a/?{}\"}},{body}]", "S3cret".repeat(200)),
        "{'https://a?S3cret': 1}".to_owned(),
    ] {
        shows_nothing(&source);
    }
    let skipped = Found::Skipped { name: "a/b?S3cret.json".to_owned(), reason: String::new() }.redacted();
    assert!(matches!(skipped, Found::Skipped { name, .. } if name == "a/b?…"));
    for name in
        ["callback.json?sign=S3cret", "a/b?S3cret", "https:/u:S3cret@a.qq.com/b", "https:/a/b c#S3cret"]
    {
        let name = Source::file(name).redacted().name().into_owned();
        assert!(!name.contains(SECRET), "{name}");
    }
}

/// In quadratic time, each text would take minutes.
#[test]
fn redaction_takes_linear_time() {
    for part in [
        "\\\"a",
        "a://",
        "a://a@",
        "?",
        "://",
        "\\",
        "%",
        "%25",
        "%\\",
        "\\u",
        "\\u005c",
        "~1",
        "\"",
        "\"MediaUrl\":\"",
        "MediaUrl\"",
        "=",
        "aGVs",
        "aGVs=",
        "…",
        " https://a?b",
    ] {
        for before in ["", "\"x?", "https://", "https://a?"] {
            let text = format!("{before}{}@?", part.repeat((1 << 18) / part.len()));
            let secrets = secrets_of_document(text.as_bytes());
            assert!(secrets.is_sorted_by(|one, other| one.end <= other.start), "{part}");
            assert!(redacted(&text).len() <= 2 * text.len());
            assert!(redacted_value(Some(Field::MediaUrl), &text).len() <= 2 * text.len());
        }
    }
}

/// The excerpts of many documents on one line must not scan each other.
#[test]
fn excerpts_of_one_line_take_linear_time() {
    let line = "{\"Payload\":{\"MediaUrl\":\"https://a?S3cret\"}}".repeat(6000);
    let format = Pretty { terminal: Terminal::PLAIN };
    let (out, _) = report(&format, &Source::file("a.json"), line.as_bytes(), true);
    assert!(!out.contains(SECRET));
    assert!(out.matches("https://a?…").count() >= 6000);
}

/// Base64 is hidden if it contains a URL to redact.
#[test]
fn secrets_in_base64_are_hidden() {
    let event = std::fs::read_to_string("samples/events/aws-api-gateway.json").unwrap();
    let signed = r#"{"Payload":{"Progress":1,"MediaUrl":"https://a.qq.com/b?sign=S3cret","Status":"SUCCESS","TaskId":"t"}}"#;
    let (before, rest) = event.split_once("\"body\": \"").unwrap();
    let (_, behind) = rest.split_once('"').unwrap();
    let encoded = STANDARD.encode(signed);
    let source = format!("{before}\"body\": \"{encoded}\"{behind}");
    let mut settings = settings();
    settings.pointer = Some("/body".parse().unwrap());
    let mut inspection = cbinspect::Inspection::new(source.as_bytes(), &settings);
    inspection.redact();
    assert!(!inspection.findings.is_empty());
    for (format, shown) in formats() {
        let out = rendered(shown.as_ref(), &Source::file("a.json"), &inspection);
        assert!(!out.contains(&encoded[40..80]), "{format}: {out}");
    }
}

#[test]
fn urls_in_text_are_redacted() {
    for (text, shown) in [
        ("https://a.qq.com/b.mp4", "https://a.qq.com/b.mp4"),
        ("https://a.qq.com/b.mp4?sign=1&x=2", "https://a.qq.com/b.mp4?…"),
        ("https://a.qq.com/b?x=1#part", "https://a.qq.com/b?…"),
        ("https://a.qq.com/b#part?x", "https://a.qq.com/b#…"),
        ("https://user:pass@a.qq.com:80/b@c?", "https://…@a.qq.com:80/b@c?"),
        ("https://me@b.cn:pass@a.qq.com/b", "https://…@a.qq.com/b"),
        ("https://us\\er:pass@a.qq.com/b", "https://…@a.qq.com/b"),
        ("HTTP:/u@a.qq.com/b?x", "HTTP:/…@a.qq.com/b?…"),
        ("https:///u@a.qq.com/b", "https:///…@a.qq.com/b"),
        ("ftp://u@a/b cos+v4://c?d=e, and more", "ftp://…@a/b cos+v4://c?…, and more"),
        ("https://a.qq.com/x,https://u:p@b.qq.com/y?z", "https://a.qq.com/x,https://…@b.qq.com/y?…"),
        (r#""https:\/\/u:p@a.qq.com\/b?x=1\u0026y=2","#, r#""https:\/\/…@a.qq.com\/b?…","#),
        (r"\u0068ttps:\u002f\u002fa\u003fx=1 b", r"\u0068ttps:\u002f\u002fa\u003f… b"),
        (r#"`M` is "https://a/b?x="y"&z=1": expected"#, r#"`M` is "https://a/b?…": expected"#),
        ("打开https://a.qq.com/b?x=你好，世界&y=1。 请重试", "打开https://a.qq.com/b?…。 请重试"),
        ("POST /callback?token HTTP/1.1", "POST /callback?… HTTP/1.1"),
        ("u=https%3A%2F%2Fv%3Ap%40a%2Fb%3Fs%3D1%23c;", "u=https%3A%2F%2F…%40a%2Fb%3F…;"),
        ("u=https%253A%252F%252Fa%252Fb%253Fs%253D1", "u=https%253A%252F%252Fa%252Fb%253F…"),
        ("u=https%3A%5C%2F%5C%2Fa%5C%2Fb%5Cu003fs", "u=https%3A%5C%2F%5C%2Fa%5C%2Fb%5Cu003f…"),
        ("https://a/https%3A%2F%2Fu%40b%3Fc", "https://a/https%3A%2F%2F…%40b%3F…"),
        ("help: `--at /https:~1~1u:p@a~1b?c=1`", "help: `--at /https:~1~1…@a~1b?…`"),
        (r#"{"MediaUrl" : "u:p@a/b?c d", "x": "a?b"}"#, r#"{"MediaUrl" : "…@a/b?…", "x": "a?b"}"#),
        (r#"{\"MediaUrl\":\"b?c \\\" d\",\"x\":1}"#, r#"{\"MediaUrl\":\"b?…\",\"x\":1}"#),
        ("%22MediaUrl%22%3A%22b%3Fc%22%7D", "%22MediaUrl%22%3A%22b%3F…%22%7D"),
        ("aHR0cHM6Ly9hL2I/Uz1z, x", "…, x"),
        // Text that is not a URL, or has nothing to hide.
        ("https://a.qq.com/what%3F%23%40.mp4", "https://a.qq.com/what%3F%23%40.mp4"),
        ("https://a%40b.cn:80/ https://user:pass", "https://a%40b.cn:80/ https://user:pass"),
        ("//:® //u@b a.qq.com/b?x u:p@a/b /b?c /d#e", "//:® //u@b a.qq.com/b?x u:p@a/b /b?c /d#e"),
        ("mail a@b.cn at 12:30, 100% 成功/失败?请重试", "mail a@b.cn at 12:30, 100% 成功/失败?请重试"),
        ("really? a/b#12 and/or? c=d&e=f", "really? a/b#12 and/or? c=d&e=f"),
        (r#"{"MediaUrl":"","x":"a?b","MediaUrl":1,"#, r#"{"MediaUrl":"","x":"a?b","MediaUrl":1,"#),
        (r"a\n?b \\ \u12 % %2 ~1 aHR0cHM6Ly9hL2I/", r"a\n?b \\ \u12 % %2 ~1 aHR0cHM6Ly9hL2I/"),
    ] {
        assert_eq!(redacted(text), shown, "{text}");
        assert_eq!(redacted(&redacted(text)), shown, "{text}");
    }
    assert_eq!(redacted_pointer("/a/https:~1~1b?c=d/e~0f"), "/a/https:~1~1b?…/e~0f");
}

#[test]
fn url_fields_are_redacted() {
    for (text, shown) in [
        ("https://a.qq.com/b.mp4", "https://a.qq.com/b.mp4"),
        ("https://a.qq.com/b?name=你好，世界&sig=1", "https://a.qq.com/b?…"),
        ("https://a.qq.com/b?x=\"y\" <z>#c", "https://a.qq.com/b?…"),
        ("https://u:p@a.qq.com/b c?d", "https://…@a.qq.com/b c?…"),
        ("u:p@a.qq.com/b", "…@a.qq.com/b"),
        ("//u:p@a.qq.com/b", "//…@a.qq.com/b"),
        ("//:®", "//:®"),
        ("b.mp4?sign", "b.mp4?…"),
        ("?sign)", "?…"),
        ("b#c", "b#…"),
        ("XXX", "XXX"),
    ] {
        let redacted_url = |text| redacted_value(Some(Field::MediaUrl), text).into_owned();
        assert_eq!(redacted_url(text), shown, "{text}");
        assert_eq!(redacted_url(&redacted_url(text)), shown, "{text}");
    }
}

#[test]
fn truncated_urls_file_names_and_pointers_are_redacted() {
    for (text, shown) in [
        ("`M` is \"https://user:verylong…\": expected", "`M` is \"https://…\": expected"),
        ("`M` is \"https://me@b.cn:very…\": expected", "`M` is \"https://…\": expected"),
        ("`M` is \"https://…@b.cn/c?…\": expected", "`M` is \"https://…@b.cn/c?…\": expected"),
    ] {
        assert_eq!(redacted(text), shown, "{text}");
    }
    for (name, shown) in [
        ("a/callback.json?sign=1 2", "a/callback.json?…"),
        ("https:/u:p@a/b c#d", "https:/…@a/b c#…"),
        ("run #3/a@b.json", "run #3/a@b.json"),
    ] {
        assert_eq!(redacted_name(name), shown, "{name}");
    }
    assert_eq!(redacted_pointer("/a/https:~1~1b?c=d/e~0f"), "/a/https:~1~1b?…/e~0f");
}

/// A URL in a document ends with its string, so text after it is shown.
#[test]
fn a_url_in_a_document_ends_with_its_string() {
    for (text, shown) in [
        (r#"{"a":"see https://b?c\"d","e":"f?g"}"#, r#"{"a":"see https://b?…","e":"f?g"}"#),
        (r#"{"a":"https://b?c\nd","e":1}"#, r#"{"a":"https://b?…\nd","e":1}"#),
        (r#"{"a":"https://b?c\\nd","e":1}"#, r#"{"a":"https://b?…","e":1}"#),
        (
            "GET https://a?b=\"c\" 200\nGET \"https://a?b\" 200",
            "GET https://a?…\" 200\nGET \"https://a?…\" 200",
        ),
    ] {
        let mut hidden = text.to_owned();
        for secret in secrets_of_document(text.as_bytes()).into_iter().rev() {
            hidden.replace_range(secret, HIDDEN);
        }
        assert_eq!(hidden, shown, "{text}");
    }
}
