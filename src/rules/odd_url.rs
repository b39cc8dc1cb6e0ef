//! Recognizes URLs that clients accept, but that are surely not what was meant.

use memchr::{memchr, memchr_iter};

use crate::contract::RESULT_HOST;
use crate::escape;

/// Tests cheaply for a URL that is odd or has a part without a value. May accept others.
#[must_use]
pub fn may_be_odd(url: &str) -> bool {
    let (_, behind) = url.as_bytes().split_at(url.len().min("https://".len()));
    let host = &behind[..memchr(b'/', behind).unwrap_or(behind.len())];
    let path = &behind[..memchr(b'?', behind).unwrap_or(behind.len())];
    !(host == RESULT_HOST.as_bytes() || is_usual_host(host))
        || !path.last().is_some_and(|last| is_usual_end(*last))
        || has_entity(behind)
        || (!escape::all(behind, is_usual_byte) && (odd(url).is_some() || unfilled(url).is_some()))
}

/// Returns whether a text has an `&` that is written as in HTML.
pub fn has_entity(text: &[u8]) -> bool {
    memchr_iter(b';', text).any(|semicolon| text[..semicolon].ends_with(b"&amp"))
}

/// Returns whether a byte of a path or query shows nothing odd. An `&` may belong to an entity.
const fn is_usual_byte(byte: u8) -> bool {
    (byte != b'%') & (byte != b':') & (byte != b'{')
}

/// Returns whether no text of an undefined value ends with a byte.
pub const fn is_usual_end(byte: u8) -> bool {
    !matches!(byte, b'd' | b'l' | b'e' | b']' | b'.')
}

/// Returns whether a host has dots, and not two in a row.
pub fn is_usual_host(host: &[u8]) -> bool {
    let (mut has_dot, mut has_two, mut is_behind_dot) = (false, false, false);
    for byte in host {
        has_two |= is_behind_dot & (*byte == b'.');
        is_behind_dot = *byte == b'.';
        has_dot |= is_behind_dot;
    }
    has_dot && !has_two
}

/// Returns what is odd about a URL that can be parsed, and how to fix it.
#[must_use]
pub fn odd(url: &str) -> Option<(&'static str, String)> {
    let (scheme, behind) = url.split_once("://")?;
    let host = behind.split(['/', '?', '#']).next().unwrap_or_default();
    if ["http://", "https://", "http//", "https//", "http:/", "https:/"]
        .iter()
        .any(|twice| behind.starts_with(twice))
    {
        return Some(("has two schemes", format!("remove the first `{scheme}://`")));
    }
    let path = behind.split(['?', '#']).next().unwrap_or_default();
    let is_second = |(at, _): (usize, &str)| path[..at].ends_with([',', ';', '|']);
    if ["http://", "https://"].iter().any(|scheme| path.match_indices(scheme).any(is_second)) {
        return Some(("contains more than one URL", "send only one".to_owned()));
    }
    if host.contains("..") {
        return Some((
            "has two dots in a row in its host",
            "write one dot, or what is missing between them".to_owned(),
        ));
    }
    if behind.contains("&amp;") {
        return Some(("contains `&amp;`, which is `&` in HTML", "write each `&amp;` as `&`".to_owned()));
    }
    let is_code = |(at, _): (usize, &str)| {
        behind.as_bytes().get(at + 1..at + 3).is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit))
    };
    if !behind.match_indices('%').all(is_code) {
        let help = "write a `%` that belongs to the name as `%25`".to_owned();
        return Some(("has a `%` without two hexadecimal digits after it", help));
    }
    None
}

/// Returns the part of a URL that a program left without a value: a placeholder in braces, or the text of an undefined
/// value as its last segment.
#[must_use]
pub fn unfilled(url: &str) -> Option<&str> {
    let (_, behind) = url.split_once("://")?;
    is_of_nothing(url).or_else(|| {
        let open = behind.find('{')?;
        let close = behind[open..].find('}')? + open;
        let start = if behind[..open].ends_with('$') { open - 1 } else { open };
        let name = &behind[open + 1..close];
        let is_name = !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
        is_name.then(|| &behind[start..=close])
    })
}

/// Returns the last segment of the path if it is the text of an undefined value, or the ellipsis at its end.
fn is_of_nothing(url: &str) -> Option<&str> {
    const WORDS: [&str; 4] = ["undefined", "null", "None", "[object Object]"];
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let segment = path.rsplit('/').next()?;
    if segment.ends_with("...") {
        return Some("...");
    }
    WORDS.into_iter().find(|word| *word == segment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_odd_urls() {
        let table = [
            ("https://a.cn/b.mp4", None),
            ("https://a.cn/%E4%B8%80.mp4?q-sign-time=1%3B2&a=b:c", None),
            ("https://a.cn/b.mp4?back=https://c.cn/", None),
            ("https://a.cn/b..c/../d.mp4", None),
            ("https://https://a.cn/b.mp4", Some("has two schemes")),
            ("https://http//a.cn/b.mp4", Some("has two schemes")),
            ("https://a.cn/b.mp4,https://a.cn/c.mp4", Some("contains more than one URL")),
            ("https://a..cn/b.mp4", Some("has two dots in a row in its host")),
            ("https://a.cn/b.mp4?c=1&amp;d=2", Some("contains `&amp;`, which is `&` in HTML")),
            ("https://a.cn/100%.mp4", Some("has a `%` without two hexadecimal digits after it")),
        ];
        for (url, expected) in table {
            assert_eq!(odd(url).map(|(what, _)| what), expected, "{url}");
            assert!(expected.is_none() || may_be_odd(url), "{url}");
        }
    }

    #[test]
    fn finds_parts_without_a_value() {
        let table = [
            ("https://a.cn/b.mp4", None),
            ("https://a.cn/undefined.mp4", None),
            ("https://a.cn/undefined", Some("undefined")),
            ("https://a.cn/null?a=1", Some("null")),
            ("https://a.cn/broadc...", Some("...")),
            ("https://a.cn/b.mp4?sign={signature}", Some("{signature}")),
            ("https://a.cn/${task_id}.mp4", Some("${task_id}")),
            ("https://a.cn/{\"a\":1}", None),
        ];
        for (url, expected) in table {
            assert_eq!(unfilled(url), expected, "{url}");
            assert!(expected.is_none() || may_be_odd(url), "{url}");
        }
    }
}
