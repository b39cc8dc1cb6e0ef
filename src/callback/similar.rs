//! Similarity of names.

use crate::escape::is_unsafe;

/// The minimum Jaro-Winkler similarity of two names for a suggestion; 1 means equal.
pub const LIKENESS: f64 = 0.8;

/// Returns the most similar name, if one is similar. Ignores case, blanks, punctuation and invisible characters.
#[must_use]
pub fn nearest<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let bare = bare(name);
    names
        .into_iter()
        .map(|candidate| (likeness(&bare, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= LIKENESS)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, candidate)| candidate)
}

/// Returns the Jaro-Winkler similarity of a [bare] name to a name of the contract, from 0 to 1; 0 if they are not similar.
#[must_use]
pub fn likeness(bare: &str, name: &str) -> f64 {
    // This test is cheap, and rejects most names in a large body.
    if may_be_near(bare, name) { strsim::jaro_winkler(bare, &self::bare(name)) } else { 0.0 }
}

/// Returns whether two names share enough letters, in any order, to be similar. If `m` of `a` and `b` letters match,
/// Jaro similarity is at most `(m/a + m/b + 1)/3`, and with the prefix bonus of Winkler it reaches [`LIKENESS`] only
/// from two thirds.
fn may_be_near(bare: &str, name: &str) -> bool {
    let bit = |letter: char| 1_u64 << (u32::from(letter.to_ascii_lowercase()) % u64::BITS);
    let [in_bare, in_name] = [bare, name].map(|text| text.chars().fold(0, |set, letter| set | bit(letter)));
    let common = |text: &str, set: u64| text.chars().filter(|letter| bit(*letter) & set != 0).count();
    let matching = common(bare, in_name).min(common(name, in_bare));
    let (one, other) = (bare.chars().count(), name.chars().count());
    matching * (one + other) >= one * other
}

/// Returns a name in lower case, without blanks, punctuation and invisible characters.
#[must_use]
pub fn bare(name: &str) -> String {
    // Longer names are not similar to any of the contract.
    let is_ignored =
        |letter: char| letter.is_ascii_punctuation() || letter.is_whitespace() || is_unsafe(letter);
    let letters = name.chars().take(64).filter(|letter| !is_ignored(*letter));
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::contract::Field;
    use crate::proptest_config::config;

    proptest! {
        #![proptest_config(config(5000))]

        #[test]
        fn the_cheap_test_accepts_all_similar_names(
            field in select(Field::ALL.map(Field::name).to_vec()),
            letters in prop::collection::vec(prop_oneof![4 => "[a-zA-Z_]", 1 => "\\PC"], 0..12),
            kept in 0..12_usize,
        ) {
            let kept: String = field.chars().take(kept).collect();
            let name = bare(&(kept + &letters.concat()));
            if strsim::jaro_winkler(&name, &bare(field)) >= LIKENESS {
                prop_assert!(may_be_near(&name, field), "{}", name);
            }
        }
    }
}
