//! A value that threads share, and whose changes they can wait for.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Guards a value. Counts the threads that wait for it to change, because waking nobody would cost a system call, too.
#[derive(Debug)]
pub struct Monitor<T> {
    value: Mutex<T>,
    has_changed: Condvar,
    /// The number of waiting threads. It grows only while `value` is locked.
    waiting: AtomicUsize,
}

impl<T> Monitor<T> {
    /// Creates a monitor of a value.
    pub const fn new(value: T) -> Self {
        Self { value: Mutex::new(value), has_changed: Condvar::new(), waiting: AtomicUsize::new(0) }
    }

    /// Locks the value.
    pub fn lock(&self) -> MutexGuard<'_, T> {
        self.value.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Unlocks the value until another thread reports a change.
    pub fn wait<'m>(&'m self, value: MutexGuard<'m, T>) -> MutexGuard<'m, T> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let value = self.has_changed.wait(value).unwrap_or_else(PoisonError::into_inner);
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        value
    }

    /// Locks the value when a condition no longer holds.
    pub fn wait_while(&self, mut is_early: impl FnMut(&T) -> bool) -> MutexGuard<'_, T> {
        let mut value = self.lock();
        while is_early(&value) {
            value = self.wait(value);
        }
        value
    }

    /// Wakes one waiting thread, after a change that only one can use.
    pub fn notify_one(&self) {
        if self.has_waiting() {
            self.has_changed.notify_one();
        }
    }

    /// Wakes all waiting threads after a change.
    pub fn notify_all(&self) {
        if self.has_waiting() {
            self.has_changed.notify_all();
        }
    }

    /// Returns the value.
    pub fn into_inner(self) -> T {
        self.value.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns whether threads wait. The caller has locked the value for its change, so a thread that is not counted yet
    /// sees the change before it waits.
    fn has_waiting(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }
}
