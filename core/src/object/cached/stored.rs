use std::fmt;
use std::sync::Arc;

use serde::Deserialize;

use crate::misfit::Misfit;
use crate::object::{ApiResource, ColumnDefinition, ObjectKey};

/// An object as a store keeps it: its identity taken out, the rest as the JSON it came in.
///
/// The stored form is private to the core, so that it can change underneath [`Cached`](super::Cached).
pub(crate) struct StoredObject {
    key: ObjectKey,
    uid: Arc<str>,
    resource_version: Box<str>,
    json: Box<[u8]>,
    resource: Arc<ApiResource>,
    /// What its cells mean, of a row of a Table.
    columns: Option<Arc<[ColumnDefinition]>>,
}

/// Why bytes are not an object that can be stored.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InvalidObject {
    /// Not JSON, or not an object with `metadata`.
    #[error("not a Kubernetes object: {0}")]
    Malformed(Misfit),
    /// `metadata.name` is absent.
    #[error("an object without metadata.name")]
    Unnamed,
}

#[derive(Deserialize)]
struct Header {
    metadata: HeaderMeta,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct HeaderMeta {
    name: Option<String>,
    namespace: Option<String>,
    uid: Option<String>,
    resource_version: Option<Box<str>>,
}

impl StoredObject {
    /// Reads the identity of the object in `json`; its whole text is checked to be JSON.
    pub(crate) fn parse(json: &[u8], resource: &Arc<ApiResource>) -> Result<Self, InvalidObject> {
        let text =
            std::str::from_utf8(json).map_err(|error| InvalidObject::Malformed(error.into()))?;
        let Header { metadata } =
            serde_json::from_str(text).map_err(|error| InvalidObject::Malformed(error.into()))?;
        let name = metadata
            .name
            .filter(|name| !name.is_empty())
            .ok_or(InvalidObject::Unnamed)?;
        let namespace = metadata.namespace.unwrap_or_default();
        Ok(Self {
            key: ObjectKey::namespaced(namespace, name),
            uid: metadata.uid.unwrap_or_default().into(),
            resource_version: metadata.resource_version.unwrap_or_default(),
            json: json.into(),
            resource: resource.clone(),
            columns: None,
        })
    }

    /// The same, as a row of a Table with these columns.
    pub(crate) fn with_columns(mut self, columns: Option<Arc<[ColumnDefinition]>>) -> Self {
        self.columns = columns;
        self
    }

    pub(crate) const fn columns(&self) -> Option<&Arc<[ColumnDefinition]>> {
        self.columns.as_ref()
    }

    pub(crate) const fn key(&self) -> &ObjectKey {
        &self.key
    }

    pub(crate) const fn uid(&self) -> &Arc<str> {
        &self.uid
    }

    pub(crate) const fn resource_version(&self) -> &str {
        &self.resource_version
    }

    pub(crate) const fn json(&self) -> &[u8] {
        &self.json
    }

    pub(crate) fn resource(&self) -> &ApiResource {
        &self.resource
    }

    /// Whether both are the same write of the same object, shown in the same columns. Without
    /// resourceVersions (some aggregated servers set none) the content decides.
    pub(crate) fn is_same_write(&self, other: &Self) -> bool {
        self.is_same_object(other)
            && Self::same_columns(self.columns(), other.columns())
            && self.resource_version == other.resource_version
            && (!self.resource_version.is_empty() || self.json == other.json)
    }

    /// Whether both are states of one object, not of two that had the same name in turn.
    pub(crate) fn is_same_object(&self, other: &Self) -> bool {
        self.key == other.key && self.uid == other.uid
    }

    /// Whether this was written before `other`. Only where both versions are numbers, which
    /// they are on every Kubernetes since 1.35 (KEP-5504) and were in practice before.
    pub(crate) fn is_older_than(&self, other: &Self) -> bool {
        match (
            self.resource_version.parse::<u64>(),
            other.resource_version.parse::<u64>(),
        ) {
            (Ok(mine), Ok(theirs)) => mine < theirs,
            _ => false,
        }
    }

    /// Whether both are the same; most often they are one.
    pub(crate) fn same_columns(
        one: Option<&Arc<[ColumnDefinition]>>,
        other: Option<&Arc<[ColumnDefinition]>>,
    ) -> bool {
        match (one, other) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other) || one == other,
            (one, other) => one.is_none() && other.is_none(),
        }
    }
}

impl fmt::Debug for StoredObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredObject")
            .field("kind", &self.resource.kind)
            .field("key", &self.key)
            .field("uid", &self.uid)
            .field("resourceVersion", &self.resource_version)
            .finish_non_exhaustive()
    }
}
