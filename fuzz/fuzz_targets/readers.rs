//! Reads a text in both ways: whatever the reader of the documented shape accepts, the other one reads as the same callback.
//! Whatever has a documented length is JSON.

#![no_main]

use cbinspect::callback::Callback;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Some(callback) = Callback::read_documented(text) {
        assert_eq!(Ok(callback), Callback::read_any(text));
    }
    if let Some(length) = Callback::documented_length(text.as_bytes()) {
        assert!(Callback::read_any(&text[..length]).is_ok());
    }
});
