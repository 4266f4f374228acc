mod map;

use std::collections::BTreeMap;

pub(super) use self::map::time;
use self::sealed::Fields;
use super::{ObjectMeta, OwnerReference, Time};

/// What holds metadata: [`ObjectMeta`], a JSON map, or k8s-openapi's ObjectMeta.
///
/// [`HasMetadata`](super::HasMetadata) stands on it and has the methods. It cannot be implemented
/// elsewhere.
pub trait MetadataFields: sealed::Fields {}

impl<T: sealed::Fields + ?Sized> MetadataFields for T {}

pub(super) mod sealed {
    use crate::object::{OwnerReference, Time};

    /// The fields, empty where they are absent.
    pub trait Fields {
        fn get_name(&self) -> &str;
        fn get_generate_name(&self) -> &str;
        fn get_namespace(&self) -> &str;
        fn get_uid(&self) -> &str;
        fn get_resource_version(&self) -> &str;
        fn get_generation(&self) -> i64;
        fn get_creation_timestamp(&self) -> Option<Time>;
        fn get_deletion_timestamp(&self) -> Option<Time>;
        /// In any order.
        fn get_labels(&self) -> Vec<(&str, &str)>;
        fn get_label(&self, key: &str) -> Option<&str>;
        /// In any order.
        fn get_annotations(&self) -> Vec<(&str, &str)>;
        fn get_annotation(&self, key: &str) -> Option<&str>;
        fn get_finalizers(&self) -> Vec<&str>;
        fn get_owner_references(&self) -> Vec<OwnerReference>;
        fn put_name(&mut self, name: String);
        fn put_namespace(&mut self, namespace: String);
        fn put_resource_version(&mut self, version: String);
        fn put_label(&mut self, key: &str, value: Option<String>);
        fn put_annotation(&mut self, key: &str, value: Option<String>);
        fn put_finalizers(&mut self, finalizers: Vec<String>);
        fn put_owner_references(&mut self, owners: Vec<OwnerReference>);
        fn add_owner(&mut self, owner: OwnerReference) {
            let mut owners = self.get_owner_references();
            match owners.iter_mut().find(|other| other.uid == owner.uid) {
                Some(other) => *other = owner,
                None => owners.push(owner),
            }
            self.put_owner_references(owners);
        }
        fn drop_managed_fields(&mut self);
    }
}

impl Fields for ObjectMeta {
    fn get_name(&self) -> &str {
        &self.name
    }

    fn get_generate_name(&self) -> &str {
        &self.generate_name
    }

    fn get_namespace(&self) -> &str {
        &self.namespace
    }

    fn get_uid(&self) -> &str {
        &self.uid
    }

    fn get_resource_version(&self) -> &str {
        &self.resource_version
    }

    fn get_generation(&self) -> i64 {
        self.generation
    }

    fn get_creation_timestamp(&self) -> Option<Time> {
        self.creation_timestamp.filter(|time| !time.is_zero())
    }

    fn get_deletion_timestamp(&self) -> Option<Time> {
        self.deletion_timestamp.filter(|time| !time.is_zero())
    }

    fn get_labels(&self) -> Vec<(&str, &str)> {
        borrowed(&self.labels)
    }

    fn get_label(&self, key: &str) -> Option<&str> {
        self.labels.get(key).map(String::as_str)
    }

    fn get_annotations(&self) -> Vec<(&str, &str)> {
        borrowed(&self.annotations)
    }

    fn get_annotation(&self, key: &str) -> Option<&str> {
        self.annotations.get(key).map(String::as_str)
    }

    fn get_finalizers(&self) -> Vec<&str> {
        self.finalizers.iter().map(String::as_str).collect()
    }

    fn get_owner_references(&self) -> Vec<OwnerReference> {
        self.owner_references.clone()
    }

    fn put_name(&mut self, name: String) {
        self.name = name;
    }

    fn put_namespace(&mut self, namespace: String) {
        self.namespace = namespace;
    }

    fn put_resource_version(&mut self, version: String) {
        self.resource_version = version;
    }

    fn put_label(&mut self, key: &str, value: Option<String>) {
        put(&mut self.labels, key, value);
    }

    fn put_annotation(&mut self, key: &str, value: Option<String>) {
        put(&mut self.annotations, key, value);
    }

    fn put_finalizers(&mut self, finalizers: Vec<String>) {
        self.finalizers = finalizers;
    }

    fn put_owner_references(&mut self, owners: Vec<OwnerReference>) {
        self.owner_references = owners;
    }

    fn drop_managed_fields(&mut self) {
        self.managed_fields.clear();
    }
}

pub(super) fn borrowed(texts: &BTreeMap<String, String>) -> Vec<(&str, &str)> {
    let texts = texts.iter();
    texts
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect()
}

pub(super) fn put(texts: &mut BTreeMap<String, String>, key: &str, value: Option<String>) {
    match value {
        Some(value) => texts.insert(key.to_owned(), value),
        None => texts.remove(key),
    };
}
