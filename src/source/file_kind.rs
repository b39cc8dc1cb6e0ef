//! What lies in directories and is no file.

use std::fs::FileType;

/// What it is, with its article; `None` for a file or directory.
#[must_use]
pub fn described(kind: FileType) -> Option<&'static str> {
    if kind.is_file() || kind.is_dir() { None } else { Some(kind_name(kind)) }
}

/// Whether it is a device.
#[cfg(unix)]
#[must_use]
pub fn is_device(kind: FileType) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    kind.is_char_device() || kind.is_block_device()
}

/// Whether it is a device.
#[cfg(not(unix))]
#[must_use]
pub const fn is_device(_: FileType) -> bool {
    false
}

#[cfg(unix)]
fn kind_name(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    match kind {
        _ if kind.is_fifo() => "a named pipe",
        _ if kind.is_socket() => "a socket",
        _ if is_device(kind) => "a device",
        _ => "of no known kind",
    }
}

#[cfg(not(unix))]
const fn kind_name(_: FileType) -> &'static str {
    "of no known kind"
}
