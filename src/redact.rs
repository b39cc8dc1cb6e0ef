//! URLs without what must not be seen: user information, query and fragment become `…`, wherever they stand.
//!
//! What they tell is told to nobody; that they were there, and what was found in them, is.

mod secrets;

use std::borrow::Cow;

pub use secrets::secrets;

use crate::json;

/// What stands for what is hidden.
pub const HIDDEN: &str = "…";

/// A text in which no URL tells a secret.
#[must_use]
pub fn redacted(text: &str) -> Cow<'_, str> {
    let secrets = secrets(text.as_bytes());
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

/// A JSON pointer whose names tell no secrets.
#[must_use]
pub fn redacted_pointer(pointer: &str) -> String {
    let tokens = pointer.split('/').map(|token| {
        let name = token.replace("~1", "/").replace("~0", "~");
        json::pointer_token(&redacted(&name))
    });
    tokens.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden() {
        for (text, shown) in [
            ("https://a.qq.com/b.mp4", "https://a.qq.com/b.mp4"),
            ("https://a.qq.com/b.mp4?sign=1&x=2", "https://a.qq.com/b.mp4?…"),
            ("https://a.qq.com/b?x=1#part", "https://a.qq.com/b?…#…"),
            ("https://a.qq.com/b#part?x", "https://a.qq.com/b#…"),
            ("https://user:pass@a.qq.com:80/b@c?", "https://…@a.qq.com:80/b@c?"),
            ("HTTP:/u@a.qq.com/b?x", "HTTP:/…@a.qq.com/b?…"),
            ("ftp://u@a/b cos://c?d=e, and more", "ftp://…@a/b cos://c?… and more"),
            (r#""https:\/\/u:p@a.qq.com\/b?x=1\u0026y=2","#, r#""https:\/\/…@a.qq.com\/b?…","#),
            (r#"{\"u\":\"https:\\/\\/a\\/b?x=1\",\"v\":1}"#, r#"{\"u\":\"https:\\/\\/a\\/b?…\",\"v\":1}"#),
            (r"\u0068ttps:\u002f\u002fa\u003fx=1 b", r"\u0068ttps:\u002f\u002fa\u003f… b"),
            ("打开https://a.qq.com/b?x=1，请重试", "打开https://a.qq.com/b?…，请重试"),
            ("`MediaUrl` is \"https://user:verylong…\": expected", "`MediaUrl` is \"https://…\": expected"),
            ("POST /callback?token=1 HTTP/1.1", "POST /callback?… HTTP/1.1"),
            ("a.qq.com/b.mp4?sign=1", "a.qq.com/b.mp4?…"),
            ("a.qq.com/b.mp4?1", "a.qq.com/b.mp4?…"),
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
}
