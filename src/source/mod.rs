//! Finds and opens the sources of a run.

pub mod decode;
pub mod file_kind;
pub mod gzip;
pub mod open;
pub mod unreadable;
pub mod walk;

use std::io::{Error, ErrorKind};

/// Returns why an operation failed, without the error number. Common reasons are worded the same on every platform.
#[must_use]
pub fn reason(error: &Error) -> String {
    let Some(code) = error.raw_os_error() else { return error.to_string() };
    let known = match error.kind() {
        ErrorKind::NotFound => Some("no such file or directory"),
        ErrorKind::PermissionDenied => Some("permission denied"),
        ErrorKind::IsADirectory => Some("is a directory"),
        ErrorKind::NotADirectory => Some("not a directory"),
        ErrorKind::StorageFull => Some("no space left on device"),
        _ => known(code),
    };
    known.map_or_else(|| system_reason(error, code), str::to_owned)
}

/// Returns the reason for a code that has no stable [`ErrorKind`].
#[cfg(unix)]
fn known(code: i32) -> Option<&'static str> {
    use rustix::io::Errno;
    match Errno::from_raw_os_error(code) {
        // As in `cbinspect - <&1`.
        Errno::BADF => Some("not open for reading"),
        Errno::MFILE => Some("too many open files: raise the limit with `ulimit -n`"),
        _ => None,
    }
}

#[cfg(not(unix))]
const fn known(_: i32) -> Option<&'static str> {
    None
}

/// Returns the system's message, in lower case and without a full stop or error number.
fn system_reason(error: &Error, code: i32) -> String {
    let text = error.to_string();
    let text = text.strip_suffix(&format!(" (os error {code})")).unwrap_or(&text);
    let mut letters = text.trim_end_matches('.').chars();
    letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn words_common_reasons() {
        use rustix::io::Errno;
        for (code, expected) in [
            (Errno::NOENT, "no such file or directory"),
            (Errno::ACCESS, "permission denied"),
            (Errno::PERM, "permission denied"),
            (Errno::ISDIR, "is a directory"),
            (Errno::NOTDIR, "not a directory"),
            (Errno::NOSPC, "no space left on device"),
            (Errno::BADF, "not open for reading"),
            (Errno::MFILE, "too many open files: raise the limit with `ulimit -n`"),
        ] {
            assert_eq!(reason(&Error::from(code)), expected);
        }
    }

    #[test]
    fn omits_error_numbers() {
        for code in 1..200 {
            let reason = reason(&Error::from_raw_os_error(code));
            assert!(!reason.contains("os error") && !reason.is_empty(), "{code}: {reason}");
        }
        assert_eq!(reason(&Error::other("The device has no end.")), "The device has no end.");
    }
}
