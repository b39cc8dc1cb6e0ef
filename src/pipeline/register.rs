//! The deliveries of a run, entered by several threads.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::deliveries::Deliveries;
use crate::input::discover::Source;
use crate::inspection::Inspection;

/// Takes callbacks of several turns at once, and enters them in the order of turns where that matters: which of two
/// callbacks contradicts the other does depend on it, how many come for one task does not.
pub struct Register {
    state: Mutex<State>,
    has_moved: Condvar,
    is_kept: bool,
    is_ordered: bool,
}

struct State {
    deliveries: Deliveries,
    /// The turn that may enter.
    next: usize,
}

impl Register {
    /// An empty register.
    pub fn of(deliveries: Deliveries) -> Self {
        let (is_kept, is_ordered) = (deliveries.are_kept(), deliveries.are_judged());
        let state = Mutex::new(State { deliveries, next: 0 });
        Self { state, has_moved: Condvar::new(), is_kept, is_ordered }
    }

    /// Whether anything is to be remembered; where not, callbacks need not be entered.
    pub const fn is_kept(&self) -> bool {
        self.is_kept
    }

    /// Enters callbacks of a turn. More of the turn may come; the next turn waits until this one has left.
    pub fn enter(&self, turn: usize, source: &Source, inspections: &mut [Inspection<'_>]) {
        if self.is_kept {
            let State { deliveries, .. } = &mut *self.state_at(turn);
            inspections.iter_mut().for_each(|inspection| deliveries.enter(source, inspection));
        }
    }

    /// Says that nothing more comes of a turn. Each turn must leave, or those behind it would wait for ever; and it
    /// must leave before its report is waited for.
    pub fn leave(&self, turn: usize) {
        if self.is_ordered {
            self.state_at(turn).next += 1;
            self.has_moved.notify_all();
        }
    }

    /// How many callbacks came for a task that one had come for before; `None` where that was not remembered.
    pub fn into_again(self) -> Option<usize> {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).deliveries.again()
    }

    /// The state, when it is the turn's turn.
    fn state_at(&self, turn: usize) -> MutexGuard<'_, State> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.has_moved.wait_while(state, |state| self.is_ordered && state.next != turn);
        waited.unwrap_or_else(PoisonError::into_inner)
    }
}
