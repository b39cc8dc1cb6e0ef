//! Rules: each reports something for its sample, and no other rule does.

use std::collections::BTreeSet;
use std::fs;

use cbinspect::framing::blocks::Blocks;
use cbinspect::inspection::Inspections;
use cbinspect::rules::RULES;
use cbinspect::run::deliveries::Deliveries;
use cbinspect::source::walk::Source;
use cbinspect::{Inspection, Status};

use crate::support::settings;

fn rules_of(inspection: &Inspection<'_>) -> Vec<&'static str> {
    inspection.findings.iter().map(|finding| finding.rule.id).collect()
}

#[test]
fn every_sample_triggers_its_rule_and_no_other() {
    for rule in &RULES {
        let settings = rule.sample_settings(settings().now);
        let sample = fs::read(rule.sample_path()).unwrap();
        let source = Source::file(rule.sample_path());
        let mut deliveries = Deliveries::new(&settings, 0);
        let mut blocks = Blocks::new(sample.as_slice(), sample.len(), settings.max_document_size);
        let mut found = Vec::new();
        while let Some(block) = blocks.next_block().unwrap() {
            for mut inspection in Inspections::new(block.as_ref(), 0, &settings) {
                deliveries.enter(&source, &mut inspection);
                found.extend(inspection.findings.iter().map(|finding| (finding.rule.id, finding.level)));
            }
        }
        assert_eq!(found, [(rule.id, settings.level(rule))], "{}", rule.sample_path());
    }
}

#[test]
fn every_file_in_samples_rules_belongs_to_a_rule() {
    let files = fs::read_dir("samples/rules").unwrap();
    let files: BTreeSet<_> = files.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let expected: BTreeSet<_> = RULES.iter().map(|rule| format!("{}.json", rule.id)).collect();
    assert_eq!(files, expected);
}

/// Bodies, and the rules that report something for each, in the order of the text.
#[test]
fn each_body_breaks_exactly_the_listed_rules() {
    const URL: &str = "https://videomaker-resources.ivh.qq.com/a.mp4";
    let success = |member: &str| {
        format!(
            r#"{{"Payload":{{"Progress":100,"MediaUrl":"{URL}","Status":"SUCCESS","TaskId":"t"{member}}}}}"#
        )
    };
    let media = |url: &str| {
        format!(r#"{{"Payload":{{"Progress":100,"MediaUrl":"{url}","Status":"SUCCESS","TaskId":"t"}}}}"#)
    };
    let progress = |number: &str| success("").replace(":100", &format!(":{number}"));
    let failure =
        r#"{"Payload":{"Progress":-1,"MediaUrl":"","Status":"FAIL","FailMessage":"why","TaskId":"t"}}"#;
    // The names of a body as another language writes them, like `task_id`.
    let in_style = |body: &str, task_id: &str| {
        let written = |name: &str| {
            let mut words = Vec::new();
            for letter in name.chars() {
                match words.last_mut() {
                    Some(word) if letter.is_lowercase() => String::push(word, letter),
                    _ => words.push(letter.to_lowercase().to_string()),
                }
            }
            match task_id {
                "taskId" => words
                    .iter()
                    .enumerate()
                    .map(
                        |(at, word)| {
                            if at == 0 { word.clone() } else { word[..1].to_uppercase() + &word[1..] }
                        },
                    )
                    .collect(),
                "task_id" => words.join("_"),
                _ => words.concat(),
            }
        };
        let names = ["Payload", "Progress", "MediaUrl", "Status", "FailMessage", "FailReason", "TaskId"];
        names.iter().fold(body.to_owned(), |body, name| {
            body.replace(&format!("\"{name}\":"), &format!("\"{}\":", written(name)))
        })
    };
    let table: &[(String, &[&str])] = &[
        (success(""), &[]),
        (failure.to_owned(), &[]),
        // Usual values according to the documentation.
        (failure.replace("why", r"first line\nsecond\tline"), &[]),
        (success(r#","SubtitlesUrl":"","FailMessage":"""#), &[]),
        (media(r"https:\/\/a.qq.com\/b.mp4?x=1\u0026y=2"), &[]),
        (media("https://a.qq.com/视频.mp4"), &[]),
        // Large numbers and unusual escapes are valid JSON.
        (failure.replace("why", r"\ud800"), &[]),
        (success(r#","SubtitlesUrl":"https://a.qq.com/b.srt?x=.mp4""#), &[]),
        (success(r#","SubtitlesUrl":"https://a.qq.com/b.SRT""#), &[]),
        (success(r#","SubtitlesUrl":"https://a.qq.com/b.srt.x""#), &["subtitles-not-srt"]),
        (success(r#","SubtitlesUrl":"https://a.qq.com/音.Srt""#), &[]),
        (success(r#","SubtitlesUrl":"https://a.qq.com/b.mp4?x=.srt""#), &["subtitles-not-srt"]),
        // The root object and `Payload`.
        ("[]".into(), &["wrong-type"]),
        ("null".into(), &["wrong-type"]),
        (r#""\ud800""#.into(), &["wrong-type"]),
        ("1e999".into(), &["wrong-type"]),
        ("{}".into(), &["missing-field"]),
        (r#"{"Payload":1e999}"#.into(), &["wrong-type"]),
        (r#"{"Payload":null}"#.into(), &["wrong-type"]),
        (r#"{"Payload":{}}"#.into(), &["missing-field"]),
        // The last duplicate counts.
        (success(r#","Status":"FAIL","Status":"SUCCESS""#), &["duplicate-key", "duplicate-key"]),
        (success(r#","x":1,"\u0078":2"#), &["unknown-field", "duplicate-key", "unknown-field"]),
        (format!(r#"{{"Payload":{{"Status":"?"}},{}"#, &success("")[1..]), &["duplicate-key"]),
        // Integers in any notation.
        (progress("1e2"), &["integer-as-float"]),
        (progress("10000e-2"), &["integer-as-float"]),
        (progress("100.00"), &["integer-as-float"]),
        (progress("-1.0"), &["status-progress-mismatch", "integer-as-float"]),
        (progress("0"), &["undocumented-progress"]),
        (progress("-0"), &["undocumented-progress"]),
        (progress("0.0e5"), &["undocumented-progress"]),
        (progress("1e30"), &["undocumented-progress"]),
        (progress("9223372036854775808"), &["undocumented-progress"]),
        (progress("100.5"), &["wrong-type"]),
        (progress("1e-1"), &["wrong-type"]),
        (progress("\"100\""), &["wrong-type"]),
        (progress("[[100]]"), &["wrong-type"]),
        // URLs.
        (media("ftp://a.qq.com/b.mp4"), &["malformed-url"]),
        (media("https://evil%2ecom/b.mp4"), &["malformed-url"]),
        (media("https://a．qq.com/b.mp4"), &["malformed-url"]),
        (media("http://0x7f.1/b.mp4"), &["malformed-url"]),
        (media("https://1.2.3"), &["malformed-url"]),
        (media("https://127.0.0.1/b.mp4"), &[]),
        (media("https://[::1]:8443/b.mp4"), &[]),
        (media("https://例子.cn/b.mp4"), &[]),
        (media("https:/a.qq.com/b.mp4"), &["malformed-url"]),
        (media("https:///b.mp4"), &["malformed-url"]),
        (media("https://"), &["malformed-url"]),
        (media("//a.qq.com/b.mp4"), &["malformed-url"]),
        (media("a.qq.com/b.mp4"), &["malformed-url"]),
        (media("https://a.qq.com/b c.mp4"), &["malformed-url"]),
        (media("https://a.qq.com:port/b.mp4"), &["malformed-url"]),
        (media("https://1.2.3.4.5/b.mp4"), &["malformed-url"]),
        (media("HTTPS://a.qq.com/b.mp4"), &[]),
        (media("HTTP://a.qq.com/b.mp4"), &["insecure-url"]),
        (media("https://user@a.qq.com/b.mp4"), &["credentials-in-url"]),
        (media("https://a.qq.com/@user/b.mp4"), &[]),
        (media("https://cdn.example.com/b.mp4"), &["placeholder-value"]),
        (media("https://EXAMPLE.org/b.mp4"), &["placeholder-value"]),
        (media("https://media.test/b.mp4"), &["placeholder-value"]),
        (media("https://a.qq.com/example.com/b.mp4"), &[]),
        (media("https://notexample.com/b.mp4"), &[]),
        (media("<url>"), &["placeholder-value"]),
        (media("${MEDIA_URL}"), &["placeholder-value"]),
        // Signatures.
        (media("https://a.qq.com/b?q-sign-time=1;1721384558"), &["expired-url"]),
        (media("https://a.qq.com/b?q-sign-time=1%3b1721384558"), &["expired-url"]),
        (media("https://a.qq.com/b?q-sign-time=1;9999999999"), &[]),
        (media("https://a.qq.com/b?X-Amz-Date=20240718T182238Z\\u0026X-Amz-Expires=3600"), &["expired-url"]),
        (media("https://a.qq.com/b?X-Amz-Date=20241231T235959Z\\u0026X-Amz-Expires=3600"), &[]),
        (media("https://a.qq.com/b?Expires=1721384558"), &["expired-url"]),
        (media("https://a.qq.com/b?Expires=soon"), &[]),
        (media("https://a.qq.com/b?Expires=99999999999999999999"), &[]),
        // Placeholders.
        (success("").replace("\"t\"", "\"xxxxxxxx-xxxx\""), &["placeholder-value"]),
        (success("").replace("\"t\"", "\"string\""), &["placeholder-value"]),
        (failure.replace("why", "TODO"), &["placeholder-value"]),
        (failure.replace("why", "<html><body>502</body></html>"), &[]),
        // The progress query.
        (success(r#","FailCode":0,"Duration":1,"ArrayCount":0"#), &["query-response"]),
        (format!(r#"{{"Header":{{}},{}"#, &success("")[1..]), &["query-response"]),
        // Names.
        (success(r#","\u202e":1"#), &["unknown-field", "control-characters"]),
        (success(r#","x":[{"y":"\u0000"}]"#), &["unknown-field", "control-characters"]),
        (format!(r#"{{"Status":1,{}"#, &success("")[1..]), &["unknown-field"]),
        (success("").replace("Payload", "payload"), &["missing-field"]),
        (success("").replace("Payload", "PAYLOAD"), &["missing-field"]),
        (
            success("").replace("Payload", "payload").replace("}}", "},\"x\":1}"),
            &["missing-field", "unknown-field"],
        ),
        (r#"{"payload":null}"#.into(), &["missing-field", "wrong-type"]),
        // One misspelt name is one mistake, and its value is checked.
        (success("").replace("MediaUrl", "VideoUrl"), &["missing-field"]),
        (success("").replace("TaskId", "JobId"), &["missing-field"]),
        (success("").replace("Progress", "Progres"), &["missing-field"]),
        (success("").replace("Progress\":100", "progress\":\"100\""), &["missing-field", "wrong-type"]),
        (failure.replace("FailMessage", "FailReason"), &["unknown-field"]),
        (failure.replace("FailMessage\":\"why\"", "FailReason\":5"), &["unknown-field"]),
        (success(r#","VideoUrl":1"#), &["unknown-field"]),
        // So are all names in another style.
        (in_style(&success(""), "taskId"), &["missing-field"]),
        (in_style(&success(""), "task_id"), &["missing-field"]),
        (in_style(&success(""), "taskid"), &["missing-field"]),
        (in_style(&success("").replace("SUCCESS", "fail"), "taskId"), &["missing-field", "unknown-status"]),
        (in_style(&failure.replace("FailMessage", "FailReason"), "taskId"), &["missing-field"]),
        (in_style(&success(""), "taskId").replace("payload", "Payload"), &["missing-field"]),
        // So are fields in the wrong place.
        (success("")[11..].replace("}}", "}"), &["missing-field"]),
        (in_style(&success(""), "taskId")[11..].replace("}}", "}"), &["missing-field"]),
        (success("").replace("Payload", "data"), &["missing-field"]),
        (format!(r#"{{"Payload":{}}}"#, success("")), &["missing-field"]),
        // What is clearly something else is one finding.
        (r#"{"a":1,"b":"\u0000"}"#.into(), &["missing-field"]),
        (r#"{"Payload":{"a":1,"b":2}}"#.into(), &["missing-field"]),
        (r#"{"Header":{"Code":0},"Payload":{"TaskID":"t"}}"#.into(), &["missing-field"]),
        (r#"{"Header":{"Code":0},"Payload":{"Status":"MAKING","Progress":1}}"#.into(), &["missing-field"]),
        (r#"{"Header":{"Code":0},"Payload":{"Status":"MAKING","StageV2":""}}"#.into(), &["missing-field"]),
        (r#"{"Header":{"Code":1},"Payload":{}}"#.into(), &["missing-field"]),
        (r#"{"Payload":{"Status":"MAKING","Progress":1}}"#.into(), &["missing-field"]),
        (r#"{"Payload":{"TaskId":"t"}}"#.into(), &["missing-field"]),
        (
            r#"{"Header":{},"Payload":{"VirtualmanKey":"k","CallbackUrl":"https://a.qq.com"}}"#.into(),
            &["missing-field"],
        ),
        // General names, and what wraps a payload.
        (success("").replace("MediaUrl", "Url"), &["missing-field"]),
        (success("").replace("TaskId", "Id"), &["missing-field"]),
        (format!(r#"{{"code":0,{}"#, &success("").replace("Payload", "data")[1..]), &["missing-field"]),
        (success(r#","taskId":"t""#), &["unknown-field"]),
        // Blanks and invisible characters around a value are one mistake.
        (success("").replace("\"t\"", "\"t \""), &["control-characters"]),
        (success("").replace("\"t\"", "\" \""), &["control-characters"]),
        (success("").replace("SUCCESS", "SUCCESS\u{200b}"), &["unknown-status"]),
        (media(r"https://a.qq.com/b.mp4\n"), &["control-characters"]),
        (media(" https://a.qq.com/b.mp4"), &["malformed-url"]),
        (media("<https://a.qq.com/b.mp4>"), &["malformed-url"]),
        (media("http:/a.qq.com/b.mp4"), &["malformed-url"]),
        (media("https://https://a.qq.com/b.mp4"), &["malformed-url"]),
        (media("https://a.qq.com/b.mp4,https://a.qq.com/c.mp4"), &["malformed-url"]),
        (media("https://a..qq.com/b.mp4"), &["malformed-url"]),
        (media("https://a.qq.com/b.mp4?c=1&amp;d=2"), &["malformed-url"]),
        (media("https://a.qq.com/100%.mp4"), &["malformed-url"]),
        (media("[video](https://a.qq.com/b.mp4)"), &["malformed-url"]),
        (media("cos://bucket/b.mp4"), &["malformed-url"]),
        (media("https://a.qq.com/undefined"), &["placeholder-value"]),
        (media("https://a.qq.com/b.mp4?sign={signature}"), &["placeholder-value"]),
        (media("https://a.qq.com/%E8%A7%86.mp4?back=https://a.qq.com/"), &[]),
        // One mistake, and what follows from it.
        (failure.replace("FAIL\"", "SUCCESS\""), &["empty-field"]),
        (
            success("").replace("SUCCESS", "FAIL").replace(r#""TaskId""#, r#""FailMessage":"","TaskId""#),
            &["status-progress-mismatch"],
        ),
        (progress("42").replace("SUCCESS", "MAKING"), &["unknown-status"]),
        // Emoji and scripts that are written with invisible characters.
        (failure.replace("why", "\u{1f468}\u{200d}\u{1f469} \u{2764}\u{fe0f} می\u{200c}خواهم"), &[]),
        (failure.replace("why", "失败\u{200d}了"), &["control-characters"]),
        (media(r"https:\\/\\/a.qq.com\\/b.mp4"), &["malformed-url"]),
        // A second status does not count against the other fields.
        (success(r#","Status":"FAIL""#), &["duplicate-key"]),
        // MongoDB's Extended JSON.
        (
            progress(r#"{"$numberInt":"100"}"#).replace("{\"Payload", "{\"_id\":{\"$oid\":\"0\"},\"Payload"),
            &["wrong-type"],
        ),
    ];
    for (body, rules) in table {
        let inspection = Inspection::new(body.as_bytes(), &settings());
        assert_eq!(&rules_of(&inspection), rules, "{body}");
    }
}

/// Bodies that are not JSON, and the offset of the finding.
#[test]
fn invalid_json_is_reported_at_the_right_offset() {
    let table: &[(&[u8], usize)] = &[
        (b"", 0),
        (b" \n", 0),
        (b"{", 1),
        (b"{\"a\":1", 6),
        (b"{\"a\":1}}", 7),
        (b"{\"a\":1} {}", 8),
        (b"{\"a\":01}", 5),
        (b"{\"a\":1,}", 6),
        (b"{\"a\":[1,]}", 7),
        (b"{\"a\":\"\n\"}", 6),
        (b"{\"a\":\"\\x\"}", 6),
        (b"{\"a\":\"\xff\"}", 6),
        (b"{\"a\":nul}", 5),
        (b"{'a':1}", 1),
        (b"// {}", 0),
        (b"\xef\xbb\xbf{", 4),
    ];
    for (body, offset) in table {
        let inspection = Inspection::new(body, &settings());
        let text = String::from_utf8_lossy(body);
        assert_eq!(rules_of(&inspection), ["invalid-json"], "{text:?}");
        assert_eq!(inspection.findings[0].region.start.offset, *offset, "{text:?}");
    }
}

#[test]
fn an_expected_status_is_required_of_every_callback() {
    let body =
        br#"{"Payload":{"Progress":-1,"MediaUrl":"","Status":"FAIL","FailMessage":"why","TaskId":"t"}}"#;
    let mut settings = settings();
    settings.expect = Some(Status::Fail);
    assert!(Inspection::new(body, &settings).is_valid());
    settings.expect = Some(Status::Success);
    assert!(!Inspection::new(body, &settings).is_valid());
}
