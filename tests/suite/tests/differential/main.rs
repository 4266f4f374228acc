//! Two servers given the same operations must answer alike.
//!
//! `SEED=` replays a run, `OPERATIONS=` sets its length.
#![allow(clippy::unwrap_used)]
// What a run covered is worth seeing.
#![allow(clippy::print_stderr)]

mod diff;
mod differences;
mod exchange;
mod follow;
mod generate;
mod kinds;
mod memory;
mod normal;
mod operation;
mod planted;
mod real;
mod run;
mod side;
mod simulated;
mod text;
