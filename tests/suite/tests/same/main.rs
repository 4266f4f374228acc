//! One suite for every server: what a client does must come out the same on all of them.
#![allow(clippy::unwrap_used)]

#[cfg(feature = "control-plane")]
mod real;
mod server;
mod simulated;
