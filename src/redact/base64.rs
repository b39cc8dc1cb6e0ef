//! Base64 (RFC 4648, section 4) that contains a URL with something to hide.

use std::ops::Range;

use super::may_have_secrets;
use super::scan::{Scan, Text};
use super::unit::units;
use crate::embedded::from_base64;

/// Shorter runs contain no URL with a secret.
const SHORTEST: usize = 16;

/// Returns the byte ranges of the runs of Base64 to hide, in order.
pub fn secrets(text: &[u8]) -> Vec<Range<usize>> {
    let mut secrets = Vec::new();
    let (mut letters, mut range) = (String::new(), 0..0);
    for unit in units(text) {
        let is_letter = unit.letter.is_ascii_alphanumeric() || matches!(unit.letter, '+' | '/');
        let goes_on = unit.letter == '=' || is_letter && !letters.ends_with('=');
        if !goes_on && !letters.is_empty() {
            if is_secret(&letters) {
                secrets.push(range.clone());
            }
            letters.clear();
        }
        if goes_on || is_letter {
            let start = if letters.is_empty() { unit.range.start } else { range.start };
            range = start..unit.range.end;
            letters.push(unit.letter);
        }
    }
    if is_secret(&letters) {
        secrets.push(range);
    }
    secrets
}

fn is_secret(letters: &str) -> bool {
    letters.len() >= SHORTEST
        && letters.len().is_multiple_of(4)
        && from_base64(letters).is_some_and(|text| {
            may_have_secrets(text.as_bytes()) && !Scan::secrets(text.as_bytes(), Text::Document).is_empty()
        })
}
