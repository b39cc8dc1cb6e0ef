//! Notations of documents, of messages and of encoded text.

use super::FIND;
use super::notation::{Notation, OTHER, begins_with_any, first_line, is_of_base64};

/// The rows.
pub static FORMATS: [Notation; 22] = [
    Notation {
        name: "Node.js buffer",
        help: "print it with `buffer.toString()`",
        in_text: |text| begins_with_any(text, &["<Buffer "]),
        ..OTHER
    },
    Notation {
        name: "HTML, probably an error page",
        help: "save the body that the service sends, not the page that a server or proxy answers with",
        in_text: |text| {
            const TAGS: [&str; 14] = [
                "<!--",
                "<br",
                "<!doctype html",
                "<html",
                "<head",
                "<body",
                "<title",
                "<meta",
                "<center",
                "<h1",
                "<div",
                "<p>",
                "<script",
                "<style",
            ];
            begins_with_any(text, &TAGS)
        },
        ..OTHER
    },
    Notation {
        name: "HTTP error",
        help: "save the body that the service sends, not what a server or proxy answers with",
        in_text: |text| {
            let line = text[first_line(text)].trim_end();
            let (status, reason) = line.split_once(' ')?;
            let is_error = status.len() == 3
                && status.starts_with(['4', '5'])
                && status.bytes().all(|byte| byte.is_ascii_digit());
            let is_reason = reason.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b' ');
            (is_error && is_reason).then(|| first_line(text))
        },
        ..OTHER
    },
    Notation {
        name: "merge conflict",
        help: "keep one side, and remove the lines with `<<<<<<<`, `=======` and `>>>>>>>`",
        in_text: |text| begins_with_any(text, &["<<<<<<< "]),
        ..OTHER
    },
    Notation {
        name: "PHP code",
        help: "write the value with `json_encode`",
        in_text: |text| begins_with_any(text, &["<?php", "<?="]),
        ..OTHER
    },
    Notation {
        name: "XML",
        help: "callbacks of this service are JSON: check whether another service sent this",
        in_text: |text| {
            let is_tag = |tag: &str| {
                tag.starts_with(|first: char| first.is_ascii_alphabetic() || "?!_".contains(first))
            };
            text.strip_prefix('<')
                .is_some_and(|tag| is_tag(tag) && tag.contains('>'))
                .then(|| first_line(text))
        },
        ..OTHER
    },
    Notation {
        name: "Markdown code block",
        help: FIND,
        in_text: |text| begins_with_any(text, &["```", "~~~"]),
        ..OTHER
    },
    Notation {
        name: "Markdown table",
        help: "save the body instead of a table of its values",
        in_text: |text| begins_with_any(text, &["|"]).filter(|line| !text[line.clone()].contains("{\"")),
        ..OTHER
    },
    Notation {
        name: "MIME message",
        help: FIND,
        in_text: |text| {
            begins_with_any(text, &["content-disposition: ", "content-type: multipart/", "mime-version: "])
        },
        ..OTHER
    },
    Notation {
        name: "server-sent events",
        help: FIND,
        in_text: |text| begins_with_any(text, &["event: ", "event:", "retry: "]),
        ..OTHER
    },
    Notation {
        name: "curl command",
        help: FIND,
        in_text: |text| begins_with_any(text, &["curl ", "$ curl ", "curl.exe "]),
        ..OTHER
    },
    Notation {
        name: "CSV",
        help: "if a column has the bodies, find the callbacks in it with `--find`; otherwise export the bodies",
        in_text: |text| {
            let line = &text[first_line(text)];
            let is_of_header = |letter: char| letter.is_alphanumeric() || "_,;\"\t ".contains(letter);
            let are_names = |separator| {
                line.split(separator).count() > 1
                    && line.split(separator).all(|name| {
                        let name = name.trim_matches('"');
                        !name.is_empty()
                            && !name.contains(' ')
                            && !name.starts_with(|first: char| first.is_ascii_digit())
                    })
            };
            let is_header = || line.chars().all(is_of_header) && [',', ';', '\t'].into_iter().any(are_names);
            (line.contains("{\"\"") || is_header()).then(|| first_line(text))
        },
        ..OTHER
    },
    Notation {
        name: "TOML or INI",
        help: "convert it to JSON: `yq -p toml -o json`",
        in_text: |text| begins_with_any(text, &["[Payload]", "[payload]"]),
        ..OTHER
    },
    Notation {
        name: "HCL, the language of Terraform",
        help: "write the value with `jsonencode`",
        in_text: |text| {
            let mut lines = text.lines().map(str::trim);
            let is_opened = matches!(lines.next(), Some("Payload = {" | "payload = {"));
            (is_opened && !lines.next().is_some_and(|line| line.starts_with('"'))).then(|| first_line(text))
        },
        ..OTHER
    },
    Notation {
        name: "Java properties",
        help: "write the values as JSON",
        in_text: |text| {
            begins_with_any(
                text,
                &["payload.progress=", "payload.mediaurl=", "payload.status=", "payload.taskid="],
            )
        },
        ..OTHER
    },
    Notation {
        name: "Protocol Buffers text",
        help: "write the message as JSON: `MessageToJson` in Python, `protojson.Marshal` in Go",
        in_text: |text| {
            begins_with_any(text, &["payload {"]).filter(|line| text[line.clone()].trim_end().ends_with('{'))
        },
        ..OTHER
    },
    Notation {
        name: "hex dump",
        help: "convert it back: `xxd -r`",
        in_text: |text| {
            let line = &text[first_line(text)];
            let offset = line.bytes().take_while(u8::is_ascii_hexdigit).count();
            let bytes = line[offset..].trim_start_matches([':', ' ']).split(' ').take(4);
            let is_hex = |word: &str| word.len() >= 2 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
            (offset >= 7
                && line.starts_with("0000")
                && bytes.clone().count() == 4
                && bytes.clone().all(is_hex))
            .then(|| first_line(text))
        },
        ..OTHER
    },
    Notation {
        name: "hexadecimal digits",
        help: "convert them back: `xxd -r -p FILE | cbinspect`",
        in_text: |text| {
            let line = &text[first_line(text)];
            let is_hex = line.len() > 16 && line.bytes().all(|byte| byte.is_ascii_hexdigit());
            // `{`, or the magic number of gzip.
            (is_hex && ["7b", "7B", "1f8b", "1F8B"].iter().any(|begin| line.starts_with(begin)))
                .then(|| first_line(text))
        },
        ..OTHER
    },
    Notation {
        name: "gzip data in Base64",
        help: "decode it: `base64 -d FILE | cbinspect`",
        in_text: |text| {
            let line = &text[first_line(text)];
            (line.starts_with("H4sI") && line.len() > 16 && line.chars().all(is_of_base64))
                .then(|| first_line(text))
        },
        ..OTHER
    },
    Notation {
        name: "Base64",
        help: FIND,
        in_text: |text| {
            let line = &text[first_line(text)];
            (line.starts_with("eyJ") && line.len() > 16 && line.chars().all(is_of_base64))
                .then(|| first_line(text))
        },
        ..OTHER
    },
    Notation {
        name: "HTML escapes",
        help: FIND,
        in_object: |_, behind| ["&quot;", "&#34;", "&#x22;"].iter().any(|sign| behind.starts_with(sign)),
        ..OTHER
    },
    Notation {
        name: "Git LFS pointer",
        help: "fetch the file: `git lfs pull`",
        in_text: |text| begins_with_any(text, &["version https://git-lfs"]),
        ..OTHER
    },
];
