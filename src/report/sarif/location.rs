//! Where a finding is, as a log tells it.

use std::path::{Component, Path};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

use super::objects::{ArtifactLocation, Location, LogicalLocation, PhysicalLocation, Region as SarifRegion};
use crate::inspection::locate::Finding;
use crate::position::Region;
use crate::report::base::Base;
use crate::source::walk::Source;

/// All that stands for something else in a URI (RFC 3986, section 2.3, has what does not).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A finding's place, as lines and bytes of its source and as a JSON pointer.
pub fn new<'f>(source: &Source, base: &Base, finding: &'f Finding) -> Location<'f> {
    let logical = LogicalLocation { fully_qualified_name: &finding.pointer, kind: "value" };
    let physical_location = physical(source, base, Some(finding.region));
    Location { physical_location, logical_locations: Some([logical]), ..Location::default() }
}

/// A region of a file, or all of it. Standard input has no URI, without which GitHub refuses a log.
pub fn physical(source: &Source, base: &Base, region: Option<Region>) -> Option<PhysicalLocation> {
    let artifact_location = ArtifactLocation { uri: uri(&base.path(source.path()?)) };
    Some(PhysicalLocation { artifact_location, region: region.map(self::region) })
}

fn region(region: Region) -> SarifRegion {
    let Region { start, end } = region;
    SarifRegion {
        start_line: start.line,
        start_column: start.column,
        end_line: end.line,
        end_column: end.column,
        byte_offset: start.offset,
        byte_length: region.length(),
    }
}

/// A path as a URI reference, relative if the path is.
fn uri(path: &Path) -> String {
    let names = path.components().filter_map(|component| match component {
        Component::Normal(name) => Some(percent_encode(name.as_encoded_bytes(), RESERVED).to_string()),
        Component::ParentDir => Some("..".to_owned()),
        Component::CurDir => Some(".".to_owned()),
        Component::Prefix(_) | Component::RootDir => None,
    });
    let names = names.collect::<Vec<_>>().join("/");
    if path.is_absolute() { format!("file:///{names}") } else { names }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_references() {
        let base = Base::new("/home/ci", &["/home/ci".into()]);
        let uri = |path: &str| uri(&base.path(Path::new(path)));
        assert_eq!(uri("./a b/ü:%.json"), "a%20b/%C3%BC%3A%25.json");
        assert_eq!(uri("/home/ci/a.json"), "a.json");
        assert_eq!(uri("../a.json"), "file:///home/a.json");
        assert_eq!(uri("/tmp/a#b.json"), "file:///tmp/a%23b.json");
        assert_eq!(uri("."), ".");
    }
}
