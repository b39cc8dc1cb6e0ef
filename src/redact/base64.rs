//! Base64 (RFC 4648, section 4) that contains a URL with a secret.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::scan::{Text, secrets_of_urls};

/// The minimum length of Base64 that contains a URL with a secret.
const SHORTEST: usize = 16;

/// Returns the byte ranges of the runs of Base64 to hide, in order.
pub fn secrets(text: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let mut at = 0;
    text.split(move |byte| !is_letter(*byte)).filter_map(move |run| {
        let start = at;
        at += run.len() + 1;
        (run.len() >= SHORTEST && is_secret(run)).then_some(start..start + run.len())
    })
}

fn is_secret(run: &[u8]) -> bool {
    STANDARD_NO_PAD.decode(run).is_ok_and(|text| !secrets_of_urls(&text, Text::Document).is_empty())
}
