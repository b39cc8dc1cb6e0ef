//! Integers in decimal. The formatting of the standard library takes several times as long.

/// The numbers from 0 to 99 as two digits.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut number = 0;
    while number < pairs.len() {
        pairs[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        number += 1;
    }
    pairs
};

/// The most digits of a number.
pub const MAX_LENGTH: usize = 20;

/// Returns the length of a number in digits: 1 to [`MAX_LENGTH`].
pub fn length(number: u64) -> usize {
    number.checked_ilog10().map_or(1, |power| power as usize + 1)
}

/// Writes a number to the end of a place, and returns its digits.
pub fn digits(mut number: u64, place: &mut [u8; MAX_LENGTH]) -> &[u8] {
    let mut start = MAX_LENGTH;
    while number >= 10 {
        start -= 2;
        place[start..start + 2].copy_from_slice(&PAIRS[(number % 100) as usize]);
        number /= 100;
    }
    if number > 0 || start == MAX_LENGTH {
        start -= 1;
        place[start] = b'0' + number as u8;
    }
    &place[start..]
}

/// Appends a number.
pub fn append(out: &mut Vec<u8>, number: u64) {
    out.extend_from_slice(digits(number, &mut [0; MAX_LENGTH]));
}
