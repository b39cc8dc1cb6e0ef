//! Interrupts are console events: Ctrl-C and Ctrl-Break.

use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};

/// The exit status of a process that Ctrl-C ends: `STATUS_CONTROL_C_EXIT`. Shells end their loops by it.
const CONTROL_C_EXIT: u32 = 0xC000_013A;

/// There is one kind.
#[derive(Clone, Copy)]
pub struct Interrupt;

/// Receives interrupts.
pub struct Interrupts(Receiver<Option<Interrupt>>);

/// Lets interrupts end the process again.
pub struct Release {
    is_default: Arc<AtomicBool>,
    sender: Sender<Option<Interrupt>>,
}

/// Catches the first interrupt; the next one ends the process. Returns `None` if the system does not let it catch them.
pub fn catch() -> Option<(Interrupts, Release)> {
    let (sender, receiver) = mpsc::channel();
    let is_default = Arc::new(AtomicBool::new(false));
    let release = Release { is_default: Arc::clone(&is_default), sender: sender.clone() };
    let handler = move || {
        if is_default.swap(true, Ordering::SeqCst) || sender.send(Some(Interrupt)).is_err() {
            end_process(Interrupt);
        }
    };
    ctrlc::set_handler(handler).ok()?;
    Some((Interrupts(receiver), release))
}

impl Interrupts {
    /// Waits for an interrupt. Returns `None` if interrupts are released first.
    pub fn wait(self) -> Option<Interrupt> {
        self.0.recv().ok().flatten()
    }
}

impl Release {
    pub fn release(&self) {
        self.is_default.store(true, Ordering::SeqCst);
        // Fails if nobody waits.
        let _ = self.sender.send(None);
    }
}

/// Ends the process as the system does on Ctrl-C.
pub fn end_process(_: Interrupt) -> ! {
    process::exit(CONTROL_C_EXIT.cast_signed())
}
