//! The model of a kube-apiserver: requests in, answers out.
//!
//! It behaves as the real one does; where they differ, this one is wrong, or the difference
//! stands in `DIFFERENCES.md`.

pub(crate) mod catalog;
pub(crate) mod endpoints;
pub(crate) mod failure;
pub(crate) mod field_error;
pub(crate) mod negotiation;
pub(crate) mod request_info;
pub(crate) mod respond;
pub(crate) mod schema;
