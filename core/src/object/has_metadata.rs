use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::metadata_fields::{sealed::Fields as _, time};
use super::{
    MetadataFields, ObjectKey, ObjectMeta, OwnerReference, PartialObjectMetadata, TableRow, Time,
    Unstructured,
};

/// An object's metadata, read and changed alike whatever holds it.
///
/// Implemented for [`Unstructured`], [`PartialObjectMetadata`], [`TableRow`], [`ObjectMeta`] itself
/// and, behind the feature `k8s-openapi-0-29`, the kinds of k8s-openapi. For a type of your own, say
/// where its metadata is:
///
/// ```
/// use outrigger::object::{HasMetadata, ObjectMeta};
///
/// struct Widget {
///     metadata: ObjectMeta,
/// }
///
/// impl HasMetadata for Widget {
///     type Metadata = ObjectMeta;
///
///     fn metadata(&self) -> &ObjectMeta {
///         &self.metadata
///     }
///
///     fn metadata_mut(&mut self) -> &mut ObjectMeta {
///         &mut self.metadata
///     }
/// }
///
/// let mut widget = Widget { metadata: ObjectMeta::named("a") };
/// widget.set_label("app", "web");
/// assert!(widget.add_finalizer("example.com/cleanup"));
/// assert_eq!((widget.label("app"), widget.finalizers().len()), (Some("web"), 1));
/// ```
///
/// What is absent reads as empty, and what has the wrong type too; the server lets no such object
/// pass.
pub trait HasMetadata {
    /// What holds the metadata.
    type Metadata: MetadataFields + ?Sized;

    /// The metadata.
    fn metadata(&self) -> &Self::Metadata;

    /// The metadata, to change it.
    fn metadata_mut(&mut self) -> &mut Self::Metadata;

    /// The object's name, or "" if it has none.
    fn name(&self) -> &str {
        self.metadata().get_name()
    }

    /// The beginning of the name that the server is to make up, or "".
    fn generate_name(&self) -> &str {
        self.metadata().get_generate_name()
    }

    /// The object's namespace, if it has one.
    fn namespace(&self) -> Option<&str> {
        Some(self.metadata().get_namespace()).filter(|namespace| !namespace.is_empty())
    }

    /// Namespace and name.
    fn key(&self) -> ObjectKey {
        ObjectKey::namespaced(self.metadata().get_namespace(), self.name())
    }

    /// The object's uid, or "" if it has none.
    fn uid(&self) -> &str {
        self.metadata().get_uid()
    }

    /// The version of the cluster's history at which the object was last written, or "".
    fn resource_version(&self) -> &str {
        self.metadata().get_resource_version()
    }

    /// The count of changes of what is desired, or 0.
    fn generation(&self) -> i64 {
        self.metadata().get_generation()
    }

    /// When the object was created.
    fn creation_timestamp(&self) -> Option<Time> {
        self.metadata().get_creation_timestamp()
    }

    /// When the object will be gone, once somebody has asked to delete it.
    fn deletion_timestamp(&self) -> Option<Time> {
        self.metadata().get_deletion_timestamp()
    }

    /// Sets the name.
    fn set_name(&mut self, name: impl Into<String>)
    where
        Self: Sized,
    {
        self.metadata_mut().put_name(name.into());
    }

    /// Sets the namespace.
    fn set_namespace(&mut self, namespace: impl Into<String>)
    where
        Self: Sized,
    {
        self.metadata_mut().put_namespace(namespace.into());
    }

    /// Sets the state that an update is based on; "" for none.
    fn set_resource_version(&mut self, version: impl Into<String>)
    where
        Self: Sized,
    {
        self.metadata_mut().put_resource_version(version.into());
    }

    /// The labels, in the order of their keys.
    fn labels(&self) -> BTreeMap<&str, &str> {
        self.metadata().get_labels().into_iter().collect()
    }

    /// The value of a label.
    fn label(&self, key: &str) -> Option<&str> {
        self.metadata().get_label(key)
    }

    /// Sets a label.
    fn set_label(&mut self, key: &str, value: impl Into<String>)
    where
        Self: Sized,
    {
        self.metadata_mut().put_label(key, Some(value.into()));
    }

    /// Takes a label away.
    fn remove_label(&mut self, key: &str) {
        self.metadata_mut().put_label(key, None);
    }

    /// The annotations, in the order of their keys.
    fn annotations(&self) -> BTreeMap<&str, &str> {
        self.metadata().get_annotations().into_iter().collect()
    }

    /// The value of an annotation.
    fn annotation(&self, key: &str) -> Option<&str> {
        self.metadata().get_annotation(key)
    }

    /// Sets an annotation.
    fn set_annotation(&mut self, key: &str, value: impl Into<String>)
    where
        Self: Sized,
    {
        self.metadata_mut().put_annotation(key, Some(value.into()));
    }

    /// Takes an annotation away.
    fn remove_annotation(&mut self, key: &str) {
        self.metadata_mut().put_annotation(key, None);
    }

    /// Who has something to do before the object is gone.
    fn finalizers(&self) -> Vec<&str> {
        self.metadata().get_finalizers()
    }

    /// Adds a finalizer; says whether it was not there.
    fn add_finalizer(&mut self, finalizer: &str) -> bool {
        let mut finalizers = owned(self.finalizers());
        let absent = !finalizers.iter().any(|one| one == finalizer);
        if absent {
            finalizers.push(finalizer.to_owned());
            self.metadata_mut().put_finalizers(finalizers);
        }
        absent
    }

    /// Takes a finalizer away; says whether it was there.
    fn remove_finalizer(&mut self, finalizer: &str) -> bool {
        let mut finalizers = owned(self.finalizers());
        let before = finalizers.len();
        finalizers.retain(|one| one != finalizer);
        let present = finalizers.len() != before;
        if present {
            self.metadata_mut().put_finalizers(finalizers);
        }
        present
    }

    /// The objects that this one belongs to.
    fn owner_references(&self) -> Vec<OwnerReference> {
        self.metadata().get_owner_references()
    }

    /// The owner that manages this object.
    fn controller_reference(&self) -> Option<OwnerReference> {
        let mut owners = self.owner_references().into_iter();
        owners.find(|owner| owner.controller == Some(true))
    }

    /// Sets the objects that this one belongs to.
    fn set_owner_references(&mut self, owners: Vec<OwnerReference>) {
        self.metadata_mut().put_owner_references(owners);
    }

    /// Adds an owner, or replaces what refers to the same one.
    fn add_owner_reference(&mut self, owner: OwnerReference) {
        self.metadata_mut().add_owner(owner);
    }

    /// Takes out who has set which fields, often the larger part of an object.
    fn clear_managed_fields(&mut self) {
        self.metadata_mut().drop_managed_fields();
    }
}

fn owned(texts: Vec<&str>) -> Vec<String> {
    texts.into_iter().map(str::to_owned).collect()
}

static EMPTY: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);

impl HasMetadata for Unstructured {
    type Metadata = Map<String, Value>;

    fn metadata(&self) -> &Map<String, Value> {
        let metadata = self.path("/metadata").and_then(Value::as_object);
        metadata.unwrap_or(&EMPTY)
    }

    fn metadata_mut(&mut self) -> &mut Map<String, Value> {
        let metadata = self.as_map_mut().entry("metadata").or_insert(Value::Null);
        if !metadata.is_object() {
            *metadata = Value::Object(Map::new());
        }
        match metadata {
            Value::Object(map) => map,
            _ => unreachable!("it was made an object"),
        }
    }

    // The metadata is not decoded for one value of it.

    fn name(&self) -> &str {
        self.text("/metadata/name")
    }

    fn generate_name(&self) -> &str {
        self.text("/metadata/generateName")
    }

    fn namespace(&self) -> Option<&str> {
        Some(self.text("/metadata/namespace")).filter(|namespace| !namespace.is_empty())
    }

    fn key(&self) -> ObjectKey {
        ObjectKey::namespaced(
            self.text("/metadata/namespace"),
            self.text("/metadata/name"),
        )
    }

    fn uid(&self) -> &str {
        self.text("/metadata/uid")
    }

    fn resource_version(&self) -> &str {
        self.text("/metadata/resourceVersion")
    }

    fn generation(&self) -> i64 {
        let generation = self.path("/metadata/generation");
        generation.and_then(Value::as_i64).unwrap_or(0)
    }

    fn creation_timestamp(&self) -> Option<Time> {
        time(self.text("/metadata/creationTimestamp"))
    }

    fn deletion_timestamp(&self) -> Option<Time> {
        time(self.text("/metadata/deletionTimestamp"))
    }
}

macro_rules! have_metadata {
    ($($holder:ty => $metadata:ty),+) => {
        $(
            impl HasMetadata for $holder {
                type Metadata = $metadata;

                fn metadata(&self) -> &$metadata {
                    &self.metadata
                }

                fn metadata_mut(&mut self) -> &mut $metadata {
                    &mut self.metadata
                }
            }
        )+
    };
}

have_metadata!(PartialObjectMetadata => ObjectMeta, TableRow => Map<String, Value>);

impl HasMetadata for ObjectMeta {
    type Metadata = Self;

    fn metadata(&self) -> &Self {
        self
    }

    fn metadata_mut(&mut self) -> &mut Self {
        self
    }
}

#[cfg(test)]
pub(super) mod tests;
