use std::sync::{Mutex, PoisonError};

use crate::rt::Instant;

/// How many retries a client makes at once by default.
pub(in crate::client) const BUDGET: u32 = 100;

/// What each request that needs no retry adds: one retry for ten of them.
const EARNED: f64 = 0.1;

/// How many retries a client and its clones may make, so that a sick server is not hit by as many
/// retries as there are callers. It is full at first, and each retry takes one; a second gives one
/// back, and so do ten requests that needed none.
#[derive(Debug)]
pub(in crate::client) struct RetryBudget {
    full: f64,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    left: f64,
    since: Instant,
}

impl RetryBudget {
    pub(in crate::client) fn new(retries: u32) -> Self {
        let full = f64::from(retries);
        let since = Instant::default();
        let state = Mutex::new(State { left: full, since });
        Self { full, state }
    }

    /// Takes a retry, if one is left.
    pub(in crate::client) fn take(&self, now: Instant) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let earned = (now - state.since).as_secs_f64();
        state.left = (state.left + earned).min(self.full);
        state.since = now.max(state.since);
        let granted = state.left >= 1.0;
        if granted {
            state.left -= 1.0;
        }
        granted
    }

    /// A request needed no retry.
    pub(in crate::client) fn earn(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.left = (state.left + EARNED).min(self.full);
    }
}
