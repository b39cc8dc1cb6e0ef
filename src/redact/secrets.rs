//! Where in a text the secrets of URLs stand, also where the text is JSON, or JSON in a string of JSON.

use std::ops::Range;

/// One character of a text, escapes of JSON decoded, and the bytes that it stands in.
#[derive(Clone, Debug)]
struct Unit {
    letter: char,
    range: Range<usize>,
}

/// The byte ranges of what URLs in a text must not tell, in order: user information, queries and fragments.
#[must_use]
pub fn secrets(text: &[u8]) -> Vec<Range<usize>> {
    let mut secrets = Vec::new();
    if !text.iter().any(|byte| matches!(byte, b'@' | b'?' | b'#' | b'\\' | b'%') || *byte == 0xE2) {
        return secrets;
    }
    let units = units(text);
    for token in units.split(|unit| ends_url(unit.letter)) {
        let is_encoded = begin_of_authority(token).is_none() && token.iter().any(|unit| unit.letter == '%');
        let decoded = if is_encoded { percent_decoded(token) } else { Vec::new() };
        // What shows to be a URL when it is decoded was encoded as a whole.
        let token = if begin_of_authority(&decoded).is_some() { &decoded } else { token };
        let hidden = match begin_of_authority(token) {
            Some(begin) => secrets_of_url(token, begin),
            None => secrets_of_reference(token),
        };
        let bytes = hidden.into_iter().filter_map(|range| {
            let range = token.get(range)?;
            Some(range.first()?.range.start..range.last()?.range.end)
        });
        secrets.extend(bytes);
    }
    secrets
}

/// Whether a URL ends before this character: what none may have, and what stands behind one in running text.
fn ends_url(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter, '"' | '<' | '>' | '`')
        || "，。；！？、（）【】「」『』《》“”‘’".contains(letter)
}

/// Where in a token the authority of a URL begins, behind `scheme://`, or `//` alone; browsers take one slash for `http`
/// too.
fn begin_of_authority(token: &[Unit]) -> Option<usize> {
    if let [first, second, ..] = token
        && first.letter == '/'
        && second.letter == '/'
    {
        return Some(2);
    }
    let is_slash = |unit: &&Unit| matches!(unit.letter, '/' | '\\');
    let colons = token.iter().enumerate().filter(|(_, unit)| unit.letter == ':');
    colons.map(|(colon, _)| colon).find_map(|colon| {
        let slashes = token.get(colon + 1..)?.iter().take_while(is_slash).count();
        let is_of_scheme = |unit: &&Unit| unit.letter.is_ascii_alphanumeric() || "+-.".contains(unit.letter);
        let scheme = token.get(..colon)?.iter().rev().take_while(is_of_scheme);
        let scheme: String = scheme.map(|unit| unit.letter.to_ascii_lowercase()).collect();
        let is_web = scheme.starts_with("ptth") || scheme.starts_with("sptth");
        let is_url = !scheme.is_empty() && (slashes >= 2 || (is_web && slashes == 1));
        is_url.then_some(colon + 1 + slashes)
    })
}

fn secrets_of_url(token: &[Unit], begin: usize) -> Vec<Range<usize>> {
    let find = |from: usize, letters: &str| {
        let found = token.get(from..)?.iter().position(|unit| letters.contains(unit.letter))?;
        Some(from + found)
    };
    let authority = begin..find(begin, "/?#\\").unwrap_or(token.len());
    let at = token.get(authority.clone()).and_then(|units| units.iter().rposition(|unit| unit.letter == '@'));
    let is_shortened =
        token.get(authority.clone()).is_some_and(|units| units.last().is_some_and(|unit| unit.letter == '…'));
    let user = match at {
        Some(at) => begin..begin + at,
        // Where it was cut, what is left may be the beginning of a user's name and password.
        None if is_shortened => authority,
        None => begin..begin,
    };
    let fragment = find(begin, "#").map_or(token.len()..token.len(), |mark| mark + 1..token.len());
    let query = find(begin, "?#").filter(|mark| token.get(*mark).is_some_and(|unit| unit.letter == '?'));
    let query = query.map(|mark| mark + 1..find(mark, "#").unwrap_or(token.len()));
    [Some(user), query, Some(fragment)].into_iter().flatten().collect()
}

/// What may be an address without its scheme, or a path: a query behind a slash, and a user's name and password.
fn secrets_of_reference(token: &[Unit]) -> Vec<Range<usize>> {
    let position = |letters: &str| token.iter().position(|unit| letters.contains(unit.letter));
    let slash = position("/").unwrap_or(token.len());
    let at = position("@").filter(|at| *at < slash && position(":").is_some_and(|colon| colon < *at));
    let query = position("?").filter(|mark| {
        let begins_query = |unit: &Unit| unit.letter.is_ascii_graphic() || unit.letter == '…';
        slash < *mark && token.get(mark + 1).is_some_and(begins_query)
    });
    [at.map(|at| 0..at), query.map(|mark| mark + 1..token.len())].into_iter().flatten().collect()
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
