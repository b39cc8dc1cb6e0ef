//! The command-line options.

use std::num::NonZero;
use std::path::PathBuf;
use std::time::SystemTime;

use bytesize::ByteSize;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{ArgAction, ArgMatches, Parser, ValueEnum};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use crate::contract::Status;
use crate::inspection::Inspection;
use crate::json::pointer::Pointer;
use crate::report::terminal::ColorWhen;
use crate::rules::settings::Settings;
use crate::rules::{Level, RULES, Rule};

/// Commands to begin with.
pub const EXAMPLES: &str = "  cbinspect callback.json                   show a callback
  cbinspect < callback.json                 read a pipe
  cbinspect --find app.log                  find callbacks in a log
  cbinspect -f compact --strict fixtures/   check fixtures, silent if all are good
  cbinspect --only fail log.ndjson          show failures
  cbinspect -f urls log.ndjson | wget -i -  fetch results";

/// The meaning of each exit status.
pub const EXIT_STATUS: &str = "  0  all callbacks are valid (warnings are allowed)
  1  at least one callback is invalid
  2  something could not be read or written, there was no
     callback, or the usage was wrong";

fn after_help(with_status: bool) -> String {
    let heading = |text| format!("\u{1b}[1;4m{text}:\u{1b}[0m");
    let examples = format!("{}\n{EXAMPLES}", heading("Examples"));
    if with_status { format!("{examples}\n\n{}\n{EXIT_STATUS}", heading("Exit status")) } else { examples }
}

/// Inspect callbacks of Tencent Cloud AI Digital Human.
///
/// Shows how the production ended, why it failed, where the result is, and what is wrong with the body.
#[derive(Debug, Parser)]
#[command(name = "cbinspect", version, max_term_width = 100, next_help_heading = "Information")]
#[command(
    override_usage = "cbinspect [OPTIONS] [PATH]...",
    disable_help_flag = true,
    disable_version_flag = true
)]
#[command(after_help = after_help(false), after_long_help = after_help(true))]
pub struct Args {
    /// Files or directories to read, or - for standard input [default: -]
    ///
    /// A file may contain one callback, one callback a line (NDJSON), several callbacks one after another, an array of
    /// callbacks, or saved HTTP requests. It may be compressed with gzip. In a directory, files that end in .json,
    /// .jsonl, .ndjson or .http are read, each also with .gz, except hidden and ignored ones. A file named here is read
    /// whatever its name is.
    #[arg(value_name = "PATH", help_heading = None)]
    pub paths: Vec<PathBuf>,

    /// Choose the output format.
    ///
    /// For example, `cbinspect -f urls log.ndjson | wget -i -` downloads the results.
    #[arg(short, long, value_enum, default_value_t, ignore_case = true, help_heading = OUTPUT)]
    pub format: Format,

    /// Show only callbacks of these kinds, separated by commas.
    ///
    /// All callbacks are still checked and counted. For example, `--only fail,invalid` hides the successful ones.
    #[arg(long, value_name = "KIND", value_enum, value_delimiter = ',', ignore_case = true, help_heading = OUTPUT)]
    pub only: Vec<Kind>,

    /// Print nothing; use the exit status.
    ///
    /// Inputs that cannot be read are still reported on standard error.
    #[arg(short, long, help_heading = OUTPUT)]
    pub quiet: bool,

    /// Hide queries, fragments and user info of URLs.
    ///
    /// Prints an ellipsis in their place, in any format. Use this if others can read the output, for example the log of a public
    /// CI job: anyone with a signed URL can download the video.
    #[arg(long, help_heading = OUTPUT)]
    pub redact: bool,

    /// When to print a summary.
    ///
    /// The summary counts callbacks and failure reasons. It goes to standard output with the format `pretty` or with
    /// --quiet, otherwise to standard error.
    #[arg(long, value_name = "WHEN", value_enum, default_value_t, ignore_case = true, help_heading = OUTPUT)]
    pub summary: SummaryWhen,

    /// When to use colors.
    ///
    /// `auto` respects the environment variables NO_COLOR and CLICOLOR_FORCE.
    #[arg(long, value_name = "WHEN", value_enum, default_value_t, ignore_case = true, help_heading = OUTPUT, hide_short_help = true)]
    pub color: ColorWhen,

    /// Report callbacks with another status as errors.
    ///
    /// The rule is `unexpected-status`. Without this option, a callback that reports a failure is valid too.
    #[arg(long, value_name = "STATUS", value_enum, ignore_case = true, help_heading = CHECKS)]
    pub expect: Option<Expect>,

    /// Report all warnings as errors.
    ///
    /// The exit status is then 1 if there is any finding.
    #[arg(long, help_heading = CHECKS)]
    pub strict: bool,

    /// Report RULE as an error; `errors` and `warnings` are groups.
    ///
    /// RULE is a name printed by --list-rules, or several separated by commas. `errors` and `warnings` select all rules of that
    /// level, except `invalid-json`, which is always an error. For example, `-D warnings -A unknown-field,insecure-url` reports
    /// all other warnings as errors.
    #[arg(short = 'D', long, value_name = "RULE", value_parser = selection(), value_delimiter = ',', ignore_case = true)]
    #[arg(help_heading = CHECKS, hide_possible_values = true)]
    pub deny: Vec<Selection>,

    /// Report RULE as a warning.
    ///
    /// Some rules are off by default. For example, `-W conflicting-delivery` reports tasks that both succeeded and failed.
    #[arg(short = 'W', long, value_name = "RULE", value_parser = selection(), value_delimiter = ',', ignore_case = true)]
    #[arg(help_heading = CHECKS, hide_possible_values = true)]
    pub warn: Vec<Selection>,

    /// Disable RULE; the last of -D, -W, -A wins.
    ///
    /// For example, `-A warnings -W insecure-url` reports no warnings except insecure URLs.
    #[arg(short = 'A', long, value_name = "RULE", value_parser = selection(), value_delimiter = ',', ignore_case = true)]
    #[arg(help_heading = CHECKS, hide_possible_values = true)]
    pub allow: Vec<Selection>,

    /// Check the expiry of URLs against TIME instead of now.
    ///
    /// Use this for fixtures, whose signed URLs expire sooner or later: `--now 2024-07-18T18:22:38Z`. A date is its beginning in
    /// UTC, and a number is in seconds since 1970.
    #[arg(long, value_name = "TIME", value_parser = time, help_heading = CHECKS, hide_short_help = true)]
    pub now: Option<SystemTime>,

    /// Exit with 0 even if callbacks are invalid or standard input is empty.
    ///
    /// Use this in pipelines that stop on any other status. It is still 2 if something cannot be read or written.
    #[arg(long, help_heading = CHECKS, hide_short_help = true)]
    pub exit_zero: bool,

    /// Find callbacks in any text: logs, exports, events.
    ///
    /// Finds each callback, however it is escaped, and checks it; other text is skipped. It may be in a JSON string, in Base64,
    /// a CSV field, a form, HTML or a log of nginx, up to four of them deep: `cbinspect --find app.log hook.har`. In a directory,
    /// all text files are read.
    #[arg(long, help_heading = INPUT, conflicts_with = "at")]
    pub find: bool,

    /// JSON Pointer to the callback inside each document.
    ///
    /// Gateways and serverless functions wrap the body in an event: `--at /body event.json` reads the callback in the member
    /// `body`. It may be an object or a string, which is decoded from Base64 if the event sets `isBase64Encoded`.
    #[arg(long, value_name = "POINTER", help_heading = INPUT)]
    pub at: Option<Pointer>,

    /// Read hidden files and directories too.
    ///
    /// Their names begin with a dot. Without this option, only those named on the command line are read. For example,
    /// `--hidden .` also reads `.cache/callbacks.ndjson`. It skips `.git`, unless --no-ignore is given too.
    #[arg(long, help_heading = INPUT)]
    pub hidden: bool,

    /// Read files and directories excluded by ignore files too.
    ///
    /// Ignore files are `.ignore` anywhere, and in a Git repository `.gitignore`, `.git/info/exclude` and the global
    /// ignore file of Git. A path named on the command line is read even if it is ignored. For example,
    /// `--no-ignore .` also reads `node_modules`.
    #[arg(long, help_heading = INPUT)]
    pub no_ignore: bool,

    /// Reject documents larger than SIZE [default: 16MiB]
    ///
    /// A larger document is one finding, and the rest of it is skipped.
    #[arg(long, value_name = "SIZE", value_parser = size)]
    #[arg(default_value_t = ByteSize::b(Settings::MAX_DOCUMENT_SIZE as u64))]
    #[arg(hide_default_value = true, help_heading = INPUT, hide_short_help = true)]
    pub max_document_size: ByteSize,

    /// Use at most N threads [default: all cores]
    ///
    /// The output is the same for any number.
    #[arg(short, long, value_name = "N", value_parser = jobs, help_heading = INPUT, hide_short_help = true)]
    pub jobs: Option<NonZero<usize>>,

    /// Explain a rule, with an example.
    ///
    /// Prints what the rule checks and why, a command with a sample, and the report on it. --list-rules prints the names. With
    /// `-f json`, prints an object.
    #[arg(long, value_name = "RULE", value_parser = rule(), ignore_case = true, hide_possible_values = true)]
    pub explain: Option<&'static Rule>,

    /// List all rules with their levels.
    ///
    /// The levels are those set by -D, -W, -A and --strict. With `-f json`, prints an object per rule, one a line.
    #[arg(long)]
    pub list_rules: bool,

    /// Print the contract as JSON Schema 2020-12.
    ///
    /// It rejects the same callbacks as the rules of level `error`, except `invalid-json`, `duplicate-key` and `unexpected-status`, which no schema can express.
    #[arg(long, hide_short_help = true)]
    pub schema: bool,

    /// Print a man page or shell completions.
    ///
    /// For example, add `source <(cbinspect --generate bash)` to your .bashrc.
    #[arg(long, value_name = "WHAT", value_enum, hide_short_help = true)]
    pub generate: Option<Generate>,

    #[arg(short, long, action = ArgAction::Help)]
    #[arg(help = "Print help (see more with '--help')", long_help = "Print help (see a summary with '-h')")]
    help: Option<bool>,

    /// Print the version
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

const OUTPUT: &str = "Output";
const CHECKS: &str = "Rules";
const INPUT: &str = "Input";

impl Args {
    /// Returns the levels set by `-D`, `-W` and `-A`, in the order of the command line.
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

/// The output formats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: each callback, and each finding as an excerpt of the source
    #[default]
    Pretty,
    /// For editors and grep: `path:line:column: level[rule]: message`
    Compact,
    /// For programs: one JSON object per callback, one a line
    Json,
    /// For wget and xargs: the result URLs of valid callbacks, one a line
    Urls,
    /// For GitHub Actions: annotations, and a job summary
    Github,
    /// For GitLab and Jenkins: a JUnit XML report
    Junit,
    /// For code scanning: a SARIF 2.1.0 log
    Sarif,
}

/// Files generated for the system: a man page, or completions for a shell.
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

/// The rules whose level to set: one, or all with a default level.
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

/// The names of groups of rules.
const GROUPS: [(&str, Level); 2] = [("errors", Level::Error), ("warnings", Level::Warning)];

/// When to print the summary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum SummaryWhen {
    /// If the format is `pretty` and there is more than one callback
    #[default]
    Auto,
    /// Always, even with --quiet
    Always,
    /// Never
    Never,
}

/// Kinds of callbacks to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// `Status` is SUCCESS
    Success,
    /// `Status` is FAIL
    Fail,
    /// At least one error
    Invalid,
    /// At least one warning
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
        .try_map(|id| Rule::from_name(&id.to_ascii_lowercase()).ok_or("expected the name of a rule"))
}

fn selection() -> impl TypedValueParser<Value = Selection> {
    let rules = RULES.iter().filter(|rule| rule.is_adjustable()).map(|rule| rule.id);
    let fixed = RULES.iter().filter(|rule| !rule.is_adjustable());
    // These names are accepted to explain why they cannot be set. They are not suggested.
    let fixed = fixed.map(|rule| PossibleValue::new(rule.id).hide(true));
    let names = GROUPS.into_iter().map(|(group, _)| group).chain(rules).map(PossibleValue::new).chain(fixed);
    PossibleValuesParser::new(names).try_map(|name| match Selection::from_name(&name.to_ascii_lowercase()) {
        Some(Selection::One(rule)) if !rule.is_adjustable() => Err("`invalid-json` is always an error"),
        Some(selection) => Ok(selection),
        None => Err("expected the name of a rule"),
    })
}

fn time(text: &str) -> Result<SystemTime, &'static str> {
    let seconds = || Timestamp::from_second(text.parse().ok()?).ok();
    let beginning = || {
        let date: Date = text.parse().ok()?;
        TimeZone::UTC.to_timestamp(date.to_datetime(Time::midnight())).ok()
    };
    let time = text.parse::<Timestamp>().ok().or_else(seconds).or_else(beginning);
    time.and_then(|time| SystemTime::try_from(time).ok())
        .ok_or("expected a time such as 2024-07-18T18:22:38Z, a date, or seconds since 1970")
}

fn jobs(text: &str) -> Result<NonZero<usize>, &'static str> {
    text.parse().map_err(|_| "expected a number of threads, at least 1")
}

fn size(text: &str) -> Result<ByteSize, &'static str> {
    text.parse().map_err(|_| "expected a size such as 16MiB")
}
