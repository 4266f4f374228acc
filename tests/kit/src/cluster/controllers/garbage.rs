use std::sync::Arc;

use outrigger::rt::Timestamp;
use serde_json::Value;

use super::{delete, finalize, write};
use crate::cluster::apiserver::catalog::ResourceType;
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::object::{finalizers, metadata_mut};
use crate::cluster::apiserver::store::{Place, Record};

const ORPHAN: &str = "orphan";
const FOREGROUND: &str = "foregroundDeletion";

type Found = (Arc<ResourceType>, Arc<Record>);

/// Follows one owner reference: deletes a dependent without owners, lets dependents of an orphaning
/// owner go, or ends a foreground deletion.
pub(super) fn step(model: &mut Model, now: Timestamp) -> bool {
    let owners = model.store.owners();
    let held = find(model, owners.held());
    let collectable = owners.gone().flat_map(|uid| owners.dependents(uid));
    let collectable = find(model, collectable);
    held.iter().any(|owner| settle(model, owner, now))
        || collectable.iter().any(|it| collect(model, it, now))
}

/// The objects at these places, as far as their kinds are served.
fn find<'a>(model: &Model, places: impl Iterator<Item = &'a Place>) -> Vec<Found> {
    let found = |(storage, key): &Place| {
        let resource = model.stored_type(storage)?.clone();
        Some((resource, model.store.get(storage, key)?.clone()))
    };
    places.filter_map(found).collect()
}

/// An owner that waits for the collector.
fn settle(model: &mut Model, owner: &Found, now: Timestamp) -> bool {
    let (resource, record) = owner;
    let held = finalizers(&record.to_value());
    let dependents = find(model, model.store.owners().dependents(record.uid()));
    if held.iter().any(|it| it == ORPHAN) {
        for (kind, dependent) in &dependents {
            disown(model, kind, dependent, &|uid| uid == record.uid());
        }
        finalize(model, resource, record, ORPHAN);
        return true;
    }
    let blocking: Vec<&Found> = dependents
        .iter()
        .filter(|it| blocks(it, record.uid()))
        .collect();
    if blocking.is_empty() {
        finalize(model, resource, record, FOREGROUND);
        return true;
    }
    dependents
        .iter()
        .any(|(kind, dependent)| delete(model, kind, dependent, now))
}

/// Whether a dependent holds up the foreground deletion of its owner.
fn blocks((_, dependent): &Found, uid: &str) -> bool {
    let object = dependent.to_value();
    let list = object["metadata"]["ownerReferences"].as_array();
    list.into_iter()
        .flatten()
        .any(|it| it["uid"] == uid && it["blockOwnerDeletion"] == true)
}

/// A dependent one of whose owners is gone: it goes with the last, or forgets the one.
fn collect(model: &mut Model, dependent: &Found, now: Timestamp) -> bool {
    let (resource, record) = dependent;
    let there = |uid: &String| model.store.owners().exists(uid);
    let (left, gone): (Vec<String>, Vec<String>) = record.owners().iter().cloned().partition(there);
    if left.is_empty() {
        return delete(model, resource, record, now);
    }
    disown(model, resource, record, &|uid| {
        gone.iter().any(|it| it == uid)
    });
    true
}

fn disown(
    model: &mut Model,
    resource: &ResourceType,
    record: &Record,
    gone: &dyn Fn(&str) -> bool,
) {
    let mut object = record.to_value();
    let metadata = metadata_mut(&mut object);
    let Some(owners) = metadata
        .get_mut("ownerReferences")
        .and_then(Value::as_array_mut)
    else {
        return;
    };
    owners.retain(|it| !it["uid"].as_str().is_some_and(gone));
    if owners.is_empty() {
        metadata.remove("ownerReferences");
    }
    write(model, resource, record, &object);
}
