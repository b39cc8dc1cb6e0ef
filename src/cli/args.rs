//! The options, as clap reads them.

use std::num::NonZero;
use std::path::PathBuf;
use std::time::SystemTime;

use bytesize::ByteSize;
use clap::builder::{PossibleValue, PossibleValuesParser, StyledStr, TypedValueParser};
use clap::{ArgAction, ArgMatches, Command, CommandFactory as _, Parser, ValueEnum};
use jiff::Timestamp;

use crate::contract::Status;
use crate::inspection::Inspection;
use crate::json::pointer::Pointer;
use crate::report::terminal::ColorWhen;
use crate::rules::Level;
use crate::rules::RULES;
use crate::rules::Rule;
use crate::rules::settings::Settings;

/// Commands to begin with, each with what it is for.
pub const EXAMPLES: &str = "  cbinspect callback.json                    show a saved body
  cbinspect < callback.json                  show what a pipe brings
  cbinspect --strict fixtures/               check a folder in CI
  cbinspect --only fail log.ndjson           show what failed, and why
  cbinspect -f urls log.ndjson | wget -i -   fetch the results";

/// What the exit status tells.
pub const EXIT_STATUS: &str = "\
0 all callbacks are valid, 1 one is not, 2 something could not
be read or written, there was no callback, or the usage was wrong.";

/// Inspect Tencent Cloud AI Digital Human callbacks: how production ended, why it
/// failed, where the result is, and what is wrong with the body.
#[derive(Debug, Parser)]
#[command(name = "cbinspect", version, verbatim_doc_comment, max_term_width = 100)]
#[command(override_usage = "cbinspect [OPTIONS] [PATH]...")]
#[command(disable_help_flag = true, disable_version_flag = true, hide_possible_values = true)]
pub struct Args {
    /// Files, directories (their .json, .jsonl, .ndjson, also .gz), or - for standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// pretty, compact, json, urls, github, junit or sarif [default: pretty]
    #[arg(short, long, value_enum, default_value_t, hide_default_value = true, help_heading = SHOW)]
    pub format: Format,

    /// Show only these: success, fail, invalid, warned
    #[arg(long, value_name = "KIND", value_enum, value_delimiter = ',', help_heading = SHOW)]
    pub only: Vec<Kind>,

    /// Print no report; the exit status tells
    #[arg(short, long, help_heading = SHOW)]
    pub quiet: bool,

    /// Hide queries, fragments and user info of URLs
    #[arg(long, help_heading = SHOW)]
    pub redact: bool,

    /// Counts and reasons: auto, always, never
    #[arg(long, value_name = "WHEN", value_enum, default_value_t, help_heading = SHOW)]
    pub summary: SummaryWhen,

    /// Colour: auto, always, never
    #[arg(long, value_name = "WHEN", value_enum, default_value_t, help_heading = SHOW, hide_short_help = true)]
    pub color: ColorWhen,

    /// Every callback must be a success (or fail)
    #[arg(long, value_name = "STATUS", value_enum, ignore_case = true, help_heading = JUDGE)]
    pub expect: Option<Expect>,

    /// Count warnings as errors
    #[arg(long, help_heading = JUDGE)]
    pub strict: bool,

    /// What this rule (or errors, warnings) finds is an error
    #[arg(short = 'D', long, value_name = "RULE", value_parser = selection(), help_heading = JUDGE)]
    pub deny: Vec<Selection>,

    /// What it finds is a warning
    #[arg(short = 'W', long, value_name = "RULE", value_parser = selection(), help_heading = JUDGE)]
    pub warn: Vec<Selection>,

    /// Switch it off; the last of -D, -W, -A counts
    #[arg(short = 'A', long, value_name = "RULE", value_parser = selection(), help_heading = JUDGE)]
    pub allow: Vec<Selection>,

    /// Judge signed URLs by this time, not the clock
    #[arg(long, value_name = "TIME", value_parser = time, help_heading = JUDGE, hide_short_help = true)]
    pub now: Option<SystemTime>,

    /// The callback lies here in each document, or in a string
    #[arg(long, value_name = "POINTER", help_heading = READ)]
    pub at: Option<Pointer>,

    /// A larger document is an error [default: 16MiB]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    #[arg(default_value_t = ByteSize::b(Settings::MAX_DOCUMENT_SIZE as u64))]
    #[arg(hide_default_value = true, help_heading = READ, hide_short_help = true)]
    pub max_document_size: ByteSize,

    /// Inspect on this many threads [default: all cores]
    #[arg(short, long, value_name = "N", value_parser = jobs, help_heading = READ, hide_short_help = true)]
    pub jobs: Option<NonZero<usize>>,

    /// Exit with 0 even when callbacks are invalid or stdin is empty
    #[arg(long, help_heading = JUDGE, hide_short_help = true)]
    pub exit_zero: bool,

    /// Tell what a rule checks and why, with a sample
    #[arg(long, value_name = "RULE", value_parser = rule(), help_heading = LEARN)]
    pub explain: Option<&'static Rule>,

    /// List every rule with its level
    #[arg(long, help_heading = LEARN)]
    pub list_rules: bool,

    /// Print the contract as JSON Schema 2020-12
    #[arg(long, help_heading = LEARN, hide_short_help = true)]
    pub schema: bool,

    /// Print a man page, or completions for bash, zsh, fish, ...
    #[arg(long, value_name = "WHAT", value_enum, help_heading = LEARN, hide_short_help = true)]
    pub generate: Option<Generate>,

    /// Print the options used most
    #[arg(short = 'h', action = ArgAction::HelpShort, help_heading = LEARN)]
    short_help: Option<bool>,

    /// Print all options, with examples
    #[arg(long, help_heading = LEARN)]
    pub help: bool,

    /// Print the version
    #[arg(short = 'V', long, action = ArgAction::Version, help_heading = LEARN)]
    version: Option<bool>,
}

const READ: &str = "Read";
const SHOW: &str = "Show";
const JUDGE: &str = "Judge";
const LEARN: &str = "Learn";

impl Args {
    /// The command with all its options, whether or not `-h` shows them.
    pub fn described() -> Command {
        Self::command().mut_args(|arg| arg.hide_short_help(false))
    }

    /// All options and examples, an option a line.
    pub fn full_help() -> StyledStr {
        let examples = format!("Examples:\n{EXAMPLES}\n\nExit status: {EXIT_STATUS}");
        Self::described().after_help(examples).render_help()
    }

    /// The levels that `-D`, `-W` and `-A` set, in the order of the command line.
    pub fn levels(&self, matches: &ArgMatches) -> Vec<(&'static Rule, Level)> {
        let given = [
            ("deny", &self.deny, Level::Error),
            ("warn", &self.warn, Level::Warning),
            ("allow", &self.allow, Level::Allow),
        ];
        let mut levels: Vec<_> = given
            .into_iter()
            .flat_map(|(id, selections, level)| {
                let indices = matches.indices_of(id).into_iter().flatten();
                indices.zip(selections).map(move |(index, selection)| (index, *selection, level))
            })
            .collect();
        levels.sort_by_key(|(index, ..)| *index);
        levels
            .into_iter()
            .flat_map(|(_, selection, level)| selection.rules().map(move |rule| (rule, level)))
            .collect()
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
    Github,
    Junit,
    Sarif,
}

/// What is generated for the system to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Generate {
    Man,
    Bash,
    Zsh,
    Fish,
    #[value(name = "powershell")]
    PowerShell,
    Elvish,
}

/// What a level is set of: one rule, or all that have a level by themselves.
#[derive(Clone, Copy, Debug)]
pub enum Selection {
    One(&'static Rule),
    All(Level),
}

impl Selection {
    fn from_name(name: &str) -> Option<Self> {
        GROUPS
            .into_iter()
            .find(|(group, _)| *group == name)
            .map(|(_, level)| Self::All(level))
            .or_else(|| Rule::from_name(name).map(Self::One))
    }

    fn rules(self) -> impl Iterator<Item = &'static Rule> {
        RULES.iter().filter(move |rule| match self {
            Self::One(one) => *rule == one,
            Self::All(level) => rule.level == level,
        })
    }
}

/// The names that stand for several rules.
const GROUPS: [(&str, Level); 2] = [("errors", Level::Error), ("warnings", Level::Warning)];

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
        .try_map(|id| Rule::from_name(&id).ok_or("expected the name of a rule"))
}

fn selection() -> impl TypedValueParser<Value = Selection> {
    let rules = RULES.iter().filter(|rule| rule.is_adjustable()).map(|rule| rule.id);
    let fixed = RULES.iter().filter(|rule| !rule.is_adjustable());
    // Known, so that the error can say why it is refused, and not offered.
    let fixed = fixed.map(|rule| PossibleValue::new(rule.id).hide(true));
    let names = GROUPS.into_iter().map(|(group, _)| group).chain(rules).map(PossibleValue::new).chain(fixed);
    PossibleValuesParser::new(names).try_map(|name| match Selection::from_name(&name) {
        Some(Selection::One(rule)) if !rule.is_adjustable() => {
            Err("its level cannot be changed: what is not JSON cannot be judged")
        }
        Some(selection) => Ok(selection),
        None => Err("expected the name of a rule"),
    })
}

fn time(text: &str) -> Result<SystemTime, &'static str> {
    let time = text.parse::<Timestamp>().and_then(SystemTime::try_from);
    time.map_err(|_| "expected an RFC 3339 time such as 2024-07-18T18:22:38Z")
}

fn jobs(text: &str) -> Result<NonZero<usize>, &'static str> {
    text.parse().map_err(|_| "expected a number of threads, from 1 on")
}

fn size(text: &str) -> Result<ByteSize, &'static str> {
    text.parse().map_err(|_| "expected a size such as 16MiB")
}
