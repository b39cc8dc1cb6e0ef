//! A source: the report is the same whatever the size of the blocks it is read in, and however its bytes arrive.
//!
//! The first byte of the input is the block size, the second how many bytes arrive at once.

#![no_main]

mod blocks;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    if let [size, bits, source @ ..] = input {
        blocks::compare(source, *size, *bits);
    }
});
