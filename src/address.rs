//! The address of a result: what its URL says, and until when its signature holds.
//!
//! Parsing a URL takes longer than reading a callback, so that ordinary URLs are cleared by cheap tests first. A
//! property test holds those to what parsing says.

use std::borrow::Cow;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use url::{Host, Url};

use crate::spec::RESULT_HOST;
use crate::text;

/// The second-level domains that RFC 2606, section 3, keeps for documentation.
const EXAMPLE_DOMAINS: [&str; 3] = ["example.com", "example.net", "example.org"];

/// The top-level domains that RFC 2606, section 2, keeps for testing and documentation.
const RESERVED_DOMAINS: [&str; 3] = ["example", "test", "invalid"];

/// The URL, where the text is an absolute `http` or `https` URL with a host.
///
/// The URL standard (WHATWG) lets browsers mend more than other clients do, so what only they would
/// understand is refused: a single slash, a backslash, white space.
#[must_use]
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
#[must_use]
pub fn is_reserved(url: &Url) -> bool {
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
#[must_use]
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

/// A cheap test that only absolute `https` URLs with a host and without user information pass.
#[must_use]
pub fn is_ordinary(text: &str) -> bool {
    let Some(rest) = text.as_bytes().strip_prefix(b"https://") else { return false };
    let (host, path) = split_host(rest);
    let is_path = text::all(path, |byte| byte.is_ascii_graphic() & (byte != b'\\'));
    is_path && is_plain_host(host) && is_plain_domain(host)
}

/// A cheap test that only such URLs pass, and of them only those that end with their path and are not reserved:
/// nothing is to be said about them.
#[must_use]
pub fn is_unremarkable(text: &str) -> bool {
    let Some(rest) = text.as_bytes().strip_prefix(b"https://") else { return false };
    let (host, path) = split_host(rest);
    let is_path = |byte: u8| byte.is_ascii_graphic() & (byte != b'\\') & (byte != b'?') & (byte != b'#');
    let is_plain = || is_plain_host(host) && is_plain_domain(host) && !may_be_reserved_host(host);
    text::all(path, is_path) && (host == RESULT_HOST.as_bytes() || is_plain())
}

/// A cheap test that every URL with a reserved host passes.
#[must_use]
pub fn may_be_reserved(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| Some(text.split_once("://")?.1));
    let Some((host, _)) = rest.map(|rest| split_host(rest.as_bytes())) else { return false };
    !is_plain_host(host) || may_be_reserved_host(host)
}

fn may_be_reserved_host(host: &[u8]) -> bool {
    let is_reserved = |reserved: &&str| host.ends_with(reserved.as_bytes());
    host.last() == Some(&b'.') || EXAMPLE_DOMAINS.iter().chain(&RESERVED_DOMAINS).any(is_reserved)
}

/// What stands before the first slash, and the rest.
fn split_host(text: &[u8]) -> (&[u8], &[u8]) {
    let end = memchr::memchr(b'/', text).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, &[]))
}

/// Whether a host is written as most are, so that its text says all about it.
fn is_plain_host(host: &[u8]) -> bool {
    text::all(host, |byte| {
        byte.is_ascii_lowercase() | byte.is_ascii_digit() | (byte == b'-') | (byte == b'.')
    })
}

/// Whether a plain host is a domain as it stands: a last label in digits would make it an address, and a label in
/// Punycode must be decoded to be judged.
fn is_plain_domain(host: &[u8]) -> bool {
    let last_label = memchr::memrchr(b'.', host).map_or(0, |dot| dot + 1);
    host.get(last_label).is_some_and(u8::is_ascii_lowercase)
        && (memchr::memchr(b'x', host).is_none()
            || !host.split(|byte| *byte == b'.').any(|label| label.starts_with(b"xn--")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::drawn::config;

    /// Texts that are nearly URLs.
    fn text() -> impl Strategy<Value = String> {
        let scheme =
            prop_oneof![8 => Just("https://"), 1 => Just("http://"), 1 => Just("HTTPS://"), 1 => Just("")];
        let host = prop_oneof![
            Just("videomaker-resources.ivh.qq.com".to_owned()),
            "[a-z0-9.-]{0,12}",
            "([a-zA-Z0-9-]{1,4}\\.){0,3}(example|test|invalid|com|net|example\\.com|EXAMPLE\\.org)\\.?",
            "(user(:word)?@)?[a-z0-9.-]{1,8}(:[0-9]{0,5})?",
            "\\PC{0,8}",
        ];
        let path = prop_oneof![Just(String::new()), "/[!-~]{0,20}", "[/?#]\\PC{0,12}", any::<String>()];
        (scheme, host, path).prop_map(|(scheme, host, path)| format!("{scheme}{host}{path}"))
    }

    proptest! {
        #![proptest_config(config(2000))]

        #[test]
        fn cheap_tests_agree_with_parsing(text in text()) {
            let url = parse(&text);
            if is_ordinary(&text) {
                let url = url.as_ref();
                prop_assert!(url.is_some_and(|url| url.scheme() == "https" && url.username().is_empty()));
                prop_assert!(url.is_some_and(|url| url.password().is_none()));
            }
            if is_unremarkable(&text) {
                prop_assert!(is_ordinary(&text) && !may_be_reserved(&text) && !text.contains(['?', '#']));
            }
            if url.is_some_and(|url| is_reserved(&url)) {
                prop_assert!(may_be_reserved(&text), "{}", text);
            }
        }
    }
}
