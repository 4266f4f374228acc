//! What containers write, and reading it (`pods/log`).
//!
//! A log has the lines that a test wrote, and, where a workload's kubelets run, those that its
//! container says by itself; the latter are not kept, for they follow from the container's id.

mod answer;
mod chatter;
mod kept;
mod options;
mod reading;
mod target;
#[cfg(test)]
mod tests;

pub(crate) use self::answer::{LogAnswer, answer};
pub(crate) use self::kept::{Line, Logs};
pub(crate) use self::reading::{LogPlan, Reading};
pub(crate) use self::target::current;
