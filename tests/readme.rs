//! What the README says of the rules is what the catalogue says.

use std::fmt::Write as _;
use std::fs;

use cbinspect::rules::RULES;
use snapbox::data::{Data, DataFormat};
use snapbox::{Assert, IntoData as _};

#[test]
fn the_table_of_rules_matches_the_catalogue() {
    let readme = fs::read_to_string("README.md").unwrap();
    let (before, rest) = readme.split_once("| rule | level | found when |\n|---|---|---|\n").unwrap();
    let (_, after) = rest.split_once("<!-- The end of the catalogue. -->").unwrap();
    let mut again = format!("{before}| rule | level | found when |\n|---|---|---|\n");
    for rule in &RULES {
        writeln!(again, "| `{}` | {} | {} |", rule.id, rule.level.name(), rule.summary).unwrap();
    }
    again.extend(["<!-- The end of the catalogue. -->", after]);
    let expected = Data::read_from("README.md".as_ref(), Some(DataFormat::Text)).raw();
    Assert::new().action_env("SNAPSHOTS").eq(again.into_data().raw(), expected);
}

/// The callback that the README shows is the sample that it names.
#[test]
fn the_callback_matches_the_sample() {
    let readme = fs::read_to_string("README.md").unwrap();
    assert!(readme.contains(&fs::read_to_string("samples/failure.json").unwrap()));
}
