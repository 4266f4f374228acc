//! Unstructured objects from and to JSON values.

use std::fmt;

use serde_json::Value;

use super::{Content, Unstructured, map_of};

/// The error of taking a JSON value that is not an object for a Kubernetes object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnObject(());

impl fmt::Display for NotAnObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a Kubernetes object must be a JSON object")
    }
}

impl std::error::Error for NotAnObject {}

impl TryFrom<Value> for Unstructured {
    type Error = NotAnObject;

    fn try_from(value: Value) -> Result<Self, NotAnObject> {
        match value {
            Value::Object(map) => Ok(Self(Content::Map(map))),
            _ => Err(NotAnObject(())),
        }
    }
}

impl From<Unstructured> for Value {
    fn from(object: Unstructured) -> Self {
        Self::Object(match object.0 {
            Content::Map(map) => map,
            Content::Text(mut text) => map_of(&mut text),
        })
    }
}
