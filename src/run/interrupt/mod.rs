//! Ends a run early on an interrupt, and the process as the system would.

#[cfg(unix)]
#[path = "unix.rs"]
mod system;
#[cfg(not(unix))]
#[path = "windows.rs"]
mod system;

use std::thread;
use std::time::Duration;

/// The time that a write may still take after an interrupt. A write to a full pipe without a reader never ends.
const PATIENCE: Duration = Duration::from_secs(5);

/// Does some work. On an interrupt (Ctrl-C, or `SIGTERM`), calls `conclude` while the work goes on, then ends the process.
/// A second interrupt ends it at once.
pub fn or_conclude<R>(work: impl FnOnce() -> R, conclude: impl FnOnce() + Send) -> R {
    let Some((interrupts, release)) = system::catch() else { return work() };
    thread::scope(|scope| {
        let watch = move || {
            let Some(interrupt) = interrupts.wait() else { return };
            let _ = thread::Builder::new().spawn(move || {
                thread::sleep(PATIENCE);
                system::end_process(interrupt);
            });
            conclude();
            system::end_process(interrupt);
        };
        if thread::Builder::new().spawn_scoped(scope, watch).is_err() {
            release.release();
        }
        let result = work();
        release.release();
        result
    })
}
