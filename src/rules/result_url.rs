//! URLs of results: parsing and encoding.
//!
//! Parsing a URL takes longer than reading a callback, so the cheap tests of `ordinary_url` come first.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::net::Ipv6Addr;

use url::{Host, Url};

use super::ordinary_url::{EXAMPLE_DOMAINS, RESERVED_DOMAINS, is_ordinary};
use crate::escape;

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

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use regex::Regex;

    use super::*;
    use crate::proptest_config::config;
    use crate::rules::expiry::of_query;
    use crate::rules::odd_url::{odd, unfilled};
    use crate::rules::ordinary_url::{is_ordinary_http, is_unremarkable, may_be_reserved, path_and_query};

    /// Texts that resemble URLs.
    fn text() -> impl Strategy<Value = String> {
        let scheme =
            prop_oneof![8 => Just("https://"), 3 => Just("http://"), 1 => Just("HTTPS://"), 1 => Just("")];
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
        let path = prop_oneof![
            Just(String::new()),
            "/[!-~]{0,20}",
            "/[.%2e/]{0,4}x?(.srt)?",
            "[/?#]\\PC{0,12}",
            "/[a?#/]{0,3}\\?([a'?#]{0,2}&?(Expires|%65xpires|q-sign-time|x-amz-date|X-Amz-Expires)=(20240101T000000Z|[0-9;+#%&32]{0,9})){1,3}",
            any::<String>(),
        ];
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
                let (path, query) = path_and_query(&text);
                prop_assert!(!path.ends_with(".srt") || url.is_some_and(|url| url.path().ends_with(".srt")), "{}", text);
                prop_assert_eq!(of_query(query), url.and_then(|url| of_query(url.query()?)), "{}", text);
            }
            if is_ordinary_http(&text) {
                prop_assert!(url.as_ref().is_some_and(|url| url.scheme() == "http"));
            }
            if is_unremarkable(&text) {
                prop_assert!(is_ordinary(&text) && !may_be_reserved(&text) && !text.contains(['?', '#']));
                prop_assert!(odd(&text).is_none() && unfilled(&text).is_none(), "{}", text);
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
