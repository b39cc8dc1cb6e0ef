//! URLs of results: parsing, encoding, and the expiry of signatures.
//!
//! Parsing a URL takes longer than reading a callback, so cheap tests accept ordinary URLs first. Properties check
//! them against the parser.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::net::Ipv6Addr;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use url::{Host, Url};

use crate::contract::RESULT_HOST;
use crate::escape;

/// Second-level domains that RFC 2606, section 3, reserves for documentation.
const EXAMPLE_DOMAINS: [&str; 3] = ["example.com", "example.net", "example.org"];

/// Top-level domains that RFC 2606, section 2, reserves for testing and documentation.
const RESERVED_DOMAINS: [&str; 3] = ["example", "test", "invalid"];

/// Parses an absolute `http` or `https` URL with a host in its normal spelling.
///
/// Browsers correct more than other clients do (WHATWG URL Standard). Text that only they understand is rejected: a
/// single slash, a backslash, white space, or a host other than the one shown.
#[must_use]
pub fn parse(text: &str) -> Option<Url> {
    corrected(text).filter(|url| is_shown(host(text), url))
}

/// Returns the host that browsers connect to if it differs from the host shown: `127.0.0.1` for `https://0x7f.1/`.
#[must_use]
pub fn disguised_host(text: &str) -> Option<String> {
    let url = corrected(text).filter(|url| !is_shown(host(text), url))?;
    url.host().map(|host| host.to_string())
}

/// Parses a URL, whatever the spelling of its host.
fn corrected(text: &str) -> Option<Url> {
    let (scheme, rest) = text.split_once("://")?;
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let is_corrected = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '\\';
    let is_of_host = |byte: u8| is_allowed(byte) || !byte.is_ascii() || matches!(byte, b'[' | b']');
    if !is_web || rest.starts_with('/') || text.contains(is_corrected) || !host(text).bytes().all(is_of_host)
    {
        return None;
    }
    Url::parse(text).ok().filter(Url::has_host)
}

/// Splits a URL as written into the part before the host, the host, and the rest.
fn parts(text: &str) -> (&str, &str, &str) {
    let start = text.find("://").map_or(0, |colon| colon + 3);
    let (_, rest) = text.split_at(start);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let user = authority.rfind('@').map_or(0, |at| at + 1);
    let (_, host) = authority.split_at(user);
    let length = match host.find(']').filter(|_| host.starts_with('[')) {
        Some(bracket) => bracket + 1,
        None => host.find(':').unwrap_or(host.len()),
    };
    let (before, rest) = text.split_at(start + user);
    let (host, behind) = rest.split_at(length);
    (before, host, behind)
}

/// Returns the host of a URL as written.
fn host(text: &str) -> &str {
    parts(text).1
}

/// Returns whether the host as written is the host of the URL, not something that clients convert to it.
fn is_shown(written: &str, url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(domain)) if written.is_ascii() => written.eq_ignore_ascii_case(domain),
        Some(Host::Domain(domain)) => {
            // Some letters are ASCII only in lower case, such as the Kelvin sign. They look like another letter.
            let is_letter =
                |letter: char| letter.to_lowercase().all(|small| small.is_ascii() == letter.is_ascii());
            written.chars().all(is_letter)
                && (written.to_lowercase() == idna::domain_to_unicode(domain).0 || keeps_letters(written))
        }
        Some(Host::Ipv4(address)) => written == address.to_string(),
        Some(Host::Ipv6(address)) => {
            let inner = written.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
            inner.and_then(|inner| inner.parse().ok()) == Some::<Ipv6Addr>(address)
        }
        None => false,
    }
}

/// Returns whether normalization changes no letter of a host except to lower case. The whole host may still be
/// spelled differently: with decomposed accents, or with some labels in Punycode.
fn keeps_letters(host: &str) -> bool {
    // No accent combines with `q`. So the letter is neither combined nor at the beginning of a label.
    let is_kept = |letter: char| {
        let label: String = ['q'].into_iter().chain(letter.to_lowercase()).collect();
        letter.is_ascii() || idna::domain_to_unicode(&format!("q{letter}")).0 == label
    };
    !host.contains('%') && host.chars().all(is_kept)
}

/// Percent-encodes everything that RFC 3986 does not allow, and quotes and `$`. The result is safe as one quoted word
/// in a shell, and literal for `curl`, terminals and CI logs. Returns `None` if the URL cannot be parsed. A URL
/// without such characters stays byte for byte, because a signature may cover its spelling.
#[must_use]
pub fn encoded(text: &str) -> Option<Cow<'_, str>> {
    let is_clean = is_clean(text);
    if is_clean && is_ordinary(text) {
        return Some(Cow::Borrowed(text));
    }
    let url = parse(text)?;
    if is_clean {
        return Some(Cow::Borrowed(text));
    }
    let (before, host, behind) = parts(text);
    let host = if host.is_ascii() { host } else { url.host_str()? };
    Some(Cow::Owned(format!("{}{host}{}", percent_encoded(before), percent_encoded(behind))))
}

/// Returns whether encoding changes nothing.
fn is_clean(text: &str) -> bool {
    let bytes = text.as_bytes();
    if escape::all(bytes, |byte| is_allowed(byte) & (byte != b'#') & (byte != b'%')) {
        return true;
    }
    let (before, host, behind) = parts(text);
    let is_clean = |part| percent_encoded(part) == part;
    host.is_ascii() && is_clean(before) && is_clean(behind)
}

/// Returns whether a byte may appear unencoded in a URL (RFC 3986, section 2) and cannot end a quoted word.
const fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-'..=b'/' | b':' | b';' | b'=' | b'?' | b'@' | b'_' | b'~')
        || matches!(byte, b'!' | b'#' | b'%' | b'&' | b'('..=b',')
}

/// Percent-encodes bytes that are not allowed, a `%` without two hexadecimal digits, and every `#` after the first.
fn percent_encoded(part: &str) -> String {
    let mut encoded = String::with_capacity(part.len());
    let mut has_fragment = false;
    for (at, byte) in part.bytes().enumerate() {
        let is_literal = match byte {
            b'%' => {
                part.as_bytes().get(at + 1..at + 3).is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit))
            }
            b'#' => !std::mem::replace(&mut has_fragment, true),
            byte => is_allowed(byte),
        };
        if is_literal {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Returns whether the host is reserved and never has a real result (RFC 2606).
#[must_use]
pub fn is_reserved(url: &Url) -> bool {
    let Some(Host::Domain(domain)) = url.host() else { return false };
    let domain = domain.trim_end_matches('.');
    let is_under = |parent: &&str| {
        domain.strip_suffix(*parent).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    EXAMPLE_DOMAINS.iter().chain(&RESERVED_DOMAINS).any(is_under)
}

/// Returns the time at which the signature of the URL expires: the earliest if there are several.
///
/// Knows Tencent COS (`q-sign-time=<start>;<end>` in Unix seconds), S3 (`X-Amz-Date` with `X-Amz-Expires` in seconds)
/// and `Expires=<Unix seconds>`.
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

/// Tests cheaply for an absolute `https` URL with a host and without user information. May reject some.
#[must_use]
pub fn is_ordinary(text: &str) -> bool {
    let Some(rest) = text.as_bytes().strip_prefix(b"https://") else { return false };
    let (host, path) = split_host(rest);
    let is_path = escape::all(path, |byte| byte.is_ascii_graphic() & (byte != b'\\'));
    is_path && is_plain_host(host) && is_plain_domain(host)
}

/// Tests cheaply for such a URL that ends with its path, which is not empty, and has no reserved host: no rule reports anything for it.
#[must_use]
pub fn is_unremarkable(text: &str) -> bool {
    let Some(rest) = text.as_bytes().strip_prefix(b"https://") else { return false };
    let (host, path) = split_host(rest);
    let is_path = |byte: u8| byte.is_ascii_graphic() & (byte != b'\\') & (byte != b'?') & (byte != b'#');
    let is_plain = || is_plain_host(host) && is_plain_domain(host) && !may_be_reserved_host(host);
    !path.is_empty() && escape::all(path, is_path) && (host == RESULT_HOST.as_bytes() || is_plain())
}

/// Tests cheaply for a reserved host. May accept others.
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

/// Splits a text at its first slash.
fn split_host(text: &[u8]) -> (&[u8], &[u8]) {
    let end = memchr::memchr(b'/', text).unwrap_or(text.len());
    text.split_at(end)
}

/// Returns whether a host is spelled like most, so that its text alone shows what it is.
fn is_plain_host(host: &[u8]) -> bool {
    escape::all(host, |byte| {
        byte.is_ascii_lowercase() | byte.is_ascii_digit() | (byte == b'-') | (byte == b'.')
    })
}

/// Returns whether a plain host is a domain as written. If its last label is a number, it is an address; Punycode
/// would have to be decoded.
fn is_plain_domain(host: &[u8]) -> bool {
    let last_label = memchr::memrchr(b'.', host).map_or(0, |dot| dot + 1);
    host.get(last_label).is_some_and(u8::is_ascii_lowercase)
        && (memchr::memchr(b'x', host).is_none()
            || !host.split(|byte| *byte == b'.').any(|label| label.starts_with(b"xn--")))
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use regex::Regex;

    use super::*;
    use crate::proptest_config::config;

    /// Texts that resemble URLs.
    fn text() -> impl Strategy<Value = String> {
        let scheme =
            prop_oneof![8 => Just("https://"), 1 => Just("http://"), 1 => Just("HTTPS://"), 1 => Just("")];
        let host = prop_oneof![
            Just("videomaker-resources.ivh.qq.com".to_owned()),
            "[a-z0-9.-]{0,12}",
            "([a-zA-Z0-9-]{1,4}\\.){0,3}(example|test|invalid|com|net|example\\.com|EXAMPLE\\.org)\\.?",
            "(user(:word)?@)?[a-z0-9.-]{1,8}(:[0-9]{0,5})?",
            "(0x|0)?[0-9a-f.]{1,8}\\.?",
            "\\[[0-9a-f:.]{2,12}\\]",
            "([a-zü例]|%2e|%41|[．。Ａ\u{ad}\u{200b}]){1,6}\\.(cn|de)",
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
            prop_assert_eq!(encoded(&text).is_some(), url.is_some());
            prop_assert!(url.is_none() || disguised_host(&text).is_none());
            if url.is_some_and(|url| is_reserved(&url)) {
                prop_assert!(may_be_reserved(&text), "{}", text);
            }
        }
    }
    proptest! {
        #![proptest_config(config(2000))]

        #[test]
        fn encoded_urls_conform_to_rfc_3986(text in text()) {
            static ALLOWED: LazyLock<Regex> = LazyLock::new(|| {
                let part = r"([A-Za-z0-9._~!&()*+,;=:@/-]|%[0-9A-Fa-f]{2})";
                let host = format!(r"(\[[0-9a-f:.]+\]|{part}*)");
                Regex::new(&format!(r"^(?i:https?)://({part}*@)?{host}({part}|\?)*(#({part}|\?)*)?$")).unwrap()
            });
            let Some(shown) = encoded(&text) else { return Ok(()) };
            prop_assert!(ALLOWED.is_match(&shown), "{}", shown);
            // Decoders get the same URL, and it is not encoded twice.
            prop_assert_eq!(encoded(&shown), Some(Cow::Borrowed(shown.as_ref())));
            prop_assert_eq!(parse(&shown).map(|url| url.host_str().map(str::to_owned)), parse(&text).map(|url| url.host_str().map(str::to_owned)));
            if ALLOWED.is_match(&text) {
                prop_assert_eq!(&shown, &text);
            }
        }
    }

    #[test]
    fn unsafe_characters_are_percent_encoded() {
        for (url, shown) in [
            (
                "https://a.b/|id|?`touch${IFS}owned`{^}",
                "https://a.b/%7Cid%7C?%60touch%24%7BIFS%7Downed%60%7B%5E%7D",
            ),
            ("https://127.0.0.1:1/[1-3].mp4", "https://127.0.0.1:1/%5B1-3%5D.mp4"),
            ("https://[::1]:8/[1-3]?[x]#[y]", "https://[::1]:8/%5B1-3%5D?%5Bx%5D#%5By%5D"),
            ("https://u[1]:{p}@a.b/", "https://u%5B1%5D:%7Bp%7D@a.b/"),
            ("https://a.b/##[group]", "https://a.b/#%23%5Bgroup%5D"),
            ("https://例子.cn/音频.mp4", "https://xn--fsqu00a.cn/%E9%9F%B3%E9%A2%91.mp4"),
            ("https://a.b/'\"<>$(id)", "https://a.b/%27%22%3C%3E%24(id)"),
            ("https://a.b/100%/%zz%2F", "https://a.b/100%25/%25zz%2F"),
            ("https://a.b//:@x?y://@z#{", "https://a.b//:@x?y://@z#%7B"),
            ("https://a.b/x/../y?q-sign-time=1;2&x=*,(!)+~", "https://a.b/x/../y?q-sign-time=1;2&x=*,(!)+~"),
            ("HTTPS://A.b:443", "HTTPS://A.b:443"),
        ] {
            assert_eq!(encoded(url).as_deref(), Some(shown), "{url}");
        }
    }

    #[test]
    fn only_disguised_hosts_are_rejected() {
        for (host, is_host) in [
            ("evil%2ecom", "evil.com"),
            ("evil．com", "evil.com"),
            ("evil。com", "evil.com"),
            ("ｅvil.com", "evil.com"),
            ("ev\u{ad}il.com", "evil.com"),
            ("\u{212a}.com", "k.com"),
            ("%E4%BE%8B.cn", "xn--fsq.cn"),
            ("0x7f.1", "127.0.0.1"),
            ("1.2.3", "1.2.0.3"),
            ("2130706433", "127.0.0.1"),
            ("0177.0.0.1", "127.0.0.1"),
            ("127.0.0.1.", "127.0.0.1"),
            ("１２７.0.0.1", "127.0.0.1"),
        ] {
            for url in
                [format!("https://{host}/a"), format!("http://u@{host}:80?b@c"), format!("https://{host}")]
            {
                assert_eq!(disguised_host(&url).as_deref(), Some(is_host), "{url}");
                assert!(parse(&url).is_none() && encoded(&url).is_none(), "{url}");
            }
        }
        for url in ["https://a\"b.cn/", "https://${host}/", "https://`id`.cn", "https://{a}.cn"] {
            assert!(parse(url).is_none() && disguised_host(url).is_none(), "{url}");
        }
        for host in [
            "127.0.0.1",
            "[::1]",
            "[2001:DB8::1]",
            "[0:0:0:0:0:0:0:1]",
            "a.b",
            "A.B",
            "a.b.",
            "例子.cn",
            "MÜNCHEN.de",
            "straße.de",
            "xn--fsqu00a.cn",
            "xn--fsqu00a.例子.cn",
            "e\u{301}t.fr",
            "か\u{3099}.jp",
            "ΟΔΟΣ-ΑΘΗΝΑ.gr",
            "a_b.c",
            "localhost",
        ] {
            for url in [
                format!("https://{host}/a"),
                format!("http://u:p@{host}:80?b@c"),
                format!("https://{host}#d"),
            ] {
                assert!(parse(&url).is_some() && disguised_host(&url).is_none(), "{url}");
            }
        }
    }
}
