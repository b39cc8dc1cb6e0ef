//! The address of a result: what its URL says, and until when its signature holds.

use std::borrow::Cow;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use url::{Host, Url};

/// The second-level domains that RFC 2606, section 3, keeps for documentation.
const EXAMPLE_DOMAINS: [&str; 3] = ["example.com", "example.net", "example.org"];

/// The top-level domains that RFC 2606, section 2, keeps for testing and documentation.
const RESERVED_DOMAINS: [&str; 3] = ["example", "test", "invalid"];

/// The URL, where the text is an absolute `http` or `https` URL with a host.
///
/// The URL standard (WHATWG) lets browsers mend more than other clients do, so what only they would
/// understand is refused: a single slash, a backslash, white space.
pub fn parse(text: &str) -> Option<Url> {
    let (scheme, rest) = text.split_once("://")?;
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let is_mended = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '\\';
    if !is_web || rest.starts_with('/') || text.contains(is_mended) {
        return None;
    }
    Url::parse(text).ok().filter(Url::has_host)
}

/// Whether the host is one that never holds a real result (RFC 2606).
pub fn is_reserved_for_documentation(url: &Url) -> bool {
    let Some(Host::Domain(domain)) = url.host() else { return false };
    let domain = domain.trim_end_matches('.');
    let is_under = |parent: &&str| {
        domain.strip_suffix(*parent).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    EXAMPLE_DOMAINS.iter().chain(&RESERVED_DOMAINS).any(is_under)
}

/// The instant at which the URL's signature stops to hold; the earliest, where it carries several.
///
/// Knows Tencent COS (`q-sign-time=<start>;<end>` in Unix seconds), S3 (`X-Amz-Date` with
/// `X-Amz-Expires` in seconds) and `Expires=<Unix seconds>`.
pub fn valid_until(url: &Url) -> Option<Timestamp> {
    let value = |name: &str| -> Option<Cow<'_, str>> {
        url.query_pairs().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    };
    let cos = value("q-sign-time").and_then(|times| instant(times.split_once(';')?.1));
    let s3 = value("X-Amz-Date").zip(value("X-Amz-Expires")).and_then(|(date, seconds)| {
        let start = DateTime::strptime("%Y%m%dT%H%M%SZ", date.as_bytes()).ok()?;
        let start = TimeZone::UTC.to_timestamp(start).ok()?;
        start.checked_add(SignedDuration::from_secs(seconds.parse().ok()?)).ok()
    });
    let plain = value("Expires").and_then(|seconds| instant(&seconds));
    [cos, s3, plain].into_iter().flatten().min()
}

fn instant(seconds: &str) -> Option<Timestamp> {
    Timestamp::from_second(seconds.parse().ok()?).ok()
}
