//! When a request is sent again.

mod budget;
mod policy;

pub(super) use self::budget::{BUDGET, RetryBudget};
pub(super) use self::policy::Failure;
pub use self::policy::RetryPolicy;

#[cfg(test)]
mod tests;
