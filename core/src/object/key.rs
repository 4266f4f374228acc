use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Names one object among those of its resource: namespace and name.
///
/// ```
/// use outrigger::ObjectKey;
///
/// let key = ObjectKey::namespaced("shop", "web-0");
/// assert_eq!(key.to_string(), "shop/web-0");
/// assert_eq!("shop/web-0".parse(), Ok(key));
/// assert_eq!("node-1".parse(), Ok(ObjectKey::cluster("node-1")));
/// ```
///
/// That of an object is [`HasMetadata::key`](super::HasMetadata::key). serde has it as its text.
/// Unlike `SplitMetaNamespaceKey` of client-go, it cannot be read with an empty part.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectKey {
    namespace: Arc<str>,
    name: Arc<str>,
}

impl ObjectKey {
    /// The key of an object in a namespace.
    pub fn namespaced(namespace: impl Into<Arc<str>>, name: impl Into<Arc<str>>) -> Self {
        Self {
            namespace: namespace.into(),
            name: name.into(),
        }
    }

    /// The key of an object that belongs to no namespace, such as a Node.
    pub fn cluster(name: impl Into<Arc<str>>) -> Self {
        Self::namespaced("", name)
    }

    /// The object's namespace, `None` for a cluster-scoped object.
    pub fn namespace(&self) -> Option<&str> {
        (!self.namespace.is_empty()).then_some(&*self.namespace)
    }

    /// The object's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The namespace, "" for a cluster-scoped object, and the name.
    pub fn parts(&self) -> (&str, &str) {
        (&self.namespace, &self.name)
    }
}

/// `namespace/name`, or `name` alone for a cluster-scoped object.
impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(namespace) = self.namespace() {
            write!(f, "{namespace}/")?;
        }
        f.write_str(&self.name)
    }
}

impl fmt::Debug for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_string())
    }
}

/// The error of parsing an [`ObjectKey`]: more than one `/`, or an empty part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidObjectKey(String);

impl fmt::Display for InvalidObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "unexpected key format {:?}, want name or namespace/name",
            self.0
        )
    }
}

impl std::error::Error for InvalidObjectKey {}

impl FromStr for ObjectKey {
    type Err = InvalidObjectKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split('/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(name), None, None) if !name.is_empty() => Ok(Self::cluster(name)),
            (Some(namespace), Some(name), None) if !namespace.is_empty() && !name.is_empty() => {
                Ok(Self::namespaced(namespace, name))
            }
            _ => Err(InvalidObjectKey(text.to_owned())),
        }
    }
}

impl Serialize for ObjectKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ObjectKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_keys_are_named() {
        for text in ["", "/", "a/", "/b", "a/b/c"] {
            let error = text.parse::<ObjectKey>().unwrap_err();
            assert!(error.to_string().contains(&format!("{text:?}")), "{error}");
        }
    }

    #[test]
    fn keys_are_texts_to_serde() {
        let key = ObjectKey::namespaced("shop", "web-0");
        let json = serde_json::to_string(&key).unwrap();
        assert_eq!(
            (json.as_str(), key.parts()),
            (r#""shop/web-0""#, ("shop", "web-0"))
        );
        assert_eq!(serde_json::from_str::<ObjectKey>(&json).unwrap(), key);
        assert!(serde_json::from_str::<ObjectKey>(r#""a/b/c""#).is_err());
    }

    #[test]
    fn keys_sort_by_namespace_then_name() {
        let mut keys = ["b/a", "a/z", "c", "a/b"].map(|text| text.parse::<ObjectKey>().unwrap());
        keys.sort();
        assert_eq!(keys.map(|key| key.to_string()), ["c", "a/b", "a/z", "b/a"]);
    }
}
