//! Own resources: what the derive macros make of types, and what API servers make of that.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod awkward;
mod content;
mod definition;
mod elsewhere;
mod life;
mod partial;
#[cfg(feature = "control-plane")]
mod real;
mod simulated;
mod versions;
mod widget;
