//! Unusual files of a real file system: each is read or reported, with the right exit status, and none blocks
//! forever.

use std::ffi::OsStr;
use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use cbinspect::source::walk::{self, Files, Found, Walk};
use tempfile::TempDir;

use crate::support::{GOOD, PROGRAM, system_words};

/// A user without permissions, on any system.
const NOBODY: u32 = 65534;

/// Error numbers that are the same on every Unix.
const ENOENT: i32 = 2;
const EACCES: i32 = 13;
const ENOTDIR: i32 = 20;
const EISDIR: i32 = 21;
const ENOSPC: i32 = 28;

/// Returns the words of the system for an error number.
fn words(number: i32) -> String {
    system_words(&io::Error::from_raw_os_error(number))
}

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    folder
}

/// Returns the command in a directory, with an empty standard input.
fn cbinspect(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.current_dir(folder).args(arguments).stdin(Stdio::null());
    command
}

/// Runs a command line in a shell that finds `cbinspect`.
fn shell(folder: &Path, line: &str) -> Output {
    let line = line.replace("cbinspect", PROGRAM);
    Command::new("sh").current_dir(folder).args(["-c", &line]).stdin(Stdio::null()).output().unwrap()
}

/// Returns the exit status, and standard error without `error:` and `note:`.
fn outcome(output: &Output) -> (Option<i32>, String) {
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stderr).replace("error: ", "").replace("note: ", ""),
    )
}

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    outcome(&cbinspect(folder, arguments).output().unwrap())
}

/// Reports what this machine cannot test. It is written to the terminal, because the test harness captures prints.
fn not_run(what: &str, why: &str) {
    let _ = writeln!(io::stderr(), "not run: {what}: {why}");
}

fn make_pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Returns the command run by a user without permissions, since permissions do not stop root.
fn unprivileged(folder: &Path, arguments: &[&str]) -> Command {
    if folder.metadata().unwrap().uid() != 0 {
        return cbinspect(folder, arguments);
    }
    // The build directory may be closed to others. A copy made by this process cannot be executed while another
    // thread forks.
    let copy = folder.join("cbinspect");
    assert!(Command::new("cp").arg(PROGRAM).arg(&copy).status().unwrap().success());
    let mut command = Command::new(copy);
    command.current_dir(folder).args(arguments).stdin(Stdio::null()).uid(NOBODY).gid(NOBODY);
    command
}

#[test]
fn files_without_permission_are_reported() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    for name in ["secret.json", "notes.txt", "open.json"] {
        fs::write(path(name), GOOD).unwrap();
    }
    fs::create_dir(path("closed")).unwrap();
    fs::write(path("closed/inner.json"), GOOD).unwrap();
    for name in ["secret.json", "notes.txt", "closed"] {
        fs::set_permissions(path(name), Permissions::from_mode(0o000)).unwrap();
    }
    let run = |arguments: &[&str]| outcome(&unprivileged(folder.path(), arguments).output().unwrap());
    let denied = |name: &str| format!("{name}: {}\n", words(EACCES));
    assert_eq!(run(&["-q", "secret.json", "open.json"]), (Some(2), denied("secret.json")));
    assert_eq!(run(&["-q", "closed"]), (Some(2), denied("closed")));
    assert_eq!(run(&["-q", "closed/inner.json"]), (Some(2), denied("closed/inner.json")));
    // Files with other extensions are ignored.
    assert_eq!(run(&["-q", "."]), (Some(2), denied("./closed") + &denied("./secret.json")));
    fs::set_permissions(path("closed"), Permissions::from_mode(0o755)).unwrap();
}

/// The directory has been listed while the run waits for its report to be read. Then a file is deleted.
#[test]
fn a_file_deleted_during_the_run_is_reported() {
    let folder = folder();
    fs::write(folder.path().join("a.json"), format!("{GOOD}\n").repeat(20_000)).unwrap();
    fs::write(folder.path().join("b.json"), GOOD).unwrap();
    fs::write(folder.path().join("c.json"), GOOD).unwrap();
    let mut command = cbinspect(folder.path(), &["-f", "json", "-j", "1", "."]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut String::new()).unwrap();
    fs::remove_file(folder.path().join("b.json")).unwrap();
    assert_eq!(stdout.lines().count(), 20_000);
    let output = child.wait_with_output().unwrap();
    assert_eq!(outcome(&output), (Some(2), format!("./b.json: {}\n", words(ENOENT))));
}

/// Bytes appended later are left for the next run.
#[test]
fn a_growing_file_is_read_up_to_its_length_when_opened() {
    let folder = folder();
    let path = folder.path().join("log.ndjson");
    fs::write(&path, format!("{GOOD}\n").repeat(20_000)).unwrap();
    for line in ["cbinspect -f json -j 1 log.ndjson", "cbinspect -f json -j 1 < log.ndjson"] {
        let before = fs::metadata(&path).unwrap().len() / (GOOD.len() as u64 + 1);
        let line = line.replace("cbinspect", &format!("exec {}", PROGRAM));
        let mut command = Command::new("sh");
        command.current_dir(folder.path()).args(["-c", &line]).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut String::new()).unwrap();
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(format!("{GOOD}\n").repeat(1000).as_bytes()).unwrap();
        assert_eq!(stdout.lines().count() as u64 + 1, before, "{line}");
        assert!(child.wait().unwrap().success());
    }
}

/// The size is 0 until the file is read.
#[cfg(target_os = "linux")]
#[test]
fn a_file_in_proc_is_read() {
    let folder = folder();
    let output = cbinspect(folder.path(), &["-f", "compact", "/proc/version"]).output().unwrap();
    assert!(output.stdout.starts_with(b"/proc/version:1:1: error[invalid-json]"));
    assert_eq!(outcome(&output), (Some(1), String::new()));
}

#[test]
fn broken_and_circular_symlinks_do_not_stop_a_run() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("in")).unwrap();
    fs::write(path("in/a.json"), GOOD).unwrap();
    symlink("..", path("in/back")).unwrap();
    symlink("loop", path("in/loop")).unwrap();
    symlink("gone", path("in/notes.txt")).unwrap();
    symlink("a.json", path("in/link.json")).unwrap();
    let output = cbinspect(folder.path(), &["-f", "json", "in"]).output().unwrap();
    assert_eq!(output.stdout.iter().filter(|byte| **byte == b'\n').count(), 2);
    assert_eq!(outcome(&output), (Some(0), String::new()));

    symlink("self.json", path("in/self.json")).unwrap();
    symlink("gone", path("in/gone.json")).unwrap();
    let (status, messages) = run(folder.path(), &["-q", "in"]);
    assert_eq!(status, Some(2));
    let circular = system_words(&fs::metadata(path("in/self.json")).unwrap_err());
    assert_eq!(messages, format!("in/gone.json: {}\nin/self.json: {circular}\n", words(ENOENT)));
    assert!(!messages.contains("os error"), "{messages}");
}

/// Nobody writes to the pipe, so opening it would block forever. It does not change the exit status.
#[test]
fn pipes_sockets_and_devices_in_a_directory_are_skipped() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("good.json"), GOOD).unwrap();
    make_pipe(&path("pipe.json"));
    make_pipe(&path("pipe"));
    symlink("pipe", path("link.ndjson.gz")).unwrap();
    symlink("/dev/null", path("null.jsonl")).unwrap();
    let _socket = UnixListener::bind(path("socket.json")).unwrap();
    let _other = UnixListener::bind(path("other.sock")).unwrap();
    let skipped = |name: &str, what: &str| format!("{name}: skipped: {what}\n");
    let notes = [
        skipped("./link.ndjson.gz", "named pipe"),
        skipped("./null.jsonl", "device"),
        skipped("./pipe.json", "named pipe"),
        skipped("./socket.json", "socket"),
    ];
    assert_eq!(run(folder.path(), &["-q", "."]), (Some(0), notes.concat()));
    fs::remove_file(path("good.json")).unwrap();
    assert_eq!(run(folder.path(), &["-q", "."]), (Some(2), notes.concat() + "no callbacks found\n"));
}

#[test]
fn a_pipe_or_device_named_explicitly_is_read() {
    let folder = folder();
    let pipe = folder.path().join("pipe");
    make_pipe(&pipe);
    let writer = thread::spawn(move || fs::write(pipe, format!("{GOOD}\n{GOOD}\n")).unwrap());
    let output = cbinspect(folder.path(), &["-f", "urls", "pipe"]).output().unwrap();
    assert_eq!(output.stdout, b"https://a.qq.com/b.mp4\n".repeat(2));
    writer.join().unwrap();

    let empty = "/dev/null: empty\nno callbacks found\n";
    assert_eq!(run(folder.path(), &["/dev/null"]), (Some(2), empty.to_owned()));
    // The device has no end.
    let output = cbinspect(folder.path(), &["-f", "compact", "/dev/zero"]).output().unwrap();
    let expected = "/dev/zero:1:1: error[invalid-json]: not JSON: expected a document, found NUL bytes; \
                    help: remove them with `tr -d '\\0'`; truncating a log while a program writes to it leaves NUL bytes\n";
    assert_eq!(
        (output.status.code(), String::from_utf8(output.stdout).unwrap().as_str()),
        (Some(2), expected)
    );
    assert_eq!(output.stderr, b"error: /dev/zero: device has no end: stopped after 1 GiB\n");

    let _socket = UnixListener::bind(folder.path().join("socket")).unwrap();
    let socket = "socket: is a socket\n";
    assert_eq!(run(folder.path(), &["socket"]), (Some(2), socket.to_owned()));
}

#[test]
fn unusual_file_names_are_read_or_reported() {
    let folder = folder();
    fs::create_dir(folder.path().join("in")).unwrap();
    fs::write(folder.path().join("in/a.json"), GOOD).unwrap();
    for directory in ["in/", "in//", "./in/."] {
        assert_eq!(run(folder.path(), &["-q", directory]), (Some(0), String::new()));
    }
    let no_directory = format!("in/a.json/: {}\n", words(ENOTDIR));
    assert_eq!(run(folder.path(), &["in/a.json/"]), (Some(2), no_directory));
    let missing = format!("a\\u{{1b}}[31m\\nb: {}\n", words(ENOENT));
    assert_eq!(run(folder.path(), &["a\u{1b}[31m\nb"]), (Some(2), missing));
    let long = "a".repeat(5000);
    let too_long = system_words(&fs::metadata(&long).unwrap_err());
    assert_eq!(run(folder.path(), &[&long]), (Some(2), format!("{long}: {too_long}\n")));

    // Not every file system allows such a name.
    let name = OsStr::from_bytes(b"\xff\x1b.json");
    if fs::write(folder.path().join("in").join(name), "{").is_ok() {
        let output = cbinspect(folder.path(), &["-f", "compact", "in"]).output().unwrap();
        let output = String::from_utf8(output.stdout).unwrap();
        assert!(output.starts_with("in/\\xff\\u{1b}.json:1:2: error[invalid-json]"), "{output}");
    } else {
        not_run("a name that is not UTF-8", "the file system does not take it");
    }
}

/// An empty or blank file is a document that is not a callback.
#[test]
fn an_empty_file_is_an_invalid_callback() {
    let folder = folder();
    fs::write(folder.path().join("blank.json"), "   \n".repeat(200_000)).unwrap();
    fs::write(folder.path().join("empty.json"), "").unwrap();
    fs::write(folder.path().join("good.json"), GOOD).unwrap();
    let output = cbinspect(folder.path(), &["-f", "compact", "."]).output().unwrap();
    let report = "./blank.json:1:1: error[invalid-json]: the file is empty; help: save the body again\n\
                  ./empty.json:1:1: error[invalid-json]: the file is empty; help: save the body again\n";
    assert_eq!((output.status.code(), outcome(&output).1), (Some(1), String::new()));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), report);
    assert_eq!(run(folder.path(), &["-q", "empty.json"]).0, Some(1));
    assert_eq!(run(folder.path(), &["-q", "--exit-zero", "empty.json"]).0, Some(0));
}

#[test]
fn standard_input_may_be_closed_empty_or_unreadable() {
    let folder = folder();
    fs::write(folder.path().join("bad.json"), "{").unwrap();
    let run = |line: &str| outcome(&shell(folder.path(), line));
    let empty = "<stdin>: empty\nno callbacks found\n".to_owned();
    assert_eq!(run("cbinspect -q <&-"), (Some(2), empty.clone()));
    assert_eq!(run("cbinspect -q < /dev/null"), (Some(2), empty));
    assert_eq!(run("cbinspect -q < ."), (Some(2), format!("<stdin>: {}\n", words(EISDIR))));
    // If it were treated as empty, this would pass.
    let unreadable = "<stdin>: not open for reading\n".to_owned();
    assert_eq!(run("cbinspect -q --exit-zero 0> new"), (Some(2), unreadable));
    assert_eq!(run("cbinspect -q --exit-zero <&-").0, Some(0));
    // The part of the file that was read before is not read again.
    fs::write(folder.path().join("two.txt"), format!("{{\n{GOOD}\n")).unwrap();
    assert_eq!(run("{ head -c 2 > /dev/null; cbinspect -q; } < two.txt"), (Some(0), String::new()));
}

/// Opening it as a file would block until a writer opens it.
#[test]
fn a_file_replaced_by_a_pipe_during_the_run_is_reported() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("a.json"), format!("{GOOD}\n").repeat(20_000)).unwrap();
    fs::write(path("b.json"), GOOD).unwrap();
    fs::write(path("c.json"), GOOD).unwrap();
    let mut command = cbinspect(folder.path(), &["-f", "json", "-j", "1", "."]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut String::new()).unwrap();
    fs::remove_file(path("b.json")).unwrap();
    make_pipe(&path("b.json"));
    assert_eq!(stdout.lines().count(), 20_000);
    let output = child.wait_with_output().unwrap();
    let expected = "./b.json: no longer a regular file: named pipe\n";
    assert_eq!(outcome(&output), (Some(2), expected.to_owned()));
}

/// A name may consist only of an extension. Then the file is hidden.
#[test]
fn a_file_named_only_by_its_extension_is_read() {
    let folder = folder();
    for name in [".json", ".NDJSON.gz"] {
        fs::write(folder.path().join(name), GOOD).unwrap();
    }
    assert_eq!(run(folder.path(), &["-q", ".json"]), (Some(0), String::new()));
    let output = cbinspect(folder.path(), &["-f", "urls", "--hidden", "."]).output().unwrap();
    assert_eq!(output.stdout, b"https://a.qq.com/b.mp4\n".repeat(2));
}

/// Creates files with a callback, and their directories.
fn create(folder: &Path, names: &[&str]) {
    for name in names {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, GOOD).unwrap();
    }
}

/// Returns the names of the files that are read, in order.
fn names(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let output = cbinspect(folder, arguments).args(["-f", "json"]).output().unwrap();
    assert_eq!(outcome(&output), (Some(0), String::new()), "{arguments:?}");
    let lines = output.stdout.lines();
    lines.map(|line| line.unwrap().split('"').nth(3).unwrap().to_owned()).collect()
}

#[test]
fn files_in_a_directory_are_read_by_extension() {
    let folder = folder();
    create(folder.path(), &["a.json", "b.JSONL", "c.ndjson", "d.http", "e.http.gz", "f.txt", "http"]);
    assert_eq!(
        names(folder.path(), &["."]),
        ["./a.json", "./b.JSONL", "./c.ndjson", "./d.http", "./e.http.gz"]
    );
}

/// A directory compares with its slash, so the paths are sorted as a whole.
#[test]
fn files_in_a_directory_are_read_in_byte_order() {
    let folder = folder();
    let sorted =
        ["B.json", "a-b.json", "a.json", "a.json.gz/x.json", "a/b.json", "a0.json", "b+/c.json", "b/c.json"];
    create(folder.path(), &sorted);
    let expected: Vec<_> = sorted.iter().map(|name| format!("./{name}")).collect();
    assert!(expected.is_sorted());
    assert_eq!(names(folder.path(), &["."]), expected);
}

#[test]
fn hidden_files_are_read_only_on_request() {
    let folder = folder();
    create(folder.path(), &["a.json", ".b.json", ".c/d.json", "e/.f/g.json"]);
    assert_eq!(names(folder.path(), &["."]), ["./a.json"]);
    assert_eq!(names(folder.path(), &["--no-ignore", "."]), ["./a.json"]);
    let all = ["./.b.json", "./.c/d.json", "./a.json", "./e/.f/g.json"];
    assert_eq!(names(folder.path(), &["--hidden", "."]), all);
    assert_eq!(names(folder.path(), &[".b.json", ".c", "e/.f"]), [".b.json", ".c/d.json", "e/.f/g.json"]);
}

#[test]
fn ignored_files_are_read_only_on_request() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    create(folder.path(), &["a.json", "b.log.json", "in/c.json", "in/d.json", "in/e.json", "out/f.json"]);
    fs::write(path(".ignore"), "*.log.json\nout/\n").unwrap();
    fs::write(path("in/.ignore"), "d.json\n").unwrap();
    // It counts only in a repository.
    fs::write(path("in/.gitignore"), "e.json\n").unwrap();
    assert_eq!(names(folder.path(), &["."]), ["./a.json", "./in/c.json", "./in/e.json"]);
    assert_eq!(names(folder.path(), &["--hidden", "in"]), ["in/c.json", "in/e.json"]);
    let all = ["a.json", "b.log.json", "in/c.json", "in/d.json", "in/e.json", "out/f.json"];
    assert_eq!(names(folder.path(), &["--no-ignore", "."]), all.map(|name| format!("./{name}")));
    assert_eq!(
        names(folder.path(), &["b.log.json", "in/d.json", "out"]),
        ["b.log.json", "in/d.json", "out/f.json"]
    );
}

#[test]
fn a_repository_is_read_without_what_git_ignores() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    let files =
        [".git/a.json", ".github/b.json", "c.json", "d.tmp.json", "in/e.json", "node_modules/f/g.json"];
    create(folder.path(), &files);
    fs::write(path(".gitignore"), "node_modules/\n").unwrap();
    fs::create_dir(path(".git/info")).unwrap();
    fs::write(path(".git/info/exclude"), "*.tmp.json\n").unwrap();
    assert_eq!(names(folder.path(), &["."]), ["./c.json", "./in/e.json"]);
    assert_eq!(names(&path("in"), &[".."]), ["../c.json", "../in/e.json"]);
    assert_eq!(names(folder.path(), &["--hidden", "."]), ["./.github/b.json", "./c.json", "./in/e.json"]);
    let ignored = ["c.json", "d.tmp.json", "in/e.json", "node_modules/f/g.json"];
    assert_eq!(names(folder.path(), &["--no-ignore", "."]), ignored.map(|name| format!("./{name}")));
    let all = files.map(|name| format!("./{name}"));
    assert_eq!(names(folder.path(), &["--no-ignore", "--hidden", "."]), all);
    assert_eq!(names(folder.path(), &[".git", "node_modules"]), [".git/a.json", "node_modules/f/g.json"]);
    // The repository of the parent directory counts, too.
    fs::write(path("in/.gitignore"), "h.json\n").unwrap();
    create(folder.path(), &["in/h.json", "in/i.tmp.json"]);
    assert_eq!(names(folder.path(), &["in"]), ["in/e.json"]);
}

#[test]
fn invalid_ignore_files_do_not_stop_a_run() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    create(folder.path(), &["in/a.json", "in/b.json", "in/c.json"]);
    fs::write(path("in/.ignore"), "b.json\n{\u{1b}\nc.json\n").unwrap();
    let reason = "skipped line 2: invalid pattern `{\\u{1b}`: unclosed alternate group";
    for directory in [".", "in"] {
        let output = cbinspect(folder.path(), &["-f", "json", directory]).output().unwrap();
        let (status, messages) = outcome(&output);
        assert_eq!((status, output.stdout.lines().count()), (Some(0), 1), "{messages}");
        assert!(messages.contains(&format!("in/.ignore: {reason}")), "{messages}");
    }
    fs::rename(path("in/.ignore"), path(".ignore")).unwrap();
    let (status, messages) = run(folder.path(), &["-q", "in"]);
    assert_eq!((status, messages.lines().count()), (Some(0), 1), "{messages}");
    assert!(messages.contains(&format!("/.ignore: {reason}")), "{messages}");

    fs::write(path(".ignore"), "b.json\n").unwrap();
    fs::set_permissions(path(".ignore"), Permissions::from_mode(0o000)).unwrap();
    let output = unprivileged(folder.path(), &["-q", "in"]).output().unwrap();
    assert_eq!(outcome(&output), (Some(0), String::new()));
    fs::remove_file(path(".ignore")).unwrap();
    fs::create_dir(path(".ignore")).unwrap();
    assert_eq!(run(folder.path(), &["-q", "in"]), (Some(0), String::new()));
}

/// Returns the names of the sources and skipped paths, with the reason for skipping.
fn found(folder: &Path, walk: Walk) -> Vec<String> {
    let name = |path: &str| path.trim_start_matches(folder.to_str().unwrap()).to_owned();
    let shown = |found| match found {
        Found::Source(source) => name(&source.name()),
        Found::Unreadable(unreadable) => name(&unreadable.to_string()),
        Found::Skipped { name: path, reason } => format!("{}: {reason}", name(&path)),
    };
    walk::sources(&[folder.to_owned()], walk).map(shown).collect()
}

#[test]
fn all_files_of_a_directory_may_be_text() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    let text = Walk { files: Files::Text, ..Walk::default() };
    assert_eq!(found(folder.path(), text), [": no files found"]);
    create(folder.path(), &[".hidden", "a.json", "in/Makefile", "in/b.md", "in/image.png", "out.txt"]);
    fs::write(path(".ignore"), "out.txt\n").unwrap();
    make_pipe(&path("pipe"));
    symlink("..", path("in/back")).unwrap();
    symlink("gone", path("in/link")).unwrap();
    let files = ["/a.json", "/in/Makefile", "/in/b.md", "/in/image.png"];
    let gone = format!("/in/link: {}", words(ENOENT));
    let expected = |files: &[&str], rest: &[&str]| {
        let mut all = [files, &[&gone, "/pipe: skipped: named pipe"], rest].concat();
        all.sort_unstable();
        all.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(found(folder.path(), text), expected(&files, &[]));
    let all = Walk { hidden: true, no_ignore: true, ..text };
    assert_eq!(found(folder.path(), all), expected(&files, &["/.hidden", "/.ignore", "/out.txt"]));
}

/// Output to a closed descriptor is lost. The null device accepts everything.
#[test]
fn a_closed_standard_output_is_reported() {
    let folder = folder();
    fs::write(folder.path().join("good.json"), GOOD).unwrap();
    let closed = "cannot write to standard output: it is not open for writing\n".to_owned();
    for line in [
        "cbinspect good.json",
        "cbinspect -f junit good.json",
        "cbinspect --help",
        "cbinspect -V",
        "cbinspect --schema",
    ] {
        assert_eq!(
            outcome(&shell(folder.path(), &format!("{line} >&-"))),
            (Some(2), closed.clone()),
            "{line}"
        );
        let read_only = shell(folder.path(), &format!("{line} 1< good.json"));
        assert_eq!(outcome(&read_only), (Some(2), closed.clone()), "{line}");
        for null in
            ["> /dev/null", ">> /dev/null", "> /dev/null 2>&1", "<&- > /dev/null", "1<> /dev/null 2>&1"]
        {
            let output = shell(folder.path(), &format!("{line} {null}"));
            assert_eq!(outcome(&output), (Some(0), String::new()), "{line} {null}");
        }
    }
    assert_eq!(outcome(&shell(folder.path(), "cbinspect -q good.json >&-")), (Some(0), String::new()));
}

/// Nothing can be printed, so only the exit status shows the result.
#[test]
fn closed_or_full_outputs_keep_the_exit_status() {
    let folder = folder();
    fs::write(folder.path().join("good.json"), GOOD).unwrap();
    fs::write(folder.path().join("bad.json"), "{").unwrap();
    let status = |line: &str| shell(folder.path(), line).status.code();
    let is_full_known = Path::new("/dev/full").exists();
    if !is_full_known {
        not_run("outputs that are full", "there is no /dev/full");
    }
    for (files, expected) in [("good.json", 0), ("bad.json good.json", 1), ("missing.json good.json", 2)] {
        for output in ["2>&-", "2> /dev/full", ">&- 2>&-", "<&- >&- 2>&-"] {
            for options in ["", "-q", "-f json --summary always", "-f sarif", "-f junit", "-f github"] {
                if output.contains("full") && !is_full_known {
                    continue;
                }
                let line = format!("cbinspect {options} {files} {output}");
                assert_eq!(status(&line), Some(expected), "{line}");
            }
        }
    }
    if is_full_known {
        assert_eq!(status("cbinspect --wrong 2> /dev/full"), Some(2));
        let full = format!("cannot write to standard output: {}\n", words(ENOSPC));
        for line in
            ["cbinspect good.json", "cbinspect -V", "cbinspect -h", "cbinspect --help", "cbinspect --schema"]
        {
            let output = shell(folder.path(), &format!("{line} > /dev/full"));
            assert_eq!(outcome(&output), (Some(2), full.clone()), "{line}");
        }
        assert_eq!(status("cbinspect good.json > /dev/full 2> /dev/full"), Some(2));
    }
}

/// Starts the command at a pipe that stays open, and waits until it has reported a body.
fn at_open_pipe() -> Child {
    let mut command = Command::new(PROGRAM);
    command.args(["-f", "urls"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    writeln!(child.stdin.as_mut().unwrap(), "{GOOD}").unwrap();
    child.stdout.as_mut().unwrap().read_exact(&mut [0; 8]).unwrap();
    child
}

fn kill(signal: &str, process: u32) {
    assert!(Command::new("kill").args([signal, &process.to_string()]).status().unwrap().success());
}

/// Returns whether child processes ignore a signal, as with `nohup` and background jobs.
fn is_ignored(signal: &str) -> bool {
    Command::new("sh").args(["-c", &format!("kill {signal} $$")]).status().unwrap().success()
}

/// Signals that it does not catch have their default effect.
#[test]
fn signals_end_a_run_that_waits_for_a_pipe() {
    use std::os::unix::process::ExitStatusExt as _;
    for (name, number) in [("-INT", 2), ("-TERM", 15), ("-HUP", 1)] {
        if is_ignored(name) {
            not_run(&format!("the end by {name}"), "what this process starts ignores it");
            continue;
        }
        let mut child = at_open_pipe();
        kill(name, child.id());
        assert_eq!(child.wait().unwrap().signal(), Some(number), "{name}");
    }
}

/// Waits for a condition, longer than any machine needs.
fn wait_for(mut is_true: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_true() {
        assert!(start.elapsed() < Duration::from_secs(20));
        thread::sleep(Duration::from_millis(50));
    }
}

/// An interrupt clears the progress first: nothing visible is left on its line.
#[cfg(target_os = "linux")]
#[test]
fn an_interrupt_leaves_a_clean_terminal() {
    let is_util_linux = |output: Output| String::from_utf8_lossy(&output.stdout).contains("util-linux");
    if is_ignored("-INT") {
        return not_run("an interrupt of a terminal", "what this process starts does not mind interrupts");
    }
    if !Command::new("script").arg("-V").output().is_ok_and(is_util_linux) {
        return not_run("an interrupt of a terminal", "util-linux's `script` is not installed");
    }
    let folder = folder();
    let path = |name: &str| -> PathBuf { folder.path().join(name) };
    make_pipe(&path("pipe"));
    let line = format!("echo $$ > id; exec {} -q pipe", PROGRAM);
    let mut command = Command::new("script");
    command.current_dir(folder.path()).env("TERM", "xterm").args(["-qefc", &line, "screen"]);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
    let mut pipe = OpenOptions::new().write(true).open(path("pipe")).unwrap();
    let screen = || String::from_utf8_lossy(&fs::read(path("screen")).unwrap_or_default()).into_owned();
    wait_for(|| {
        writeln!(pipe, "{GOOD}").unwrap();
        screen().contains("callbacks")
    });
    kill("-INT", fs::read_to_string(path("id")).unwrap().trim().parse().unwrap());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let screen = screen();
    let (shown, _) = screen.rsplit_once("\nScript done").unwrap();
    let (_, left) = shown.rsplit_once("\u{1b}[2K").unwrap();
    assert_eq!(left.trim(), "", "{shown:?}");
}
