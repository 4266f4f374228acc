use serde_json::{Map, Value};

use super::sealed::Fields;
use crate::object::{OwnerReference, Time};

impl Fields for Map<String, Value> {
    fn get_name(&self) -> &str {
        text(self, "name")
    }

    fn get_generate_name(&self) -> &str {
        text(self, "generateName")
    }

    fn get_namespace(&self) -> &str {
        text(self, "namespace")
    }

    fn get_uid(&self) -> &str {
        text(self, "uid")
    }

    fn get_resource_version(&self) -> &str {
        text(self, "resourceVersion")
    }

    fn get_generation(&self) -> i64 {
        self.get("generation").and_then(Value::as_i64).unwrap_or(0)
    }

    fn get_creation_timestamp(&self) -> Option<Time> {
        time(text(self, "creationTimestamp"))
    }

    fn get_deletion_timestamp(&self) -> Option<Time> {
        time(text(self, "deletionTimestamp"))
    }

    fn get_labels(&self) -> Vec<(&str, &str)> {
        texts(self, "labels")
    }

    fn get_label(&self, key: &str) -> Option<&str> {
        self.get("labels")?.get(key)?.as_str()
    }

    fn get_annotations(&self) -> Vec<(&str, &str)> {
        texts(self, "annotations")
    }

    fn get_annotation(&self, key: &str) -> Option<&str> {
        self.get("annotations")?.get(key)?.as_str()
    }

    fn get_finalizers(&self) -> Vec<&str> {
        list(self, "finalizers")
            .iter()
            .filter_map(Value::as_str)
            .collect()
    }

    fn get_owner_references(&self) -> Vec<OwnerReference> {
        let owners = list(self, "ownerReferences");
        owners.iter().filter_map(owner_of).collect()
    }

    fn put_name(&mut self, name: String) {
        put_value(self, "name", name.is_empty(), name);
    }

    fn put_namespace(&mut self, namespace: String) {
        put_value(self, "namespace", namespace.is_empty(), namespace);
    }

    fn put_resource_version(&mut self, version: String) {
        put_value(self, "resourceVersion", version.is_empty(), version);
    }

    fn put_label(&mut self, key: &str, value: Option<String>) {
        put_text(self, "labels", key, value);
    }

    fn put_annotation(&mut self, key: &str, value: Option<String>) {
        put_text(self, "annotations", key, value);
    }

    fn put_finalizers(&mut self, finalizers: Vec<String>) {
        put_value(self, "finalizers", finalizers.is_empty(), finalizers);
    }

    fn put_owner_references(&mut self, owners: Vec<OwnerReference>) {
        // Their fields are texts and booleans, of which JSON is always made.
        let values: Vec<_> = owners
            .iter()
            .filter_map(|owner| serde_json::to_value(owner).ok())
            .collect();
        put_value(self, "ownerReferences", values.is_empty(), values);
    }

    /// Whatever else is there stays as it is, also what is no owner.
    fn add_owner(&mut self, owner: OwnerReference) {
        // Its fields are texts and booleans, of which JSON is always made.
        let Ok(value) = serde_json::to_value(&owner) else {
            return;
        };
        let Some(owners) = self
            .get_mut("ownerReferences")
            .and_then(Value::as_array_mut)
        else {
            self.insert("ownerReferences".to_owned(), vec![value].into());
            return;
        };
        let is_same = |other: &&mut Value| owner_of(other).is_some_and(|o| o.uid == owner.uid);
        match owners.iter_mut().find(is_same) {
            Some(other) => *other = value,
            None => owners.push(value),
        }
    }

    fn drop_managed_fields(&mut self) {
        self.remove("managedFields");
    }
}

/// The owner that a value is, if it is one.
fn owner_of(value: &Value) -> Option<OwnerReference> {
    // By its text, or what reads structs would be compiled for values as well.
    serde_json::from_str(&value.to_string()).ok()
}

/// A time as text; Go's zero time is none.
pub(in crate::object) fn time(text: &str) -> Option<Time> {
    text.parse().ok().filter(|time: &Time| !time.is_zero())
}

fn list<'a>(map: &'a Map<String, Value>, field: &str) -> &'a [Value] {
    let list = map.get(field).and_then(Value::as_array);
    list.map(Vec::as_slice).unwrap_or_default()
}

fn text<'a>(map: &'a Map<String, Value>, field: &str) -> &'a str {
    map.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn texts<'a>(map: &'a Map<String, Value>, field: &str) -> Vec<(&'a str, &'a str)> {
    let texts = map.get(field).and_then(Value::as_object);
    texts
        .into_iter()
        .flatten()
        .filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
        .collect()
}

/// Empty values are absent fields.
fn put_value(map: &mut Map<String, Value>, field: &str, empty: bool, value: impl Into<Value>) {
    match empty {
        true => map.remove(field),
        false => map.insert(field.to_owned(), value.into()),
    };
}

fn put_text(map: &mut Map<String, Value>, field: &str, key: &str, value: Option<String>) {
    let empty = match map.get_mut(field).and_then(Value::as_object_mut) {
        Some(texts) => {
            match value {
                Some(value) => texts.insert(key.to_owned(), value.into()),
                None => texts.remove(key),
            };
            texts.is_empty()
        }
        None => {
            if let Some(value) = value {
                map.insert(field.to_owned(), serde_json::json!({ key: value }));
            }
            false
        }
    };
    if empty {
        map.remove(field);
    }
}
