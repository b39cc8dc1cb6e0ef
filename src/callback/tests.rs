//! The two readers of callbacks agree.

use proptest::prelude::*;

use super::*;
use crate::proptest_config::config;

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("null".to_owned()),
        Just("-0".to_owned()),
        Just("00".to_owned()),
        Just("1e2".to_owned()),
        Just("18446744073709551615".to_owned()),
        Just(r#"{"a":[1]}"#.to_owned()),
        any::<i64>().prop_map(|number| number.to_string()),
        any::<String>().prop_map(|text| serde_json::Value::from(text).to_string()),
        proptest::collection::vec(part_of_string(), 0..8).prop_map(|parts| format!("\"{}\"", parts.concat())),
    ]
}

/// Returns a part of a string, mostly an escape, valid or not.
fn part_of_string() -> impl Strategy<Value = String> {
    let escapes = [
        r"\u0026",
        r"\/",
        r"\n",
        r"\\",
        r#"\""#,
        r"\b\f\r\t",
        r"\u005c",
        r"\u0000",
        r"\u97f3",
        r"\u+123",
        r"\u{d800}",
        r"\\u{d800}",
        r"\ud83d\ude00",
        r"\ud800",
        r"\udc00",
        r"\ud800\ud800",
        r"\uD83D",
        r"\a",
        r"\",
        "\t",
        "音",
        "\u{7f}",
    ];
    prop_oneof![
        proptest::sample::select(escapes.map(str::to_owned).to_vec()),
        "[ -~]{0,20}".prop_map(|text| text.replace(['"', '\\'], "")),
        any::<u16>().prop_map(|unit| format!(r"\u{unit:04x}")),
    ]
}

fn name() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        50 => proptest::sample::select(Field::ALL.map(Field::name).to_vec()),
        9 => proptest::sample::select(vec!["Duration", "taskId", "VideoUrl", "Payload", "音", "", r"St\u0061tus", "S\tatus"]),
    ]
}

/// Returns blanks between two tokens, mostly none.
fn blanks() -> impl Strategy<Value = &'static str> {
    prop_oneof![99 => Just(""), 9 => Just(" "), 9 => Just("\r\n\t"), 1 => Just("\u{b}")]
}

/// Tests that a text is read in both ways as the same callback if it has the documented shape, and that it is JSON if it has
/// a documented length.
fn agree_on(text: &str) -> Result<(), TestCaseError> {
    if let Some(callback) = Callback::read_documented(text) {
        prop_assert_eq!(Ok(callback), Callback::read_any(text), "{}", text);
    }
    if let Some(length) = Callback::documented_length(text.as_bytes()) {
        prop_assert!(Callback::read_any(&text[..length]).is_ok(), "{}", text);
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(1024))]

    #[test]
    fn both_readers_return_the_same_callback(
        members in proptest::collection::vec((name(), value()), 0..8),
        blanks in proptest::collection::vec(blanks(), 40),
        end in prop_oneof![8 => Just(""), 1 => Just("}"), 1 => Just(",")],
    ) {
        let mut tokens: Vec<_> = ["{", "\"Payload\"", ":", "{"].map(str::to_owned).to_vec();
        for (name, value) in members {
            tokens.extend([format!("\"{name}\""), ":".to_owned(), value, ",".to_owned()]);
        }
        tokens.pop_if(|last| last == ",");
        tokens.extend(["}", "}", end].map(str::to_owned));
        let text: String = tokens.into_iter().zip(blanks).flat_map(|(token, blanks)| [token, blanks.to_owned()]).collect();
        agree_on(&text)?;
    }
}

proptest! {
    #![proptest_config(config(2048))]

    #[test]
    fn both_readers_agree_on_a_body_with_a_mistake(
        body in proptest::sample::select(vec![
            r#"{"Payload":{"Progress":-1,"MediaUrl":"","SubtitlesUrl":"","Status":"FAIL","FailMessage":"a\u97f3\/\n","TaskId":"t"}}"#,
            r#"{"Payload":{"Duration":0,"VideoUrl":"u","Extra":true,"Other":false,"Status":null,"x":-2}}"#,
        ]),
        at in any::<prop::sample::Index>(),
        removed in 0..3_usize,
        added in proptest::sample::select(vec!["", ",", "\"", "\\", "{", "}", "[", ":", "0", "-", " ", "\n", "\u{1}", "e", "\\u", "音"]),
    ) {
        let at = at.index(body.len());
        let end = body.len().min(at + removed);
        let text = [&body[..at], added, &body[end..]].concat();
        agree_on(&text)?;
    }
}

#[test]
fn ordinary_escapes_and_blanks_are_read_in_one_pass() {
    let text = "{ \"Payload\": {\r\n\t\"MediaUrl\" : \"https:\\/\\/a.b\\/c?d\\u0026e\", \"FailMessage\":\"\\u97f3\\ud83d\\ude00\\n\"\n} }";
    let callback = Callback::read_documented(text).unwrap();
    assert_eq!(callback.text(Field::MediaUrl), Some("https://a.b/c?d&e"));
    assert_eq!(callback.text(Field::FailMessage), Some("音😀\n"));
}

#[test]
fn the_documented_shape_is_read_in_one_pass_and_borrows() {
    let text = r#"{"Payload":{"Progress":100,"MediaUrl":"https://a/b","Status":"SUCCESS","TaskId":"t"}}"#;
    let callback = Callback::read_documented(text).unwrap();
    let url = &callback.field(Field::MediaUrl).unwrap().value;
    assert!(matches!(url, Value::String(Cow::Borrowed("https://a/b"))));
}
