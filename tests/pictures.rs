//! Pictures of the tool in a terminal, for the README and docs/formats.md.
//!
//! `SNAPSHOTS=overwrite cargo test --test tests pictures` draws them again; look at them.

#![allow(missing_docs)]

use snapbox::cmd::{Command, cargo_bin};
use snapbox::file;

fn terminal(arguments: &[&str]) -> Command {
    Command::new(cargo_bin!("cbinspect"))
        .args(["--color", "always", "--now", "2025-01-01T00:00:00Z"])
        .args(arguments)
        .env("LC_ALL", "C.UTF-8")
        .env("FORCE_HYPERLINK", "0")
        .env_remove("COLUMNS")
}

#[test]
fn the_picture_of_a_failure_and_a_body_with_mistakes_is_current() {
    let shown = ["--summary", "never", "samples/failure.json", "tests/bodies/several.json"];
    terminal(&shown).assert().code(1).stdout_eq(file!["pictures/mistakes.term.svg"]);
}

#[test]
fn the_picture_of_a_log_with_its_summary_is_current() {
    let shown = ["samples/log.ndjson"];
    terminal(&shown).assert().code(1).stdout_eq(file!["pictures/log.term.svg"]);
}

#[test]
fn the_picture_of_an_explanation_is_current() {
    let shown = ["--explain", "duplicate-key"];
    terminal(&shown).assert().code(0).stdout_eq(file!["pictures/explain.term.svg"]);
}

#[test]
fn the_picture_of_an_application_log_is_current() {
    let shown = ["--find", "samples/application.log"];
    terminal(&shown).assert().code(1).stdout_eq(file!["pictures/find.term.svg"]);
}
