//! Where a finding is, as a log tells it.

use std::path::{Component, Path};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use serde_sarif::sarif::{
    ArtifactLocation, Location, LogicalLocation, Message, PhysicalLocation, Region as SarifRegion,
};

use crate::input::discover::Source;
use crate::locate::Finding;
use crate::position::Region;

/// All that stands for something else in a URI (RFC 3986, section 2.3, has what does not).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A finding's place, as lines and bytes of its source and as a JSON pointer.
pub fn of(source: &Source, folder: &Path, finding: &Finding) -> Location {
    let logical =
        LogicalLocation::builder().fully_qualified_name(finding.pointer.as_str()).kind("value").build();
    Location { logical_locations: Some(vec![logical]), ..physical(source, folder, Some(finding.region)) }
}

/// A region of a source, or all of it.
pub fn physical(source: &Source, folder: &Path, region: Option<Region>) -> Location {
    let artifact = match source.path() {
        Some(path) => ArtifactLocation::builder().uri(uri(path, folder)).build(),
        None => {
            ArtifactLocation::builder().description(Message::builder().text("standard input").build()).build()
        }
    };
    let mut physical = PhysicalLocation::builder().artifact_location(artifact).build();
    physical.region = region.map(self::region);
    Location::builder().physical_location(physical).build()
}

fn region(region: Region) -> SarifRegion {
    let Region { start, end } = region;
    SarifRegion::builder()
        .start_line(number(start.line))
        .start_column(number(start.column))
        .end_line(number(end.line))
        .end_column(number(end.column))
        .byte_offset(number(start.offset))
        .byte_length(number(region.length()))
        .build()
}

/// A path as a URI reference: relative, where it is or where it leads below `folder`.
fn uri(path: &Path, folder: &Path) -> String {
    let path = path.strip_prefix(folder).unwrap_or(path);
    let names = path.components().filter_map(|component| match component {
        Component::Normal(name) => Some(percent_encode(name.as_encoded_bytes(), RESERVED).to_string()),
        Component::ParentDir => Some("..".to_owned()),
        Component::Prefix(_) | Component::RootDir | Component::CurDir => None,
    });
    let names = names.collect::<Vec<_>>().join("/");
    if path.is_absolute() { format!("file:///{names}") } else { names }
}

/// A count as the format has it.
pub fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_references() {
        let uri = |path: &str| uri(Path::new(path), Path::new("/home/ci"));
        assert_eq!(uri("./a b/ü:%.json"), "a%20b/%C3%BC%3A%25.json");
        assert_eq!(uri("/home/ci/a.json"), "a.json");
        assert_eq!(uri("../a.json"), "../a.json");
        assert_eq!(uri("/tmp/a#b.json"), "file:///tmp/a%23b.json");
    }
}
