//! Inspects a request: the report does not depend on the block size or on how the bytes arrive.
//!
//! The first byte of the input is the block size in bytes, the second the number of bytes that arrive at once. The rest
//! follows a request line, unless it begins with one.

#![no_main]

mod bits;
mod blocks;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let [size, bits, rest @ ..] = input else { return };
    let line: &[u8] = if rest.starts_with(b"POST ") { b"" } else { b"POST / HTTP/1.1\n" };
    blocks::compare(&[line, rest].concat(), *size, *bits);
});
