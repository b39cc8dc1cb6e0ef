//! The directory that reported paths are relative to.

use std::path::{Component, Path, PathBuf};

/// Makes paths from the command line relative to a base directory, which is what CI systems expect. The default base
/// only resolves `.` and `..`.
#[derive(Clone, Debug, Default)]
pub struct Base {
    current: PathBuf,
    roots: Vec<PathBuf>,
}

impl Base {
    /// Creates a base for paths relative to `current`. `roots` are names of the same base directory.
    #[must_use]
    pub fn new(current: impl Into<PathBuf>, roots: &[PathBuf]) -> Self {
        let current = current.into();
        let roots = roots.iter().map(|root| normalized(&current.join(root))).collect();
        Self { current, roots }
    }

    /// Returns the path relative to the base directory. A path outside of it is absolute.
    #[must_use]
    pub fn path(&self, given: &Path) -> PathBuf {
        let path = normalized(&self.current.join(given));
        let relative = self.roots.iter().find_map(|root| path.strip_prefix(root).ok()).unwrap_or(&path);
        if relative.as_os_str().is_empty() { ".".into() } else { relative.into() }
    }
}

/// Resolves `.` and `..` lexically.
fn normalized(path: &Path) -> PathBuf {
    let mut normalized = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => match normalized.components().next_back() {
                Some(Component::Normal(_)) => drop(normalized.pop()),
                Some(Component::RootDir | Component::Prefix(_)) => {}
                Some(Component::ParentDir | Component::CurDir) | None => normalized.push(".."),
            },
            Component::Normal(_) | Component::RootDir | Component::Prefix(_) => normalized.push(component),
        }
    }
    normalized
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_start_from_the_base() {
        let base = Base::new("/home/ci/work/service", &["/home/ci/work".into()]);
        for (given, shown) in [
            ("a.json", "service/a.json"),
            ("./b//./a.json", "service/b/a.json"),
            ("../fixtures/a.json", "fixtures/a.json"),
            ("b/../../../work/a.json", "a.json"),
            ("/home/ci/work/service/../a.json", "a.json"),
            ("../../a.json", "/home/ci/a.json"),
            ("/home/ci/workshop/a.json", "/home/ci/workshop/a.json"),
            ("../../../../../../a.json", "/a.json"),
            ("..", "."),
        ] {
            assert_eq!(base.path(Path::new(given)), Path::new(shown), "{given}");
        }
        let base = Base::new("/real/work", &["/link/work".into(), "/real/work".into()]);
        for given in ["a.json", "/link/work/a.json", "/real/work/b/../a.json"] {
            assert_eq!(base.path(Path::new(given)), Path::new("a.json"), "{given}");
        }
    }

    #[test]
    fn without_a_base_paths_stay_as_they_are() {
        for (given, shown) in [("./a.json", "a.json"), ("../../a.json", "../../a.json"), ("/a/../b", "/b")] {
            assert_eq!(Base::default().path(Path::new(given)), Path::new(shown), "{given}");
        }
    }
}
