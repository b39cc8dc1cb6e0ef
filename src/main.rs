//! The entry point of the command.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    cbinspect::cli::run()
}
