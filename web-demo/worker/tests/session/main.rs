//! A session against the simulated cluster, in virtual time, as the page sees it.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod away;
mod kinds;
mod page;
mod refused;
#[cfg(feature = "simulator")]
mod simulator;
mod time;
mod turns;
mod views;
