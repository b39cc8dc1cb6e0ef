//! Saved requests: finding the bodies, and problems in the heads.

use cbinspect::framing::blocks::Blocks;
use cbinspect::inspection::Inspections;
use cbinspect::{Inspection, Settings};

use crate::support::{self, GOOD, gzip};

fn settings() -> Settings {
    let mut settings = support::settings();
    settings.max_document_size = 2000;
    settings
}

/// Returns one line per document: the line on which it begins, and `ok` or its messages with line and column.
fn inspected(source: &[u8]) -> Vec<String> {
    let settings = settings();
    let mut blocks = Blocks::new(source, 1 << 20, settings.max_document_size);
    let mut rows = Vec::new();
    while let Some(block) = blocks.next_block().unwrap() {
        rows.extend(
            Inspections::new(block.as_ref(), rows.len(), &settings).map(|inspection| row(&inspection)),
        );
    }
    rows
}

fn row(inspection: &Inspection<'_>) -> String {
    let findings = inspection.findings.iter().map(|finding| {
        let start = finding.region.start;
        format!("{}:{} {}", start.line, start.column, finding.message)
    });
    let findings: Vec<_> = findings.collect();
    let verdict = if findings.is_empty() { "ok".to_owned() } else { findings.join("; ") };
    format!("{}: {verdict}", inspection.document.start.line)
}

/// `POST` is a request line, `G` a valid callback of 96 bytes.
#[test]
fn requests_are_split_and_their_headers_checked() {
    const EMPTY: &str = "the POST request has no body: expected a callback";
    assert_eq!(GOOD.len(), 96);
    let table: &[(&str, &[&str])] = &[
        ("POST\n\nG", &["3: ok"]),
        ("POST\r\n\r\nG\r\n\r\n", &["3: ok"]),
        ("\r\n\nPOST\nHost: a\n\n\nG\n", &["7: ok"]),
        ("\u{feff}POST\n\nG", &["3: ok"]),
        ("POST\n\n\u{feff}G", &["3: ok"]),
        ("POST\n\nG\nPOST\n\n[G,\nG]", &["3: ok", "6: ok", "7: ok"]),
        ("POST\nContent-Length: 96\n\nGPOST\nContent-Length: 96\n\nGG\n", &["4: ok", "7: ok", "7: ok"]),
        ("POST\nContent-Length: 96\n\nG\nG\nPOST\n\nG", &["4: ok", "5: ok", "8: ok"]),
        // No body.
        ("POST", &["1: 1:1 the POST request has no body: expected a callback"]),
        ("POST\nHo", &[&format!("1: 1:1 {EMPTY}")]),
        ("POST\n\nPOST\n\nG", &[&format!("1: 1:1 {EMPTY}"), "5: ok"]),
        ("POST\nPOST\n\nG", &[&format!("1: 1:1 {EMPTY}"), "4: ok"]),
        ("POST\nContent-Length: 0\n\n\n", &[&format!("1: 1:1 {EMPTY}")]),
        (
            "POST\nContent-Length: 96\n\n\nPOST\n\nG",
            &["2: 2:1 `Content-Length` is 96, but no body follows", "7: ok"],
        ),
        // Lengths.
        ("POST\nContent-Length: 97\n\nG\n\n", &["4: ok"]),
        (
            "POST\nContent-Length: 97\n\nG",
            &[
                "4: 2:1 `Content-Length` is 97, but 96 bytes follow: the body is truncated, or was changed after capture",
            ],
        ),
        (
            "POST\nContent-Length: 99999999999\n\nG\nPOST\n\nG",
            &[
                "4: 2:1 `Content-Length` is 99999999999, but 96 bytes follow: the body is truncated, or was changed after capture",
                "7: ok",
            ],
        ),
        (
            "POST\nContent-Length: 0\n\nG\nPOST\n\nG",
            &["4: 2:1 `Content-Length` is 0, but 96 bytes follow: receivers ignore the rest", "7: ok"],
        ),
        ("POST\nContent-Length: -1\n\nG", &["4: 2:1 `Content-Length` is \"-1\": expected a number of bytes"]),
        (
            "POST\nContent-Length: 99999999999999999999\n\nG",
            &["4: 2:1 `Content-Length` is \"99999999999999999999\": expected a number of bytes"],
        ),
        // Heads.
        ("POST\nHost: a\nG", &["3: 3:1 expected a blank line between the head of the request and the body"]),
        ("POST\n: a\n\nG", &["4: 2:1 expected a line `name: value` in the head of the request, found `: a`"]),
        // Forms, and bodies that are not.
        ("POST\n\npayload=%7B%7D", &["3: 3:1 not JSON: form-encoded: expected JSON, found `payload=%7B%7D`"]),
        (
            "POST\nContent-Type: Application/X-WWW-form-urlencoded; charset=utf-8\n\na+b",
            &["4: 4:1 not JSON: form-encoded: expected JSON, found `a+b`"],
        ),
        (
            "POST\nContent-Type: application/x-www-form-urlencoded\n\nG",
            &["4: 2:1 `Content-Type` is \"application/x-www-form-urlencoded\": expected application/json"],
        ),
        (
            "POST\ncontent-type: Text/Plain;charset=utf-8\n\n[G,\nG]",
            &["4: 2:1 `Content-Type` is \"Text/Plain;charset=utf-8\": expected application/json", "5: ok"],
        ),
        (
            "POST\nContent-Type: multipart/form-data; boundary=x\n\nG",
            &["4: 2:1 `Content-Type` is \"multipart/form-data; boundary=x\": expected application/json"],
        ),
        (
            "POST\nContent-Type: application/json; a=b; Charset = \"big5\"\n\nG",
            &[
                "4: 2:1 `Content-Type` is \"application/json; a=b; Charset = \"big5\"\": expected JSON in UTF-8",
            ],
        ),
        ("POST\nContent-Type: application/json; charset=\"UTF-8\"\n\nG", &["4: ok"]),
        ("POST\nContent-Type: application/json;charset=utf8\n\nG", &["4: ok"]),
        ("POST\nContent-Type: application/vnd.cloudevents+json\n\nG", &["4: ok"]),
        ("POST\nContent-Type:\n\nG", &["4: ok"]),
        // The type of an unreadable body is not reported.
        (
            "POST\nContent-Type: text/plain\n\nlevel=info",
            &["4: 4:1 not JSON: expected an object, found `level=info`"],
        ),
        ("POST\nContent-Type: text/plain\n\n", &["1: 1:1 the POST request has no body: expected a callback"]),
        ("POST\n\nlevel=info", &["3: 3:1 not JSON: expected an object, found `level=info`"]),
        // Chunks.
        ("POST\nTransfer-Encoding: Chunked\n\n60;a=b\nG\n0\nTrailer: a\n\nPOST\n\nG", &["5: ok", "11: ok"]),
        ("POST\nTransfer-Encoding: gzip, chunked\r\n\r\n60\r\nG\r\n0\r\n\r\nPOST\n\nG", &["5: ok", "10: ok"]),
        ("POST\nTransfer-Encoding: chunked\n\n0\n\nPOST\n\nG", &[&format!("1: 1:1 {EMPTY}"), "8: ok"]),
        ("POST\nTransfer-Encoding: chunked\n\nPOST\n\nG", &[&format!("1: 1:1 {EMPTY}"), "6: ok"]),
        (
            "POST\nTransfer-Encoding: chunked\n\n61\nG",
            &[
                "5: 2:1 `Transfer-Encoding` is chunked, but the chunk on line 4 has 96 bytes, not 97: the body is truncated, or was changed after capture",
            ],
        ),
        (
            "POST\nTransfer-Encoding: chunked\n\n5f\nG\n0\n\nPOST\n\nG",
            &[
                "5: 2:1 `Transfer-Encoding` is chunked, but the chunk on line 4 has more than 95 bytes: found `}` after them; \
             5:96 not JSON: truncated inside an object",
                "10: ok",
            ],
        ),
        (
            "POST\nTransfer-Encoding: chunked\n\nffffffffffffffffff\nG",
            &[
                "4: 2:1 `Transfer-Encoding` is chunked, but the body is not: expected a chunk size, found `ffffffffffffffffff`; \
             4:1 not JSON: expected an object, found `ffffffffffffffffff`",
                "5: ok",
            ],
        ),
        // NUL bytes before and between requests.
        (
            "\0\0\0POST\n\nG\n\0\0\0POST\n\nG",
            &[
                "1: 1:1 not JSON: expected a document, found NUL bytes",
                "3: ok",
                "4: 4:1 not JSON: expected a document, found NUL bytes",
                "6: ok",
            ],
        ),
        // Bodies that are JSON, but not callbacks.
        ("POST\n\n[]", &["3: 3:1 the document is an empty array: expected an object"]),
        // Binary bodies.
        ("POST\n\n\0\u{1}\u{2}\u{3}\u{4}", &["3: 3:1 not JSON: binary data: expected JSON text"]),
        // Text that is not a request line.
        ("POST /\n", &["1: 1:1 not JSON: expected an object, found `POST / HTTP/1.1 /`"]),
        ("x POST\nG", &["1: 1:1 not JSON: expected an object, found `x POST / HTTP/1.1`", "2: ok"]),
    ];
    for (source, documents) in table {
        let source = source.replace("POST", "POST / HTTP/1.1").replace('G', GOOD);
        assert_eq!(inspected(source.as_bytes()), *documents, "{source:?}");
    }
}

/// The limit applies to bodies before and after decompression. Requests after them are not lost.
#[test]
fn a_body_larger_than_the_limit_is_reported() {
    let large = " ".repeat(2000) + GOOD;
    let bomb = gzip(large.as_bytes());
    let request = |head: &str, body: &[u8]| {
        let behind = format!("\nPOST / HTTP/1.1\n\n{GOOD}");
        [format!("POST / HTTP/1.1\n{head}\n").as_bytes(), body, behind.as_bytes()].concat()
    };
    let chunks = [format!("{:x}\n", large.len()).as_bytes(), large.as_bytes(), b"\n0\n"].concat();
    for source in [
        request("", large.as_bytes()),
        request("", &bomb),
        request(&format!("Content-Length: {}\n", large.len()), large.as_bytes()),
        request("Content-Length: 5000\n", large.as_bytes()),
        request("Content-Length: 50\n", large.as_bytes()),
        request("Transfer-Encoding: chunked\n", &chunks),
    ] {
        let rows = inspected(&source);
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert!(rows[0].ends_with("the body is larger than 2.0 KiB"), "{rows:?}");
        assert!(rows[1].ends_with(": ok"), "{rows:?}");
    }
}

#[test]
fn a_request_head_larger_than_the_limit_is_reported() {
    let source = format!("POST / HTTP/1.1\n{}\n{GOOD}\nPOST / HTTP/1.1\n\n{GOOD}", "a: b\n".repeat(1 << 14));
    assert_eq!(
        inspected(source.as_bytes()),
        [
            "1: 1:1 the head of the request is larger than 64 KiB: expected a blank line after it",
            &format!("{}: ok", (1 << 14) + 6),
        ]
    );
}

#[test]
fn compressed_bodies_are_decompressed() {
    let request = |body: &[u8]| [b"POST / HTTP/1.1\nContent-Encoding: gzip\n\n", body].concat();
    let good = gzip(GOOD.as_bytes());
    assert_eq!(inspected(&request(&good)), ["4: ok"]);
    assert_eq!(
        inspected(&request(&[good.clone(), good.clone(), b"\n".to_vec()].concat())),
        ["4: ok", "4: ok"]
    );
    let noisy = inspected(&request(&[&good, b"noise".as_slice()].concat()));
    assert_eq!(noisy, ["4: 2:1 the gzip data of the body is invalid: expected complete gzip data"]);
    let nothing = inspected(&request(good.get(..12).unwrap()));
    assert_eq!(nothing, ["2: 2:1 the gzip data of the body is truncated: expected complete gzip data"]);
}

/// If the length reaches into the next request, that request is complete, and the length is reported.
#[test]
fn a_length_that_reaches_into_the_next_request_does_not_affect_it() {
    for more in 3..40 {
        let length = GOOD.len() + more;
        let source = format!(
            "POST / HTTP/1.1\r\nContent-Length: {length}\r\n\r\n{GOOD}\r\nPOST / HTTP/1.1\r\nContent-Length: 96\r\n\r\n{GOOD}"
        );
        let message = format!(
            "4: 2:1 `Content-Length` is {length}, but 96 bytes follow: the body is truncated, or was changed after capture"
        );
        assert_eq!(inspected(source.as_bytes()), [message, "8: ok".to_owned()], "{more}");
    }
}

#[test]
fn a_long_transfer_encoding_is_shortened_in_messages() {
    let source = format!("POST / HTTP/1.1\r\nTransfer-Encoding: {}chunked\r\n\r\n{{}}", "x, ".repeat(1000));
    let row = inspected(source.as_bytes()).concat();
    assert!(row.contains("`Transfer-Encoding`") && row.len() < 400, "{row}");
}
