//! A transport served over HTTP is the same transport.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod access;
mod behaviour;
mod contract;
mod limits;
mod support;
