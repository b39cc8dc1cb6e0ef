//! Texts without what URLs must not tell: user information, queries and fragments become `…`, wherever they stand.
//!
//! A value that is to be a URL is taken for one from its beginning to its end. In other text, URLs are looked for; where
//! one ends is a guess then, and more is hidden rather than less.

mod document;
mod url;

use std::borrow::Cow;
use std::ops::Range;

pub use document::{secrets_of_document, secrets_of_fragments};

use crate::json;

/// What stands for what is hidden.
pub const HIDDEN: &str = "…";

/// A text in which no URL tells a secret.
#[must_use]
pub fn redacted(text: &str) -> Cow<'_, str> {
    without(text, &url::secrets_in_text(text.as_bytes()))
}

/// A text that is to be a URL, or a file's name, without its secrets.
#[must_use]
pub fn redacted_url(text: &str) -> Cow<'_, str> {
    without(text, &url::secrets_of_url(text.as_bytes()))
}

/// A text that quotes something broken, in which no URL tells a secret, nor a part of one.
#[must_use]
pub fn redacted_fragments(text: &str) -> Cow<'_, str> {
    without(text, &secrets_of_fragments(text.as_bytes()))
}

/// A JSON pointer whose names tell no secrets.
#[must_use]
pub fn redacted_pointer(pointer: &str) -> String {
    let tokens = pointer.split('/').map(|token| json::pointer_token(&redacted(&json::pointer_name(token))));
    tokens.collect::<Vec<_>>().join("/")
}

fn without<'t>(text: &'t str, secrets: &[Range<usize>]) -> Cow<'t, str> {
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
            ("https://a.qq.com/b?x=1#part", "https://a.qq.com/b?…#…"),
            ("https://a.qq.com/b#part?x", "https://a.qq.com/b#…"),
            ("https://user:pass@a.qq.com:80/b@c?", "https://…@a.qq.com:80/b@c?"),
            ("https://me@b.cn:pass@a.qq.com/b", "https://…@a.qq.com/b"),
            ("https://user:pass", "https://…"),
            ("https://user:pa#ss@a.qq.com/b", "https://…#…"),
            ("HTTP:/u@a.qq.com/b?x", "HTTP:/…@a.qq.com/b?…"),
            ("ftp://u@a/b cos://c?d=e, and more", "ftp://…@a/b cos://c?… and more"),
            ("https://a.qq.com/x,https://u:p@b.qq.com/y?z", "https://a.qq.com/x,https://…@b.qq.com/y?…"),
            (r#""https:\/\/u:p@a.qq.com\/b?x=1\u0026y=2","#, r#""https:\/\/…@a.qq.com\/b?…","#),
            (r#"{\"u\":\"https:\\/\\/a\\/b?x=1\",\"v\":1}"#, r#"{\"u\":\"https:\\/\\/a\\/b?…\",\"v\":1}"#),
            (r"\u0068ttps:\u002f\u002fa\u003fx=1 b", r"\u0068ttps:\u002f\u002fa\u003f… b"),
            (r#"`M` is "https://a/b?x="y"&z=1": expected"#, r#"`M` is "https://a/b?…": expected"#),
            ("打开https://a.qq.com/b?x=1，请重试", "打开https://a.qq.com/b?…，请重试"),
            ("`MediaUrl` is \"https://user:verylong…\": expected", "`MediaUrl` is \"https://…\": expected"),
            ("`MediaUrl` is \"https://me@b.cn:very…\": expected", "`MediaUrl` is \"https://…\": expected"),
            ("POST /callback?token HTTP/1.1", "POST /callback?… HTTP/1.1"),
            ("a.qq.com/b.mp4?sign=1", "a.qq.com/b.mp4?…"),
            ("//u:p@a.qq.com/b?c#d", "//…@a.qq.com/b?…#…"),
            ("u:p@a.qq.com/b", "…@a.qq.com/b"),
            ("u=https%3A%2F%2Fv%3Ap%40a%2Fb%3Fs%3D1%23c;", "u=https%3A%2F%2F…%40a%2Fb%3F…%23…"),
            ("mail a@b.cn at 12:30, 100% 成功/失败?请重试", "mail a@b.cn at 12:30, 100% 成功/失败?请重试"),
            ("really? a/b#12 and/or? c=d", "really? a/b#12 and/or? c=d"),
            ("error: no such voice", "error: no such voice"),
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
            ("https://a.qq.com/b?x=\"y\" <z>#c", "https://a.qq.com/b?…#…"),
            ("https://u:p@a.qq.com/b c?d", "https://…@a.qq.com/b c?…"),
            ("u:p@a.qq.com/b", "…@a.qq.com/b"),
            ("b.mp4?sign", "b.mp4?…"),
            ("?sign", "?…"),
            ("b#c", "b#…"),
            ("XXX", "XXX"),
        ] {
            assert_eq!(redacted_url(text), shown, "{text}");
            assert_eq!(redacted_url(&redacted_url(text)), shown, "{text}");
        }
    }
}
