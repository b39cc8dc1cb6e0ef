//! The catalogue: a row a rule, in the order in which a callback's findings at one place are reported.
//!
//! The list of rules, their explanations, and what other formats say of them all come from this table.

use super::{Check, Level, Rule, SampleRun, errors, warnings};
use crate::contract::Status;

/// The rule for what is not JSON. Reading finds it; there is no callback to check then.
pub const INVALID_JSON: Rule = row(
    "invalid-json",
    Level::Error,
    |_, _, _| {},
    include_str!("../../samples/rules/invalid-json.json"),
    "not JSON: syntax, cut short, invalid UTF-8, nested deeper than 128, or larger than the limit",
    "The document is not JSON (RFC 8259), so nothing in it can be judged. Most often a log line was \
     cut short when a disk filled or a process died, or the body was pasted from a language whose \
     literals only look like JSON. The caret stands where reading stopped. The documents after it are \
     judged as usual. In a saved HTTP request the rule also finds a body that is missing, or that cannot be \
     read. This is the one rule whose level cannot be changed.",
);

/// The rule for tasks that have ended both ways. A run finds that; no callback
/// tells it by itself.
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
        "a `TaskId` comes with both statuses, `SUCCESS` and `FAIL`, in one run",
        "A callback may be delivered more than once, but a production ends one way. The contract does not say \
         which of two that disagree counts, so that a receiver goes by the one that happened to come last. \
         Found once for each task, where its status first differs, with the place of the callback that it \
         differs from. Off unless named with `-W` or `-D`, since all tasks of a run are remembered for it: about 80 bytes \
         a task.",
    )
};

/// The rule for a saved request whose head says something else of its body than is true, where that can be read. Reading
/// finds it.
pub const REQUEST_HEAD: Rule = row(
    "request-head",
    Level::Warning,
    |_, _, _| {},
    include_str!("../../samples/rules/request-head.json"),
    "the head of a saved HTTP request says something else of the body than is true",
    "A body of another length than `Content-Length` says, or coded otherwise than its head says, is cut short \
     or refused by the receiver. So is JSON that is sent as a form, as plain text, in several parts, or in another \
     charset than UTF-8: receivers answer 415 (Unsupported Media Type). Or the request was changed after it was saved: catchers decode bodies and keep \
     the heads. The body is judged as it stands. Where it cannot be read, this is told by `invalid-json`.",
);

/// Every rule.
pub static RULES: [Rule; 24] = [
    INVALID_JSON,
    row(
        "duplicate-key",
        Level::Error,
        errors::duplicate_key,
        include_str!("../../samples/rules/duplicate-key.json"),
        "a member name appears twice in the root or in `Payload`",
        "RFC 8259 leaves open which of two members with one name counts, and parsers disagree: most take \
         the last, some the first, some refuse the body. Two receivers of one callback may thus come to \
         opposite ends. The other rules judge the last one.",
    ),
    row(
        "missing-field",
        Level::Error,
        errors::missing_field,
        include_str!("../../samples/rules/missing-field.json"),
        "`Payload`, or a mandatory field in it, is absent",
        "A callback is an object with one member, `Payload`, which holds `Progress`, `MediaUrl`, `Status` \
         and `TaskId`, and may hold `SubtitlesUrl` and `FailMessage`. A receiver that reads a mandatory \
         field without asking fails on a body that lacks it. The caret shows the object that should have \
         the field.",
    ),
    row(
        "wrong-type",
        Level::Error,
        errors::wrong_type,
        include_str!("../../samples/rules/wrong-type.json"),
        "the root or `Payload` is no object, or a field has another JSON type than documented, null \
         included",
        "Receivers in typed languages refuse a body whose field has another type than the contract says: \
         `Progress` is an integer, all other fields are strings, and null is neither.",
    ),
    row(
        "unknown-status",
        Level::Error,
        errors::unknown_status,
        include_str!("../../samples/rules/unknown-status.json"),
        "`Status` is a string other than `SUCCESS` or `FAIL`",
        "A callback is sent when production has ended, so that `SUCCESS` and `FAIL`, in capitals, are all \
         there is. `COMMIT` and `MAKING` belong to the answer of the progress query. A receiver that \
         knows two statuses drops a task with a third.",
    ),
    row(
        "empty-field",
        Level::Error,
        errors::empty_field,
        include_str!("../../samples/rules/empty-field.json"),
        "`TaskId` is empty, or `MediaUrl` is empty while `Status` is `SUCCESS`",
        "Without a task id nobody can tell what the callback is about, and a success without the address \
         of its result is of no use. On failure `MediaUrl` is usually empty, which is fine.",
    ),
    row(
        "status-progress-mismatch",
        Level::Warning,
        warnings::status_progress_mismatch,
        include_str!("../../samples/rules/status-progress-mismatch.json"),
        "`Status` is `SUCCESS` with a `Progress` of -1, or `FAIL` with 100",
        "`Progress` is -1 when production failed and 100 when it succeeded, but the contract reserves it: \
         `Status` alone says how production ended. A receiver that looks at `Progress` would take this \
         callback for its opposite.",
    ),
    row(
        "undocumented-progress",
        Level::Warning,
        warnings::undocumented_progress,
        include_str!("../../samples/rules/undocumented-progress.json"),
        "`Progress` is an integer other than -1 and 100",
        "A callback reports the end of a production, where `Progress` is -1 or 100. Values between belong \
         to the answer of the progress query.",
    ),
    row(
        "integer-as-float",
        Level::Warning,
        warnings::integer_as_float,
        include_str!("../../samples/rules/integer-as-float.json"),
        "`Progress` is an integer written as `100.0` or `1e2`",
        "JSON Schema holds `100.0` and `1e2` to be integers, and so does this tool; but strictly typed \
         receivers (Go, Rust, Java) refuse them for an integer field. Some encoder on the way has made a \
         float of it.",
    ),
    row(
        "missing-fail-message",
        Level::Warning,
        warnings::missing_fail_message,
        include_str!("../../samples/rules/missing-fail-message.json"),
        "`Status` is `FAIL` without a `FailMessage`, or with an empty one",
        "`FailMessage` is optional, but a failure without a reason leaves nothing to act on. The progress \
         query for the same task may still tell it (`FailCode`).",
    ),
    row(
        "fail-message-on-success",
        Level::Warning,
        warnings::fail_message_on_success,
        include_str!("../../samples/rules/fail-message-on-success.json"),
        "`Status` is `SUCCESS` with a non-empty `FailMessage`",
        "A reason of failure on a success: either the status is wrong, or the message is left over from \
         an earlier try. `Status` counts.",
    ),
    row(
        "result-on-fail",
        Level::Warning,
        warnings::result_on_fail,
        include_str!("../../samples/rules/result-on-fail.json"),
        "`Status` is `FAIL` with a non-empty `MediaUrl`",
        "A failed production has no result, and its `MediaUrl` is usually empty. What lies at this \
         address may be partial, or of another task.",
    ),
    row(
        "placeholder-value",
        Level::Warning,
        warnings::placeholder_value,
        include_str!("../../samples/rules/placeholder-value.json"),
        "a value is left from documentation: `XXX`, `TODO`, `string`, `<...>`, a URL on `example.com` and \
         the like",
        "Fixtures often start as the vendor's example, whose values are `XXX`. A placeholder that stays \
         hides what a real value would break. Domains that RFC 2606 reserves (`example.com`, `.example`, \
         `.test`, `.invalid`) never hold a real result.",
    ),
    row(
        "malformed-url",
        Level::Warning,
        warnings::malformed_url,
        include_str!("../../samples/rules/malformed-url.json"),
        "a URL field is neither empty nor an absolute `http` or `https` URL with a host in its normal spelling",
        "`MediaUrl` and `SubtitlesUrl` are there to be fetched. An address without a scheme or a host, or \
         with white space or a backslash in it, cannot be; clients that try to be kind disagree on what \
         it means. So they do on a host that is percent-encoded, in full-width letters, or an unusual notation of \
         an IP address (`0x7f.1`): filters and people read one host, and clients connect to another.",
    ),
    row(
        "insecure-url",
        Level::Warning,
        warnings::insecure_url,
        include_str!("../../samples/rules/insecure-url.json"),
        "a result's URL is `http`, not `https`",
        "Whoever sits on the way can read and replace what is fetched over plain `http`.",
    ),
    row(
        "credentials-in-url",
        Level::Warning,
        warnings::credentials_in_url,
        include_str!("../../samples/rules/credentials-in-url.json"),
        "a result's URL carries a user name or password",
        "Credentials in a URL end up in logs, histories and referrer headers, and many clients refuse or \
         drop them. Sign the URL instead.",
    ),
    row(
        "subtitles-not-srt",
        Level::Warning,
        warnings::subtitles_not_srt,
        include_str!("../../samples/rules/subtitles-not-srt.json"),
        "the path of `SubtitlesUrl` does not end in `.srt`",
        "The contract says that subtitles are SRT. Another ending is most often the media URL in the \
         wrong field.",
    ),
    row(
        "expired-url",
        Level::Warning,
        warnings::expired_url,
        include_str!("../../samples/rules/expired-url.json"),
        "a signed URL's validity has ended",
        "Object storage answers 403 once a signature has ended. Judged by the signature's own words \
         (Tencent COS `q-sign-time`, S3 `X-Amz-Date` with `X-Amz-Expires`, `Expires`) against the clock, \
         or against the time given with `--now`.",
    ),
    row(
        "unknown-field",
        Level::Warning,
        warnings::unknown_field,
        include_str!("../../samples/rules/unknown-field.json"),
        "a member that neither the callback nor the progress query documents",
        "The contract does not forbid further members, but most often one is a misspelt field, and names \
         are case-sensitive. Where a documented name is near, the help line names it.",
    ),
    row(
        "query-response",
        Level::Warning,
        warnings::query_response,
        include_str!("../../samples/rules/query-response.json"),
        "`Header` or other fields of the progress query: this is probably its answer, not a callback",
        "The answer to the progress query looks like a callback and is often saved beside it. It has a \
         `Header`, and `ArrayCount`, `FailCode`, `Duration` and `TextTimestampResult` in its `Payload`, \
         but no `TaskId`.",
    ),
    row(
        "control-characters",
        Level::Warning,
        warnings::control_characters,
        include_str!("../../samples/rules/control-characters.json"),
        "a value or name with control, bidirectional or invisible characters",
        "Such characters can recolour a terminal, hide text, or show it in another order than it is \
         stored: in a log they are an attack or an accident, in an identifier always a bug. Noncharacters such as U+FFFE count as invisible. This tool \
         shows them escaped. Line breaks and tabs are at home in a `FailMessage`.",
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
            "`--expect` is given and the callback has another status",
            "With `--expect success` (or `fail`) every callback must have that status: for fixtures of one \
     kind, and for pipelines that must stop at the first failed production.",
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
