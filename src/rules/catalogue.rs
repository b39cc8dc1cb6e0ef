//! The catalogue of rules: one row per rule, in the order in which findings at the same position are reported.
//!
//! `--list-rules`, `--explain`, `docs/rules.md` and the SARIF report are generated from it.

use super::{Check, Level, Rule, SampleRun, errors, missing, urls, warnings};
use crate::contract::Status;

/// The rule for text that is not JSON. It has no check, because there is no callback to check.
pub const INVALID_JSON: Rule = row(
    "invalid-json",
    Level::Error,
    |_, _, _| {},
    include_str!("../../samples/rules/invalid-json.json"),
    "the document is not JSON: a syntax error, truncated, not UTF-8, nested deeper than 128 levels, or \
     larger than the limit",
    "The document is not JSON (RFC 8259), so no other rule can check it. Typical causes are a log line \
     that was truncated when a disk was full or a process was killed, and output of another language \
     that only resembles JSON. The caret shows where the JSON ends. Documents after it are checked as \
     usual. In a saved HTTP request, the rule also reports a body that is missing or cannot be decoded. \
     The level of this rule cannot be changed.",
);

/// The rule for tasks that both succeeded and failed. A run reports it, because it compares callbacks.
pub const CONFLICTING_DELIVERY: Rule = Rule {
    sample_run: SampleRun {
        options: " -W conflicting-delivery",
        set: |settings| settings.set_level(&CONFLICTING_DELIVERY, Level::Warning),
    },
    ..row(
        "conflicting-delivery",
        Level::Allow,
        |_, _, _| {},
        include_str!("../../samples/rules/conflicting-delivery.json"),
        "callbacks with the same `TaskId` have different statuses in one run",
        "A callback may be delivered more than once, but a production ends only one way. The contract does \
         not say which callback counts, so a receiver uses the one that arrives last. Reported once per \
         task, when its status first changes, with the position of the earlier callback. Disabled by \
         default, because all tasks of a run must be remembered: about 80 bytes each. Enable it with `-W` \
         or `-D`.",
    )
};

/// The rule for request heads that do not match a readable body. Framing reports it.
pub const REQUEST_HEAD: Rule = row(
    "request-head",
    Level::Warning,
    |_, _, _| {},
    include_str!("../../samples/rules/request-head.json"),
    "the headers of a saved HTTP request do not match its body",
    "If `Content-Length` or an encoding in the head does not match the body, receivers truncate or \
     reject it. They also reject JSON that is sent as a form, as plain text, in several parts, or in a \
     charset other than UTF-8, with the status 415 (Unsupported Media Type). The request may also have been changed \
     after capture: some tools decode the body and keep the head. The body is checked as it is. If it \
     cannot be read, `invalid-json` reports that instead.",
);

/// All rules.
pub static RULES: [Rule; 24] = [
    INVALID_JSON,
    row(
        "duplicate-key",
        Level::Error,
        errors::duplicate_key,
        include_str!("../../samples/rules/duplicate-key.json"),
        "a member name appears twice in the root object or in `Payload`",
        "RFC 8259 does not say which of two members with the same name counts, and parsers disagree: most \
         use the last, some the first, and some reject the body. So two receivers may understand the same \
         callback differently. The other rules check the last value.",
    ),
    row(
        "missing-field",
        Level::Error,
        missing::missing_field,
        include_str!("../../samples/rules/missing-field.json"),
        "`Payload` or a mandatory field in it is missing",
        "A callback is an object with one member, `Payload`. It contains `Progress`, `MediaUrl`, `Status` \
         and `TaskId`, and optionally `SubtitlesUrl` and `FailMessage`. Receivers fail if a mandatory field \
         is missing. If a member with another name or in another place was probably meant, the caret shows that \
         member, and the other rules check its value. Otherwise it shows the bracket that opens the object. Other \
         messages of the API, which are no callbacks, are reported once.",
    ),
    row(
        "wrong-type",
        Level::Error,
        errors::wrong_type,
        include_str!("../../samples/rules/wrong-type.json"),
        "the document or `Payload` is not an object, or a field has a different JSON type than documented",
        "Typed receivers reject a body if a field has a different type than the contract says. `Progress` is an \
         integer, and all other fields are strings; null is neither.",
    ),
    row(
        "unknown-status",
        Level::Error,
        errors::unknown_status,
        include_str!("../../samples/rules/unknown-status.json"),
        "`Status` is a string other than `SUCCESS` or `FAIL`",
        "A callback is sent when the production has ended, so `Status` is either `SUCCESS` or `FAIL`, in \
         upper case. `COMMIT` and `MAKING` belong to the answer to the progress query. A receiver that \
         knows two statuses ignores a task with another one.",
    ),
    row(
        "empty-field",
        Level::Error,
        errors::empty_field,
        include_str!("../../samples/rules/empty-field.json"),
        "`TaskId` is empty, or `MediaUrl` is empty although `Status` is `SUCCESS`",
        "Without a task id, a callback cannot be matched to a production, and a success without the URL of \
         its result is useless. After a failure `MediaUrl` is usually empty, which is fine.",
    ),
    row(
        "status-progress-mismatch",
        Level::Warning,
        warnings::status_progress_mismatch,
        include_str!("../../samples/rules/status-progress-mismatch.json"),
        "`Status` is `SUCCESS` with a `Progress` of -1, or `FAIL` with 100",
        "`Progress` is -1 after a failure and 100 after a success. But the contract reserves it: `Status` \
         alone says how the production ended. A receiver that uses `Progress` would understand the \
         opposite.",
    ),
    row(
        "undocumented-progress",
        Level::Warning,
        warnings::undocumented_progress,
        include_str!("../../samples/rules/undocumented-progress.json"),
        "`Progress` is an integer other than -1 and 100",
        "A callback is sent at the end of a production, when `Progress` is -1 or 100. Values in between \
         belong to the answer to the progress query.",
    ),
    row(
        "integer-as-float",
        Level::Warning,
        warnings::integer_as_float,
        include_str!("../../samples/rules/integer-as-float.json"),
        "`Progress` is an integer written as `100.0` or `1e2`",
        "`100.0` and `1e2` are integers for JSON Schema, and for this tool. But strictly typed receivers \
         (Go, Rust, Java) reject them in an integer field. Usually an encoder converted the number to \
         floating point.",
    ),
    row(
        "missing-fail-message",
        Level::Warning,
        warnings::missing_fail_message,
        include_str!("../../samples/rules/missing-fail-message.json"),
        "`Status` is `FAIL`, and `FailMessage` is missing or empty",
        "`FailMessage` is optional, but without a reason it is hard to fix a failure. The answer to the \
         progress query for the same task may contain a `FailCode`.",
    ),
    row(
        "fail-message-on-success",
        Level::Warning,
        warnings::fail_message_on_success,
        include_str!("../../samples/rules/fail-message-on-success.json"),
        "`Status` is `SUCCESS` with a non-empty `FailMessage`",
        "Either the status is wrong, or the message is left over from an earlier attempt. `Status` counts.",
    ),
    row(
        "result-on-fail",
        Level::Warning,
        warnings::result_on_fail,
        include_str!("../../samples/rules/result-on-fail.json"),
        "`Status` is `FAIL` with a non-empty `MediaUrl`",
        "A failed production has no result, so `MediaUrl` is usually empty. A file at this URL may be \
         incomplete, or belong to another task.",
    ),
    row(
        "placeholder-value",
        Level::Warning,
        warnings::placeholder_value,
        include_str!("../../samples/rules/placeholder-value.json"),
        "a value is a placeholder from documentation: `XXX`, `TODO`, `string`, `<...>`, a URL on \
         `example.com` and the like",
        "Fixtures are often copied from the vendor's example, whose values are `XXX`. A placeholder \
         hides problems that a real value would show. Domains reserved by RFC 2606 (`example.com`, \
         `.example`, `.test`, `.invalid`) never have a real result.",
    ),
    row(
        "malformed-url",
        Level::Warning,
        urls::malformed_url,
        include_str!("../../samples/rules/malformed-url.json"),
        "a URL field is neither empty nor an absolute `http` or `https` URL with a host in its normal \
         spelling",
        "`MediaUrl` and `SubtitlesUrl` are downloaded. A URL without a scheme or a host, or with white \
         space or a backslash, cannot be, and lenient clients disagree on its meaning. The same is true for \
         a host that is percent-encoded, in full-width letters, or an unusual notation of an IP address \
         (`0x7f.1`): filters and people see one host, but clients connect to another.",
    ),
    row(
        "insecure-url",
        Level::Warning,
        urls::insecure_url,
        include_str!("../../samples/rules/insecure-url.json"),
        "a result has an `http` URL instead of `https`",
        "Anyone on the network path can read and replace files downloaded over plain `http`.",
    ),
    row(
        "credentials-in-url",
        Level::Warning,
        urls::credentials_in_url,
        include_str!("../../samples/rules/credentials-in-url.json"),
        "the URL of a result contains a user name or password",
        "Credentials in a URL end up in logs, histories and referrer headers, and many clients reject or \
         drop them. Sign the URL instead.",
    ),
    row(
        "subtitles-not-srt",
        Level::Warning,
        urls::subtitles_not_srt,
        include_str!("../../samples/rules/subtitles-not-srt.json"),
        "the path of `SubtitlesUrl` does not end in `.srt`",
        "The contract says that subtitles are SRT files. Another extension usually means that the media URL \
         is in the wrong field.",
    ),
    row(
        "expired-url",
        Level::Warning,
        urls::expired_url,
        include_str!("../../samples/rules/expired-url.json"),
        "the signature of a URL has expired",
        "Object storage answers 403 after a signature has expired. The rule compares the expiry in the URL \
         (Tencent COS `q-sign-time`, S3 `X-Amz-Date` with `X-Amz-Expires`, or `Expires`) with the clock, or \
         with the time given with `--now`.",
    ),
    row(
        "unknown-field",
        Level::Warning,
        warnings::unknown_field,
        include_str!("../../samples/rules/unknown-field.json"),
        "a member is documented neither for the callback nor for the progress query",
        "The contract does not forbid other members, but usually they are misspelt fields. Names are \
         case-sensitive. If an optional field was probably meant, the help says so, and the other rules check its \
         value. Members of a document that has none of the fields are not reported one by one.",
    ),
    row(
        "query-response",
        Level::Warning,
        warnings::query_response,
        include_str!("../../samples/rules/query-response.json"),
        "the body has `Header` or other fields of the answer to a query: it is probably such an answer, not a callback",
        "The answer to the progress query looks like a callback and is often saved next to it. It has a \
         `Header`, and `ArrayCount`, `FailCode`, `Duration` and `TextTimestampResult` in `Payload`, but no \
         `TaskId`. A body that lacks mandatory fields too is reported once, by `missing-field`.",
    ),
    row(
        "control-characters",
        Level::Warning,
        warnings::control_characters,
        include_str!("../../samples/rules/control-characters.json"),
        "a value or name contains control, bidirectional or invisible characters, or `TaskId` has blanks around it",
        "Such characters can change the colors of a terminal, hide text, or reorder it. In a log they are \
         an attack or an accident, and in an identifier always a bug. Noncharacters such as U+FFFE count as \
         invisible. This tool prints them escaped. Line breaks and tabs are allowed in `FailMessage`.",
    ),
    Rule {
        sample_run: SampleRun {
            options: " --expect success",
            set: |settings| settings.expect = Some(Status::Success),
        },
        ..row(
            "unexpected-status",
            Level::Error,
            errors::unexpected_status,
            include_str!("../../samples/rules/unexpected-status.json"),
            "the status of a callback differs from `--expect`",
            "With `--expect success` or `--expect fail`, every callback must have that status. Use it for \
             fixtures of one kind, and for pipelines that must stop at the first failed production.",
        )
    },
    CONFLICTING_DELIVERY,
    REQUEST_HEAD,
];

const fn row(
    id: &'static str,
    level: Level,
    check: Check,
    sample: &'static str,
    summary: &'static str,
    explanation: &'static str,
) -> Rule {
    Rule { id, level, summary, explanation, sample, sample_run: SampleRun::PLAIN, check }
}
