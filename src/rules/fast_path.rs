//! Recognizes ordinary callbacks with cheap tests: no rule reports anything for them. A property checks this against
//! the rules.

use memchr::memchr;

use super::urls::ends_in_srt;
use super::warnings::is_placeholder;
use super::{expiry, odd_url};
use crate::callback::Callback;
use crate::contract::{Field, PROGRESS_FAILED, PROGRESS_SUCCEEDED, Status};
use crate::escape;
use crate::json::Value;
use crate::rules::ordinary_url;
use crate::rules::settings::Settings;

/// Returns whether the callback has the documented shape and ordinary values. Only the failure reason may
/// have characters that reports escape: all other strings are printable ASCII without quotes, backslashes and number signs.
pub fn is_ordinary(callback: &Callback<'_>, settings: &Settings) -> bool {
    let Some(status) = callback.status() else { return false };
    let Some(Value::Integer(progress)) = callback.field(Field::Progress).map(|member| &member.value) else {
        return false;
    };
    callback.is_documented()
        && settings.expect.is_none_or(|expected| expected == status)
        && callback.text(Field::TaskId).is_some_and(is_ordinary_id)
        && match status {
            Status::Success => *progress == PROGRESS_SUCCEEDED && is_ordinary_success(callback, settings),
            Status::Fail => *progress == PROGRESS_FAILED && is_ordinary_failure(callback),
        }
}

fn is_ordinary_success(callback: &Callback<'_>, settings: &Settings) -> bool {
    let Some(media) = callback.text(Field::MediaUrl) else { return false };
    is_absent_or(callback, Field::FailMessage, str::is_empty)
        && is_ordinary_url(media, |_| true, settings)
        && is_absent_or(callback, Field::SubtitlesUrl, |subtitles| {
            // Most have the URL of the video, which has been tested, but for the extension.
            subtitles.is_empty()
                || lie_beside(subtitles, media)
                || is_ordinary_url(subtitles, ends_in_srt, settings)
        })
}

/// Returns whether two URLs without queries differ only in their extensions, `.srt` and `.mp4`.
fn lie_beside(subtitles: &str, media: &str) -> bool {
    let Some(stem) = subtitles.strip_suffix(".srt") else { return false };
    media.strip_prefix(stem) == Some(".mp4") && memchr(b'?', stem.as_bytes()).is_none()
}

/// The length in bytes up to which most URLs have no query.
const SHORT_URL: usize = 160;

/// Returns whether a URL has an ordinary path that passes a test, and no signature that has expired.
fn is_ordinary_url(url: &str, passes: impl Fn(&str) -> bool, settings: &Settings) -> bool {
    // Searching a short URL for its query takes longer than testing it without.
    if url.len() <= SHORT_URL && passes(url) && ordinary_url::is_unremarkable(url) {
        return true;
    }
    let Some(question) = memchr(b'?', url.as_bytes()) else {
        return url.len() > SHORT_URL && passes(url) && ordinary_url::is_unremarkable(url);
    };
    let (path, query) = (&url[..question], &url[question + 1..]);
    passes(path)
        && ordinary_url::is_unremarkable(path)
        && (ordinary_url::is_unremarkable_query(query)
            || (escape::all(query.as_bytes(), ordinary_url::is_unremarkable_byte)
                && !odd_url::may_be_odd(url)))
        && expiry::expired_query(query, settings.now).is_none()
}

fn is_ordinary_failure(callback: &Callback<'_>) -> bool {
    callback.text(Field::MediaUrl) == Some("")
        && is_absent_or(callback, Field::SubtitlesUrl, str::is_empty)
        && callback.text(Field::FailMessage).is_some_and(is_ordinary_reason)
}

/// Returns whether an optional field is missing, or a string that passes a test.
fn is_absent_or(callback: &Callback<'_>, field: Field, passes: impl Fn(&str) -> bool) -> bool {
    callback.field(field).is_none_or(|member| member.value.as_str().is_some_and(passes))
}

/// Returns whether an id is longer than every placeholder, and not a mask such as `xxxxxxxx-xxxx`.
fn is_ordinary_id(id: &str) -> bool {
    let is_of_id = |byte: u8| byte.is_ascii_alphanumeric() | (byte == b'-') | (byte == b'_');
    id.len() > 16 && !id.starts_with(['x', 'X']) && escape::all(id.as_bytes(), is_of_id)
}

fn is_ordinary_reason(reason: &str) -> bool {
    !reason.is_empty() && escape::first_unsafe(reason).is_none() && !is_placeholder(reason)
}
