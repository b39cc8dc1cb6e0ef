//! Threads never change the result of a run.

use std::num::NonZero;
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs, io};

use cbinspect::report::Report;
use cbinspect::report::text::Text;
use cbinspect::run::progress::Progress;
use cbinspect::run::{Run, Sink};
use cbinspect::source::walk::{Source, Walk};
use cbinspect::{Inspection, cli};

use crate::support::{PROGRAM, settings};

const GOOD: &str = r#"{"Payload":{"Progress":100,"MediaUrl":"https://a.qq.com/b.mp4","Status":"SUCCESS","TaskId":"0123456789abcdef0"}}"#;

/// A report that panics.
struct Panics;

impl Report for Panics {
    fn callback(&self, _: &Source, inspection: &Inspection<'_>, _: &mut Text) -> io::Result<()> {
        if inspection.document.index == 5 {
            panic!("the sixth callback");
        }
        Ok(())
    }
}

/// The test runs itself again with an input, because a panic ends the process.
#[test]
fn a_panic_in_a_thread_ends_the_run() {
    if let Some(source) = env::var_os("CBINSPECT_PANICS_ON") {
        cli::exit_on_panic();
        let settings = settings();
        let run = Run {
            settings: &settings,
            walk: Walk::default(),
            redacts: false,
            shows: &|_| true,
            report: Some(&Panics),
            jobs: NonZero::new(4).unwrap(),
            remembered_tasks: 0,
            block_size: 1000,
        };
        let sink = Sink { out: &mut io::sink(), complain: &mut |_, _| {} };
        let outcome = run.inspect(&[PathBuf::from(source)], sink, &Progress::hidden());
        panic!("the run ended: {:?}", outcome.unwrap().summary);
    }
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("log.ndjson");
    fs::write(&source, format!("{GOOD}\n").repeat(1000)).unwrap();
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", "threads::a_panic_in_a_thread_ends_the_run", "--nocapture"])
        .env("CBINSPECT_PANICS_ON", source)
        .output()
        .unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{message}");
    // The separator in the path depends on the system.
    assert!(message.contains(concat!("error: internal error at ", file!(), ":")), "{message}");
    assert!(message.contains(": the sixth callback; please report it together with the input"), "{message}");
}

/// If the system refuses threads, the run continues with fewer. Here it refuses all: no thread can have a stack of
/// this size.
#[test]
fn a_run_continues_with_fewer_threads_than_requested() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("log.ndjson");
    fs::write(&source, format!("{GOOD}\n").repeat(5000)).unwrap();
    for size in ["140737488355328", "2097152"] {
        let output = Command::new(PROGRAM)
            .args(["-j", "5000", "-f", "urls"])
            .arg(&source)
            .env("RUST_MIN_STACK", size)
            .output()
            .unwrap();
        let urls = "https://a.qq.com/b.mp4\n".repeat(5000);
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(0), urls.as_bytes()));
    }
}

/// Files of several blocks. Each block has more callbacks than are kept before its turn, and more report than is kept in one
/// part.
#[test]
fn numbers_go_on_from_block_to_block() {
    const LINES: usize = 8000;
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<_> = (0..2).map(|number| folder.path().join(format!("{number}.ndjson"))).collect();
    let line = format!("{{}}{}\n", " ".repeat(40));
    paths.iter().for_each(|path| fs::write(path, line.repeat(LINES)).unwrap());
    let report = |options: &[&str]| {
        let output = Command::new(PROGRAM).args(options).args(&paths).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let json = report(&["-f", "json", "-j", "1"]);
    assert!(json.len() > 4 << 20);
    for (number, row) in json.lines().enumerate() {
        let index = number % LINES;
        let expected = format!("{}.ndjson\",\"line\":{},\"index\":{index},", number / LINES, index + 1);
        assert!(row.contains(&expected), "{row}");
    }
    assert_eq!(json.lines().count(), paths.len() * LINES);
    assert!(report(&["-f", "json", "-j", "4"]) == json);
    assert!(report(&["-f", "json", "-j", "4", "--warn", "conflicting-delivery"]) == json);

    let junit = report(&["-f", "junit", "-j", "4"]);
    let names: Vec<_> = junit.split("<testcase name=\"").skip(1).map(|case| case.split('"').next()).collect();
    assert_eq!(names.len(), paths.len() * LINES);
    for (number, name) in names.into_iter().enumerate() {
        let index = number % LINES;
        assert_eq!(name, Some(format!("callback {index} (line {})", index + 1).as_str()));
    }
}
