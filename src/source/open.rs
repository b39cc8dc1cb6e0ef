//! Opens sources. Reads of a file end even while another process appends to it.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek as _};
use std::path::Path;

use crate::source::file_kind;

/// A source that was opened.
pub struct Opened {
    /// Reads the source.
    pub reader: Box<dyn Read + Send>,
    /// The length of a regular file in bytes; `None` if it is not known.
    pub length: Option<u64>,
}

impl Opened {
    /// Creates a source that is not a regular file.
    fn without_length(reader: impl Read + Send + 'static) -> Self {
        Self { reader: Box::new(reader), length: None }
    }
}

/// Opens a file named on the command line.
///
/// # Errors
///
/// Fails if the file cannot be opened.
pub fn file(path: &Path) -> io::Result<Opened> {
    match File::open(path) {
        Ok(file) => {
            let data = file.metadata();
            Ok(ending(file, data))
        }
        // The system reports "no such device or address".
        Err(_) if is_socket(path) => Err(io::Error::other("is a socket")),
        Err(error) => Err(error),
    }
}

/// Opens a file found in a directory. If it has become a pipe since, opening it must not wait for a writer.
///
/// # Errors
///
/// Fails if the file cannot be opened, or is no longer a regular file.
pub fn found(path: &Path) -> io::Result<Opened> {
    let file = open_without_waiting(path)?;
    let data = file.metadata()?;
    match file_kind::described(data.file_type()) {
        None => Ok(ending(file, Ok(data))),
        Some(kind) => Err(io::Error::other(format!("no longer a regular file: {kind}"))),
    }
}

#[cfg(unix)]
fn open_without_waiting(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let flags = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
    File::options().read(true).custom_flags(flags).open(path)
}

#[cfg(not(unix))]
fn open_without_waiting(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Opens standard input.
///
/// # Errors
///
/// Fails if the file descriptor cannot be duplicated.
#[cfg(unix)]
pub fn stdin() -> io::Result<Opened> {
    use std::os::fd::AsFd as _;
    // `io::Stdin` reads a descriptor that is not open for reading as empty.
    let mut file = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let data = file.metadata();
    if data.as_ref().is_ok_and(Metadata::is_file) {
        // Another process may have read the beginning.
        let left = left_of(&mut file)?;
        return Ok(Opened { reader: Box::new(Bounded { file, left }), length: left });
    }
    Ok(ending(file, data))
}

/// Opens standard input.
///
/// # Errors
///
/// Never fails.
#[cfg(not(unix))]
pub fn stdin() -> io::Result<Opened> {
    Ok(Opened::without_length(io::stdin()))
}

#[cfg(unix)]
fn is_socket(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    path.metadata().is_ok_and(|data| data.file_type().is_socket())
}

#[cfg(not(unix))]
const fn is_socket(_: &Path) -> bool {
    false
}

/// Returns a source that ends: a file at its current length, a device after [`MAX_OF_DEVICE`] bytes.
fn ending(file: File, data: io::Result<Metadata>) -> Opened {
    let Ok(data) = data else {
        // Windows has no metadata for a pipe or device.
        return Opened::without_length(file);
    };
    if file_kind::is_device(data.file_type()) {
        return Opened::without_length(Device { file, left: MAX_OF_DEVICE });
    }
    if !data.is_file() {
        return Opened::without_length(file);
    }
    let length = Some(data.len()).filter(|length| *length > 0);
    Opened { reader: Box::new(Bounded { file, left: length }), length }
}

/// The most that is read from a device, in bytes. Some devices have no end.
const MAX_OF_DEVICE: u64 = 1 << 30;

/// Reads a device, at most [`MAX_OF_DEVICE`] bytes.
struct Device {
    file: File,
    /// The number of bytes that may still be read.
    left: u64,
}

impl Read for Device {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other("device has no end: stopped after 1 GiB"));
        }
        let read = self.file.by_ref().take(self.left).read(buffer)?;
        self.left -= read as u64;
        Ok(read)
    }
}

/// Returns how many bytes of a file are left; `None` if the system reports no length, as for files in `/proc`.
fn left_of(file: &mut File) -> io::Result<Option<u64>> {
    let length = file.metadata()?.len();
    Ok(if length == 0 { None } else { Some(length.saturating_sub(file.stream_position()?)) })
}

/// Reads a file up to the length it had when that was first known. Otherwise a fast writer could keep the run going
/// forever.
struct Bounded {
    file: File,
    /// The number of bytes left; `None` if the length is unknown.
    left: Option<u64>,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.left {
            Some(left) => {
                let read = self.file.by_ref().take(left).read(buffer)?;
                self.left = Some(left.saturating_sub(read as u64));
                Ok(read)
            }
            None => {
                let read = self.file.read(buffer)?;
                self.left = left_of(&mut self.file)?;
                Ok(read)
            }
        }
    }
}
