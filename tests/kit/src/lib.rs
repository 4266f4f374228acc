//! Tests for programs that use Outrigger.
#![forbid(unsafe_code)]

pub mod conformance;
mod timer;

pub use self::timer::{ManualTimer, Stuck};
