//! Text from bodies and file names is always escaped before it reaches a terminal or a CI log.

use std::sync::LazyLock;

use cbinspect::escape::{escape, is_unsafe};
use cbinspect::report::pretty::Pretty;
use cbinspect::report::urls::Urls;
use cbinspect::source::unreadable::Unreadable;
use cbinspect::source::walk::Source;
use proptest::prelude::*;
use regex::Regex;
use serde_json::{Value, json};

use crate::support::generate::{document, hostile_body, written};
use crate::support::proptest_config::config;
use crate::support::report::{COLOURFUL, formats, report};

/// Removes the styles and links of the tool itself. Nothing else may control the terminal.
fn unstyled(output: &str) -> String {
    static OWN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("\x1b\\[[0-9;]*m|\x1b\\]8;;[]\\[A-Za-z0-9._~!&()*+,;=:@/?#%-]*\x1b\\\\").unwrap()
    });
    OWN.replace_all(output, "").into_owned()
}

fn is_harmless(format: &str, output: &str, findings: usize) {
    // Not even in the target of a link.
    assert!(format == "github" || !output.contains("##["), "{format}: {output:?}");
    let output = unstyled(output);
    let command = output.chars().find(|letter| *letter != '\n' && is_unsafe(*letter));
    assert_eq!(command, None, "{format}: {output:?}");
    if format == "github" {
        let lines =
            output.lines().filter(|line| *line != "::error title=no callbacks found::nothing was inspected");
        assert_eq!(lines.count(), findings, "{output:?}");
        assert!(output.lines().all(|line| line.starts_with("::error ") || line.starts_with("::warning ")));
    } else {
        assert!(!output.contains("##["), "{format}: {output:?}");
        // The runner of GitHub ignores white space before a command.
        assert!(!output.lines().any(|line| line.trim_start().starts_with("::")), "{format}: {output:?}");
    }
}

fn all_is_harmless(source: &Source, input: &[u8]) {
    let findings = report(
        &cbinspect::report::compact::Compact { terminal: cbinspect::report::terminal::Terminal::PLAIN },
        source,
        input,
        false,
    )
    .0
    .lines()
    .count();
    for (format, shown) in formats() {
        let (output, summaries) = report(shown.as_ref(), source, input, false);
        is_harmless(format, &output, findings);
        summaries.iter().for_each(|summary| is_harmless("summary", summary, 0));
    }
    let unreadable = Unreadable { source: source.clone(), reason: String::new() };
    is_harmless("complaint", &escape(&unreadable.to_string()), 0);
}

/// Returns a body with the text in names, values, ids and a URL.
fn body(text: &str) -> Value {
    json!({ "Payload": {
        "Progress": -1,
        "MediaUrl": text,
        "SubtitlesUrl": format!("https://a.qq.com/{text}"),
        "Status": "FAIL",
        "FailMessage": text,
        "TaskId": text,
        text: { text: text },
    }, text: text })
}

/// The target of a link is the URL shown, and `urls` prints the same. Other URLs are not linked.
#[test]
fn links_point_to_what_is_shown() {
    let linked = |input: &[u8]| {
        let pretty = Pretty { terminal: COLOURFUL };
        let output = report(&pretty, &Source::file("a.json"), input, false).0;
        let links = Regex::new("\x1b\\]8;;([^\x1b]+)").unwrap();
        links.captures_iter(&output).map(|link| format!("{}\n", &link[1])).collect::<String>()
    };
    for input in [
        include_bytes!("bodies/hostile/03-osc8-group.json").as_slice(),
        include_bytes!("bodies/hostile/04-shell-url.json"),
        include_bytes!("bodies/hostile/05-curl-glob.json"),
    ] {
        assert_eq!(linked(input), "");
    }
    let input = include_bytes!("../samples/success.json");
    assert_eq!(linked(input), report(&Urls::default(), &Source::file("a.json"), input, false).0);
    for url in [
        "https://a.qq.com/视频.mp4",
        "https://例え.jp/a",
        "https://evil%2ecom/",
        "https://a．cn/",
        "https://0x7f.1/",
        "https://1.2.3/",
    ] {
        let body = json!({ "Payload": { "MediaUrl": url } });
        assert_eq!(linked(body.to_string().as_bytes()), "");
    }
}

/// Checks the escape function for all characters.
#[test]
fn every_unsafe_character_is_escaped() {
    for letter in '\0'..=char::MAX {
        let printed = escape(letter.encode_utf8(&mut [0; 4])).into_owned();
        assert!(!printed.contains(is_unsafe), "{letter:?}");
        // Another colon may follow a text that is only a colon.
        assert!(printed.contains(letter) || is_unsafe(letter) || letter == ':', "{letter:?}");
    }
}

/// Checks all reports, with characters that are not letters, and some that are, everywhere in a body.
#[test]
fn no_character_controls_the_terminal_or_the_ci_log() {
    let is_dull = Regex::new(r"^[\p{L}\p{Cn}\p{Co}]$").unwrap();
    let is_of_interest = |letter: &char| {
        is_unsafe(*letter)
            || u32::from(*letter) % 97 == 0
            || !is_dull.is_match(letter.encode_utf8(&mut [0; 4]))
    };
    let letters: Vec<char> = ('\0'..=char::MAX).filter(is_of_interest).collect();
    for letters in letters.chunks(1 << 12) {
        let text: String = letters.iter().collect();
        let source = written(&body(&text), false, false);
        all_is_harmless(&Source::file(&text), source.as_bytes());
        let escaped: String = source.chars().map(in_json).collect();
        all_is_harmless(&Source::file("a.json"), escaped.as_bytes());
    }
}

/// Escapes a character as JSON does, unless it is ASCII.
fn in_json(letter: char) -> String {
    if letter.is_ascii() {
        return letter.to_string();
    }
    letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect()
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn no_bytes_control_the_terminal_or_the_ci_log(bytes in prop::collection::vec(any::<u8>(), 0..200), name in prop::collection::vec(1..=255_u8, 1..20)) {
        all_is_harmless(&file(name), &bytes);
    }

    #[test]
    fn no_bytes_in_a_body_control_the_terminal_or_the_ci_log(document in document(), at: prop::sample::Index, bytes in prop::collection::vec(any::<u8>(), 0..20)) {
        let mut source = document.into_bytes();
        let at = at.index(source.len() + 1);
        source.splice(at..at, bytes);
        all_is_harmless(&Source::file("a.json"), &source);
    }

    #[test]
    fn no_text_controls_the_terminal_or_the_ci_log(body in hostile_body(), cut: prop::sample::Index, name in "(::|##\\[|\\PC|[:#\\[\u{1b}\r\n]){1,8}") {
        let text = written(&body, false, false);
        all_is_harmless(&Source::file(&name), text.as_bytes());
        all_is_harmless(&Source::file(&name), &text.as_bytes()[..cut.index(text.len())]);
    }
}

#[cfg(unix)]
fn file(name: Vec<u8>) -> Source {
    use std::os::unix::ffi::OsStringExt as _;
    Source::file(std::ffi::OsString::from_vec(name))
}

#[cfg(not(unix))]
fn file(name: Vec<u8>) -> Source {
    Source::file(String::from_utf8_lossy(&name).into_owned())
}
