//! The differences between servers that are allowed, and why.

use serde_json::Value;

use crate::operation::Operation;

/// Something in which an answer may differ.
pub(crate) struct Difference {
    /// What differs, for statistics.
    pub(crate) what: &'static str,
    /// Why that is right, for people.
    #[allow(dead_code)]
    pub(crate) why: &'static str,
    /// Takes it out of an answer.
    pub(crate) hide: fn(&Operation, &mut Value),
}

pub(crate) const DIFFERENCES: &[Difference] = &[];
