//! Inspects a source: the report does not depend on the block size or on how the bytes arrive.
//!
//! The first byte of the input is the block size in bytes, the second the number of bytes that arrive at once.

#![no_main]

mod bits;
mod blocks;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    if let [size, bits, source @ ..] = input {
        blocks::compare(source, *size, *bits);
    }
});
