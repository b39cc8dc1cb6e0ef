//! A request: whatever its head says and its body is, the report is the same however its bytes arrive.
//!
//! The first byte of the input is the block size, the second how many bytes arrive at once; the rest is put behind a
//! request line, unless it begins with one.

#![no_main]

mod blocks;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let [size, bits, rest @ ..] = input else { return };
    let line: &[u8] = if rest.starts_with(b"POST ") { b"" } else { b"POST / HTTP/1.1\n" };
    blocks::compare(&[line, rest].concat(), *size, *bits);
});
