//! Unstructured objects from and to typed ones.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};

use super::Unstructured;
use crate::misfit::Misfit;
use crate::object::{GroupVersionKind, Resource};

/// Why an object is none of a type: where in it, what is wrong there, and never the value, which may
/// be secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConvertError {
    path: String,
    problem: String,
}

impl ConvertError {
    /// The place in the object, such as `.spec.containers[0].image`; `.` for the whole of it.
    pub fn path(&self) -> &str {
        &self.path
    }

    fn new(error: serde_path_to_error::Error<serde_json::Error>) -> Self {
        Self {
            path: printed(error.path()),
            problem: Misfit::from(error.into_inner()).to_string(),
        }
    }

    /// The same, of an object that is an item of a list.
    pub(crate) fn of_item(self, index: usize) -> Self {
        let within = match self.path.as_str() {
            "." => "",
            path => path,
        };
        Self {
            path: format!(".items[{index}]{within}"),
            problem: self.problem,
        }
    }
}

impl fmt::Display for ConvertError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.problem)
    }
}

impl std::error::Error for ConvertError {}

fn printed(path: &Path) -> String {
    let mut printed = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => printed.push_str(&format!("[{index}]")),
            Segment::Map { key } => printed.push_str(&format!(".{key}")),
            Segment::Enum { variant } => printed.push_str(&format!(".{variant}")),
            Segment::Unknown => printed.push_str(".?"),
        }
    }
    match printed.starts_with('.') {
        true => printed,
        false => format!(".{printed}"),
    }
}

impl Unstructured {
    /// What `apiVersion` and `kind` name; group and version are empty where the former cannot be
    /// read.
    pub fn group_version_kind(&self) -> GroupVersionKind {
        GroupVersionKind::from_type(self.api_version(), self.kind().to_owned())
    }

    /// The object as a `K`.
    ///
    /// ```
    /// use outrigger::Unstructured;
    /// use serde_json::json;
    ///
    /// #[derive(Debug, serde::Deserialize)]
    /// struct Widget {
    ///     spec: Spec,
    /// }
    ///
    /// #[derive(Debug, serde::Deserialize)]
    /// struct Spec {
    ///     size: u32,
    /// }
    ///
    /// let object = Unstructured::try_from(json!({ "spec": { "size": 3 } }))?;
    /// assert_eq!(object.to_typed::<Widget>()?.spec.size, 3);
    ///
    /// let object = Unstructured::try_from(json!({ "spec": { "size": "secret" } }))?;
    /// let error = object.to_typed::<Widget>().unwrap_err();
    /// assert_eq!(error.to_string(), ".spec.size: invalid type: string, expected u32");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The object does not have the shape of a `K`. Its `apiVersion` and `kind` are not compared.
    pub fn to_typed<K: DeserializeOwned>(&self) -> Result<K, ConvertError> {
        serde_path_to_error::deserialize(self.as_map()).map_err(ConvertError::new)
    }

    /// A typed object as the JSON that it is, with `apiVersion` and `kind`.
    ///
    /// # Errors
    /// JSON cannot hold it: it is no map, or has a map whose keys are no texts.
    pub fn from_typed<K: Resource>(object: &K) -> Result<Self, ConvertError> {
        let value = serde_path_to_error::serialize(object, serde_json::value::Serializer)
            .map_err(ConvertError::new)?;
        let mut object = Self::try_from(value).map_err(|error| ConvertError {
            path: ".".to_owned(),
            problem: error.to_string(),
        })?;
        object.set_type_if_absent(&K::api_resource());
        Ok(object)
    }
}

#[cfg(test)]
mod tests;
