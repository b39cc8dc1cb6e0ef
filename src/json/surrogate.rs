//! Escapes lone surrogates in decoded strings, so that different strings never decode to the same text.
//!
//! A JSON string may contain `\ud800` without its other half, which is not a character. It decodes to `\u{d800}`. If a
//! string contains that text literally, the backslashes before it are doubled.

use std::borrow::Cow;

use memchr::memmem;

/// The common prefix of all escapes.
const PREFIX: &str = "\\u{d";

/// The length in bytes of an escape without its backslash: `u{d800}`.
const LENGTH: usize = 7;

/// Converts a decoded string, in which a lone surrogate takes three bytes (as in WTF-8), to text.
#[must_use]
pub fn escaped(decoded: Vec<u8>) -> String {
    let decoded = match String::from_utf8(decoded) {
        Ok(text) if memmem::find(text.as_bytes(), PREFIX.as_bytes()).is_none() => return text,
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    };
    let mut text = Vec::with_capacity(decoded.len() + LENGTH);
    let mut rest = decoded.as_slice();
    while !rest.is_empty() {
        let (slashes, behind) = slashes(rest);
        rest = match behind {
            [0xED, high @ 0xA0..=0xBF, low, behind @ ..] => {
                text.extend(vec![b'\\'; slashes * 2 + 1]);
                let surrogate = 0xD000 | u16::from(high & 0x3F) << 6 | u16::from(low & 0x3F);
                text.extend(format!("u{{{surrogate:04x}}}").into_bytes());
                behind
            }
            _ => {
                text.extend(vec![
                    b'\\';
                    if slashes > 0 && code(behind).is_some() { slashes * 2 } else { slashes }
                ]);
                text.extend(behind.first());
                behind.get(1..).unwrap_or_default()
            }
        };
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// Converts escaped text to JSON: an escaped lone surrogate becomes a JSON escape.
#[must_use]
pub fn as_json(text: &str) -> Cow<'_, str> {
    if memmem::find(text.as_bytes(), PREFIX.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut json = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while !rest.is_empty() {
        let (slashes, behind) = slashes(rest);
        rest = match code(behind).filter(|_| slashes > 0) {
            Some(code) if slashes % 2 == 1 => {
                json.extend(vec![b'\\'; slashes / 2 + 1]);
                json.push(b'u');
                json.extend(code);
                &behind[LENGTH..]
            }
            is_doubled => {
                json.extend(vec![b'\\'; if is_doubled.is_some() { slashes / 2 } else { slashes }]);
                json.extend(behind.first());
                behind.get(1..).unwrap_or_default()
            }
        };
    }
    Cow::Owned(String::from_utf8_lossy(&json).into_owned())
}

/// Returns the number of backslashes at the start of a text, and the rest.
fn slashes(text: &[u8]) -> (usize, &[u8]) {
    let slashes = text.iter().take_while(|byte| **byte == b'\\').count();
    (slashes, &text[slashes..])
}

/// Returns the hexadecimal code of the escape, without its backslash, at the start of a text.
fn code(text: &[u8]) -> Option<&[u8]> {
    let code = text.get(..LENGTH)?.strip_prefix(b"u{")?.strip_suffix(b"}")?;
    let is_hex = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let is_surrogate = matches!(code, [b'd', b'8'..=b'9' | b'a'..=b'f', ..]) && code.iter().all(is_hex);
    is_surrogate.then_some(code)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::json::decode;

    #[test]
    fn different_strings_decode_to_different_texts() {
        let parts = ["\\ud800", "\\udfff", "\\\\", "u{d800}", "ud800", "\\u005c", "u", "{d800}", "音"];
        let mut tokens = vec![String::new()];
        for _ in 0..4 {
            let longer = tokens.iter().flat_map(|token| parts.map(|part| format!("{token}{part}")));
            tokens = [tokens.clone(), longer.collect()].concat();
            tokens.sort();
            tokens.dedup();
        }
        // `\u005c` and `\\` mean the same.
        let mut texts = HashMap::new();
        for token in tokens {
            let meaning = token.replace("\\u005c", "\\\\");
            let text = decode(&format!("\"{token}\"")).into_owned();
            assert_eq!(texts.entry(text.clone()).or_insert(meaning.clone()), &meaning, "{text}");
        }
    }

    #[test]
    fn escapes_only_lone_surrogates_and_their_lookalikes() {
        for (token, text) in [
            (r"\ud800", r"\u{d800}"),
            (r"\\ud800", r"\ud800"),
            (r"\\u{d800}", r"\\u{d800}"),
            (r"\\\\u{dfff}", r"\\\\u{dfff}"),
            (r"\\\udfff\\", r"\\\u{dfff}\"),
            (r"\\u{d799} u{d800} \\u{D800} \\u{d80g}", r"\u{d799} u{d800} \u{D800} \u{d80g}"),
            (r"\ud83d\ude00\ud83d", r"😀\u{d83d}"),
        ] {
            assert_eq!(decode(&format!("\"{token}\"")), text);
        }
    }

    #[test]
    fn json_in_a_string_keeps_lone_surrogates() {
        for (token, json) in [
            (r#"{\"a\":\"\ud800\"}"#, r#"{"a":"\ud800"}"#),
            (r#"{\"a\":\"\\ud800\"}"#, r#"{"a":"\ud800"}"#),
            (r#"{\"a\":\"\\\\u{d800}\"}"#, r#"{"a":"\\u{d800}"}"#),
            (r"音\\n", r"音\n"),
        ] {
            assert_eq!(as_json(&decode(&format!("\"{token}\""))), json);
        }
    }
}
