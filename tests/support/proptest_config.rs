//! How the inputs of properties are drawn: the same in every run, here and in the library's own tests.

use proptest::test_runner::{Config, RngSeed, contextualize_config};

/// Draws `cases` inputs that are the same in every run, unless `PROPTEST_RNG_SEED` and `PROPTEST_CASES` ask for others.
pub fn config(cases: u32) -> Config {
    // What fails is made an ordinary test, and no file that later runs would begin with.
    let fixed = Config { cases, rng_seed: RngSeed::Fixed(0), failure_persistence: None, ..Config::default() };
    contextualize_config(fixed)
}
