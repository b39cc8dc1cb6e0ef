//! The options, as clap reads them.

use std::path::PathBuf;

use bytesize::ByteSize;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ArgMatches, Parser, ValueEnum};
use jiff::Timestamp;

use crate::inspection::Inspection;
use crate::rules::{Level, RULES, Rule};
use crate::settings::Settings;
use crate::spec::Status;
use crate::terminal::ColorWhen;

const EXAMPLES: &str = "\
Examples:
  cbinspect callback.json                  show one saved body
  curl -s localhost:9000/last | cbinspect  show a body from a pipe
  cbinspect --strict fixtures/             check a folder in CI
  cbinspect --only fail log.ndjson         show what failed, and why
  cbinspect -f urls log.ndjson | wget -i - fetch the results

Exit status: 0 every callback is valid, 1 at least one is not, 2 something could not be read.";

/// Inspect Tencent Cloud AI Digital Human callbacks: how production ended, why it failed, where the result is, and
/// what is wrong with the body.
#[derive(Debug, Parser)]
#[command(name = "cbinspect", version, max_term_width = 100, after_long_help = EXAMPLES)]
#[command(
    override_usage = "cbinspect [OPTIONS] [PATH]...",
    disable_help_flag = true,
    disable_version_flag = true
)]
pub struct Args {
    /// Files, directories (searched for .json, .jsonl, .ndjson), or - for standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// How to show callbacks
    #[arg(short, long, value_enum, default_value_t, hide_default_value = true, help_heading = "Show")]
    pub format: Format,

    /// Show only callbacks that are success, fail, invalid or warned
    #[arg(long, value_name = "KIND", value_enum, value_delimiter = ',', hide_possible_values = true)]
    #[arg(help_heading = "Show")]
    pub only: Vec<Kind>,

    /// Print no report; the exit status tells
    #[arg(short, long, help_heading = "Show")]
    pub quiet: bool,

    /// Print counts and failure reasons; auto: after more than one callback, in pretty
    #[arg(long, value_name = "WHEN", value_enum, default_value_t, hide_possible_values = true)]
    #[arg(hide_default_value = true, help_heading = "Show")]
    pub summary: SummaryWhen,

    /// Colour: auto, always or never; NO_COLOR and CLICOLOR_FORCE are honoured
    #[arg(long, value_name = "WHEN", value_enum, default_value_t, hide_possible_values = true)]
    #[arg(hide_default_value = true, help_heading = "Show")]
    pub color: ColorWhen,

    /// Make it an error where a callback is not a success (or fail)
    #[arg(long, value_name = "STATUS", value_enum, hide_possible_values = true, help_heading = "Judge")]
    pub expect: Option<Expect>,

    /// Count warnings as errors
    #[arg(long, help_heading = "Judge")]
    pub strict: bool,

    /// Make a rule's findings errors
    #[arg(short = 'D', long, value_name = "RULE", value_parser = adjustable_rule())]
    #[arg(hide_possible_values = true, help_heading = "Judge")]
    pub deny: Vec<&'static Rule>,

    /// Make a rule's findings warnings
    #[arg(short = 'W', long, value_name = "RULE", value_parser = adjustable_rule())]
    #[arg(hide_possible_values = true, help_heading = "Judge")]
    pub warn: Vec<&'static Rule>,

    /// Switch a rule off; of -D, -W and -A for one rule the last counts
    #[arg(short = 'A', long, value_name = "RULE", value_parser = adjustable_rule())]
    #[arg(hide_possible_values = true, help_heading = "Judge")]
    pub allow: Vec<&'static Rule>,

    /// Judge signed URLs by this instant (RFC 3339) and not by the clock
    #[arg(long, value_name = "TIME", value_parser = time, help_heading = "Judge")]
    pub now: Option<Timestamp>,

    /// Refuse larger documents, with a finding [default: 16MiB]
    #[arg(long, value_name = "SIZE", default_value_t = ByteSize::b(Settings::MAX_DOCUMENT_SIZE as u64))]
    #[arg(hide_default_value = true, help_heading = "Judge")]
    pub max_document_size: ByteSize,

    /// Exit with 0 even when callbacks are invalid
    #[arg(long, help_heading = "Judge")]
    pub exit_zero: bool,

    /// Tell what a rule checks and why, with a sample
    #[arg(long, value_name = "RULE", value_parser = rule(), hide_possible_values = true, help_heading = "Learn")]
    pub explain: Option<&'static Rule>,

    /// List every rule with its level
    #[arg(long, help_heading = "Learn")]
    pub list_rules: bool,

    /// Print the contract as JSON Schema 2020-12
    #[arg(long, help_heading = "Learn")]
    pub schema: bool,

    /// Print help; -h is shorter
    #[arg(short, long, action = clap::ArgAction::Help, help_heading = "Learn")]
    help: Option<bool>,

    /// Print the version
    #[arg(short = 'V', long, action = clap::ArgAction::Version, help_heading = "Learn")]
    version: Option<bool>,
}

impl Args {
    /// The levels that `-D`, `-W` and `-A` set, in the order of the command line.
    pub fn levels(&self, matches: &ArgMatches) -> Vec<(&'static Rule, Level)> {
        let given = [
            ("deny", &self.deny, Level::Error),
            ("warn", &self.warn, Level::Warning),
            ("allow", &self.allow, Level::Allow),
        ];
        let mut levels: Vec<_> = given
            .into_iter()
            .flat_map(|(id, rules, level)| {
                let indices = matches.indices_of(id).into_iter().flatten();
                indices.zip(rules).map(move |(index, rule)| (index, *rule, level))
            })
            .collect();
        levels.sort_by_key(|(index, ..)| *index);
        levels.into_iter().map(|(_, rule, level)| (rule, level)).collect()
    }
}

/// How to show callbacks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    #[default]
    Pretty,
    Compact,
    Json,
    Urls,
}

/// When to print the summary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum SummaryWhen {
    #[default]
    Auto,
    Always,
    Never,
}

/// What callbacks to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    Success,
    Fail,
    Invalid,
    Warned,
}

impl Kind {
    pub fn includes(self, inspection: &Inspection<'_>) -> bool {
        match self {
            Self::Success => inspection.status() == Some(Status::Success),
            Self::Fail => inspection.status() == Some(Status::Fail),
            Self::Invalid => !inspection.is_valid(),
            Self::Warned => inspection.is_warned(),
        }
    }
}

/// The status that every callback must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Expect {
    Success,
    Fail,
}

impl From<Expect> for Status {
    fn from(expect: Expect) -> Self {
        match expect {
            Expect::Success => Self::Success,
            Expect::Fail => Self::Fail,
        }
    }
}

fn rule() -> impl TypedValueParser<Value = &'static Rule> {
    PossibleValuesParser::new(RULES.iter().map(|rule| rule.id))
        .try_map(|id| Rule::named(&id).ok_or("expected the name of a rule"))
}

fn adjustable_rule() -> impl TypedValueParser<Value = &'static Rule> {
    rule().try_map(|rule| {
        let reason = "its level cannot be changed: what is not JSON cannot be judged";
        if rule.is_adjustable() { Ok(rule) } else { Err(reason) }
    })
}

fn time(text: &str) -> Result<Timestamp, &'static str> {
    text.parse().map_err(|_| "expected an RFC 3339 time such as 2024-07-18T18:22:38Z")
}
