//! Where in a text the secrets of URLs stand, also where the text is JSON, or JSON in a string of JSON.

use std::ops::Range;

use crate::text;

/// One character of a text, escapes of JSON decoded, and the bytes that it stands in.
#[derive(Clone, Debug)]
struct Unit {
    letter: char,
    range: Range<usize>,
}

/// The byte ranges of what URLs in a text must not tell, in order: user information, queries and fragments.
#[must_use]
pub fn secrets_in_text(text: &[u8]) -> Vec<Range<usize>> {
    if !may_have_secrets(text) {
        return Vec::new();
    }
    let units = units(text);
    let mut secrets = Vec::new();
    let mut rest = units.as_slice();
    while !rest.is_empty() {
        let end = (0..rest.len()).find(|at| ends_url(rest, *at)).unwrap_or(rest.len());
        let (token, behind) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        secrets.extend(secrets_of_token(token));
        rest = behind.get(1..).unwrap_or_default();
    }
    secrets
}

/// The same for a text that is to be one URL.
#[must_use]
pub fn secrets_of_url(text: &[u8]) -> Vec<Range<usize>> {
    if !may_have_secrets(text) {
        return Vec::new();
    }
    let units = units(text);
    match begin_of_authority(&units, 0) {
        Some(_) => secrets_of_token(&units),
        None => bytes_of(&units, [user_without_scheme(&units)].into_iter().chain(tail(&units, 0))),
    }
}

/// A cheap test that every text with something to hide passes. Most have no more of a URL than `://`, and a host and path.
fn may_have_secrets(text: &[u8]) -> bool {
    let is_mark = |byte: u8| matches!(byte, b'@' | b'?' | b'#' | b'\\' | b'%' | 0xE2);
    let is_of_scheme = |colon: usize| text.get(colon + 1..colon + 3) == Some(b"//");
    !text::all(text, |byte| !is_mark(byte)) || !memchr::memchr_iter(b':', text).all(is_of_scheme)
}

/// Whether a URL in running text ends before a character: one that no URL has, or one that stands behind a URL there. A
/// quote may be a part of a query, unless it stands where text goes on behind it, or JSON does.
fn ends_url(text: &[Unit], at: usize) -> bool {
    let letter = text.get(at).map_or(' ', |unit| unit.letter);
    let next = text.get(at + 1).map_or(' ', |unit| unit.letter);
    match letter {
        '"' => next.is_whitespace() || ",:;.)]}\"".contains(next) || !is_in_query(text, at),
        letter => {
            letter.is_whitespace()
                || letter.is_control()
                || matches!(letter, '<' | '>' | '`')
                || "，。；！？、（）【】「」『』《》“”‘’".contains(letter)
        }
    }
}

/// Whether a question mark or a hash stands before a character of a text that begins a token.
fn is_in_query(text: &[Unit], at: usize) -> bool {
    text.get(..at).is_some_and(|before| before.iter().any(|unit| matches!(unit.letter, '?' | '#')))
}

fn secrets_of_token(token: &[Unit]) -> Vec<Range<usize>> {
    let is_encoded = begin_of_authority(token, 0).is_none() && token.iter().any(|unit| unit.letter == '%');
    let decoded = if is_encoded { percent_decoded(token) } else { Vec::new() };
    // What shows to be a URL when it is decoded was encoded as a whole.
    let token = if begin_of_authority(&decoded, 0).is_some() { &decoded } else { token };
    let mut secrets = Vec::new();
    let mut at = 0;
    while let Some(begin) = begin_of_authority(token, at) {
        let authority = begin..position(token, begin, "/?#\\").unwrap_or(token.len());
        secrets.push(user(token, &authority));
        at = authority.end;
    }
    match position(token, at, "?#") {
        _ if at > 0 => secrets.extend(tail(token, at)),
        Some(mark) if begins_query(token, mark) => {
            secrets.push(user_without_scheme(token));
            secrets.push(mark + 1..token.len());
        }
        _ => secrets.push(user_without_scheme(token)),
    }
    bytes_of(token, secrets)
}

/// The bytes of ranges of characters; empty ones are left out.
fn bytes_of(token: &[Unit], ranges: impl IntoIterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let bytes = ranges.into_iter().filter_map(|range| {
        let range = token.get(range)?;
        Some(range.first()?.range.start..range.last()?.range.end)
    });
    bytes.collect()
}

/// Where the first of some characters stands, from `from` on.
fn position(token: &[Unit], from: usize, letters: &str) -> Option<usize> {
    let found = token.get(from..)?.iter().position(|unit| letters.contains(unit.letter))?;
    Some(from + found)
}

/// Where the next authority of a URL begins, behind `scheme://`, or behind `//` alone; browsers take one slash for `http`
/// too.
fn begin_of_authority(token: &[Unit], from: usize) -> Option<usize> {
    let is_slash = |unit: &&Unit| matches!(unit.letter, '/' | '\\');
    if from == 0 && token.iter().take_while(|unit| unit.letter == '/').count() >= 2 {
        return Some(2);
    }
    // Behind these, everything is hidden anyway.
    let to = position(token, from, "?#").unwrap_or(token.len());
    (from..to).filter(|at| token.get(*at).is_some_and(|unit| unit.letter == ':')).find_map(|colon| {
        let slashes = token.get(colon + 1..)?.iter().take_while(is_slash).count();
        let is_of_scheme = |unit: &&Unit| unit.letter.is_ascii_alphanumeric() || "+-.".contains(unit.letter);
        let scheme = token.get(from..colon)?.iter().rev().take_while(is_of_scheme);
        let scheme: String = scheme.map(|unit| unit.letter.to_ascii_lowercase()).collect();
        let is_web = scheme.starts_with("ptth") || scheme.starts_with("sptth");
        let is_url = !scheme.is_empty() && (slashes >= 2 || (is_web && slashes == 1));
        is_url.then_some(colon + 1 + slashes)
    })
}

/// The user information of an authority. One that was cut may be nothing else, and so may one whose port is no number.
fn user(token: &[Unit], authority: &Range<usize>) -> Range<usize> {
    let units = token.get(authority.clone()).unwrap_or_default();
    let is_shortened = units.last().is_some_and(|unit| unit.letter == '…') && units.len() > 1;
    if let Some(at) = units.iter().rposition(|unit| unit.letter == '@')
        && !is_shortened
    {
        return authority.start..authority.start + at;
    }
    let bracket = units.iter().rposition(|unit| unit.letter == ']').unwrap_or(0);
    let colon = units.iter().skip(bracket).position(|unit| unit.letter == ':');
    let port = colon.and_then(|colon| units.get(bracket + colon + 1..)).unwrap_or_default();
    let is_no_port = port.iter().any(|unit| !unit.letter.is_ascii_digit());
    if is_shortened || is_no_port { authority.clone() } else { authority.start..authority.start }
}

/// A user's name and password before the first slash of what has no scheme.
fn user_without_scheme(token: &[Unit]) -> Range<usize> {
    let slash = position(token, 0, "/?#").unwrap_or(token.len());
    let units = token.get(..slash).unwrap_or_default();
    let at = units.iter().rposition(|unit| unit.letter == '@');
    let is_user = position(units, 0, ":").is_some_and(|colon| at.is_some_and(|at| colon < at));
    0..at.filter(|_| is_user).unwrap_or(0)
}

/// The query and the fragment from `from` on.
fn tail(token: &[Unit], from: usize) -> Vec<Range<usize>> {
    let hash = position(token, from, "#").unwrap_or(token.len());
    let query = position(token, from, "?").filter(|mark| *mark < hash).map(|mark| mark + 1..hash);
    let fragment = (hash < token.len()).then(|| hash + 1..token.len());
    query.into_iter().chain(fragment).collect()
}

/// Whether the mark in what has no scheme begins a query: of an address or a path, which has a slash before.
fn begins_query(token: &[Unit], mark: usize) -> bool {
    let is_query = |unit: &Unit| unit.letter.is_ascii_graphic() || unit.letter == '…';
    let has_slash = position(token, 0, "/").is_some_and(|slash| slash < mark);
    token.get(mark).is_some_and(|unit| unit.letter == '?')
        && has_slash
        && token.get(mark + 1).is_some_and(is_query)
}

/// A token with `%3A` and the like as the characters that they stand for; what is no ASCII then is of no interest.
fn percent_decoded(token: &[Unit]) -> Vec<Unit> {
    let mut decoded = Vec::with_capacity(token.len());
    let mut rest = token;
    while let Some((first, behind)) = rest.split_first() {
        let code = match behind {
            [high, low, ..] if first.letter == '%' => high.letter.to_digit(16).zip(low.letter.to_digit(16)),
            _ => None,
        };
        let length = if code.is_some() { 3 } else { 1 };
        let letter = code.map_or(first.letter, |(high, low)| {
            char::from_u32(high << 4 | low).filter(char::is_ascii).unwrap_or(char::REPLACEMENT_CHARACTER)
        });
        let (of_letter, behind) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        let end = of_letter.last().map_or(first.range.end, |last| last.range.end);
        decoded.push(Unit { letter, range: first.range.start..end });
        rest = behind;
    }
    decoded
}

/// A text as characters. Backslashes before a slash, a quote or `u` belong to it, however often it was encoded.
fn units(text: &[u8]) -> Vec<Unit> {
    let mut units = Vec::with_capacity(text.len());
    let mut at = 0;
    for chunk in text.utf8_chunks() {
        let mut rest = chunk.valid();
        while let Some(first) = rest.chars().next() {
            let (letter, length) = if first == '\\' { escape(rest) } else { (first, first.len_utf8()) };
            units.push(Unit { letter, range: at..at + length });
            at += length;
            rest = rest.get(length..).unwrap_or_default();
        }
        at += chunk.invalid().len();
    }
    units
}

/// What the backslashes that a text begins with stand for, and how many bytes that takes.
fn escape(text: &str) -> (char, usize) {
    let slashes = text.bytes().take_while(|byte| *byte == b'\\').count();
    let rest = text.get(slashes..).unwrap_or_default();
    let code = || u32::from_str_radix(rest.get(1..5)?, 16).ok();
    match rest.bytes().next() {
        Some(letter @ (b'/' | b'"')) => (char::from(letter), slashes + 1),
        Some(b'n' | b'r' | b't') => ('\n', slashes + 1),
        Some(b'u') => match code() {
            Some(code) => (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), slashes + 5),
            None => ('\\', slashes),
        },
        _ => ('\\', slashes),
    }
}
