//! The expiry of signed URLs.

use std::borrow::Cow;
use std::ops::Range;
use std::time::SystemTime;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use memchr::{memchr, memchr_iter, memchr2};
use url::form_urlencoded;

use super::ordinary_url::{is_ordinary, path_and_query};
use super::result_url::parse;

/// The parameters of signatures: Tencent COS (`<start>;<end>` in Unix seconds), S3 (a start, and seconds after it), and
/// others (Unix seconds).
const NAMES: [&str; 4] = ["q-sign-time", "X-Amz-Date", "X-Amz-Expires", "Expires"];

/// Returns the time at which the signature of a URL expired, if that is before `now`.
#[must_use]
pub fn expired(url: &str, now: SystemTime) -> Option<Timestamp> {
    // Signatures are always in the query.
    memchr(b'?', url.as_bytes())?;
    // Parsing takes longer than anything else here.
    if is_ordinary(url) {
        expired_query(path_and_query(url).1, now)
    } else {
        expired_query(parse(url)?.query()?, now)
    }
}

/// Returns the time at which the signature in a query expired, if that is before `now`.
#[must_use]
pub fn expired_query(query: &str, now: SystemTime) -> Option<Timestamp> {
    of_query(query).filter(|end| SystemTime::try_from(*end).is_ok_and(|end| end < now))
}

/// Returns the time at which the signature in a query expires: the earliest if there are several.
#[must_use]
pub fn of_query(query: &str) -> Option<Timestamp> {
    let [cos, date, seconds, plain] = values(query);
    let cos = cos.and_then(|times| instant(split(&times, b';')?.1));
    let s3 = date.zip(seconds).and_then(|(date, seconds)| {
        let start = TimeZone::UTC.to_timestamp(date_time(&date)?).ok()?;
        start.checked_add(SignedDuration::from_secs(seconds.parse().ok()?)).ok()
    });
    let plain = plain.and_then(|seconds| instant(&seconds));
    [cos, s3, plain].into_iter().flatten().min()
}

/// Returns the decoded values of the parameters of signatures: the first of each.
fn values(query: &str) -> [Option<Cow<'_, str>>; NAMES.len()] {
    let mut values = [const { None }; NAMES.len()];
    let has_codes = |part: &str| memchr2(b'%', b'+', part.as_bytes()).is_some();
    let is_encoded = has_codes(query);
    let mut start = 0;
    for end in memchr_iter(b'&', query.as_bytes()).chain([query.len()]) {
        let pair = &query[start..end];
        start = end + 1;
        if !is_encoded || !has_codes(pair) {
            if let Some((index, value)) = unencoded(pair) {
                values[index].get_or_insert(Cow::Borrowed(value));
            }
            continue;
        }
        let name = split(pair, b'=').map_or(pair, |(name, _)| name);
        if index_of(name).is_some() || has_codes(name) {
            for (name, value) in form_urlencoded::parse(pair.as_bytes()) {
                index_of(&name).map(|index| values[index].get_or_insert(value));
            }
        }
    }
    values
}

/// Returns the index in [`NAMES`] and the value of a parameter that is not encoded; `None` for any other name.
fn unencoded(pair: &str) -> Option<(usize, &str)> {
    // A cheap test first: most parameters have no `=` at this place.
    let is_named = |name: &str| {
        pair.as_bytes().get(name.len()).is_none_or(|behind| *behind == b'=')
            && pair.get(..name.len()).is_some_and(|written| written.eq_ignore_ascii_case(name))
    };
    let index = NAMES.iter().position(|name| is_named(name))?;
    Some((index, pair.get(NAMES[index].len() + 1..).unwrap_or_default()))
}

/// Returns the index of a name in [`NAMES`].
fn index_of(name: &str) -> Option<usize> {
    NAMES.iter().position(|known| name.eq_ignore_ascii_case(known))
}

/// Splits a text at the first separator, which is ASCII.
fn split(text: &str, separator: u8) -> Option<(&str, &str)> {
    let at = memchr(separator, text.as_bytes())?;
    Some((&text[..at], &text[at + 1..]))
}

/// Reads a time such as `20240718T113000Z`.
fn date_time(text: &str) -> Option<DateTime> {
    let digits = |range: Range<usize>| -> Option<i16> {
        let digits = text.as_bytes().get(range)?;
        digits.iter().try_fold(0, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + i16::from(digit - b'0'))
        })
    };
    let two = |at| i8::try_from(digits(at..at + 2)?).ok();
    let plain = || {
        let is_plain = text.len() == 16 && text.as_bytes()[8] == b'T' && text.as_bytes()[15] == b'Z';
        let year = digits(0..4).filter(|_| is_plain)?;
        DateTime::new(year, two(4)?, two(6)?, two(9)?, two(11)?, two(13)?, 0).ok()
    };
    // This is slower, and accepts more.
    plain().or_else(|| DateTime::strptime("%Y%m%dT%H%M%SZ", text.as_bytes()).ok())
}

fn instant(seconds: &str) -> Option<Timestamp> {
    Timestamp::from_second(seconds.parse().ok()?).ok()
}
