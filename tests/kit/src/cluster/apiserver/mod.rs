//! The model of a kube-apiserver: requests in, answers out.
//!
//! It behaves as the real one does; where they differ, this one is wrong, or the difference
//! stands in `DIFFERENCES.md`.

pub(crate) mod catalog;
pub(crate) mod crd;
pub(crate) mod failure;
pub(crate) mod field_error;
pub(crate) mod go_text;
pub(crate) mod json;
pub(crate) mod kinds;
pub(crate) mod scale;
pub(crate) mod schema;
pub(crate) mod selectors;
