//! Writes as the controllers, the kubelets and the users of a cluster make them: defaulted, owned
//! and normalized as a request would be, but not validated.

use std::sync::Arc;

use outrigger::rt::Timestamp;
use serde_json::{Map, Value, json};

use crate::cluster::apiserver::catalog::{ResourceType, built_in};
use crate::cluster::apiserver::kinds::{self, ServiceNetwork};
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::names::Names;
use crate::cluster::apiserver::object::{bump_generation, metadata_mut};
use crate::cluster::apiserver::ownership::{Update, keep_times};
use crate::cluster::apiserver::schema::{defaults, encode};
use crate::cluster::apiserver::store::Record;

/// Where leases are kept.
pub(super) const LEASES: &str = "coordination.k8s.io/leases";

/// Who writes, and through which endpoint.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hand {
    manager: &'static str,
    subresource: &'static str,
}

impl Hand {
    pub(super) const CONTROLLER: Self = Self::of("kube-controller-manager", "");
    pub(super) const CONTROLLER_STATUS: Self = Self::of("kube-controller-manager", "status");
    pub(super) const KUBELET: Self = Self::of("kubelet", "");
    pub(super) const KUBELET_STATUS: Self = Self::of("kubelet", "status");
    pub(super) const SCHEDULER: Self = Self::of("kube-scheduler", "");
    pub(super) const USER_APPLY: Self = Self::of("kubectl-client-side-apply", "");
    pub(super) const USER_CREATE: Self = Self::of("kubectl-create", "");
    pub(super) const USER_SET: Self = Self::of("kubectl-set", "");
    pub(super) const USER_ROLLOUT: Self = Self::of("kubectl-rollout", "");

    const fn of(manager: &'static str, subresource: &'static str) -> Self {
        Self {
            manager,
            subresource,
        }
    }
}

/// The model at one moment, to be written to.
pub(super) struct Writer<'a> {
    pub(super) model: &'a mut Model,
    pub(super) names: &'a mut Names,
    pub(super) now: Timestamp,
}

/// A built-in resource by its storage: `pods`, `apps/deployments`.
pub(super) fn resource(storage: &str) -> Arc<ResourceType> {
    let mut all = built_in::resources().iter();
    let found = all.find(|it| it.storage() == storage);
    found
        .expect("only built-in resources are asked for")
        .clone()
}

impl Writer<'_> {
    /// One of so many.
    pub(super) fn pick(&mut self, of: usize) -> usize {
        usize::try_from(self.names.below(of as u64)).unwrap_or_default()
    }

    pub(super) fn get(&self, storage: &str, key: &str) -> Option<Arc<Record>> {
        self.model.store.get(storage, key).cloned()
    }

    /// The records of one resource that this uid owns.
    pub(super) fn owned(&self, uid: &str, storage: &str) -> Vec<Arc<Record>> {
        let store = &self.model.store;
        let places = store.owners().dependents(uid);
        let places = places.filter(|(its, _)| **its == *storage);
        places
            .filter_map(|(_, key)| store.get(storage, key).cloned())
            .collect()
    }

    /// Creates an object that has a name; one that is there already stays.
    pub(super) fn create(&mut self, storage: &str, hand: Hand, mut object: Value) {
        let resource = resource(storage);
        let metadata = metadata_mut(&mut object);
        let uid = metadata.remove("uid");
        let uid = uid.unwrap_or_else(|| self.names.uuid().into());
        object["kind"] = resource.kind.as_str().into();
        object["apiVersion"] = resource.api_version().into();
        encode::normalize(&resource.schema, &mut object);
        defaults::apply(&resource.schema, &mut object);
        kinds::default(&resource, &mut object);
        let now = self.now.to_string();
        Update::of(&resource, hand.subresource, hand.manager, &now).track(None, &mut object);
        kinds::admit_create(&resource, &mut object);
        if storage == "pods" {
            mount_account(&mut object, &self.names.name("kube-api-access-"));
        }
        let metadata = metadata_mut(&mut object);
        metadata.insert("uid".into(), uid);
        metadata.insert("creationTimestamp".into(), now.into());
        let mut network = ServiceNetwork::default();
        if kinds::prepare_create(&resource, &mut object, &mut network).is_err() {
            return;
        }
        encode::normalize(&resource.schema, &mut object);
        let revision = self.model.store.next_revision();
        let record = Record::new(&object, &resource.version, revision);
        if self.model.store.get(storage, record.key()).is_none() {
            self.model.put(&resource, record);
        }
    }

    /// Changes an object, unless nothing changes.
    pub(super) fn update(
        &mut self,
        storage: &str,
        key: &str,
        hand: Hand,
        change: impl FnOnce(&mut Value),
    ) {
        let Some(record) = self.get(storage, key) else {
            return;
        };
        let before = record.to_value();
        let mut object = before.clone();
        change(&mut object);
        if object == before {
            return;
        }
        let resource = resource(storage);
        let whole = hand.subresource.is_empty();
        if whole && object["spec"] != before["spec"] {
            bump_generation(&mut object["metadata"]);
        }
        self.own(&resource, hand, &before, &mut object);
        self.put(&resource, &object);
    }

    /// Changes an object without anybody coming to own what changes, as bindings do, deletions,
    /// and the garbage collector's finalizers.
    pub(super) fn amend(&mut self, storage: &str, key: &str, change: impl FnOnce(&mut Value)) {
        if let Some(record) = self.get(storage, key) {
            let mut object = record.to_value();
            change(&mut object);
            self.put(&resource(storage), &object);
        }
    }

    pub(super) fn remove(&mut self, storage: &str, key: &str) {
        self.model.remove(&resource(storage), key);
    }

    fn put(&mut self, resource: &ResourceType, object: &Value) {
        let revision = self.model.store.next_revision();
        let record = Record::new(object, &resource.version, revision);
        self.model.put(resource, record);
    }

    /// Notes who owns what. What is the same before and after is kept out of it: it changes
    /// nothing, and an object's spec is the most of it.
    fn own(&self, resource: &ResourceType, hand: Hand, before: &Value, object: &mut Value) {
        let now = self.now.to_string();
        let mut live = Map::new();
        let mut new = Map::new();
        for field in ["metadata", "spec", "status", "data"] {
            if field == "metadata" || before[field] != object[field] {
                for (part, whole) in [(&mut live, before), (&mut new, &*object)] {
                    if let Some(value) = whole.get(field) {
                        part.insert(field.to_owned(), value.clone());
                    }
                }
            }
        }
        if resource.plural == "events" {
            live = before.as_object().cloned().unwrap_or_default();
            new = object.as_object().cloned().unwrap_or_default();
        }
        for part in [&mut live, &mut new] {
            part.insert("kind".into(), resource.kind.as_str().into());
            part.insert("apiVersion".into(), resource.api_version().into());
        }
        let (live, mut new) = (Value::Object(live), Value::Object(new));
        let update = Update::of(resource, hand.subresource, hand.manager, &now);
        update.track(Some(&live), &mut new);
        object["metadata"]["managedFields"] = new["metadata"]["managedFields"].take();
        keep_times(before, object);
    }
}

/// What the admission plugin ServiceAccount adds to a pod: the account, and its token mounted.
fn mount_account(pod: &mut Value, volume: &str) {
    let spec = &mut pod["spec"];
    if spec.get("serviceAccountName").is_some() {
        return;
    }
    spec["serviceAccountName"] = "default".into();
    spec["serviceAccount"] = "default".into();
    let path = "/var/run/secrets/kubernetes.io/serviceaccount";
    let mount = json!({ "name": volume, "readOnly": true, "mountPath": path });
    for field in ["initContainers", "containers"] {
        let containers = spec.get_mut(field).and_then(Value::as_array_mut);
        for container in containers.into_iter().flatten() {
            push(container, "volumeMounts", mount.clone());
        }
    }
    let namespace = json!({ "apiVersion": "v1", "fieldPath": "metadata.namespace" });
    let sources = json!([
        { "serviceAccountToken": { "expirationSeconds": 3607, "path": "token" } },
        { "configMap": {
            "name": "kube-root-ca.crt",
            "items": [{ "key": "ca.crt", "path": "ca.crt" }],
        } },
        { "downwardAPI": { "items": [{ "path": "namespace", "fieldRef": namespace }] } },
    ]);
    let projected = json!({ "defaultMode": 420, "sources": sources });
    push(
        spec,
        "volumes",
        json!({ "name": volume, "projected": projected }),
    );
}

fn push(object: &mut Value, list: &str, item: Value) {
    match object[list].as_array_mut() {
        Some(items) => items.push(item),
        None => object[list] = json!([item]),
    }
}
