//! Generates callbacks for measuring, the same on every machine.

#![allow(dead_code, missing_docs)]

use std::fmt::Write as _;

/// The kind of a corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mix {
    /// Valid successes.
    Success,
    /// Valid failures.
    Failure,
    /// Callbacks with one warning each.
    Warned,
    /// Callbacks with one error each.
    Invalid,
    /// A typical archive: nine in ten are successes, nearly all others failures. One in a thousand has a warning, and
    /// one in a thousand is invalid.
    Archive,
}

/// Returns the body of a callback with a line break: about 340 bytes for a success.
pub fn push_line(corpus: &mut String, mix: Mix, number: u64) {
    let id = hashed(number);
    let kind = match mix {
        Mix::Archive => match number % 1000 {
            0 => Mix::Warned,
            500 => Mix::Invalid,
            rest if rest % 10 == 5 => Mix::Failure,
            _ => Mix::Success,
        },
        mix => mix,
    };
    let host = "videomaker-resources.ivh.qq.com/broadcast/Basic/video";
    let task = format!("{id:016x}{:016x}", hashed(id));
    // Writing to a string cannot fail.
    let _ = match kind {
        Mix::Failure => writeln!(
            corpus,
            r#"{{"Payload":{{"Progress":-1,"MediaUrl":"","SubtitlesUrl":"","Status":"FAIL","FailMessage":"{}","TaskId":"{task}"}}}}"#,
            ["文本内容包含敏感词，请修改后重试", "音频时长超过限制", "合成超时", "no such voice"]
                [(id % 4) as usize],
        ),
        kind => writeln!(
            corpus,
            r#"{{"Payload":{{"Progress":100,"MediaUrl":"{}://{host}/{id:016x}-0000-4000-8000-000000000000.mp4","SubtitlesUrl":"https://{host}/{id:016x}-0000-4000-8000-000000000000.srt","Status":"{}","FailMessage":"","TaskId":"{task}"}}}}"#,
            if kind == Mix::Warned { "http" } else { "https" },
            if kind == Mix::Invalid { "DONE" } else { "SUCCESS" },
        ),
    };
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
fn hashed(number: u64) -> u64 {
    let mut hash = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    hash ^ (hash >> 31)
}

/// A callback as a typed receiver reads it.
#[derive(serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Bare<'a> {
    #[serde(borrow)]
    payload: BarePayload<'a>,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
struct BarePayload<'a> {
    progress: i64,
    media_url: &'a str,
    subtitles_url: Option<&'a str>,
    status: &'a str,
    fail_message: Option<&'a str>,
    task_id: &'a str,
}
