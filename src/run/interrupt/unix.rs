//! Interrupts are signals.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::{io, process};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use signal_hook::iterator::{Handle, Signals};
use signal_hook::low_level::emulate_default_handler;

/// The number of a signal.
pub type Interrupt = i32;

/// Receives interrupts.
pub struct Interrupts(Signals);

/// Lets interrupts end the process again.
pub struct Release {
    is_default: Arc<AtomicBool>,
    handle: Handle,
}

/// Catches the first interrupt; the next one ends the process. Returns `None` if the process was started to ignore
/// interrupts, or the system does not let it catch them.
pub fn catch() -> Option<(Interrupts, Release)> {
    let is_ignored = ignored();
    let signals: Vec<_> = [SIGINT, SIGTERM].into_iter().filter(|signal| !is_ignored(*signal)).collect();
    if signals.is_empty() { None } else { catch_all(&signals).ok() }
}

fn catch_all(signals: &[Interrupt]) -> io::Result<(Interrupts, Release)> {
    let caught = Signals::new::<_, Interrupt>([])?;
    let is_default = Arc::new(AtomicBool::new(false));
    for signal in signals {
        // The order counts: the first signal looks at the flag, sets it, and is noticed only then.
        flag::register_conditional_default(*signal, Arc::clone(&is_default))?;
        flag::register(*signal, Arc::clone(&is_default))?;
        caught.add_signal(*signal)?;
    }
    let handle = caught.handle();
    Ok((Interrupts(caught), Release { is_default, handle }))
}

impl Interrupts {
    /// Waits for an interrupt. Returns `None` if interrupts are released first.
    pub fn wait(mut self) -> Option<Interrupt> {
        let signal = self.0.forever().next();
        // A signal may have come just before the release.
        signal.or_else(|| self.0.pending().next())
    }
}

impl Release {
    pub fn release(&self) {
        self.is_default.store(true, Ordering::SeqCst);
        self.handle.close();
    }
}

/// Ends the process by a signal, so that the caller knows: a shell ends its loop then.
pub fn end_process(interrupt: Interrupt) -> ! {
    let _ = emulate_default_handler(interrupt);
    // Only reached if the system refuses the signal.
    process::exit(128 + interrupt)
}

/// Returns which signals the process was started to ignore, as background jobs of scripts are. It must go on ignoring
/// them. Source: proc(5), `SigIgn`.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn ignored() -> impl Fn(Interrupt) -> bool {
    let status = std::fs::read("/proc/self/status").unwrap_or_default();
    let status = String::from_utf8_lossy(&status);
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    move |signal| mask & 1 << (signal - 1) != 0
}

/// Returns which signals the process was started to ignore, as background jobs of scripts are. It must go on ignoring
/// them. Only `ctrlc` finds out safely, and only about `SIGINT`: it refuses to replace what is not the default.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn ignored() -> impl Fn(Interrupt) -> bool {
    |signal| signal == SIGINT && ctrlc::try_set_handler(|| ()).is_err()
}
