use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{ManagedFieldsEntry, OwnerReference, Time, null_texts};
use crate::object::null_is_default;

/// What all objects have: the ObjectMeta of `meta/v1`.
///
/// Empty texts, lists and maps are absent fields, as in Go. Fields that this version of the crate
/// does not know are kept. What is mostly done with it are the methods of
/// [`HasMetadata`](crate::object::HasMetadata).
///
/// ```
/// use outrigger::object::ObjectMeta;
///
/// let meta = ObjectMeta { name: "web".into(), ..Default::default() };
/// assert_eq!(serde_json::to_string(&meta)?, r#"{"name":"web"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// `Debug` prints what names the object; annotations may hold copies of secrets.
///
/// <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/>
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ObjectMeta {
    /// The object's name, unique among those of its resource in its namespace.
    #[serde(
        deserialize_with = "null_is_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub name: String,
    /// The beginning of the name that the server makes up for an object created without one.
    #[serde(
        deserialize_with = "null_is_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub generate_name: String,
    /// The object's namespace; empty for an object of the whole cluster.
    #[serde(
        deserialize_with = "null_is_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub namespace: String,
    /// A relic that no server sets any more.
    #[serde(
        deserialize_with = "null_is_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub self_link: String,
    /// Tells the object from earlier and later ones of the same name. The server sets it.
    #[serde(
        deserialize_with = "null_is_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub uid: String,
    /// The version of the cluster's history at which the object was last written. In an update, the
    /// state that it is based on.
    #[serde(
        deserialize_with = "null_is_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub resource_version: String,
    /// Counts the changes of what is desired (mostly `spec`); 0 for kinds that do not count.
    #[serde(deserialize_with = "null_is_default", skip_serializing_if = "is_zero")]
    pub generation: i64,
    /// When the object was created.
    #[serde(skip_serializing_if = "is_no_time")]
    pub creation_timestamp: Option<Time>,
    /// When the object will be, or should have been gone, once somebody has asked to delete it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletion_timestamp: Option<Time>,
    /// The seconds from the request to delete it to that moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletion_grace_period_seconds: Option<i64>,
    /// What the object is selected by.
    #[serde(
        deserialize_with = "null_texts",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub labels: BTreeMap<String, String>,
    /// What programs note on the object.
    #[serde(
        deserialize_with = "null_texts",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub annotations: BTreeMap<String, String>,
    /// The objects that this one belongs to.
    #[serde(
        deserialize_with = "null_is_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub owner_references: Vec<OwnerReference>,
    /// Who has something to do before the object is gone.
    #[serde(
        deserialize_with = "null_is_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub finalizers: Vec<String>,
    /// Who has set which fields.
    #[serde(
        deserialize_with = "null_is_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub managed_fields: Vec<ManagedFieldsEntry>,
    /// What else the server says, which this version of the crate does not know.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

const fn is_zero(generation: &i64) -> bool {
    *generation == 0
}

fn is_no_time(time: &Option<Time>) -> bool {
    time.is_none_or(|time| time.is_zero())
}

impl ObjectMeta {
    /// The metadata of an object with this name, and nothing else.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }
}

impl fmt::Debug for ObjectMeta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObjectMeta")
            .field("namespace", &self.namespace)
            .field("name", &self.name)
            .field("uid", &self.uid)
            .field("resourceVersion", &self.resource_version)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn all_fields_survive_the_way_through() {
        let json = json!({
            "name": "web-0", "generateName": "web-", "namespace": "shop", "selfLink": "/x",
            "uid": "u", "resourceVersion": "12", "generation": 3,
            "creationTimestamp": "2026-11-21T12:04:05Z",
            "deletionTimestamp": "2026-11-21T12:05:05Z", "deletionGracePeriodSeconds": 0,
            "labels": { "app": "web" }, "annotations": { "note": "" },
            "ownerReferences": [{
                "apiVersion": "apps/v1", "kind": "StatefulSet", "name": "web", "uid": "v",
                "controller": true, "blockOwnerDeletion": false, "unknown": 1,
            }],
            "finalizers": ["example.com/a"],
            "managedFields": [{
                "manager": "kubectl", "operation": "Apply", "apiVersion": "v1",
                "time": "2026-11-21T12:04:05Z", "fieldsType": "FieldsV1",
                "fieldsV1": { "f:spec": {} }, "subresource": "status", "unknown": [],
            }],
            "unknown": { "a": null },
        });
        let meta: ObjectMeta = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(&meta).unwrap(), json);
        assert_eq!(meta.other.len(), 1);
    }

    /// Go reads `null` as an empty value, and writes no empty values.
    #[test]
    fn what_is_null_is_absent() {
        let json = json!({
            "name": null, "generation": null, "creationTimestamp": null, "labels": null,
            "annotations": { "a": null }, "ownerReferences": null, "managedFields": null,
            "deletionGracePeriodSeconds": null,
        });
        let meta: ObjectMeta = serde_json::from_value(json).unwrap();
        let written = serde_json::to_value(&meta).unwrap();
        assert_eq!(written, json!({ "annotations": { "a": "" } }));
        assert_eq!(
            serde_json::to_value(ObjectMeta::default()).unwrap(),
            json!({})
        );
    }

    #[test]
    fn content_is_not_printed() {
        let mut meta = ObjectMeta::named("web");
        meta.annotations.insert("note".into(), "hunter2".into());
        let printed = format!("{meta:?}");
        assert!(
            printed.contains("web") && !printed.contains("hunter2"),
            "{printed}"
        );
    }
}
