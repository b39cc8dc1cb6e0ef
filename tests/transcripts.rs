//! Runs the commands in the `console` blocks of `tests/cmd/*.md`, `docs/*.md`, README.md and CONTRIBUTING.md, and
//! compares what they print with the text below them.
//!
//! `$` marks a command and `? 1` below it a non-zero exit status. Standard output comes next, then standard error
//! with `2> ` before each line. `SNAPSHOTS=overwrite cargo test --test tests transcripts` replaces the text by what the
//! commands print now; read the difference.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cbinspect::escape::escape;
use cbinspect::rules::{RULES, Rule};
use snapbox::data::{Data, DataFormat};
use snapbox::{Assert, IntoData as _};

use crate::support::path_with_program;

#[test]
fn the_transcripts_show_what_the_command_prints() {
    let paths = markdown_files("tests/cmd");
    assert!(!paths.is_empty());
    paths.iter().for_each(|path| check(path));
}

#[test]
fn the_documentation_shows_what_the_command_prints() {
    check(Path::new("README.md"));
    check(Path::new("CONTRIBUTING.md"));
    let pages = markdown_files("docs").into_iter().filter(|path| path != Path::new(RULES_PAGE));
    pages.for_each(|path| check(&path));
}

/// The command of `--explain` contains the sample, so that it works without this repository.
#[test]
fn the_command_of_each_explanation_prints_what_it_shows() {
    for rule in &RULES {
        let explanation = run(&format!("cbinspect --explain {}", rule.id));
        let (_, rest) = explanation.split_once("The command\n\n").unwrap();
        let (command, rest) = rest.split_once("\nprints\n\n").unwrap();
        let (shown, _) = rest.rsplit_once("\nSee ").unwrap();
        let printed = run(command);
        let printed = printed.strip_prefix("? 1\n").unwrap_or(&printed);
        assert_eq!(printed.trim_end(), shown.trim_end(), "{}", rule.id);
    }
}

const RULES_PAGE: &str = "docs/rules.md";

/// The page has one heading for each rule of the catalogue, with the rule's sample and the report on it.
#[test]
fn the_page_of_rules_is_the_catalogue() {
    let rows = RULES
        .iter()
        .map(|rule| format!("| [`{0}`](#{0}) | {1} | {2} |\n", rule.id, rule.level.name(), rule.summary));
    let table: String = rows.collect();
    let sections: String = RULES.iter().map(section).collect();
    let page =
        format!("{RULES_INTRODUCTION}| rule | level | reported if |\n|---|---|---|\n{table}{sections}");
    let expected = Data::read_from(RULES_PAGE.as_ref(), Some(DataFormat::Text)).raw();
    Assert::new().action_env("SNAPSHOTS").eq(run_again(&page).into_data().raw(), expected);
}

const RULES_INTRODUCTION: &str = "\
<!-- Generated: `SNAPSHOTS=overwrite cargo test` writes this page from src/rules/catalogue.rs and samples/rules. -->

# Rules

A rule of level **error** reports a breach of the documented contract: the callback is invalid, and the exit status is
1. A **warning** is advice about a callback that the contract allows. A rule of level **allow** is off until you enable
it.

`-D RULE` reports a rule as an error, `-W RULE` as a warning, and `-A RULE` disables it. They apply in the order of the
command line. `errors` and `warnings` select all rules of that level, except
`invalid-json`, which is always an error. `--strict` reports all warnings as errors.
`cbinspect --explain RULE` prints what this page says about a rule. `cbinspect --list-rules -f json` and
`cbinspect --explain RULE -f json` print JSON: `rule`, `level`, `summary`, and `explanation`, `sample`, `options`, `page`.

`$` marks a command; `? 1` below it is a non-zero exit status.

";

fn section(rule: &Rule) -> String {
    let sample: String = rule.sample.lines().map(|line| format!("{}\n", escape(line))).collect();
    let language = if sample.starts_with('{') { "json" } else { "text" };
    format!(
        "\n## {}\n\nLevel: {}. Reported if: {}.\n\n{}\n\n`{}`:\n\n```{language}\n{sample}```\n\n```console\n$ {}\n```\n",
        rule.id,
        rule.level.name(),
        rule.summary,
        rule.explanation,
        rule.sample_path(),
        rule.sample_command(),
    )
}

/// Returns the Markdown files of a directory in the order of their names, or none if there is no such directory.
fn markdown_files(directory: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    paths
}

fn check(path: &Path) {
    let expected = Data::read_from(path, Some(DataFormat::Text)).raw();
    let actual = run_again(&fs::read_to_string(path).unwrap());
    Assert::new().action_env("SNAPSHOTS").eq(actual.into_data().raw(), expected);
}

/// Returns the document with each output replaced by what the command prints now.
fn run_again(document: &str) -> String {
    let mut again = String::new();
    let mut in_console = false;
    for line in document.lines() {
        let fence = line.starts_with("```");
        match line.strip_prefix("$ ").filter(|_| in_console) {
            Some(command) => again.extend([line, "\n", &run(command)]),
            None if in_console && !fence => {}
            None => again.extend([line, "\n"]),
        }
        if fence {
            in_console = line == "```console";
        }
    }
    again
}

fn run(command: &str) -> String {
    let output = Command::new("sh")
        .args(["-c", command])
        .env("PATH", path_with_program())
        // Settings for colors, symbols and links that are the same on every machine.
        .env("LC_ALL", "C.UTF-8")
        .env("NO_COLOR", "1")
        .env_remove("COLUMNS")
        .env("FORCE_HYPERLINK", "0")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let status = match output.status.code().unwrap() {
        0 => String::new(),
        status => format!("? {status}\n"),
    };
    let errors: String = lines(output.stderr).lines().map(error_line).collect();
    status + &lines(output.stdout) + &errors
}

/// Marks a line of standard error, without a space at the end of an empty one.
fn error_line(line: &str) -> String {
    if line.is_empty() { "2>\n".to_owned() } else { format!("2> {line}\n") }
}

/// Returns the text with an end of line after its last line, so that nothing is appended to it.
fn lines(output: Vec<u8>) -> String {
    let mut text = String::from_utf8(output).unwrap();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
