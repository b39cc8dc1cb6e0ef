//! Locations in a SARIF log.

use std::path::{Component, Path};

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_encode, utf8_percent_encode};
use url::Url;

use super::objects::{ArtifactLocation, Location, LogicalLocation, PhysicalLocation, Region as SarifRegion};
use crate::inspection::locate::Finding;
use crate::position::Region;
use crate::report::base::Base;
use crate::source::walk::Source;

/// Characters to percent-encode: all but the unreserved ones (RFC 3986, section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Characters that a URL may contain (WHATWG), but a URI may not (RFC 3986, appendix A).
const NOT_IN_URI: &AsciiSet = &CONTROLS.add(b'[').add(b']').add(b'^').add(b'|').add(b'\\');

/// Returns the location of a finding: lines and bytes of its source, and a JSON Pointer.
pub fn new<'f>(source: &Source, base: &Base, finding: &'f Finding) -> Location<'f> {
    let logical = LogicalLocation { fully_qualified_name: &finding.pointer, kind: "value" };
    let physical_location = physical(source, base, Some(finding.region));
    Location { physical_location, logical_locations: Some([logical]), ..Location::default() }
}

/// Returns the location of a region, or of a whole file. Standard input has no URI, and GitHub rejects a location
/// without one.
pub fn physical(source: &Source, base: &Base, region: Option<Region>) -> Option<PhysicalLocation> {
    let artifact_location = ArtifactLocation { uri: uri(&base.path(source.path()?))? };
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

/// Returns a path as a URI reference, relative if the path is. Returns `None` for paths that no URI can express,
/// which exist only on Windows.
fn uri(path: &Path) -> Option<String> {
    if path.is_absolute() {
        let url = Url::from_file_path(path).ok()?;
        return Some(utf8_percent_encode(url.as_str(), NOT_IN_URI).to_string());
    }
    let names = path.components().filter_map(|component| match component {
        Component::Normal(name) => Some(percent_encode(name.as_encoded_bytes(), RESERVED).to_string()),
        Component::ParentDir => Some("..".to_owned()),
        Component::CurDir => Some(".".to_owned()),
        Component::Prefix(_) | Component::RootDir => None,
    });
    Some(names.collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_are_relative_references() {
        for (path, expected) in
            [("a b/ü:%.json", "a%20b/%C3%BC%3A%25.json"), ("../a.json", "../a.json"), (".", ".")]
        {
            assert_eq!(uri(Path::new(path)).unwrap(), expected);
        }
    }

    #[cfg(unix)]
    #[test]
    fn absolute_paths_are_file_uris() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt as _;

        let base = Base::new("/home/ci", &["/home/ci".into()]);
        for (path, expected) in [
            ("/home/ci/a.json", "a.json"),
            ("../a.json", "file:///home/a.json"),
            ("/tmp/a#b?%.json", "file:///tmp/a%23b%3F%25.json"),
            ("/tmp/ü [1]^|\\{}.json", "file:///tmp/%C3%BC%20%5B1%5D%5E%7C%5C%7B%7D.json"),
            ("/tmp/a\n<b>`\".json", "file:///tmp/a%0A%3Cb%3E%60%22.json"),
            ("/", "file:///"),
        ] {
            assert_eq!(uri(&base.path(Path::new(path))).unwrap(), expected);
        }
        let path = Path::new(OsStr::from_bytes(b"/tmp/\xFF.json"));
        assert_eq!(uri(path).unwrap(), "file:///tmp/%FF.json");
    }

    #[cfg(windows)]
    #[test]
    fn absolute_paths_are_file_uris() {
        for (path, expected) in [
            (r"C:\a b\c.json", "file:///C:/a%20b/c.json"),
            (r"\\server\share\a[1].json", "file://server/share/a%5B1%5D.json"),
            (r"a\b c.json", "a/b%20c.json"),
        ] {
            assert_eq!(uri(Path::new(path)).unwrap(), expected);
        }
    }
}
