//! Standard output, which may be closed.

use std::io::{self, Write};

use anstream::AutoStream;

/// Returns standard output, with escape sequences translated for an old Windows console. If it is closed, writing to it
/// fails.
pub fn open() -> Box<dyn Write + Send> {
    if is_closed() { Box::new(Closed) } else { Box::new(AutoStream::always(io::stdout())) }
}

/// Returns the error for a closed standard output.
pub fn closed() -> io::Error {
    io::Error::other("it is closed")
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

/// Returns whether standard output was closed when the process started. Rust then opens the null device for reading
/// and writing; a shell opens it for writing only. Programs that discard the output of a child may do the same as
/// Rust. So this is a guess: it is wrong for a program that discards standard output alone and is not in
/// [`DISCARDING`].
#[cfg(unix)]
pub fn is_closed() -> bool {
    use std::os::fd::AsFd as _;
    is_null_both_ways(io::stdout().as_fd()) && !is_null_both_ways(io::stderr().as_fd()) && !may_be_discarded()
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

/// Returns whether standard output was closed when the process started.
#[cfg(not(unix))]
pub const fn is_closed() -> bool {
    false
}

#[cfg(unix)]
fn is_null_both_ways(output: std::os::fd::BorrowedFd<'_>) -> bool {
    use rustix::fs::{OFlags, fcntl_getfl, fstat, stat};
    let is_both_ways = fcntl_getfl(output).is_ok_and(|flags| flags & OFlags::RWMODE == OFlags::RDWR);
    is_both_ways
        && stat("/dev/null")
            .is_ok_and(|null| fstat(output).is_ok_and(|output| output.st_rdev == null.st_rdev))
}
