//! Sources opened. What is read of a file ends, even while somebody writes to it.

use std::fs::File;
use std::io::{self, Read, Seek as _};
use std::path::Path;

use crate::source::file_kind;

/// A file, from the beginning.
///
/// # Errors
///
/// Where it cannot be opened.
pub fn file(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    match File::open(path) {
        Ok(file) => ending(file),
        // The system calls it a device that does not exist.
        Err(_) if is_socket(path) => Err(io::Error::other("a socket, which cannot be read as a file")),
        Err(error) => Err(error),
    }
}

/// A file that was found in a directory, from the beginning. It may have become a pipe since then, which would have its
/// reader wait for a writer for ever.
///
/// # Errors
///
/// Where it cannot be opened, or is none any more.
pub fn found(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    let file = without_waiting(path)?;
    match file_kind::described(file.metadata()?.file_type()) {
        None => ending(file),
        Some(what) => Err(io::Error::other(format!("it was a file when it was found, and is {what} now"))),
    }
}

#[cfg(unix)]
fn without_waiting(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let flags = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
    File::options().read(true).custom_flags(flags).open(path)
}

#[cfg(not(unix))]
fn without_waiting(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Standard input.
///
/// # Errors
///
/// Where it cannot be told what it is.
#[cfg(unix)]
pub fn stdin() -> io::Result<Box<dyn Read + Send>> {
    use std::os::fd::AsFd as _;
    // The library's own reader would take what is not open for reading for empty.
    ending(File::from(io::stdin().as_fd().try_clone_to_owned()?))
}

/// Standard input.
///
/// # Errors
///
/// None.
#[cfg(not(unix))]
pub fn stdin() -> io::Result<Box<dyn Read + Send>> {
    Ok(Box::new(io::stdin()))
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

/// A pipe or device as it is; a file up to where it ends now.
fn ending(mut file: File) -> io::Result<Box<dyn Read + Send>> {
    let Ok(data) = file.metadata() else {
        // Windows knows nothing of a pipe or device.
        return Ok(Box::new(file));
    };
    let kind = data.file_type();
    if file_kind::is_device(kind) {
        return Ok(Box::new(Device { file, left: MAX_OF_DEVICE }));
    }
    if !kind.is_file() {
        return Ok(Box::new(file));
    }
    let left = left_of(&mut file)?;
    Ok(Box::new(Known { file, left }))
}

/// How much is read of a device, some of which have no end: bytes.
const MAX_OF_DEVICE: u64 = 1 << 30;

/// A device, which is read up to [`MAX_OF_DEVICE`].
struct Device {
    file: File,
    /// How much may still be read: bytes.
    left: u64,
}

impl Read for Device {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other("the device has no end: stopped after 1 GiB"));
        }
        let read = self.file.by_ref().take(self.left).read(buffer)?;
        self.left -= read as u64;
        Ok(read)
    }
}

/// How many bytes of a file are ahead; `None` where the system does not tell, as for files that it makes up itself when
/// they are read: it says that those are empty.
fn left_of(file: &mut File) -> io::Result<Option<u64>> {
    let length = file.metadata()?.len();
    Ok(if length == 0 { None } else { Some(length.saturating_sub(file.stream_position()?)) })
}

/// A file up to where it ended when that was first known. Whoever appends to it faster than it can be read would keep
/// its reader for ever.
struct Known {
    file: File,
    /// How much is still to be read: bytes.
    left: Option<u64>,
}

impl Read for Known {
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
