mod stored;

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde_json::Value;

pub(crate) use self::stored::StoredObject;
use super::{
    ApiResource, ColumnDefinition, Object, ObjectKey, TableRow, Unstructured, pointer, read_item,
};
use crate::error::{Error, ErrorKind};

/// A cheap handle on an object in a store.
///
/// Cloning it copies a pointer. What names the object is at hand; single values are read with
/// [`path`](Self::path); the whole typed object is decoded only when [`typed`](Self::typed) asks
/// for it. The handle keeps the state it was made for, whatever the store does afterwards.
pub struct Cached<K> {
    object: Arc<StoredObject>,
    kind: PhantomData<fn() -> K>,
}

impl<K> Cached<K> {
    pub(crate) const fn new(object: Arc<StoredObject>) -> Self {
        Self {
            object,
            kind: PhantomData,
        }
    }

    /// Namespace and name.
    pub fn key(&self) -> &ObjectKey {
        self.object.key()
    }

    /// The object's name.
    pub fn name(&self) -> &str {
        self.object.key().name()
    }

    /// The object's namespace, `None` for a cluster-scoped object.
    pub fn namespace(&self) -> Option<&str> {
        self.object.key().namespace()
    }

    /// The object's uid; empty where the server sets none.
    pub fn uid(&self) -> &str {
        self.object.uid()
    }

    /// The version of the cluster's history at which this state was written.
    pub fn resource_version(&self) -> &str {
        self.object.resource_version()
    }

    /// The resource that the object belongs to.
    pub fn resource(&self) -> &ApiResource {
        self.object.resource()
    }

    /// The object's labels.
    pub fn labels(&self) -> BTreeMap<String, String> {
        self.texts("/metadata/labels")
    }

    /// The object's annotations.
    pub fn annotations(&self) -> BTreeMap<String, String> {
        self.texts("/metadata/annotations")
    }

    /// The value at a JSON pointer (RFC 6901), such as `/spec/nodeName`.
    pub fn path(&self, path: &str) -> Option<Value> {
        pointer(self.object.json(), path)
    }

    /// The object in its untyped form, with its type; its values are decoded as they are read.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] when it holds what a JSON value cannot, such as half of a surrogate
    /// pair.
    pub fn unstructured(&self) -> Result<Unstructured, Error> {
        self.decode()
    }

    fn decode<T: Object>(&self) -> Result<T, Error> {
        // The items of a list lack their type.
        read_item(self.object.json(), self.object.resource()).map_err(|source| {
            let what = format!("{} {}", self.object.resource().kind, self.key());
            Error::new(ErrorKind::Decode, format!("cannot decode {what}")).with_source(source)
        })
    }

    fn texts(&self, path: &str) -> BTreeMap<String, String> {
        self.path(path)
            .and_then(|value| serde_json::from_value(value).ok())
            .unwrap_or_default()
    }
}

impl<K: Object> Cached<K> {
    /// The object as a `K`, decoded by this call.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] when the object does not have the shape of a `K`; it names the
    /// object, and the line and column in it.
    pub fn typed(&self) -> Result<Arc<K>, Error> {
        self.decode().map(Arc::new)
    }
}

impl Cached<TableRow> {
    /// One value for each column, decoded by this call and without the metadata; none if the
    /// server made no Table.
    pub fn cells(&self) -> Vec<Value> {
        match self.path("/cells") {
            Some(Value::Array(cells)) => cells,
            _ => Vec::new(),
        }
    }

    /// The columns of which the row has the cells; none if the server made no Table.
    ///
    /// Nearly always they are those of every row of the store. Where the pages of a list do not
    /// agree, as when a CustomResourceDefinition changes meanwhile, it is listed again, and until
    /// then the store may hold rows of different columns.
    pub fn columns(&self) -> Arc<[ColumnDefinition]> {
        self.object.columns().cloned().unwrap_or_default()
    }
}

impl<K> Clone for Cached<K> {
    fn clone(&self) -> Self {
        Self::new(self.object.clone())
    }
}

/// Equal when they are the same write of the same object, and rows also of the same columns.
impl<K> PartialEq for Cached<K> {
    fn eq(&self, other: &Self) -> bool {
        self.object.is_same_write(&other.object)
    }
}

impl<K> fmt::Debug for Cached<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.object.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::{PartialObjectMetadata, Scope};

    #[test]
    fn items_of_lists_get_their_type() {
        let pods = ApiResource::new("", "v1", "Pod", "pods", Scope::Namespaced);
        for json in [
            r#"{"metadata":{"name":"a"}}"#,
            r#"{"kind":"","apiVersion":null,"metadata":{"name":"a"}}"#,
        ] {
            let stored = StoredObject::parse(json.as_bytes(), &Arc::new(pods.clone())).unwrap();
            let stored = Arc::new(stored);
            let cached = Cached::<Unstructured>::new(stored.clone());
            for object in [
                cached.unstructured().unwrap(),
                (*cached.typed().unwrap()).clone(),
            ] {
                assert_eq!((object.api_version(), object.kind()), ("v1", "Pod"));
                assert!(object.is_text(), "{json}");
            }
            let typed = Cached::<PartialObjectMetadata>::new(stored)
                .typed()
                .unwrap();
            assert_eq!((&*typed.api_version, &*typed.kind), ("v1", "Pod"));
        }
    }
}
