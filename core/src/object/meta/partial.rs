use serde::{Deserialize, Serialize};

use super::ObjectMeta;
use crate::object::{GroupVersionKind, null_is_default};

/// What an object is: its `apiVersion` and `kind`, the TypeMeta of `meta/v1`.
///
/// ```
/// use outrigger::object::TypeMeta;
///
/// let json = r#"{ "apiVersion": "apps/v1", "kind": "Deployment", "spec": {} }"#;
/// let types: TypeMeta = serde_json::from_str(json)?;
/// assert_eq!(types.group_version_kind().to_string(), "apps/v1, Kind=Deployment");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TypeMeta {
    /// The group and the version; empty if it does not say.
    #[serde(
        deserialize_with = "null_is_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub api_version: String,
    /// The kind; empty if it does not say.
    #[serde(
        deserialize_with = "null_is_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub kind: String,
}

impl TypeMeta {
    /// The kind with its group and version; these are empty where `apiVersion` cannot be read.
    pub fn group_version_kind(&self) -> GroupVersionKind {
        GroupVersionKind::from_type(&self.api_version, self.kind.clone())
    }
}

impl From<&GroupVersionKind> for TypeMeta {
    fn from(kind: &GroupVersionKind) -> Self {
        Self {
            api_version: kind.api_version(),
            kind: kind.kind.to_string(),
        }
    }
}

/// An object of which nothing is known but its metadata: the PartialObjectMetadata of `meta/v1`.
///
/// Decoded from a whole object, the rest of it is left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PartialObjectMetadata {
    /// `meta.k8s.io/v1` where a server was asked for metadata only, else the object's own.
    #[serde(
        deserialize_with = "null_is_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub api_version: String,
    /// `PartialObjectMetadata` where a server was asked for metadata only, else the object's own.
    #[serde(
        deserialize_with = "null_is_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub kind: String,
    /// The object's metadata.
    #[serde(deserialize_with = "null_is_default")]
    pub metadata: ObjectMeta,
}
