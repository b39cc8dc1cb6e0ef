//! The command line: parses arguments, runs, and returns the exit status.

mod args;
mod explain;
mod generate;
mod message;
mod stdout;
mod step_summary;
mod workspace;

use std::fs::Metadata;
use std::io::{self, IsTerminal as _, Write};
use std::num::NonZero;
use std::path::PathBuf;
use std::process::{self, ExitCode};
use std::time::SystemTime;
use std::{env, panic, thread};

use anyhow::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _};

use args::{Args, Format, SummaryWhen};
use message::{fail, print};

use crate::escape::escape;
use crate::inspection::Inspection;
use crate::report::Report;
use crate::report::compact::Compact;
use crate::report::github::Github;
use crate::report::json::Json;
use crate::report::junit::Junit;
use crate::report::pretty::Pretty;
use crate::report::sarif::Sarif;
use crate::report::summary::Summary;
use crate::report::terminal::Terminal;
use crate::report::urls::Urls;
use crate::rules::settings::Settings;
use crate::run::progress::Progress;
use crate::run::{Outcome, Run, Severity, Sink, is_written};
use crate::source::walk::{Files, Walk};

/// The exit status. Failed wins over invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    /// All callbacks are valid.
    Valid = 0,
    /// At least one callback is invalid.
    Invalid = 1,
    /// Something could not be read or written, there was no callback, or the usage was wrong.
    Failed = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Makes a panic in any thread end the process with a message and status 2. Otherwise other threads would wait
/// forever for the one that panicked.
pub fn exit_on_panic() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(|at| format!(" at {}:{}", at.file(), at.line())).unwrap_or_default();
        let payload = info.payload();
        let literal = payload.downcast_ref::<&str>().copied();
        let formatted = payload.downcast_ref::<String>().map(String::as_str);
        let reason = literal.or(formatted).unwrap_or("unknown");
        fail(&format!("internal error{place}: {reason}; please report it together with the input"));
        process::exit(Exit::Failed as i32);
    }));
}

/// Runs the command with the arguments of the process.
#[must_use]
pub fn run() -> ExitCode {
    exit_on_panic();
    let done = match Args::command().try_get_matches() {
        Ok(matches) => Args::from_arg_matches(&matches)
            .map_err(Error::from)
            .and_then(|args| command(&args, &matches, &mut *stdout::open())),
        Err(error) => print_instead(&without_rules(with_safe_arguments(error))),
    };
    let exit = done.unwrap_or_else(|error| {
        fail(&format!("{error:#}"));
        Exit::Failed
    });
    exit.into()
}

/// Returns the error for the same arguments with unsafe characters escaped. The error quotes arguments, which a shell
/// may have made of file names.
fn with_safe_arguments(error: clap::Error) -> clap::Error {
    let escaped = env::args_os().map(|argument| escape(argument.as_encoded_bytes()).into_owned());
    // Only arguments that are not UTF-8 can become valid when escaped. Their error quotes nothing.
    Args::command().try_get_matches_from(escaped).err().unwrap_or(error)
}

/// The number of possible values that an error lists. There are more rules than a reader wants to see.
const MOST_VALUES: usize = 10;

/// Replaces a list of all rules in an error by a tip.
fn without_rules(mut error: clap::Error) -> clap::Error {
    let lists_rules =
        |values: &ContextValue| matches!(values, ContextValue::Strings(values) if values.len() > MOST_VALUES);
    if error.get(ContextKind::ValidValue).is_some_and(lists_rules) {
        error.remove(ContextKind::ValidValue);
        let tip = "'--list-rules' lists the rules".into();
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip]));
    }
    error
}

/// Prints help, the version, or a usage error.
fn print_instead(error: &clap::Error) -> anyhow::Result<Exit> {
    if error.use_stderr() {
        // If this cannot be written, there is nobody to report it to.
        let _ = error.print();
        return Ok(Exit::Failed);
    }
    is_written(if stdout::is_closed() { Err(stdout::closed()) } else { error.print() })?;
    Ok(Exit::Valid)
}

fn command(args: &Args, matches: &ArgMatches, out: &mut (dyn Write + Send)) -> anyhow::Result<Exit> {
    message::set_color(args.color);
    let mut settings = settings(args, matches);
    let terminal = Terminal::stdout(args.color);
    if let Some(text) = explain::requested(args, &settings, terminal) {
        is_written(out.write_all(text.as_bytes()))?;
        return Ok(Exit::Valid);
    }
    if let Some(what) = args.generate {
        is_written(out.write_all(&generate::generated(what)))?;
        return Ok(Exit::Valid);
    }
    if args.paths.is_empty() && io::stdin().is_terminal() {
        let error = "no input: name files or directories, or pipe callbacks in";
        return print_instead(&Args::command().error(ErrorKind::MissingRequiredArgument, error));
    }
    if args.paths.iter().any(|path| path.as_os_str() == "-") && io::stdin().is_terminal() {
        print(Severity::Note, "reading from the terminal: end the input with Ctrl-D");
    }
    // Nothing shows the findings then.
    settings.counts_only = args.quiet;
    inspect(args, &settings, terminal, out)
}

fn settings(args: &Args, matches: &ArgMatches) -> Settings {
    let mut settings = Settings::new(args.now.unwrap_or_else(SystemTime::now));
    settings.expect = args.expect.map(Into::into);
    settings.pointer.clone_from(&args.at);
    settings.finds = args.find;
    settings.max_document_size = usize::try_from(args.max_document_size.as_u64()).unwrap_or(usize::MAX);
    for (rule, level) in args.levels(matches) {
        settings.set_level(rule, level);
    }
    if args.strict {
        settings.deny_warnings();
    }
    settings
}

fn inspect(
    args: &Args,
    settings: &Settings,
    terminal: Terminal,
    out: &mut (dyn Write + Send),
) -> anyhow::Result<Exit> {
    if !args.quiet && stdout::is_closed() {
        // An error even if the report would be empty, which is not known yet.
        is_written(Err(stdout::closed()))?;
    }
    let report = report(args.format, terminal);
    let shows = |inspection: &Inspection<'_>| {
        args.only.is_empty() || args.only.iter().any(|kind| kind.includes(inspection))
    };
    let run = Run {
        settings,
        walk: Walk {
            hidden: args.hidden,
            no_ignore: args.no_ignore,
            files: if args.find { Files::Text } else { Files::Callbacks },
        },
        redacts: args.redact,
        shows: &shows,
        report: (!args.quiet).then_some(report.as_ref()),
        jobs: args.jobs.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZero::<usize>::MIN),
        remembered_tasks: remembered_tasks(args),
        block_size: Run::BLOCK_SIZE,
    };
    let stdin = [PathBuf::from("-")];
    let paths = if args.paths.is_empty() { &stdin } else { args.paths.as_slice() };
    let progress = progress(args, paths);
    let conclude = |summary: &Summary, out: &mut dyn Write| {
        if io::stdout().is_terminal() {
            // The terminal shows `^C`.
            let _ = writeln!(out);
        }
        let _ = summarize(args, settings, terminal, summary, out);
    };
    let sink = Sink { out, complain: &mut print };
    let outcome = run.inspect_until_interrupt(paths, sink, &progress, &conclude);
    progress.finish();
    let outcome = outcome?;

    let summary = &outcome.summary;
    if !outcome.cut {
        report.omissions().iter().for_each(|omission| print(Severity::Warning, omission));
        summarize(args, settings, terminal, summary, out)?;
    }
    Ok(exit(args, &outcome))
}

fn report(format: Format, terminal: Terminal) -> Box<dyn Report> {
    match format {
        Format::Pretty => Box::new(Pretty { terminal }),
        Format::Compact => Box::new(Compact { terminal }),
        Format::Json => Box::new(Json),
        Format::Urls => Box::new(Urls::default()),
        Format::Github => Box::new(Github { base: workspace::base() }),
        Format::Junit => Box::new(Junit),
        Format::Sarif => Box::new(Sarif { base: workspace::base() }),
    }
}

/// Returns the number of tasks to track. A requested summary is exact, however much memory that takes. A summary that
/// is printed by default takes little.
fn remembered_tasks(args: &Args) -> usize {
    let may_be_shown = match args.format {
        Format::Pretty => !args.quiet,
        Format::Github => step_summary::path().is_some(),
        _ => false,
    };
    match args.summary {
        SummaryWhen::Always => usize::MAX,
        SummaryWhen::Auto if may_be_shown => Run::FEW_TASKS,
        SummaryWhen::Auto | SummaryWhen::Never => 0,
    }
}

fn summarize(
    args: &Args,
    settings: &Settings,
    terminal: Terminal,
    summary: &Summary,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let is_wanted = match args.summary {
        SummaryWhen::Auto => !args.quiet && args.format == Format::Pretty && summary.callbacks > 1,
        SummaryWhen::Always => true,
        SummaryWhen::Never => false,
    };
    if is_wanted {
        if args.quiet || args.format == Format::Pretty {
            is_written(summary.write(terminal, settings, out))?;
        } else {
            // Standard output is for programs. If standard error fails, there is nobody to report it to.
            let plain = Terminal { color: false, hyperlinks: false, ..terminal };
            let _ = summary.write(plain, settings, &mut io::stderr());
        }
    }
    if args.format == Format::Github && args.summary != SummaryWhen::Never {
        step_summary::append(summary, settings)?;
    }
    Ok(())
}

/// Shows the progress if standard error is a terminal and the report does not go to it.
fn progress(args: &Args, paths: &[PathBuf]) -> Progress {
    if !io::stderr().is_terminal() || (io::stdout().is_terminal() && !args.quiet) {
        return Progress::hidden();
    }
    let sizes =
        paths.iter().map(|path| Some(path.metadata().ok()?).filter(Metadata::is_file).map(|data| data.len()));
    Progress::shown(sizes.sum())
}

fn exit(args: &Args, outcome: &Outcome) -> Exit {
    let Outcome { summary, unreadable, cut } = outcome;
    // An empty input is not the fault of a filter, but a directory without callbacks must not pass.
    let may_be_empty = args.exit_zero && (args.paths.is_empty() || args.paths == [PathBuf::from("-")]);
    let is_empty = summary.callbacks == 0 && !cut && !may_be_empty;
    if is_empty && unreadable.is_empty() {
        fail("no callbacks found");
    }
    if is_empty || !unreadable.is_empty() {
        Exit::Failed
    } else if args.exit_zero || summary.valid == summary.callbacks {
        Exit::Valid
    } else {
        Exit::Invalid
    }
}
