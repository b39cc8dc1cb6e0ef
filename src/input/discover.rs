//! Paths to sources, in a stable order.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::reason;

/// The extensions of the files that are read in a directory.
const EXTENSIONS: [&str; 3] = ["json", "jsonl", "ndjson"];

/// What may follow such an extension.
const COMPRESSED: &str = "gz";

/// Where documents come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl Source {
    /// What reports call it: the path as it was given, `<stdin>` for standard input.
    #[must_use]
    pub fn name(&self) -> Cow<'_, str> {
        match self {
            Self::Stdin => "<stdin>".into(),
            Self::File(path) => path.to_string_lossy(),
        }
    }

    /// Whether it is a file of `size` bytes at the most.
    #[must_use]
    pub fn is_file_of(&self, size: usize) -> bool {
        match self {
            Self::Stdin => false,
            Self::File(path) => {
                std::fs::metadata(path).is_ok_and(|data| data.is_file() && data.len() <= size as u64)
            }
        }
    }

    /// Its bytes, from the beginning.
    ///
    /// # Errors
    ///
    /// Where it cannot be opened.
    pub fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Self::Stdin => Box::new(io::stdin()),
            Self::File(path) => Box::new(File::open(path)?),
        })
    }
}

/// The sources that a path of the command line stands for: standard input for `-`, the files with callbacks
/// in a directory, in byte order of their paths, or else the file itself.
///
/// # Errors
///
/// What cannot be read on the way is an item of its own.
pub fn discover(path: &Path) -> Box<dyn Iterator<Item = anyhow::Result<Source>> + Send> {
    if path == Path::new("-") {
        Box::new(std::iter::once(Ok(Source::Stdin)))
    } else if path.is_dir() {
        Box::new(walk(path))
    } else {
        Box::new(std::iter::once(Ok(Source::File(path.to_owned()))))
    }
}

fn walk(directory: &Path) -> impl Iterator<Item = anyhow::Result<Source>> + use<> {
    let entries = WalkDir::new(directory).follow_links(true).sort_by(by_path).into_iter();
    entries.filter_map(|entry| match entry {
        Ok(entry) if is_wanted(&entry) => Some(Ok(Source::File(entry.into_path()))),
        Ok(_) => None,
        Err(error) if is_worthless(&error) => None,
        Err(error) => Some(Err(unreadable(error))),
    })
}

/// Orders the entries of one directory so that all paths come in byte order: a directory's name counts with
/// the slash that follows it.
fn by_path(one: &DirEntry, other: &DirEntry) -> Ordering {
    let key = |entry: &DirEntry| {
        let slash: &[u8] = if entry.file_type().is_dir() { b"/" } else { b"" };
        [entry.file_name().as_encoded_bytes(), slash].concat()
    };
    key(one).cmp(&key(other))
}

fn is_wanted(entry: &DirEntry) -> bool {
    entry.file_type().is_file() && has_known_extension(entry.path())
}

fn has_known_extension(path: &Path) -> bool {
    let Some(found) = path.extension().and_then(OsStr::to_str) else { return false };
    if found.eq_ignore_ascii_case(COMPRESSED) {
        return path
            .file_stem()
            .map(Path::new)
            .is_some_and(|stem| stem.extension() != path.extension() && has_known_extension(stem));
    }
    EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(found))
}

/// Whether nothing is lost with what cannot be read: a link back to a directory that is read anyway, or a link to
/// nothing whose name is not one of a file with callbacks.
fn is_worthless(error: &walkdir::Error) -> bool {
    let is_link_to_nothing = |path: &Path| path.is_symlink() && !path.exists() && !has_known_extension(path);
    error.loop_ancestor().is_some() || error.path().is_some_and(is_link_to_nothing)
}

fn unreadable(error: walkdir::Error) -> anyhow::Error {
    let path = error.path().unwrap_or(Path::new("")).display().to_string();
    let why = error.into_io_error().map(|error| reason(&error)).unwrap_or_default();
    anyhow::Error::msg(why).context(path)
}
