//! Names the kinds of files that are not regular files.

use std::fs::FileType;

/// Returns the kind of a pipe, socket or device; `None` for a regular file or directory.
#[must_use]
pub fn described(kind: FileType) -> Option<&'static str> {
    if kind.is_file() || kind.is_dir() { None } else { Some(kind_name(kind)) }
}

/// Returns whether a file is a device.
#[cfg(unix)]
#[must_use]
pub fn is_device(kind: FileType) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    kind.is_char_device() || kind.is_block_device()
}

/// Returns whether a file is a device.
#[cfg(not(unix))]
#[must_use]
pub const fn is_device(_: FileType) -> bool {
    false
}

#[cfg(unix)]
fn kind_name(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    match kind {
        _ if kind.is_fifo() => "named pipe",
        _ if kind.is_socket() => "socket",
        _ if is_device(kind) => "device",
        _ => "unknown file type",
    }
}

#[cfg(not(unix))]
const fn kind_name(_: FileType) -> &'static str {
    "unknown file type"
}
