//! Paths to sources, in a stable order.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::io::{self, Read};
use std::iter;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::escape::escape;
use crate::redact::redacted_name;
use crate::source::file_kind;
use crate::source::open;
use crate::source::reason;

/// What the names of files that are read in a directory end in.
const ENDINGS: [&[u8]; 3] = [b".json", b".jsonl", b".ndjson"];

/// What may follow such an ending.
const COMPRESSED: &[u8] = b".gz";

/// Where documents come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Standard input.
    Stdin,
    /// A file that is named.
    File(PathBuf),
    /// A file that was found in a directory.
    Found(PathBuf),
}

/// One of the sources of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Where its documents come from.
    pub origin: Origin,
    /// Which source of the run it is: 0-based, in input order, those that cannot be read included.
    pub number: usize,
    /// What reports call it, where that is not its path as it was given.
    pub alias: Option<PathBuf>,
}

/// A source that could not be read, or not to its end.
#[derive(Clone, Debug)]
pub struct Unreadable {
    /// The source; a directory, where that could not be searched.
    pub source: Source,
    /// Why not, as people say it.
    pub reason: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", escape(self.source.bytes()), self.reason)
    }
}

impl Source {
    /// A file that is the only source.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self { origin: Origin::File(path.into()), number: 0, alias: None }
    }

    /// The file's path, as reports tell it; `None` for standard input.
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

    /// The source by another name, where its path tells a secret: `wget` names files by the URLs they come from.
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

    /// What reports call it: the path as it was given, `<stdin>` for standard input. What is not UTF-8 in it is
    /// replaced.
    #[must_use]
    pub fn name(&self) -> Cow<'_, str> {
        self.path().map_or("<stdin>".into(), Path::to_string_lossy)
    }

    /// The name, byte for byte.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.path().map_or(b"<stdin>", |path| path.as_os_str().as_encoded_bytes())
    }

    /// Whether it is a file, and not a pipe or device.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.file_path().is_some_and(Path::is_file)
    }

    /// Its bytes, from the beginning.
    ///
    /// # Errors
    ///
    /// Where it cannot be opened.
    pub fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        match &self.origin {
            Origin::Stdin => open::stdin(),
            Origin::File(path) => open::file(path),
            Origin::Found(path) => open::found(path),
        }
    }
}

/// What the paths of a command line have led to.
#[derive(Clone, Debug)]
pub enum Found {
    /// A source.
    Source(Source),
    /// What could not be read on the way to sources.
    Unreadable(Unreadable),
    /// What has the name of a file with callbacks and is none, so that nothing that was saved is lost with it; safe text
    /// that says so.
    Skipped(String),
}

impl Found {
    /// The same by other names, where URLs with secrets are in them.
    #[must_use]
    pub fn redacted(self) -> Self {
        match self {
            Self::Source(source) => Self::Source(source.redacted()),
            Self::Unreadable(Unreadable { source, reason }) => {
                Self::Unreadable(Unreadable { source: source.redacted(), reason })
            }
            Self::Skipped(note) => {
                let (name, why) = note.rsplit_once(": ").unwrap_or((&note, ""));
                Self::Skipped(format!("{}: {why}", redacted_name(name)))
            }
        }
    }
}

/// All sources that the paths of a command line stand for.
pub fn sources(paths: &[PathBuf]) -> impl Iterator<Item = Found> + Send {
    let name = |path: PathBuf| escape(path.as_os_str().as_encoded_bytes()).into_owned();
    paths.iter().flat_map(|path| discover(path)).enumerate().map(move |(number, entry)| match entry {
        Entry::Origin(origin) => Found::Source(Source { origin, number, alias: None }),
        Entry::Unreadable(path, reason) => {
            Found::Unreadable(Unreadable { source: Source { number, ..Source::file(path) }, reason })
        }
        Entry::Special(path, what) => {
            Found::Skipped(format!("{}: skipped, since it is {what} and not a file", name(path)))
        }
        Entry::Barren(path, 0) => Found::Skipped(format!("{}: no file in it", name(path))),
        Entry::Barren(path, others) => Found::Skipped(format!(
            "{}: no .json, .jsonl or .ndjson file in it; other files ({others} here) are read when they are named",
            name(path)
        )),
    })
}

/// What a path has led to.
enum Entry {
    Origin(Origin),
    Unreadable(PathBuf, String),
    /// No file, and what else.
    Special(PathBuf, &'static str),
    /// A directory in which there is nothing to read, and how many files are.
    Barren(PathBuf, usize),
}

/// What a path stands for: standard input for `-`, the files with callbacks in a directory, in byte order of their
/// paths, or else the file itself. What cannot be read on the way is an item of its own.
fn discover(path: &Path) -> Box<dyn Iterator<Item = Entry> + Send> {
    if path == Path::new("-") {
        Box::new(iter::once(Entry::Origin(Origin::Stdin)))
    } else if path.is_dir() {
        Box::new(walk(path))
    } else {
        Box::new(iter::once(Entry::Origin(Origin::File(path.to_owned()))))
    }
}

/// What there is in a directory; that there is nothing must not pass unseen.
fn walk(directory: &Path) -> impl Iterator<Item = Entry> + use<> {
    let mut entries = WalkDir::new(directory).follow_links(true).sort_by(by_path).into_iter();
    let mut barren = Some(directory.to_owned());
    let mut others = 0;
    iter::from_fn(move || {
        let found = entries.by_ref().find_map(|entry| {
            others += usize::from(entry.as_ref().is_ok_and(|entry| entry.file_type().is_file()));
            of_interest(entry)
        });
        if found.is_some() {
            barren = None;
            return found;
        }
        barren.take().map(|directory| Entry::Barren(directory, others))
    })
}

fn of_interest(entry: walkdir::Result<DirEntry>) -> Option<Entry> {
    match entry {
        // Opening a pipe would wait for ever where nobody writes to it, and no device is ever at its end for sure.
        Ok(entry) if has_known_ending(entry.path()) => match file_kind::described(entry.file_type()) {
            Some(what) => Some(Entry::Special(entry.into_path(), what)),
            None if entry.file_type().is_file() => Some(Entry::Origin(Origin::Found(entry.into_path()))),
            None => None,
        },
        Ok(_) => None,
        Err(error) if is_worthless(&error) => None,
        Err(error) => Some(unreadable(error)),
    }
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

fn has_known_ending(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes().to_ascii_lowercase();
    let name = name.strip_suffix(COMPRESSED).unwrap_or(&name);
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Whether nothing is lost with what cannot be read: a link back to a directory that is read anyway, or a link to
/// nothing whose name is not one of a file with callbacks.
fn is_worthless(error: &walkdir::Error) -> bool {
    let is_link_to_nothing = |path: &Path| path.is_symlink() && !path.exists() && !has_known_ending(path);
    error.loop_ancestor().is_some() || error.path().is_some_and(is_link_to_nothing)
}

fn unreadable(error: walkdir::Error) -> Entry {
    let path = error.path().unwrap_or(Path::new("")).to_owned();
    Entry::Unreadable(path, error.into_io_error().map(|error| reason(&error)).unwrap_or_default())
}
