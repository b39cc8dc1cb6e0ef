//! The command as people see it: each block of `console` in `tests/cmd` and in the README is run by a shell, and
//! must print what stands below it.
//!
//! A line `$ …` is a command and a line `? …` below it its exit status, where that is not 0; what follows is all
//! that it prints. `SNAPSHOTS=overwrite cargo test --test transcripts` writes what the commands print now; read
//! the difference.

#![allow(clippy::unwrap_used, missing_docs)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs, iter};

use snapbox::data::{Data, DataFormat};
use snapbox::{Assert, IntoData as _};

#[test]
fn transcripts_of_the_command() {
    let mut paths: Vec<_> = fs::read_dir("tests/cmd").unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    for path in paths {
        check(&path);
    }
}

#[test]
fn transcripts_in_the_readme() {
    check(Path::new("README.md"));
}

fn check(path: &Path) {
    let expected = Data::read_from(path, Some(DataFormat::Text)).raw();
    let actual = run_again(&fs::read_to_string(path).unwrap());
    Assert::new().action_env("SNAPSHOTS").eq(actual.into_data().raw(), expected);
}

/// The document with each output replaced by what the command prints now.
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
    let program = Path::new(env!("CARGO_BIN_EXE_cbinspect"));
    let path = env::var_os("PATH").unwrap();
    let path = iter::once(program.parent().unwrap().to_owned()).chain(env::split_paths(&path));
    let output = Command::new("sh")
        .args(["-c", &format!("{{ {command}\n}} 2>&1")])
        .env("PATH", env::join_paths(path).unwrap())
        // What decides on colours, symbols and links, the same on every machine.
        .env("LC_ALL", "C.UTF-8")
        .env("NO_COLOR", "1")
        .env("FORCE_HYPERLINK", "0")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let status = output.status.code().unwrap();
    let status = if status == 0 { String::new() } else { format!("? {status}\n") };
    status + &String::from_utf8(output.stdout).unwrap()
}
