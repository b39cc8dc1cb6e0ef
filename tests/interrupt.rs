//! Ctrl-C and `SIGTERM`: the summary is printed, and the process ends by the signal.

use std::fs::File;
use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::OFlags;

const GOOD: &str =
    r#"{"Payload":{"Progress":100,"MediaUrl":"https://a.qq.com/b.mp4","Status":"SUCCESS","TaskId":"t"}}"#;

const INT: (&str, i32) = ("-INT", 2);
const TERM: (&str, i32) = ("-TERM", 15);

fn cbinspect(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cbinspect"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn kill(signal: &str, child: &Child) {
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
}

/// Returns whether child processes ignore a signal, as in a background job of a script.
fn is_ignored((signal, _): (&str, i32)) -> bool {
    let is_ignored =
        Command::new("sh").args(["-c", &format!("kill {signal} $$")]).status().unwrap().success();
    if is_ignored {
        eprintln!("not tested: the tests were started so that {signal} is ignored");
    }
    is_ignored
}

/// Waits for the end, longer than any machine needs.
fn end(child: &mut Child) -> ExitStatus {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if start.elapsed() > Duration::from_secs(30) {
            child.kill().unwrap();
            panic!("the process did not end");
        }
        thread::sleep(Duration::from_millis(10));
    }
}

fn rest(child: &mut Child) -> [String; 2] {
    let [mut out, mut err] = [String::new(), String::new()];
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    [out, err]
}

/// Starts the command at a pipe that stays open, and waits until it has reported two callbacks.
fn at_open_pipe(arguments: &[&str]) -> Child {
    let mut child = cbinspect(arguments).spawn().unwrap();
    let stdout = child.stdout.as_mut().unwrap();
    for _ in 0..2 {
        writeln!(child.stdin.as_mut().unwrap(), "{GOOD}").unwrap();
        let mut shown = Vec::new();
        // Each callback is reported with its URL on one line.
        while !shown.ends_with(b"b.mp4") {
            let mut byte = [0];
            stdout.read_exact(&mut byte).unwrap();
            shown.extend(byte);
        }
    }
    child
}

#[test]
fn an_interrupted_run_prints_its_summary_and_ends_by_the_signal() {
    const SUMMARY: &str = "2 callbacks: 2 valid, 0 invalid\n2 succeeded, 0 failed\n";
    for (name, number) in [INT, TERM] {
        if is_ignored((name, number)) {
            continue;
        }
        let source = "\n  source     <stdin>:2\n\n";
        for (arguments, out, err) in [
            (["-f", "pretty", "--summary", "auto"], format!("{source}{SUMMARY}"), ""),
            (["-f", "pretty", "--summary", "never"], source.to_owned(), ""),
            (["-f", "urls", "--summary", "always"], "\n".to_owned(), SUMMARY),
            (["-f", "urls", "--summary", "auto"], "\n".to_owned(), ""),
        ] {
            let mut child = at_open_pipe(&arguments);
            kill(name, &child);
            assert_eq!(end(&mut child).signal(), Some(number), "{arguments:?}");
            assert_eq!(rest(&mut child), [out, err.to_owned()], "{name} {arguments:?}");
        }
    }
}

/// The report ends with a whole line, and the summary counts what was reported.
#[test]
fn an_interrupted_report_contains_whole_lines() {
    if is_ignored(INT) {
        return;
    }
    for jobs in ["1", "4"] {
        let mut child = cbinspect(&["-f", "json", "--summary", "always", "-j", jobs]).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // Ends with a broken pipe.
        let feed =
            thread::spawn(
                move || while stdin.write_all(format!("{GOOD}\n").repeat(1000).as_bytes()).is_ok() {},
            );
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut report = String::new();
        for _ in 0..5000 {
            lines.read_line(&mut report).unwrap();
        }
        kill(INT.0, &child);
        lines.read_to_string(&mut report).unwrap();
        assert_eq!(end(&mut child).signal(), Some(INT.1));
        feed.join().unwrap();
        assert!(report.ends_with("}\n"));
        for line in report.lines() {
            serde_json::from_str::<serde_json::Value>(line).unwrap();
        }
        let mut summary = String::new();
        child.stderr.take().unwrap().read_to_string(&mut summary).unwrap();
        let count: String = summary.chars().take_while(|letter| *letter != ' ').collect();
        assert_eq!(count.replace(',', ""), report.lines().count().to_string(), "{summary}");
    }
}

/// Starts the command with an output without a reader, and waits until the run has begun.
fn at_full_pipe(folder: &Path) -> (Child, File) {
    let path = folder.join("full");
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    let nonblocking = OFlags::NONBLOCK.bits().cast_signed();
    let reader = File::options().read(true).custom_flags(nonblocking).open(&path).unwrap();
    let mut filler = File::options().write(true).custom_flags(nonblocking).open(&path).unwrap();
    let is_full =
        |result: std::io::Result<usize>| result.is_err_and(|error| error.kind() == ErrorKind::WouldBlock);
    while !is_full(filler.write(&[b'\n'; 512])) {}
    while !is_full(filler.write(b"\n")) {}
    let mut command = cbinspect(&["--summary", "always", "missing.json", "-"]);
    let mut child = command.stdout(File::options().write(true).open(&path).unwrap()).spawn().unwrap();
    child.stderr.as_mut().unwrap().read_exact(&mut [0]).unwrap();
    (child, reader)
}

/// The summary cannot be written then.
#[test]
fn an_interrupted_run_ends_although_nobody_reads_its_output() {
    if is_ignored(INT) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (mut child, _reader) = at_full_pipe(folder.path());
    kill(INT.0, &child);
    assert_eq!(end(&mut child).signal(), Some(INT.1));
}

/// The first interrupt ends the run, but waits for the step summary: a pipe without a reader.
#[test]
fn a_second_interrupt_ends_the_process_at_once() {
    if is_ignored(INT) || is_ignored(TERM) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut command = cbinspect(&["-f", "github", "--summary", "always", "missing.json", "-"]);
    command.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", &pipe);
    let mut child = command.spawn().unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(stderr.next().unwrap().unwrap().contains("missing.json"));
    kill(INT.0, &child);
    // The summary, which comes before the step summary.
    assert!(stderr.next().unwrap().unwrap().starts_with("0 callbacks"));
    kill(TERM.0, &child);
    assert_eq!(end(&mut child).signal(), Some(TERM.1));
}

#[test]
fn a_run_that_waits_for_a_named_pipe_can_be_interrupted() {
    if is_ignored(INT) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let arguments = ["--summary", "always", "missing.json", pipe.to_str().unwrap()];
    let mut child = cbinspect(&arguments).spawn().unwrap();
    child.stderr.as_mut().unwrap().read_exact(&mut [0]).unwrap();
    kill(INT.0, &child);
    assert_eq!(end(&mut child).signal(), Some(INT.1));
    let [out, _] = rest(&mut child);
    assert!(out.starts_with("0 callbacks"), "{out}");
}

#[test]
fn ignored_signals_stay_ignored() {
    // On other systems it is unknown whether `SIGTERM` is ignored.
    let signals: &[_] = if cfg!(target_os = "linux") { &[INT, TERM] } else { &[INT] };
    for (name, number) in signals {
        let program = env!("CARGO_BIN_EXE_cbinspect");
        let line = format!("trap '' {number}; exec {program} -f urls");
        let mut command = Command::new("sh");
        command.args(["-c", &line]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        for _ in 0..2 {
            writeln!(stdin, "{GOOD}").unwrap();
            assert_eq!(lines.next().unwrap().unwrap(), "https://a.qq.com/b.mp4", "{name}");
            kill(name, &child);
        }
        drop(stdin);
        assert_eq!(end(&mut child).code(), Some(0), "{name}");
    }
}

/// The terminal prints `^C` at the cursor. A shell that sees the signal ends its loop.
#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_on_a_terminal_ends_a_shell_loop() {
    let is_util_linux =
        |output: std::process::Output| String::from_utf8_lossy(&output.stdout).contains("util-linux");
    if is_ignored(INT) {
        return;
    }
    if !Command::new("script").arg("-V").output().is_ok_and(is_util_linux) {
        return eprintln!("not tested: util-linux's `script` is not installed");
    }
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let program = env!("CARGO_BIN_EXE_cbinspect");
    let line = format!("for file in pipe pipe; do {program} --color never $file; done; echo survived");
    let mut command = Command::new("script");
    command.current_dir(folder.path()).env("SHELL", "/bin/sh").args(["-qefc", &line, "/dev/null"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut pipe = File::options().write(true).open(&pipe).unwrap();
    writeln!(pipe, "{GOOD}\n{GOOD}").unwrap();
    let mut screen = BufReader::new(child.stdout.take().unwrap());
    let mut shown = String::new();
    while !shown.ends_with("pipe:2\r\n\r\n") {
        assert_ne!(screen.read_line(&mut shown).unwrap(), 0, "{shown}");
    }
    child.stdin.as_mut().unwrap().write_all(b"\x03").unwrap();
    shown.clear();
    screen.read_to_string(&mut shown).unwrap();
    let summary = "2 callbacks: 2 valid, 0 invalid\r\n2 succeeded, 0 failed\r\n";
    assert_eq!(shown, format!("^C\r\n{summary}"));
    assert_eq!(end(&mut child).code(), Some(128 + INT.1));
}
