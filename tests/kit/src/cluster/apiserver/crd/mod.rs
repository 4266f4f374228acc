//! CustomResourceDefinitions and the objects that they define.
//!
//! Known differences from the real server:
//!
//! - CEL is not run. `x-kubernetes-validations` are accepted, kept and otherwise ignored: no rule
//!   is compiled when a CRD is written, and none judges an object.
//! - Webhook conversion is validated as a setting, but no webhook is ever called.
//! - Where the real server walks a Go map, its errors come in random order; here by name.

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
