//! The informer as a user's tests see it: scripted answers, virtual time.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod faults;
mod lifecycle;
mod recovery;
mod statuses;
mod support;
mod sync;
mod turns;
mod waking;
