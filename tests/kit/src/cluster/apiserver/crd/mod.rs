//! CustomResourceDefinitions and the objects that they define.
//!
//! Known differences from the real server:
//!
//! - CEL is not run. `x-kubernetes-validations` are accepted, kept and otherwise ignored: no rule
//!   is compiled when a CRD is written, and none judges an object. Only the remark that rules were
//!   not checked, which stands beside other errors, is made.
//! - Webhook conversion is validated as a setting, its URL, service and CA aside, and never done.
//! - Where the real server walks a Go map, its errors come in random order; here by name.
//! - Patterns are Go's but for `\C`; why one does not compile is told in Go's words for the common
//!   mistakes alone.
//! - The format `email` knows neither comments nor encoded words.

pub(crate) mod custom_object;
pub(crate) mod definition;
pub(crate) mod embedded;
pub(crate) mod go_value;
pub(crate) mod json_schema;
pub(crate) mod lifecycle;
pub(crate) mod list_types;
pub(crate) mod path;
pub(crate) mod resource_types;
pub(crate) mod validation;

#[cfg(test)]
mod tests;
