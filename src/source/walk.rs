//! Finds the sources that paths name, in a stable order.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::{fmt, iter};

use walkdir::{DirEntry, WalkDir};

use crate::escape::escape;
use crate::redact::redacted_name;
use crate::source::{file_kind, open, reason};

/// The extensions of the files that are read in a directory.
const ENDINGS: [&[u8]; 3] = [b".json", b".jsonl", b".ndjson"];

/// An extension that may follow one of [`ENDINGS`].
const COMPRESSED: &[u8] = b".gz";

/// The origin of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Standard input.
    Stdin,
    /// A file named on the command line.
    File(PathBuf),
    /// A file found in a directory.
    Found(PathBuf),
}

/// A source of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The origin of its bytes.
    pub origin: Origin,
    /// The 0-based index in input order, unreadable sources included.
    pub number: usize,
    /// The name in reports, if it is not the path as given.
    pub alias: Option<PathBuf>,
}

/// A source that could not be read to its end.
#[derive(Clone, Debug)]
pub struct Unreadable {
    /// The source, or a directory that could not be searched.
    pub source: Source,
    /// The reason, without an error number.
    pub reason: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", escape(self.source.bytes()), self.reason)
    }
}

impl Source {
    /// Creates the source of a run with a single file.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self { origin: Origin::File(path.into()), number: 0, alias: None }
    }

    /// Returns the path in reports; `None` for standard input.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.file_path().map(|path| self.alias.as_deref().unwrap_or(path))
    }

    fn file_path(&self) -> Option<&Path> {
        match &self.origin {
            Origin::Stdin => None,
            Origin::File(path) | Origin::Found(path) => Some(path),
        }
    }

    /// Redacts secrets in the name. `wget` names files after the URLs it downloads.
    #[must_use]
    pub fn redacted(self) -> Self {
        let name = self.name();
        let alias = match redacted_name(&name) {
            shown if shown == name => None,
            shown => Some(shown.into_owned().into()),
        };
        let alias = alias.filter(|_| self.file_path().is_some());
        Self { alias, ..self }
    }

    /// Returns the name in reports: the path, or `<stdin>`. Invalid UTF-8 is replaced.
    #[must_use]
    pub fn name(&self) -> Cow<'_, str> {
        self.path().map_or("<stdin>".into(), Path::to_string_lossy)
    }

    /// Returns the name as bytes, with invalid UTF-8 as it is.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.path().map_or(b"<stdin>", |path| path.as_os_str().as_encoded_bytes())
    }

    /// Returns whether the source is a regular file.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.file_path().is_some_and(Path::is_file)
    }

    /// Returns whether the source was found in a directory.
    #[must_use]
    pub const fn is_found(&self) -> bool {
        matches!(self.origin, Origin::Found(_))
    }

    /// Opens the source.
    ///
    /// # Errors
    ///
    /// Fails if the source cannot be opened.
    pub fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        match &self.origin {
            Origin::Stdin => open::stdin(),
            Origin::File(path) => open::file(path),
            Origin::Found(path) => open::found(path),
        }
    }
}

/// An item found at the paths of a command line.
#[derive(Clone, Debug)]
pub enum Found {
    /// A source.
    Source(Source),
    /// A file or directory that could not be read.
    Unreadable(Unreadable),
    /// A path that was skipped without losing data: a pipe, socket or device in a directory, or a directory without
    /// matching files.
    Skipped {
        /// The path, escaped.
        name: String,
        /// The reason, escaped.
        reason: String,
    },
}

impl Found {
    /// Redacts secrets in names.
    #[must_use]
    pub fn redacted(self) -> Self {
        match self {
            Self::Source(source) => Self::Source(source.redacted()),
            Self::Unreadable(Unreadable { source, reason }) => {
                Self::Unreadable(Unreadable { source: source.redacted(), reason })
            }
            Self::Skipped { name, reason } => {
                Self::Skipped { name: redacted_name(&name).into_owned(), reason }
            }
        }
    }
}

/// Finds the sources that the paths of a command line name.
pub fn sources(paths: &[PathBuf]) -> impl Iterator<Item = Found> + Send {
    let skipped = |path: PathBuf, reason| {
        let name = escape(path.as_os_str().as_encoded_bytes()).into_owned();
        Found::Skipped { name, reason }
    };
    paths.iter().flat_map(|path| discover(path)).enumerate().map(move |(number, entry)| match entry {
        Entry::Origin(origin) => Found::Source(Source { origin, number, alias: None }),
        Entry::Unreadable(path, reason) => {
            Found::Unreadable(Unreadable { source: Source { number, ..Source::file(path) }, reason })
        }
        Entry::Special(path, kind) => skipped(path, format!("skipped: {kind}")),
        Entry::NoMatch(path, 0) => skipped(path, "no files found".to_owned()),
        Entry::NoMatch(path, others) => skipped(
            path,
            format!("no .json, .jsonl or .ndjson files found; name other files ({others} here) to read them"),
        ),
    })
}

/// An item found at one path.
enum Entry {
    Origin(Origin),
    Unreadable(PathBuf, String),
    /// A pipe, socket or device, and its kind.
    Special(PathBuf, &'static str),
    /// A directory without matching files, and how many other files it has.
    NoMatch(PathBuf, usize),
}

/// Finds the sources of a path: standard input for `-`, the matching files of a directory in byte order of their
/// paths, otherwise the file itself.
fn discover(path: &Path) -> Box<dyn Iterator<Item = Entry> + Send> {
    if path == Path::new("-") {
        Box::new(iter::once(Entry::Origin(Origin::Stdin)))
    } else if path.is_dir() {
        Box::new(walk(path))
    } else {
        Box::new(iter::once(Entry::Origin(Origin::File(path.to_owned()))))
    }
}

/// Finds the sources in a directory. An item reports that there are none.
fn walk(directory: &Path) -> impl Iterator<Item = Entry> + use<> {
    let mut entries = WalkDir::new(directory).follow_links(true).sort_by(by_path).into_iter();
    let mut without_match = Some(directory.to_owned());
    let mut others = 0;
    iter::from_fn(move || {
        let found = entries.by_ref().find_map(|entry| {
            others += usize::from(entry.as_ref().is_ok_and(|entry| entry.file_type().is_file()));
            entry_of(entry)
        });
        if found.is_some() {
            without_match = None;
            return found;
        }
        without_match.take().map(|directory| Entry::NoMatch(directory, others))
    })
}

fn entry_of(entry: walkdir::Result<DirEntry>) -> Option<Entry> {
    match entry {
        // Opening a pipe can wait forever for a writer, and a device may have no end.
        Ok(entry) if has_known_ending(entry.path()) => match file_kind::described(entry.file_type()) {
            Some(kind) => Some(Entry::Special(entry.into_path(), kind)),
            None if entry.file_type().is_file() => Some(Entry::Origin(Origin::Found(entry.into_path()))),
            None => None,
        },
        Ok(_) => None,
        Err(error) if is_harmless(&error) => None,
        Err(error) => Some(unreadable(error)),
    }
}

/// Compares two entries of a directory so that all paths come in byte order. A directory's name includes the slash
/// that follows it.
fn by_path(one: &DirEntry, other: &DirEntry) -> Ordering {
    let key = |entry: &DirEntry| {
        let slash: &[u8] = if entry.file_type().is_dir() { b"/" } else { b"" };
        [entry.file_name().as_encoded_bytes(), slash].concat()
    };
    key(one).cmp(&key(other))
}

fn has_known_ending(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes().to_ascii_lowercase();
    let name = name.strip_suffix(COMPRESSED).unwrap_or(&name);
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Returns whether an error loses no data: a link back to a parent directory, or a broken link whose name does not
/// match.
fn is_harmless(error: &walkdir::Error) -> bool {
    let is_broken_link = |path: &Path| path.is_symlink() && !path.exists() && !has_known_ending(path);
    error.loop_ancestor().is_some() || error.path().is_some_and(is_broken_link)
}

fn unreadable(error: walkdir::Error) -> Entry {
    let path = error.path().unwrap_or(Path::new("")).to_owned();
    Entry::Unreadable(path, error.into_io_error().map(|error| reason(&error)).unwrap_or_default())
}
