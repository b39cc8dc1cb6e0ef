//! Pipes: callbacks that arrive one by one, and compressed input.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::support::{GOOD, PROGRAM, gzip};

fn cbinspect(arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn inspected(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = cbinspect(arguments).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

/// Each callback is reported when its line is complete, although the pipe stays open.
#[test]
fn bodies_are_reported_as_soon_as_they_arrive() {
    let indented = format!(
        "{{\n  \"Payload\": {}\n}}",
        GOOD.trim_start_matches("{\"Payload\":").trim_end_matches('}').to_owned() + "}"
    );
    for jobs in ["1", "4"] {
        let mut child = cbinspect(&["-f", "urls", "-j", jobs]).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = mpsc::channel();
        let reader =
            thread::spawn(move || stdout.lines().for_each(|line| sender.send(line.unwrap()).unwrap()));
        for body in [GOOD, GOOD, &indented, &format!("[{GOOD},"), &format!("{GOOD},"), GOOD] {
            writeln!(stdin, "{body}").unwrap();
            // Long enough for any machine. A report that waits for more input would wait forever.
            assert_eq!(lines.recv_timeout(Duration::from_secs(20)).unwrap(), "https://a.qq.com/b.mp4");
        }
        drop(stdin);
        reader.join().unwrap();
        child.wait().unwrap();
    }
}

/// A request is reported when its body is complete, although the pipe stays open.
#[test]
fn requests_are_reported_as_soon_as_they_arrive() {
    let mut child = cbinspect(&["-f", "urls"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    let (sender, lines) = mpsc::channel();
    let reader = thread::spawn(move || stdout.lines().for_each(|line| sender.send(line.unwrap()).unwrap()));
    let zipped = gzip(GOOD);
    let requests = [
        [format!("Content-Length: {}\r\n\r\n", GOOD.len()).as_bytes(), GOOD.as_bytes()].concat(),
        [format!("Content-Length: {}\n\n", zipped.len()).as_bytes(), &zipped].concat(),
        format!("Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{GOOD}\r\n0\r\n\r\n", GOOD.len()).into_bytes(),
    ];
    for request in requests {
        stdin.write_all(b"POST /callback HTTP/1.1\r\n").unwrap();
        stdin.write_all(&request).unwrap();
        assert_eq!(lines.recv_timeout(Duration::from_secs(20)).unwrap(), "https://a.qq.com/b.mp4");
    }
    drop(stdin);
    reader.join().unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn gzip_is_recognized_by_its_content() {
    let members = [gzip(format!("{GOOD}\n{GOOD}\n")), gzip(format!("{GOOD}\n"))].concat();
    let output = inspected(&["-f", "urls"], &members);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "https://a.qq.com/b.mp4\n".repeat(3));
    assert_eq!(output.status.code(), Some(0));

    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("log.ndjson.gz"), &members).unwrap();
    let output = cbinspect(&["-f", "urls"]).arg(folder.path()).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "https://a.qq.com/b.mp4\n".repeat(3));
}

/// Everything before the damage is inspected, followed by one message.
#[test]
fn damaged_gzip_is_inspected_up_to_the_damage() {
    let lines: String =
        (0..2000).map(|number| format!("{}\n", GOOD.replace("b.mp4", &format!("{number}.mp4")))).collect();
    let whole = gzip(&lines);
    let output = inspected(&["-f", "urls"], whole.get(..whole.len() / 2).unwrap());
    let urls = String::from_utf8(output.stdout).unwrap();
    assert!(urls.starts_with("https://a.qq.com/0.mp4\nhttps://a.qq.com/1.mp4\n"));
    assert_eq!(output.status.code(), Some(2));
    let complaint = String::from_utf8(output.stderr).unwrap();
    let (damage, cut_line) = complaint.split_once('\n').unwrap();
    assert_eq!(damage, "error: <stdin>: invalid or truncated gzip data");
    assert!(cut_line.ends_with(": URLs not printed: the callback is invalid\n"), "{cut_line}");
}

/// Returns a gzip member with these flags and fields in its header.
fn with_head(text: &str, flags: u8, fields: &[u8]) -> Vec<u8> {
    let plain = gzip(text);
    let mut head = plain[..10].to_vec();
    head[3] = flags;
    [&head, fields, &plain[10..]].concat()
}

/// Gzip that `gzip -dc` accepts is accepted, in a file and in a request.
#[test]
fn all_gzip_that_gzip_accepts_is_read() {
    let name = [vec![b'n'; 200_000], vec![0]].concat();
    let fields = [b"\x03\0abc".as_slice(), &name, b"comment\0", b"\0\0"].concat();
    let padded = |padding: &[u8]| [gzip(GOOD), padding.to_vec()].concat();
    for source in [
        padded(&[0; 512]),
        padded(&vec![0; 300_000]),
        padded(b"\n"),
        with_head(GOOD, 1 << 3, &name),
        with_head(GOOD, 0b1_1110, &fields),
        [with_head("", 1 << 3, b"a\0"), padded(&[0; 3])].concat(),
    ] {
        let head = format!("POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n", source.len());
        for source in [source.clone(), [head.into_bytes(), source].concat()] {
            let output = inspected(&["-f", "urls"], &source);
            let messages = String::from_utf8(output.stderr).unwrap();
            assert_eq!((output.status.code(), messages.as_str()), (Some(0), ""), "{:?}", &source[..60]);
            assert_eq!(output.stdout, b"https://a.qq.com/b.mp4\n");
        }
    }
    let mut wrong = gzip(GOOD);
    *wrong.last_mut().unwrap() ^= 1;
    let cut = with_head(GOOD, 1 << 3, &vec![b'n'; 100_000]);
    for source in
        [padded(b"\0\0noise"), padded(b"\x1f"), padded(b"\x1f\x8b"), wrong, cut, gzip(GOOD)[..5].to_vec()]
    {
        let output = inspected(&["-q"], &source);
        let messages = String::from_utf8(output.stderr).unwrap();
        assert!(messages.starts_with("error: <stdin>: invalid or truncated gzip data\n"), "{messages}");
        assert_eq!(output.status.code(), Some(2));
    }
}

/// A closed standard input is empty.
#[cfg(unix)]
#[test]
fn a_closed_standard_input_counts_as_empty() {
    let program = PROGRAM;
    let output = Command::new("sh").args(["-c", &format!("{program} <&-")]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

/// The report begins only when there is something to report, and the pipe may be closed at any time.
#[test]
fn a_broken_pipe_is_not_an_error() {
    let mut child = cbinspect(&["-f", "json"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = thread::spawn(move || {
        // Fails if the command has already ended.
        (0..100_000).try_for_each(|_| writeln!(stdin, "{GOOD}")).is_err()
    });
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    assert!(writer.join().unwrap());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

/// Invalid callbacks count even if the rest of the report is not read.
#[test]
fn a_broken_pipe_does_not_hide_invalid_callbacks() {
    for format in ["pretty", "compact", "json", "github", "junit", "sarif"] {
        for jobs in ["1", "4"] {
            let mut child = cbinspect(&["-f", format, "-j", jobs]).spawn().unwrap();
            let mut stdout = child.stdout.take().unwrap();
            if matches!(format, "junit" | "sarif") {
                // The beginning is written before anything was inspected.
                stdout.read_exact(&mut [0]).unwrap();
            }
            drop(stdout);
            let mut stdin = child.stdin.take().unwrap();
            let _ = stdin.write_all(format!("{{}}\n{}", format!("{GOOD}\n").repeat(10_000)).as_bytes());
            drop(stdin);
            assert_eq!(child.wait().unwrap().code(), Some(1), "{format} {jobs}");
        }
    }
}
