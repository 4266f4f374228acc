//! Faults at the seam between a client and its server, declared and seeded.

mod body;
mod clock;
mod exchange;
mod listener;
mod plan;
mod refusal;
mod rule;
mod transport;

pub use self::plan::Faults;
pub use self::refusal::Refusal;
pub use self::transport::FaultyTransport;
