//! Finds the sources that paths name, in a stable order.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::VecDeque;
use std::io;
use std::iter;
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use crate::escape::escape;
use crate::redact::redacted_name;
use crate::source::open::Opened;
use crate::source::unreadable::Unreadable;
use crate::source::{file_kind, open, reason};

/// The extensions of [`Files::Callbacks`].
const ENDINGS: [&[u8]; 4] = [b".json", b".jsonl", b".ndjson", b".http"];

/// An extension that may follow one of [`ENDINGS`].
const COMPRESSED: &[u8] = b".gz";

/// Selects the files that are read in a directory. A path named on the command line is always read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// Whether to read hidden files and directories, too.
    pub hidden: bool,
    /// Whether to read files and directories that ignore files exclude, too.
    pub no_ignore: bool,
    /// The names of the files.
    pub files: Files,
}

/// Selects files by their names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Files {
    /// Files that end in `.json`, `.jsonl`, `.ndjson` or `.http`, each also with `.gz`.
    #[default]
    Callbacks,
    /// All files, for a reader that finds out itself whether a file is text.
    Text,
}

impl Files {
    fn include(self, path: &Path) -> bool {
        let name = path.file_name().unwrap_or_default().as_encoded_bytes();
        let name = without_ending(name, COMPRESSED).unwrap_or(name);
        self == Self::Text || ENDINGS.iter().any(|ending| without_ending(name, ending).is_some())
    }
}

/// Returns a name without an ending in upper or lower case; `None` if it ends otherwise.
fn without_ending<'n>(name: &'n [u8], ending: &[u8]) -> Option<&'n [u8]> {
    let (name, end) = name.split_at_checked(name.len().checked_sub(ending.len())?)?;
    end.eq_ignore_ascii_case(ending).then_some(name)
}

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

impl Source {
    /// Creates the source of a run with a single file.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self { origin: Origin::File(path.into()), number: 0, alias: None }
    }

    /// Creates the source of a run that reads only standard input.
    #[must_use]
    pub const fn stdin() -> Self {
        Self { origin: Origin::Stdin, number: 0, alias: None }
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
        // Valid UTF-8 is recognized faster than it is searched for what to replace.
        self.path().map_or("<stdin>".into(), |path| {
            path.to_str().map_or_else(|| path.to_string_lossy(), Cow::Borrowed)
        })
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
    pub fn open(&self) -> io::Result<Opened> {
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
    /// A path that was skipped without losing data: a pipe, socket or device in a directory, a directory without
    /// matching files, or an invalid line of an ignore file.
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
pub fn sources(paths: &[PathBuf], walk: Walk) -> impl Iterator<Item = Found> + Send {
    let skipped = |path: PathBuf, reason| {
        let name = escape(path.as_os_str().as_encoded_bytes()).into_owned();
        Found::Skipped { name, reason }
    };
    let entries = paths.iter().flat_map(move |path| discover(path, walk));
    entries.enumerate().map(move |(number, entry)| match entry {
        Entry::Origin(origin) => Found::Source(Source { origin, number, alias: None }),
        Entry::Unreadable(path, reason) => {
            Found::Unreadable(Unreadable { source: Source { number, ..Source::file(path) }, reason })
        }
        Entry::Special(path, kind) => skipped(path, format!("skipped: {kind}")),
        Entry::InvalidIgnore(path, reason) => skipped(path, escape(reason.as_bytes()).into_owned()),
        Entry::NoMatch(path, 0) => skipped(path, "no files found".to_owned()),
        Entry::NoMatch(path, others) => skipped(
            path,
            format!(
                "no .json, .jsonl, .ndjson or .http files found; name other files ({others} here) to read them"
            ),
        ),
    })
}

/// An item found at one path.
enum Entry {
    Origin(Origin),
    Unreadable(PathBuf, String),
    /// A pipe, socket or device, and its kind.
    Special(PathBuf, &'static str),
    /// An ignore file with an invalid line, and the reason.
    InvalidIgnore(PathBuf, String),
    /// A directory without matching files, and how many other files it has.
    NoMatch(PathBuf, usize),
}

/// Finds the sources of a path: standard input for `-`, the matching files of a directory in byte order of their
/// paths, otherwise the file itself.
fn discover(path: &Path, walk: Walk) -> Box<dyn Iterator<Item = Entry> + Send> {
    if path == Path::new("-") {
        Box::new(iter::once(Entry::Origin(Origin::Stdin)))
    } else if path.is_dir() {
        Box::new(search(path, walk))
    } else {
        Box::new(iter::once(Entry::Origin(Origin::File(path.to_owned()))))
    }
}

/// Finds the sources in a directory. An item reports that there are none.
fn search(directory: &Path, walk: Walk) -> impl Iterator<Item = Entry> + use<> {
    let mut entries = walker(directory, walk);
    let mut invalid = VecDeque::new();
    let mut without_match = Some(directory.to_owned());
    let mut others = 0;
    iter::from_fn(move || {
        loop {
            if let Some((path, reason)) = invalid.pop_front() {
                return Some(Entry::InvalidIgnore(path, reason));
            }
            let Some(entry) = entries.next() else {
                return without_match.take().map(|directory| Entry::NoMatch(directory, others));
            };
            match &entry {
                Ok(entry) => {
                    others += usize::from(entry.file_type().is_some_and(|kind| kind.is_file()));
                    invalid.extend(entry.error().map(invalid_lines).unwrap_or_default());
                }
                Err(error) if is_of_ignore_file(error) => invalid.extend(invalid_lines(error)),
                Err(_) => {}
            }
            let found = entry_of(entry, walk.files);
            if found.is_some() {
                without_match = None;
                return found;
            }
        }
    })
}

fn walker(directory: &Path, walk: Walk) -> ignore::Walk {
    let mut builder = WalkBuilder::new(directory);
    builder.standard_filters(!walk.no_ignore).hidden(!walk.hidden).follow_links(true);
    builder.sort_by_file_path(by_path);
    if !walk.no_ignore {
        // Git never tracks this directory, so no ignore file names it. It matters if hidden files are read.
        builder.filter_entry(|entry| entry.file_name() != ".git");
    }
    builder.build()
}

fn entry_of(entry: Result<DirEntry, ignore::Error>, files: Files) -> Option<Entry> {
    match entry {
        // Opening a pipe can wait forever for a writer, and a device may have no end.
        Ok(entry) if files.include(entry.path()) => {
            let kind = entry.file_type()?;
            match file_kind::described(kind) {
                Some(kind) => Some(Entry::Special(entry.into_path(), kind)),
                None if kind.is_file() => Some(Entry::Origin(Origin::Found(entry.into_path()))),
                None => None,
            }
        }
        Ok(_) => None,
        Err(error) if is_of_ignore_file(&error) || is_harmless(&error, files) => None,
        Err(error) => Some(unreadable(&error)),
    }
}

/// Compares two paths of a directory so that all paths come in byte order. A directory's name includes the slash
/// that follows it.
fn by_path(one: &Path, other: &Path) -> Ordering {
    let [one_bytes, other_bytes] = [one, other].map(|path| path.as_os_str().as_encoded_bytes());
    let shared = one_bytes.len().min(other_bytes.len());
    let ((one_begin, one_rest), (other_begin, other_rest)) =
        (one_bytes.split_at(shared), other_bytes.split_at(shared));
    // The slash matters only if one name begins with the other.
    one_begin.cmp(other_begin).then_with(|| {
        if one_rest.is_empty() { slash(one).cmp(other_rest) } else { one_rest.cmp(slash(other)) }
    })
}

/// Returns a slash if a path is a directory, and not a link to one.
fn slash(path: &Path) -> &'static [u8] {
    if path.symlink_metadata().is_ok_and(|data| data.is_dir()) { b"/" } else { b"" }
}

/// Returns whether an error loses no data: a link back to a parent directory, or a broken link whose name does not
/// match.
fn is_harmless(error: &ignore::Error, files: Files) -> bool {
    let is_broken_link = |path: &Path| path.is_symlink() && !path.exists() && !files.include(path);
    is_loop(error) || path_of(error).is_some_and(is_broken_link)
}

fn is_loop(error: &ignore::Error) -> bool {
    match error {
        ignore::Error::WithPath { err, .. } | ignore::Error::WithDepth { err, .. } => is_loop(err),
        error => matches!(error, ignore::Error::Loop { .. }),
    }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } => path_of(err),
        _ => None,
    }
}

fn unreadable(error: &ignore::Error) -> Entry {
    let path = path_of(error).unwrap_or(Path::new("")).to_owned();
    Entry::Unreadable(path, error.io_error().map(|error| reason(innermost(error))).unwrap_or_default())
}

/// Returns the error of the system inside an error of the walk, which has no error number.
fn innermost(error: &io::Error) -> &io::Error {
    let source = error.get_ref().and_then(|inner| inner.source());
    source.and_then(|source| source.downcast_ref()).unwrap_or(error)
}

/// Returns whether an error belongs to an ignore file above the directory. It does not stop the walk.
fn is_of_ignore_file(error: &ignore::Error) -> bool {
    error.depth().is_none()
}

/// Returns the invalid lines of ignore files, with the path and the reason.
fn invalid_lines(error: &ignore::Error) -> Vec<(PathBuf, String)> {
    match error {
        ignore::Error::Partial(errors) => errors.iter().flat_map(invalid_lines).collect(),
        ignore::Error::WithPath { path, err } => {
            invalid_lines(err).into_iter().map(|(_, reason)| (path.clone(), reason)).collect()
        }
        ignore::Error::WithLineNumber { line, err } => {
            let numbered = |(path, reason)| (path, format!("skipped line {line}: {reason}"));
            invalid_lines(err).into_iter().map(numbered).collect()
        }
        ignore::Error::Glob { glob: Some(glob), err } => {
            vec![(PathBuf::new(), format!("invalid pattern `{glob}`: {err}"))]
        }
        ignore::Error::Io(error) => vec![(PathBuf::new(), reason(error))],
        error => vec![(PathBuf::new(), error.to_string())],
    }
}
