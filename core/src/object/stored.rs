use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::{ApiResource, ColumnDefinition, ObjectKey};
use crate::misfit::Misfit;

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
            && same_columns(self.columns(), other.columns())
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

/// The value at a JSON pointer in `json`, found without building the rest.
pub(crate) fn pointer(json: &[u8], pointer: &str) -> Option<Value> {
    let steps: Vec<String> = pointer
        .strip_prefix('/')?
        .split('/')
        .map(|step| step.replace("~1", "/").replace("~0", "~"))
        .collect();
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    Descend(&steps)
        .deserialize(&mut deserializer)
        .ok()
        .flatten()
}

struct Descend<'a>(&'a [String]);

impl<'de> DeserializeSeed<'de> for Descend<'_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        if self.0.is_empty() {
            Value::deserialize(deserializer).map(Some)
        } else {
            deserializer.deserialize_any(self)
        }
    }
}

impl<'de> Visitor<'de> for Descend<'_> {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key::<String>()? {
            if key == self.0[0] {
                found = map.next_value_seed(Descend(&self.0[1..]))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let wanted = self.0[0].parse::<usize>().ok();
        let mut found = None;
        let mut index = 0;
        loop {
            if Some(index) == wanted {
                match seq.next_element_seed(Descend(&self.0[1..]))? {
                    Some(value) => found = value,
                    None => return Ok(found),
                }
            } else if seq.next_element::<IgnoredAny>()?.is_none() {
                return Ok(found);
            }
            index += 1;
        }
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn pointer_agrees_with_serde_json() {
        let value = json!({
            "a": { "b": [1, { "c": "x" }, null], "d/e": true },
            "f": 1.5, "s": "text", "n": null,
        });
        let text = serde_json::to_vec(&value).unwrap();
        for path in [
            "/a", "/a/b", "/a/b/0", "/a/b/1/c", "/a/b/2", "/a/b/3", "/a/d~1e", "/f", "/f/x",
            "/s/0", "/n", "/n/x", "/z", "/a/b/-1", "a", "",
        ] {
            let expected = if path.is_empty() {
                None
            } else {
                value.pointer(path).cloned()
            };
            assert_eq!(pointer(&text, path), expected, "{path}");
        }
    }
}
