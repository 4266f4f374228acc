//! The differences between servers that are allowed, and why.

use serde_json::Value;

use crate::operation::Operation;

/// Something in which answers may differ.
pub(crate) struct Difference {
    pub(crate) what: &'static str,
    pub(crate) why: &'static str,
    /// Takes it out of an answer.
    pub(crate) hide: fn(&Operation, &mut Value),
}

pub(crate) const DIFFERENCES: &[Difference] = &[Difference {
    what: "the server's address in /api",
    why: "each server listens at an address of its own",
    hide: |_, answer| {
        if let Some(addresses) = answer.pointer_mut("/body/serverAddressByClientCIDRs") {
            addresses.take();
        }
    },
}];
