//! CustomResourceDefinitions and the objects that they define.
//!
//! Where they differ from the real server's stands in `DIFFERENCES.md`.

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
