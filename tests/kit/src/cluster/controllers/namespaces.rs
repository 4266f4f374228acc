use std::sync::Arc;

use outrigger::rt::Timestamp;
use serde_json::Value;

use super::{delete, write};
use crate::cluster::apiserver::catalog::ResourceType;
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::object::finalizers;
use crate::cluster::apiserver::store::Record;

/// Deletes one object of a namespace that is terminating, or the empty namespace.
pub(super) fn step(model: &mut Model, now: Timestamp) -> bool {
    let terminating: Vec<Arc<Record>> = model
        .store
        .range("namespaces", "")
        .filter(|record| record.is_deleted())
        .cloned()
        .collect();
    terminating
        .iter()
        .any(|namespace| empty(model, namespace, now))
}

fn empty(model: &mut Model, namespace: &Record, now: Timestamp) -> bool {
    let content = content(model, namespace.name());
    if content.is_empty() {
        return finish(model, namespace);
    }
    content
        .iter()
        .any(|(resource, record)| delete(model, resource, record, now))
}

fn content(model: &Model, namespace: &str) -> Vec<(Arc<ResourceType>, Arc<Record>)> {
    let prefix = format!("{namespace}/");
    let mut found = Vec::new();
    for resource in model.stored_types() {
        for record in model.store.range(&resource.storage(), &prefix) {
            found.push((resource.clone(), record.clone()));
        }
    }
    found
}

/// Takes the finalizer off the spec of an empty namespace; it goes, unless others hold it.
fn finish(model: &mut Model, namespace: &Record) -> bool {
    let Some(resource) = model.resource("", "v1", "namespaces").cloned() else {
        return false;
    };
    let mut object = namespace.to_value();
    let Some(spec) = object["spec"]["finalizers"].as_array_mut() else {
        return false;
    };
    let before = spec.len();
    spec.retain(|finalizer| finalizer != "kubernetes");
    if spec.len() == before {
        return false;
    }
    let held = !spec.is_empty() || !finalizers(&object).is_empty();
    if held {
        object["spec"]["finalizers"] = Value::Array(Vec::new());
        write(model, &resource, namespace, &object);
    } else {
        model.remove(&resource, namespace.key());
    }
    true
}
