//! Tests for programs that use Outrigger.
#![forbid(unsafe_code)]

pub mod conformance;
