//! Tests for programs that use Outrigger.
#![forbid(unsafe_code)]

pub mod conformance;
mod mock;
mod timer;

pub use self::mock::{Action, Answer, Expectation, Fate, MockTransport, OpenBody, RecordedRequest};
pub use self::timer::{ManualTimer, Stuck};
