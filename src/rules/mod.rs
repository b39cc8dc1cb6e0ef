//! Rules, and checking a callback against them.
//!
//! A rule is one row in `catalogue`, one function in `errors`, `warnings`, `urls` or `delivery`, and one sample in
//! `samples/rules`.

mod catalogue;
mod delivery;
mod errors;
mod expiry;
mod fast_path;
mod missing;
mod names;
mod neighbor;
mod odd_url;
mod ordinary_url;
pub mod remark;
pub mod result_url;
pub mod settings;
mod suggest;
mod urls;
mod warnings;
mod wrapping;

pub use catalogue::{CONFLICTING_DELIVERY, INVALID_JSON, REQUEST_HEAD, RULES};
pub use delivery::conflicting_delivery;

use std::time::SystemTime;

use crate::callback::Callback;
use crate::escape::shortened;
use crate::json::pointer::Pointer;
use crate::rules::remark::{Remark, Remarks};
use crate::rules::settings::Settings;

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Not reported.
    Allow,
    /// Advice about a body that the contract allows.
    Warning,
    /// A breach of the contract: the callback is invalid.
    Error,
}

impl Level {
    /// Returns the name of the level as printed in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A row of the catalogue.
#[derive(Debug)]
pub struct Rule {
    /// The name. It never changes.
    pub id: &'static str,
    /// The default level.
    pub level: Level,
    /// The condition that the rule reports, in one line.
    pub summary: &'static str,
    /// What the rule checks and why it matters, in a few sentences.
    pub explanation: &'static str,
    /// A body for which only this rule reports something; several bodies if the rule compares them.
    pub sample: &'static str,
    /// The settings that the sample needs.
    #[doc(hidden)]
    pub sample_run: SampleRun,
    check: Check,
}

/// The settings for a sample; most samples need none.
#[derive(Clone, Copy, Debug)]
pub struct SampleRun {
    /// The command-line options, each after a space.
    pub options: &'static str,
    /// Sets the same in the settings.
    pub set: fn(&mut Settings),
}

impl SampleRun {
    const PLAIN: Self = Self { options: "", set: |_| {} };
}

type Check = fn(&Callback<'_>, &Settings, &mut Remarks);

impl Rule {
    /// Returns the rule of this name.
    #[must_use]
    pub fn from_name(id: &str) -> Option<&'static Self> {
        RULES.iter().find(|rule| rule.id == id)
    }

    /// Returns the path of the sample, relative to the repository.
    #[must_use]
    pub fn sample_path(&self) -> String {
        format!("samples/rules/{}.json", self.id)
    }

    /// Returns the section of the documentation, relative to the repository.
    #[must_use]
    pub fn page(&self) -> String {
        format!("docs/rules.md#{}", self.id)
    }

    /// Returns the command that reports on the sample.
    #[must_use]
    pub fn sample_command(&self) -> String {
        format!("cbinspect{} {}", self.sample_run.options, self.sample_path())
    }

    /// Returns the settings of that command.
    #[doc(hidden)]
    #[must_use]
    pub fn sample_settings(&self, now: SystemTime) -> Settings {
        let mut settings = Settings::new(now);
        (self.sample_run.set)(&mut settings);
        settings
    }

    /// Returns whether users may change the level. They may not for `invalid-json`.
    #[must_use]
    pub fn is_adjustable(&self) -> bool {
        self.id != INVALID_JSON.id
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// Tests cheaply for a callback about which no rule reports anything. Only its failure reason may have characters that reports
/// escape. May reject some.
#[must_use]
pub fn is_ordinary(callback: &Callback<'_>, settings: &Settings) -> bool {
    let is_ordinary = fast_path::is_ordinary(callback, settings);
    // A new rule that reports something about ordinary callbacks must be tested for in `fast_path`, or it never runs.
    debug_assert!(
        !is_ordinary || judge(callback, settings).is_empty(),
        "a rule finds something in a callback that `fast_path` clears: {callback:?}"
    );
    is_ordinary
}

/// Checks a callback against all rules. Returns remarks in the order of the catalogue.
#[must_use]
pub fn judge(callback: &Callback<'_>, settings: &Settings) -> Vec<(&'static Rule, Level, Remark)> {
    let mut judged = Vec::new();
    let rules = RULES.iter().zip(settings.levels()).filter(|(_, level)| *level != Level::Allow);
    if let Some(remark) = neighbor::remark(callback) {
        let rule = rules.clone().find(|(rule, _)| neighbor::RULES.contains(&rule.id));
        return rule.map(|(rule, level)| (rule, level, remark)).into_iter().collect();
    }
    for (rule, level) in rules {
        let mut remarks = Remarks::new(false);
        (rule.check)(callback, settings, &mut remarks);
        judged.extend(remarks.into_shown().into_iter().map(|remark| (rule, level, remark)));
    }
    judged
}

/// Counts the remarks that [`judge`] returns, without building them. Returns the rules that have any.
#[must_use]
pub fn count(callback: &Callback<'_>, settings: &Settings) -> Vec<(&'static Rule, Level, usize)> {
    let rules = RULES.iter().zip(settings.levels()).filter(|(_, level)| *level != Level::Allow);
    if neighbor::is_recognized(callback) {
        let rule = rules.clone().find(|(rule, _)| neighbor::RULES.contains(&rule.id));
        return rule.map(|(rule, level)| (rule, level, 1)).into_iter().collect();
    }
    let counts = rules.map(|(rule, level)| {
        let mut remarks = Remarks::new(true);
        (rule.check)(callback, settings, &mut remarks);
        (rule, level, remarks.counted())
    });
    counts.filter(|(.., count)| *count > 0).collect()
}

/// Returns the remark for a document without a value at the expected pointer.
#[must_use]
pub fn judge_absent(
    document: &Callback<'_>,
    pointer: &Pointer,
    settings: &Settings,
) -> Vec<(&'static Rule, Level, Remark)> {
    let rule = RULES.iter().find(|rule| rule.id == missing::MISSING_FIELD);
    let judged = rule.map(|rule| (rule, settings.level(rule), missing::nothing_at(document, pointer)));
    judged.into_iter().filter(|(_, level, _)| *level != Level::Allow).collect()
}

/// Quotes a value for a message, shortened.
fn quoted(value: &str) -> String {
    format!("\"{}\"", shortened(value))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;
    use regex::Regex;

    use std::time::Duration;

    use super::*;
    use crate::contract::{Field, Status};
    use crate::proptest_config::config;

    /// Values that are ordinary, or almost.
    fn value(field: Field) -> BoxedStrategy<String> {
        const URL: &str = "https://videomaker-resources.ivh.qq.com/a";
        let texts = match field {
            Field::Progress => vec!["100", "-1", "100", "-1", "42", "1e2", "null"],
            Field::Status => vec!["\"SUCCESS\"", "\"FAIL\"", "\"SUCCESS\"", "\"FAIL\"", "\"DONE\"", "1"],
            Field::FailMessage => vec![
                "\"\"",
                "\"\"",
                "\"why\"",
                "\"TODO\"",
                "\"\u{3000}TODO\"",
                "\"a\\u200b\"",
                "\"a\\nb\"",
                "null",
            ],
            Field::TaskId => vec![
                "\"0123456789abcdef0\"",
                "\"t\"",
                "\"\"",
                "\"xxxxxxxx-xxxx-xxxx-xxxx\"",
                "\"0123456789abcdef\\u0000\"",
            ],
            Field::MediaUrl | Field::SubtitlesUrl => {
                let urls = [
                    "",
                    ".mp4",
                    ".srt",
                    ".SRT",
                    ".sRtx",
                    ".srt?Expires=1",
                    ".srt?q-sign-time=1;9999999999&a=1",
                    ".srt?a=1&amp;b=2",
                    ".srt?a={b}",
                    ".srt?a=b:c%20",
                    "/undefined?a=1",
                    ".mp4?.srt",
                    ".mp4#.srt",
                    " .srt",
                    "@.srt",
                    "\\\".srt",
                    ".srt?a=\\\"&a=1",
                    "\\u007f.srt",
                    "?a=.mp4",
                    "?a=.srt",
                    "%.mp4",
                    "%.srt",
                    "/{a}.mp4",
                    "/{a}.srt",
                ]
                .map(|rest| format!("\"{URL}{rest}\""));
                let others = [
                    "\"\"",
                    "\"\"",
                    "\"XXX\"",
                    "\"http://a.qq.com/b.srt\"",
                    "\"https://video.srt\"",
                    "\"https://example.com/b.srt\"",
                    "\"https://u@a.qq.com/b.srt\"",
                    "\"https://0x7f.1/b.srt\"",
                    "\"https://a%2eqq.com/b.srt\"",
                    "null",
                ];
                return select([urls.to_vec(), others.map(str::to_owned).to_vec()].concat()).boxed();
            }
        };
        select(texts).prop_map(str::to_owned).boxed()
    }

    proptest! {
        #![proptest_config(config(5000))]

        #[test]
        fn no_rule_reports_an_ordinary_callback(
            values in Field::ALL.map(|field| prop::option::weighted(0.9, value(field))),
            expect in prop::option::of(select(Status::ALL.to_vec())),
        ) {
            let members = Field::ALL.iter().zip(values).filter_map(|(field, value)| Some(format!("\"{}\":{}", field.name(), value?)));
            let text = format!("{{\"Payload\":{{{}}}}}", members.collect::<Vec<_>>().join(","));
            let callback = Callback::read(&text).unwrap();
            let mut settings = Settings::new(SystemTime::UNIX_EPOCH);
            settings.expect = expect;
            // 2025-01-01T00:00:00Z.
            settings.now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_735_689_600);
            let judged = judge(&callback, &settings);
            if fast_path::is_ordinary(&callback, &settings) {
                prop_assert!(judged.is_empty(), "{}", text);
                let strings = Field::ALL.into_iter().filter(|field| *field != Field::FailMessage);
                let is_copied = |byte: &u8| matches!(byte, b' '..=b'~') && !b"\"\\#".contains(byte);
                for string in strings.filter_map(|field| callback.text(field)) {
                    prop_assert!(string.as_bytes().iter().all(is_copied), "{}", text);
                }
            }
            for (rule, _, count) in count(&callback, &settings) {
                let counts = judged.iter().filter(|(other, ..)| *other == rule).map(|(.., remark)| remark.count);
                prop_assert_eq!(counts.sum::<usize>(), count, "{}: {}", rule.id, text);
            }
            let are_counted =
                |rule: &Rule| count(&callback, &settings).iter().any(|(counted, ..)| *counted == rule);
            prop_assert!(judged.iter().all(|(rule, ..)| are_counted(rule)), "{}", text);
        }
    }

    #[test]
    fn the_end_of_a_host_is_no_extension() {
        let text = include_str!("../../samples/success.json");
        let text = Regex::new(r#""SubtitlesUrl": "[^"]*""#)
            .unwrap()
            .replace(text, r#""SubtitlesUrl": "https://video.srt""#);
        let settings = Settings::new(SystemTime::UNIX_EPOCH);
        let judged = judge(&Callback::read(&text).unwrap(), &settings);
        assert_eq!(judged.iter().map(|(rule, ..)| rule.id).collect::<Vec<_>>(), ["subtitles-not-srt"]);
    }

    #[test]
    fn the_samples_are_ordinary() {
        let settings = Settings::new(SystemTime::UNIX_EPOCH);
        for text in [include_str!("../../samples/success.json"), include_str!("../../samples/failure.json")] {
            assert!(fast_path::is_ordinary(&Callback::read(text).unwrap(), &settings));
        }
    }
}
