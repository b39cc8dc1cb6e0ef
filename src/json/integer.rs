//! Integers of any size.

/// An integer of any size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Integer {
    /// An integer that fits an `i64`.
    Exact(i64),
    /// A larger or smaller one.
    Large,
}

impl Integer {
    /// Converts a JSON number; `None` if it has a fractional part.
    pub(super) fn new(number: &str) -> Option<Self> {
        let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{}{fraction}", whole.trim_start_matches('-'));
        let digits = digits.trim_start_matches('0');
        let significant = digits.trim_end_matches('0');
        if significant.is_empty() {
            return Some(Self::Exact(0));
        }
        // Of an exponent too large to parse, only the sign matters.
        let saturated = if exponent.starts_with('-') { i64::MIN / 2 } else { i64::MAX / 2 };
        let exponent = exponent.parse().unwrap_or(saturated).clamp(i64::MIN / 2, i64::MAX / 2);
        let length = |text: &str| i64::try_from(text.len()).unwrap_or(i64::MAX / 4);
        let zeros = exponent - length(fraction) + length(digits) - length(significant);
        if zeros < 0 {
            return None;
        }
        let sign = if number.starts_with('-') { "-" } else { "" };
        let exact = usize::try_from(zeros)
            .ok()
            .filter(|zeros| zeros + significant.len() <= 19)
            .and_then(|zeros| format!("{sign}{significant}{:0<zeros$}", "").parse().ok());
        Some(exact.map_or(Self::Large, Self::Exact))
    }
}
