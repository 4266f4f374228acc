use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::ApiResource;

/// An object of any kind, as the JSON it is.
///
/// ```
/// use outrigger::Unstructured;
/// use serde_json::json;
///
/// let object = Unstructured::try_from(json!({
///     "apiVersion": "v1",
///     "kind": "ConfigMap",
///     "metadata": { "name": "settings", "namespace": "shop" },
///     "data": { "colour": "red" },
/// }))?;
/// assert_eq!(object.name(), "settings");
/// assert_eq!(object.path("/data/colour"), Some(&json!("red")));
/// # Ok::<(), outrigger::object::NotAnObject>(())
/// ```
///
/// `Debug` prints what names the object and no content, since content may be secret.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Unstructured(Map<String, Value>);

/// The error of taking a JSON value that is not an object for a Kubernetes object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnObject(());

impl fmt::Display for NotAnObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a Kubernetes object must be a JSON object")
    }
}

impl std::error::Error for NotAnObject {}

impl Unstructured {
    /// An object of `resource` with a name and nothing else.
    pub fn new(resource: &ApiResource, name: &str) -> Self {
        let mut map = Map::new();
        map.insert("metadata".into(), serde_json::json!({ "name": name }));
        let mut object = Self(map);
        object.set_type_if_absent(resource);
        object
    }

    /// `apiVersion`, or "" if it has none.
    pub fn api_version(&self) -> &str {
        self.text("/apiVersion")
    }

    /// `kind`, or "" if it has none.
    pub fn kind(&self) -> &str {
        self.text("/kind")
    }

    /// The object's name, or "" if it has none.
    pub fn name(&self) -> &str {
        self.text("/metadata/name")
    }

    /// The object's namespace, if it has one.
    pub fn namespace(&self) -> Option<&str> {
        Some(self.text("/metadata/namespace")).filter(|text| !text.is_empty())
    }

    /// The object's uid, or "" if it has none.
    pub fn uid(&self) -> &str {
        self.text("/metadata/uid")
    }

    /// The version of the cluster's history at which the object was last written, or "".
    pub fn resource_version(&self) -> &str {
        self.text("/metadata/resourceVersion")
    }

    /// The object's labels, in the order of their keys.
    pub fn labels(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts("/metadata/labels")
    }

    /// The object's annotations, in the order of their keys.
    pub fn annotations(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts("/metadata/annotations")
    }

    /// The value at a JSON pointer (RFC 6901), such as `/spec/replicas`.
    pub fn path(&self, pointer: &str) -> Option<&Value> {
        let (key, rest) = split(pointer)?;
        self.0.get(&key)?.pointer(rest)
    }

    /// The value at a JSON pointer, to change it. It must be there.
    pub fn path_mut(&mut self, pointer: &str) -> Option<&mut Value> {
        let (key, rest) = split(pointer)?;
        self.0.get_mut(&key)?.pointer_mut(rest)
    }

    /// The object as a JSON map.
    pub const fn as_map(&self) -> &Map<String, Value> {
        &self.0
    }

    /// The object as a JSON map, to change it.
    pub const fn as_map_mut(&mut self) -> &mut Map<String, Value> {
        &mut self.0
    }

    /// Fills in `apiVersion` and `kind`, which the items of a list lack.
    pub(crate) fn set_type_if_absent(&mut self, resource: &ApiResource) {
        if self.api_version().is_empty() {
            self.0
                .insert("apiVersion".into(), resource.api_version().into());
        }
        if self.kind().is_empty() {
            self.0.insert("kind".into(), resource.kind.as_ref().into());
        }
    }

    fn text(&self, pointer: &str) -> &str {
        self.path(pointer)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    fn texts(&self, pointer: &str) -> impl Iterator<Item = (&str, &str)> {
        let map = self.path(pointer).and_then(Value::as_object);
        map.into_iter()
            .flatten()
            .filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
    }
}

/// Splits `/a~1b/c` into the key `a/b` and the pointer `/c`.
fn split(pointer: &str) -> Option<(String, &str)> {
    let tail = pointer.strip_prefix('/')?;
    let (key, rest) = tail.split_at(tail.find('/').unwrap_or(tail.len()));
    Some((key.replace("~1", "/").replace("~0", "~"), rest))
}

impl TryFrom<Value> for Unstructured {
    type Error = NotAnObject;

    fn try_from(value: Value) -> Result<Self, NotAnObject> {
        match value {
            Value::Object(map) => Ok(Self(map)),
            _ => Err(NotAnObject(())),
        }
    }
}

impl From<Unstructured> for Value {
    fn from(object: Unstructured) -> Self {
        Self::Object(object.0)
    }
}

impl<'de> Deserialize<'de> for Unstructured {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Map::deserialize(deserializer).map(Self)
    }
}

impl fmt::Debug for Unstructured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unstructured")
            .field("apiVersion", &self.api_version())
            .field("kind", &self.kind())
            .field("namespace", &self.namespace().unwrap_or_default())
            .field("name", &self.name())
            .field("resourceVersion", &self.resource_version())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn pointers_reach_escaped_keys_and_list_items() {
        let mut object = Unstructured::try_from(json!({
            "metadata": { "labels": { "app.kubernetes.io/name": "web" } },
            "spec": { "containers": [{ "name": "nginx" }] },
            "a/b": { "~": 1 },
        }))
        .unwrap();
        assert_eq!(
            object.path("/spec/containers/0/name"),
            Some(&json!("nginx"))
        );
        assert_eq!(
            object.path("/metadata/labels/app.kubernetes.io~1name"),
            Some(&json!("web"))
        );
        assert_eq!(object.path("/a~1b/~0"), Some(&json!(1)));
        assert_eq!(object.path("spec"), None);
        assert_eq!(object.path("/spec/containers/1"), None);
        *object.path_mut("/spec/containers/0/name").unwrap() = json!("caddy");
        assert_eq!(
            object.path("/spec/containers/0/name"),
            Some(&json!("caddy"))
        );
    }
}
