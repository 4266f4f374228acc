//! What the API server itself does about CustomResourceDefinitions: it accepts their names, serves
//! what they define, and deletes that with them.

use std::sync::Arc;

use outrigger::rt::Timestamp;
use serde_json::Value;

use super::crd::lifecycle::{self, FINALIZER, naming};
use super::crd::resource_types::resource_types;
use super::model::Model;
use super::object::finalizers;
use super::store::Record;

const STORAGE: &str = "apiextensions.k8s.io/customresourcedefinitions";

/// Brings all CRDs to where they are going. Each step is a write of its own, as watches see it.
pub(super) fn settle(model: &mut Model, now: Timestamp) {
    while step(model, &now.to_string()) {}
    serve(model);
}

fn step(model: &mut Model, now: &str) -> bool {
    let records: Vec<Arc<Record>> = model.store.range(STORAGE, "").cloned().collect();
    let definitions: Vec<Value> = records.iter().map(|it| it.to_value()).collect();
    records
        .iter()
        .zip(&definitions)
        .any(|(record, definition)| {
            if definition["metadata"].get("deletionTimestamp").is_some() {
                return finish(model, record, definition, now);
            }
            let others: Vec<&Value> = definitions.iter().filter(|it| *it != definition).collect();
            let next = naming::after_naming(definition, &others, now)
                .or_else(|| naming::after_establishing(definition, now));
            next.is_some_and(|next| {
                write(model, record, &next);
                true
            })
        })
}

/// A CRD that goes takes its objects along.
fn finish(model: &mut Model, record: &Record, definition: &Value, now: &str) -> bool {
    if !finalizers(definition).iter().any(|it| it == FINALIZER) {
        return false;
    }
    let storage = format!(
        "{}/{}",
        definition["spec"]["group"].as_str().unwrap_or_default(),
        definition["spec"]["names"]["plural"]
            .as_str()
            .unwrap_or_default()
    );
    let keys: Vec<String> = model
        .store
        .range(&storage, "")
        .map(|it| it.key().to_owned())
        .collect();
    if lifecycle::is_true(definition, "Established") {
        write(
            model,
            record,
            &lifecycle::deleting_instances(definition, now),
        );
    }
    for key in keys {
        model.store.remove(&storage, &key);
    }
    let Some(current) = model.store.get(STORAGE, record.key()).cloned() else {
        return false;
    };
    let next = lifecycle::instances_deleted(&current.to_value(), now);
    if finalizers(&next).is_empty() {
        write(model, &current, &next);
        model.store.remove(STORAGE, record.key());
    } else {
        write(model, &current, &next);
    }
    true
}

fn write(model: &mut Model, old: &Record, new: &Value) {
    let record = Record::new(new, old.version(), model.store.next_revision());
    model.store.put(STORAGE, record);
}

/// Serves what the CRDs define, and nothing that they do not.
fn serve(model: &mut Model) {
    let definitions: Vec<Value> = model
        .store
        .range(STORAGE, "")
        .map(|it| it.to_value())
        .collect();
    model.stop_serving_defined();
    for definition in &definitions {
        let storage = lifecycle::storage_version(definition).unwrap_or_default();
        let terminating = definition["metadata"].get("deletionTimestamp").is_some();
        for resource in resource_types(definition) {
            model.serve_defined(Arc::new(resource), storage, terminating);
        }
    }
    model.forget_undefined();
}
