//! Lets threads pass one after another, in the order of their turns.

use std::sync::MutexGuard;

use super::monitor::Monitor;

/// The position of a task in the input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    /// The source: 0-based, in input order.
    pub source: usize,
    /// The part of the source: 0-based.
    pub part: usize,
}

impl Turn {
    /// Returns the turn after this one, which may be the last of its source.
    pub const fn next(self, is_last: bool) -> Self {
        if is_last {
            Self { source: self.source + 1, part: 0 }
        } else {
            Self { source: self.source, part: self.part + 1 }
        }
    }
}

/// Guards a value that threads use in the order of turns. Every turn must leave, or those behind it wait forever.
#[derive(Debug)]
pub struct Turnstile<T>(Monitor<State<T>>);

#[derive(Debug)]
struct State<T> {
    next: Turn,
    /// Whether every turn may pass.
    is_open: bool,
    value: T,
}

impl<T> Turnstile<T> {
    /// Creates a turnstile that lets the first turn pass first.
    pub fn new(value: T) -> Self {
        Self(Monitor::new(State { next: Turn::default(), is_open: false, value }))
    }

    /// Returns whether a turn need not wait.
    pub fn is_turn(&self, turn: Turn) -> bool {
        let state = self.0.lock();
        state.next == turn || state.is_open
    }

    /// Waits for a turn, and uses the value. The turn may enter again until it leaves.
    pub fn enter<R>(&self, turn: Turn, use_value: impl FnOnce(&mut T) -> R) -> R {
        use_value(&mut self.wait_for(turn).value)
    }

    /// Waits for a turn, and lets the next one pass.
    pub fn leave(&self, turn: Turn, is_last: bool) {
        self.wait_for(turn).next = turn.next(is_last);
        self.0.notify_all();
    }

    /// Lets every turn pass at once, for a run that ends early.
    pub fn open(&self) {
        self.0.lock().is_open = true;
        self.0.notify_all();
    }

    /// Uses the value out of turn.
    pub fn barge<R>(&self, use_value: impl FnOnce(&mut T) -> R) -> R {
        use_value(&mut self.0.lock().value)
    }

    /// Returns the value when all turns have passed.
    pub fn into_inner(self) -> T {
        self.0.into_inner().value
    }

    fn wait_for(&self, turn: Turn) -> MutexGuard<'_, State<T>> {
        self.0.wait_while(|state| state.next != turn && !state.is_open)
    }
}
