//! Messages about wrong arguments escape them. A shell makes arguments of file names, which anybody may choose.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::process::{Command, Stdio};

use cbinspect::escape::is_unsafe;
use regex::Regex;

use crate::support::PROGRAM;

/// Returns the standard error of a run with wrong arguments, with and without colors.
fn refusal(arguments: &[&[u8]], color: bool) -> String {
    let mut command = Command::new(PROGRAM);
    command.args(arguments.iter().map(|argument| OsStr::from_bytes(argument)));
    let variable = if color { "CLICOLOR_FORCE" } else { "NO_COLOR" };
    let output = command.env_clear().env(variable, "1").stdin(Stdio::null()).output().unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), b"".as_slice()));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn arguments_are_escaped_in_messages() {
    let own_style = Regex::new("\x1b\\[[0-9;]*m").unwrap();
    // Each place where clap quotes an argument: an option, a tip, a value, an extra argument, the value of a flag, a
    // cluster.
    for (before, behind) in [
        ("--", ".json"),
        ("--quie", ""),
        ("--at=", ""),
        ("--color=", ""),
        ("--format=", "json"),
        ("--now=", ""),
        ("-j", ""),
        ("--quiet=", ""),
        ("-q", ""),
        ("-Dunknown-field", ""),
        ("--deny=warnings", ""),
    ] {
        for hostile in [
            b"\x1b]0;owned\x07\x1b[2J".as_slice(),
            b"\x1b[5;31mred",
            b"\x1b]52;c;b3du\x1b\\",
            "\u{9b}31m\u{202e}\u{200b}".as_bytes(),
            b"\r\x1b[1A\x1b[2K\nok",
            b"\x1b[31m\xff\x9b",
        ] {
            let argument = [before.as_bytes(), hostile, behind.as_bytes()].concat();
            let plain = refusal(&[&argument], false);
            let colored = refusal(&[&argument], true);
            assert!(colored.contains("\x1b["), "{colored:?}");
            assert_eq!(own_style.replace_all(&colored, ""), plain);
            let found = plain.chars().find(|letter| *letter != '\n' && is_unsafe(*letter));
            assert_eq!(found, None, "{plain:?}");
            // Nothing is dropped, except that of a cluster only the wrong flag is shown, and no style comes from the
            // argument.
            let shown = cbinspect::escape::escape(hostile);
            assert!(before == "-q" || plain.contains(shown.as_ref()), "{plain:?} has no {shown}");
            assert!(!colored.contains("\x1b[5;31m") && !colored.contains("\x1b[2J"), "{colored:?}");
        }
    }
}

#[test]
fn arguments_that_are_not_utf8_are_refused() {
    for color in [false, true] {
        let messages = refusal(&[b"--at=/\xff\x1b[2J"], color);
        assert!(messages.contains("invalid UTF-8") && !messages.contains("[2J"), "{messages:?}");
    }
}
