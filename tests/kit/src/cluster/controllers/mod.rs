//! The controllers without which deletion never ends: the garbage collector, which follows owner
//! references, and the namespace controller, which empties what is terminating.

mod garbage;
mod namespaces;

use outrigger::rt::Timestamp;
use serde_json::Value;

use super::apiserver::catalog::ResourceType;
use super::apiserver::model::Model;
use super::apiserver::object::{finalizers, set_finalizers};
use super::apiserver::store::Record;

/// Does one thing that is due; `false` when nothing is.
pub(super) fn step(model: &mut Model, now: Timestamp) -> bool {
    if model.reviewed() {
        return false;
    }
    let acted = namespaces::step(model, now) || garbage::step(model, now);
    if !acted {
        model.set_reviewed();
    }
    acted
}

/// Asks an object to go, as a controller does it: without grace if it can be.
fn delete(model: &mut Model, resource: &ResourceType, record: &Record, now: Timestamp) -> bool {
    let mut object = record.to_value();
    if finalizers(&object).is_empty() {
        return model.remove(resource, record.key()).is_some();
    }
    let metadata = &mut object["metadata"];
    if metadata.get("deletionTimestamp").is_some() {
        return false;
    }
    super::apiserver::object::bump_generation(metadata);
    metadata["deletionTimestamp"] = now.to_string().into();
    metadata["deletionGracePeriodSeconds"] = 0.into();
    write(model, resource, record, &object);
    true
}

/// Takes a finalizer off; the object goes with the last one if it is on its way.
fn finalize(model: &mut Model, resource: &ResourceType, record: &Record, finalizer: &str) {
    let mut object = record.to_value();
    let mut left = finalizers(&object);
    left.retain(|it| it != finalizer);
    set_finalizers(&mut object, &left);
    if left.is_empty() && is_deleted(&object) {
        model.remove(resource, record.key());
    } else {
        write(model, resource, record, &object);
    }
}

fn write(model: &mut Model, resource: &ResourceType, old: &Record, object: &Value) {
    let new = Record::new(object, old.version(), model.store.next_revision());
    model.put(resource, new);
}

fn is_deleted(object: &Value) -> bool {
    object["metadata"].get("deletionTimestamp").is_some()
}
