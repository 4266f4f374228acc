//! The model of a kube-apiserver: requests in, answers out.
//!
//! It behaves as the real one does; where they differ, this one is wrong, or the difference
//! stands in `DIFFERENCES.md`.

pub(crate) mod call;
pub(crate) mod catalog;
pub(crate) mod crd;
pub(crate) mod definitions;
pub(crate) mod delete;
pub(crate) mod endpoints;
pub(crate) mod failure;
pub(crate) mod field_error;
pub(crate) mod frame;
pub(crate) mod go_text;
pub(crate) mod handle;
pub(crate) mod json;
pub(crate) mod kinds;
pub(crate) mod logs;
pub(crate) mod model;
pub(crate) mod names;
pub(crate) mod negotiate;
pub(crate) mod object;
pub(crate) mod ownership;
pub(crate) mod path;
pub(crate) mod plain;
pub(crate) mod query;
pub(crate) mod read;
pub(crate) mod reply;
pub(crate) mod request_info;
pub(crate) mod respond;
pub(crate) mod scale;
pub(crate) mod schema;
pub(crate) mod scope;
pub(crate) mod selectors;
pub(crate) mod server;
pub(crate) mod store;
pub(crate) mod table;
pub(crate) mod watching;
pub(crate) mod write;
