//! kubectl must print the same on every server.
#![allow(clippy::unwrap_used)]

mod commands;
mod real;
mod simulated;
mod text;
mod transcript;
