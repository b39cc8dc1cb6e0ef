//! Hides what URLs must not show: user information, queries and fragments become `…`.
//!
//! A URL begins with `scheme://`, in any escaping. In running text it ends at white space, in a document also at the end
//! of its string. The values of `MediaUrl` and `SubtitlesUrl` are URLs as a whole, and the target of an HTTP request is a
//! path. User information ends at the last `@` before the first `/`, `?` or `#`; the first `?` or `#` begins what is
//! hidden to the end of the URL. Base64 that contains such a URL is hidden as a whole.

mod base64;
mod scan;
mod unit;

use std::borrow::Cow;
use std::ops::Range;

use scan::{Scan, Text};

use crate::json;
use crate::spec::Field;
use crate::text;

/// Stands for what is hidden.
pub const HIDDEN: &str = "…";

/// Redacts the URLs in a text.
#[must_use]
pub fn redacted(text: &str) -> Cow<'_, str> {
    without(text, secrets(text.as_bytes(), Text::Plain))
}

/// Redacts the value of a field, or of another member.
#[must_use]
pub fn redacted_value(field: Option<Field>, text: &str) -> Cow<'_, str> {
    let is_url = field.is_some_and(|field| Field::URLS.contains(&field));
    without(text, secrets(text.as_bytes(), if is_url { Text::Url } else { Text::Plain }))
}

/// Redacts a message, which may quote a URL that is truncated with `…`.
#[must_use]
pub fn redacted_message(text: &str) -> Cow<'_, str> {
    without(text, secrets(text.as_bytes(), Text::Message))
}

/// Redacts the name of a file: `wget` names files by their URLs.
#[must_use]
pub fn redacted_name(name: &str) -> Cow<'_, str> {
    without(name, secrets(name.as_bytes(), Text::Name))
}

/// Redacts the names in a JSON pointer.
#[must_use]
pub fn redacted_pointer(pointer: &str) -> String {
    let tokens = pointer.split('/').map(|token| json::pointer_token(&redacted(&json::pointer_name(token))));
    tokens.collect::<Vec<_>>().join("/")
}

/// Returns the byte ranges of an input that must not be shown, in order.
#[must_use]
pub fn secrets_of_document(document: &[u8]) -> Vec<Range<usize>> {
    secrets(document, Text::Document)
}

fn secrets(text: &[u8], kind: Text) -> Vec<Range<usize>> {
    let mut secrets = if may_have_secrets(text) { Scan::secrets(text, kind) } else { Vec::new() };
    secrets.extend(base64::secrets(text));
    united(secrets)
}

/// Whether a text has any delimiter of what is hidden, or an escape, which may be one. Most texts have none.
fn may_have_secrets(text: &[u8]) -> bool {
    !text::all(text, |byte| !matches!(byte, b'@' | b'?' | b'#' | b'\\' | b'%' | 0xE2))
}

/// Returns the ranges in order, those that overlap as one.
fn united(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| range.start);
    ranges.dedup_by(|next, last| {
        let overlaps = next.start < last.end;
        if overlaps {
            last.end = last.end.max(next.end);
        }
        overlaps
    });
    ranges
}

/// Returns a text with `…` for each of some ranges, which are in order.
pub(crate) fn without(text: &str, secrets: Vec<Range<usize>>) -> Cow<'_, str> {
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for secret in secrets {
        shown.push_str(text.get(at..secret.start).unwrap_or_default());
        shown.push_str(HIDDEN);
        at = secret.end;
    }
    shown.push_str(text.get(at..).unwrap_or_default());
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_in_text() {
        for (text, shown) in [
            ("https://a.qq.com/b.mp4", "https://a.qq.com/b.mp4"),
            ("https://a.qq.com/b.mp4?sign=1&x=2", "https://a.qq.com/b.mp4?…"),
            ("https://a.qq.com/b?x=1#part", "https://a.qq.com/b?…"),
            ("https://a.qq.com/b#part?x", "https://a.qq.com/b#…"),
            ("https://user:pass@a.qq.com:80/b@c?", "https://…@a.qq.com:80/b@c?"),
            ("https://me@b.cn:pass@a.qq.com/b", "https://…@a.qq.com/b"),
            ("https://us\\er:pass@a.qq.com/b", "https://…@a.qq.com/b"),
            ("HTTP:/u@a.qq.com/b?x", "HTTP:/…@a.qq.com/b?…"),
            ("https:///u@a.qq.com/b", "https:///…@a.qq.com/b"),
            ("ftp://u@a/b cos+v4://c?d=e, and more", "ftp://…@a/b cos+v4://c?…, and more"),
            ("https://a.qq.com/x,https://u:p@b.qq.com/y?z", "https://a.qq.com/x,https://…@b.qq.com/y?…"),
            (r#""https:\/\/u:p@a.qq.com\/b?x=1\u0026y=2","#, r#""https:\/\/…@a.qq.com\/b?…","#),
            (r"\u0068ttps:\u002f\u002fa\u003fx=1 b", r"\u0068ttps:\u002f\u002fa\u003f… b"),
            (r#"`M` is "https://a/b?x="y"&z=1": expected"#, r#"`M` is "https://a/b?…": expected"#),
            ("打开https://a.qq.com/b?x=你好，世界&y=1。 请重试", "打开https://a.qq.com/b?…。 请重试"),
            ("POST /callback?token HTTP/1.1", "POST /callback?… HTTP/1.1"),
            ("u=https%3A%2F%2Fv%3Ap%40a%2Fb%3Fs%3D1%23c;", "u=https%3A%2F%2F…%40a%2Fb%3F…;"),
            ("u=https%253A%252F%252Fa%252Fb%253Fs%253D1", "u=https%253A%252F%252Fa%252Fb%253F…"),
            ("u=https%3A%5C%2F%5C%2Fa%5C%2Fb%5Cu003fs", "u=https%3A%5C%2F%5C%2Fa%5C%2Fb%5Cu003f…"),
            ("https://a/https%3A%2F%2Fu%40b%3Fc", "https://a/https%3A%2F%2F…%40b%3F…"),
            ("help: `--at /https:~1~1u:p@a~1b?c=1`", "help: `--at /https:~1~1…@a~1b?…`"),
            (r#"{"MediaUrl" : "u:p@a/b?c d", "x": "a?b"}"#, r#"{"MediaUrl" : "…@a/b?…", "x": "a?b"}"#),
            (r#"{\"MediaUrl\":\"b?c \\\" d\",\"x\":1}"#, r#"{\"MediaUrl\":\"b?…\",\"x\":1}"#),
            ("{'SubtitlesUrl': 'b#c d', 'e': 'f#g'}", "{'SubtitlesUrl': 'b#…', 'e': 'f#g'}"),
            ("%22MediaUrl%22%3A%22b%3Fc%22%7D", "%22MediaUrl%22%3A%22b%3F…%22%7D"),
            ("aHR0cHM6Ly9hL2I/Uz1z, x", "…, x"),
            // What is no URL, or has nothing to hide.
            ("https://a.qq.com/what%3F%23%40.mp4", "https://a.qq.com/what%3F%23%40.mp4"),
            ("https://a%40b.cn:80/ https://user:pass", "https://a%40b.cn:80/ https://user:pass"),
            ("//:® //u@b a.qq.com/b?x u:p@a/b /b?c /d#e", "//:® //u@b a.qq.com/b?x u:p@a/b /b?c /d#e"),
            ("mail a@b.cn at 12:30, 100% 成功/失败?请重试", "mail a@b.cn at 12:30, 100% 成功/失败?请重试"),
            ("really? a/b#12 and/or? c=d&e=f", "really? a/b#12 and/or? c=d&e=f"),
            (r#"{"MediaUrl":"","x":"a?b","MediaUrl":1,"#, r#"{"MediaUrl":"","x":"a?b","MediaUrl":1,"#),
            (r"a\n?b \\ \u12 % %2 ~1 aHR0cHM6Ly9hL2I/", r"a\n?b \\ \u12 % %2 ~1 aHR0cHM6Ly9hL2I/"),
        ] {
            assert_eq!(redacted(text), shown, "{text}");
            assert_eq!(redacted(&redacted(text)), shown, "{text}");
        }
        assert_eq!(redacted_pointer("/a/https:~1~1b?c=d/e~0f"), "/a/https:~1~1b?…/e~0f");
    }

    #[test]
    fn what_is_hidden_of_a_url() {
        for (text, shown) in [
            ("https://a.qq.com/b.mp4", "https://a.qq.com/b.mp4"),
            ("https://a.qq.com/b?name=你好，世界&sig=1", "https://a.qq.com/b?…"),
            ("https://a.qq.com/b?x=\"y\" <z>#c", "https://a.qq.com/b?…"),
            ("https://u:p@a.qq.com/b c?d", "https://…@a.qq.com/b c?…"),
            ("u:p@a.qq.com/b", "…@a.qq.com/b"),
            ("//u:p@a.qq.com/b", "//…@a.qq.com/b"),
            ("//:®", "//:®"),
            ("b.mp4?sign", "b.mp4?…"),
            ("?sign)", "?…"),
            ("b#c", "b#…"),
            ("XXX", "XXX"),
        ] {
            let redacted_url = |text| redacted_value(Some(Field::MediaUrl), text).into_owned();
            assert_eq!(redacted_url(text), shown, "{text}");
            assert_eq!(redacted_url(&redacted_url(text)), shown, "{text}");
        }
    }

    #[test]
    fn what_is_hidden_elsewhere() {
        for (text, shown) in [
            ("`M` is \"https://user:verylong…\": expected", "`M` is \"https://…\": expected"),
            ("`M` is \"https://me@b.cn:very…\": expected", "`M` is \"https://…\": expected"),
            ("`M` is \"https://…@b.cn/c?…\": expected", "`M` is \"https://…@b.cn/c?…\": expected"),
        ] {
            assert_eq!(redacted_message(text), shown, "{text}");
        }
        for (name, shown) in [
            ("a/callback.json?sign=1 2", "a/callback.json?…"),
            ("https:/u:p@a/b c#d", "https:/…@a/b c#…"),
            ("run #3/a@b.json", "run #3/a@b.json"),
        ] {
            assert_eq!(redacted_name(name), shown, "{name}");
        }
        assert_eq!(redacted_pointer("/a/https:~1~1b?c=d/e~0f"), "/a/https:~1~1b?…/e~0f");
    }

    /// A URL in a document ends with its string, so that what stands behind it is shown.
    #[test]
    fn what_is_hidden_in_a_document() {
        for (text, shown) in [
            (r#"{"a":"see https://b?c\"d","e":"f?g"}"#, r#"{"a":"see https://b?…","e":"f?g"}"#),
            (r#"{"a":"https://b?c\nd","e":1}"#, r#"{"a":"https://b?…\nd","e":1}"#),
            (r#"{"a":"https://b?c\\nd","e":1}"#, r#"{"a":"https://b?…","e":1}"#),
            (
                "GET https://a?b=\"c\" 200\nGET \"https://a?b\" 200",
                "GET https://a?…\" 200\nGET \"https://a?…\" 200",
            ),
        ] {
            assert_eq!(without(text, secrets_of_document(text.as_bytes())), shown, "{text}");
        }
    }
}
