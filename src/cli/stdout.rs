//! Standard output, which may not be open for writing.

use std::io::{self, Write};
#[cfg(unix)]
use std::os::fd::{AsFd as _, BorrowedFd};

use anstream::AutoStream;
#[cfg(unix)]
use rustix::fs::{OFlags, Stat, fcntl_getfl, fstat, stat};

/// Returns standard output, with escape sequences translated for an old Windows console. If it is not open for writing,
/// writing to it fails.
pub fn open() -> Box<dyn Write + Send> {
    if is_closed() { Box::new(Closed) } else { Box::new(AutoStream::always(io::stdout())) }
}

/// Returns the error for a standard output that is not open for writing.
pub fn closed() -> io::Error {
    io::Error::other("it is not open for writing")
}

struct Closed;

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(closed())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Returns whether standard output is open for reading only, or was closed when the process started. Rust ignores the
/// errors of writing to it.
///
/// If it was closed, Rust opens the null device for reading and writing; a shell opens it for writing only. Programs that
/// discard the output of a child may do the same as Rust. So this is a guess: it is wrong for a program that discards
/// standard output alone and is not in [`DISCARDING`].
#[cfg(unix)]
pub fn is_closed() -> bool {
    let stdout = io::stdout();
    let is_replaced = || {
        is_null(stdout.as_fd())
            && is_open_for(stdout.as_fd(), OFlags::RDWR)
            && !(is_null(io::stderr().as_fd()) && is_open_for(io::stderr().as_fd(), OFlags::RDWR))
            && !may_be_discarded()
    };
    is_open_for(stdout.as_fd(), OFlags::RDONLY) || is_replaced()
}

/// Programs that discard the output of a child by opening the null device for reading and writing:
/// `subprocess.DEVNULL` of Python, `ignore` of libuv.
#[cfg(unix)]
const DISCARDING: [&str; 5] = ["python", "pypy", "node", "MainThread", "bun"];

#[cfg(unix)]
fn may_be_discarded() -> bool {
    let parent = std::os::unix::process::parent_id();
    let name = std::fs::read_to_string(format!("/proc/{parent}/comm"));
    // Only Linux has the name.
    name.map_or(true, |name| DISCARDING.iter().any(|program| name.starts_with(program)))
}

/// Returns `false`: only Unix is checked.
#[cfg(not(unix))]
pub const fn is_closed() -> bool {
    false
}

#[cfg(unix)]
fn is_open_for(output: BorrowedFd<'_>, mode: OFlags) -> bool {
    fcntl_getfl(output).is_ok_and(|flags| flags & OFlags::RWMODE == mode)
}

#[cfg(unix)]
fn is_null(output: BorrowedFd<'_>) -> bool {
    let same_device = |null: Stat| fstat(output).is_ok_and(|output| output.st_rdev == null.st_rdev);
    stat("/dev/null").is_ok_and(same_device)
}
