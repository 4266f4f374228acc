//! What `cargo xtask bench` is made of. The programs are in `src/bin`; the peers' are in
//! `tests/peers`, and share [`load`], [`meter`] and [`pods`].
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "these are parts of programs that talk on their output"
)]

pub mod compare;
pub mod load;
pub mod meter;
pub mod pods;
