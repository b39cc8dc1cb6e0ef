//! The configuration of properties: every run generates the same inputs.

use proptest::test_runner::{Config, RngSeed, contextualize_config};

/// Generates `cases` inputs, the same in every run unless `PROPTEST_RNG_SEED` and `PROPTEST_CASES` are set.
pub fn config(cases: u32) -> Config {
    // An input that fails becomes a test. No file with such inputs is written.
    let fixed = Config { cases, rng_seed: RngSeed::Fixed(0), failure_persistence: None, ..Config::default() };
    contextualize_config(fixed)
}
