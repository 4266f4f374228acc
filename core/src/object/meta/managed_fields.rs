use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Time;
use crate::object::null_is_default;

/// Which fields one manager has set: the ManagedFieldsEntry of `meta/v1`.
///
/// `Debug` leaves the fields out, whose names may hold values.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ManagedFieldsEntry {
    /// Who set them.
    #[serde(
        deserialize_with = "null_is_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub manager: String,
    /// How: `Apply` or `Update`.
    #[serde(
        deserialize_with = "null_is_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub operation: String,
    /// The version of the API in which the fields are named.
    #[serde(
        deserialize_with = "null_is_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub api_version: String,
    /// When the entry last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<Time>,
    /// The form of `fields_v1`: `FieldsV1`.
    #[serde(
        deserialize_with = "null_is_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub fields_type: String,
    /// The fields, as a tree of `f:name`, `k:{…}` and `v:…`.
    #[serde(rename = "fieldsV1", skip_serializing_if = "Option::is_none")]
    pub fields_v1: Option<Value>,
    /// The subresource through which they were set, if through one.
    #[serde(
        deserialize_with = "null_is_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub subresource: String,
    /// What else the server says, which this version of the crate does not know.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl fmt::Debug for ManagedFieldsEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ManagedFieldsEntry")
            .field("manager", &self.manager)
            .field("operation", &self.operation)
            .field("subresource", &self.subresource)
            .field("time", &self.time)
            .finish_non_exhaustive()
    }
}
