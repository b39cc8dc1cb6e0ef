//! Recognizes ordinary URLs with cheap tests, without parsing them. Properties check these against the parser.

use memchr::{memchr, memrchr};

use super::odd_url;
use crate::callback::Callback;
use crate::contract::{Field, RESULT_HOST};
use crate::escape;

/// Second-level domains that RFC 2606, section 3, reserves for documentation.
pub const EXAMPLE_DOMAINS: [&str; 3] = ["example.com", "example.net", "example.org"];

/// Top-level domains that RFC 2606, section 2, reserves for testing and documentation.
pub const RESERVED_DOMAINS: [&str; 3] = ["example", "test", "invalid"];

/// Tests cheaply for an absolute `https` URL with a host and without user information. May reject some.
#[must_use]
pub fn is_ordinary(text: &str) -> bool {
    text.as_bytes().strip_prefix(b"https://").is_some_and(is_ordinary_rest)
}

/// Tests cheaply for such a URL with the scheme `http`.
#[must_use]
pub fn is_ordinary_http(text: &str) -> bool {
    text.as_bytes().strip_prefix(b"http://").is_some_and(is_ordinary_rest)
}

fn is_ordinary_rest(rest: &[u8]) -> bool {
    let (host, path) = split_host(rest);
    let is_path = escape::all(path, |byte| byte.is_ascii_graphic() & (byte != b'\\'));
    is_path && is_plain_host(host) && is_plain_domain(host)
}

/// Tests cheaply for an ordinary `https` URL that ends with its path, which is not empty, and has no reserved host: no
/// rule but `subtitles-not-srt` reports anything for it.
#[must_use]
pub fn is_unremarkable(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://") else { return false };
    let is_path = |path: &[u8]| {
        escape::all(path, is_usual_path_byte) && path.last().is_some_and(|last| odd_url::is_usual_end(*last))
            || (!path.is_empty() && escape::all(path, is_unremarkable_byte) && !odd_url::may_be_odd(text))
    };
    if let Some(path) = rest.strip_prefix(RESULT_HOST).filter(|path| path.starts_with('/')) {
        return is_path(path.as_bytes());
    }
    let (host, path) = split_host(rest.as_bytes());
    is_path(path)
        && is_plain_host(host)
        && is_plain_domain(host)
        && odd_url::is_usual_host(host)
        && !may_be_reserved_host(host)
}

/// Tests cheaply for a query in which nothing is odd or left without a value, as long as that holds for the URL before it.
/// May reject some.
#[must_use]
pub fn is_unremarkable_query(query: &str) -> bool {
    escape::all(query.as_bytes(), is_usual_query_byte) && !odd_url::has_entity(query.as_bytes())
}

/// Returns the URLs of a callback for which a rule other than `subtitles-not-srt` may report something. Excludes most URLs
/// with a cheap test.
pub fn suspect<'c>(callback: &'c Callback<'_>) -> impl Iterator<Item = (Field, &'c str)> {
    let urls = Field::URLS.into_iter().filter_map(|field| Some((field, callback.non_empty_text(field)?)));
    urls.filter(|(_, url)| !is_unremarkable(url))
}

/// Returns whether a byte appears in the paths of most results, which need no other test.
const fn is_usual_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphabetic() | matches!(byte, b'-'..=b'9') | (byte == b'_')
}

/// Returns whether a byte appears in most queries. Nothing about it is odd.
const fn is_usual_query_byte(byte: u8) -> bool {
    byte.is_ascii_alphabetic()
        | (matches!(byte, b'&'..=b'=') & (byte != b':'))
        | (byte == b'_')
        | (byte == b'~')
}

/// Returns whether a byte may appear in a path or query for which no rule reports anything.
#[must_use]
pub const fn is_unremarkable_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() & (byte != b'\\') & (byte != b'?') & (byte != b'#') & (byte != b'"')
}

/// Returns the path and the query of an [ordinary](is_ordinary) URL as written.
#[must_use]
pub fn path_and_query(text: &str) -> (&str, &str) {
    let rest = text.get("https://".len()..).unwrap_or_default();
    let rest = rest.split_at(split_host(rest.as_bytes()).0.len()).1;
    let rest = rest.split_once('#').map_or(rest, |(rest, _)| rest);
    rest.split_once('?').unwrap_or((rest, ""))
}

/// Tests cheaply for a reserved host. May accept others.
#[must_use]
pub fn may_be_reserved(text: &str) -> bool {
    let after_scheme = || memchr(b':', text.as_bytes()).and_then(|_| Some(text.split_once("://")?.1));
    let rest = text.strip_prefix("https://").or_else(after_scheme);
    let Some((host, _)) = rest.map(|rest| split_host(rest.as_bytes())) else { return false };
    !is_plain_host(host) || may_be_reserved_host(host)
}

fn may_be_reserved_host(host: &[u8]) -> bool {
    let is_reserved = |reserved: &&str| host.ends_with(reserved.as_bytes());
    host.last() == Some(&b'.') || EXAMPLE_DOMAINS.iter().chain(&RESERVED_DOMAINS).any(is_reserved)
}

/// Splits a text at its first slash.
fn split_host(text: &[u8]) -> (&[u8], &[u8]) {
    let end = memchr(b'/', text).unwrap_or(text.len());
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
    let last_label = memrchr(b'.', host).map_or(0, |dot| dot + 1);
    host.get(last_label).is_some_and(u8::is_ascii_lowercase)
        && (memchr(b'x', host).is_none()
            || !host.split(|byte| *byte == b'.').any(|label| label.starts_with(b"xn--")))
}
