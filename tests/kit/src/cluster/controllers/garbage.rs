use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use outrigger::rt::Timestamp;
use serde_json::Value;

use super::{delete, finalize, is_deleted, write};
use crate::cluster::apiserver::catalog::ResourceType;
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::object::{finalizers, metadata_mut};
use crate::cluster::apiserver::store::Record;

const ORPHAN: &str = "orphan";
const FOREGROUND: &str = "foregroundDeletion";

type Found = (Arc<ResourceType>, Arc<Record>);

/// Who owns whom, at one moment.
struct Graph {
    uids: BTreeSet<String>,
    /// By the owner's uid.
    dependents: BTreeMap<String, Vec<Found>>,
    /// On their way, and held by one of the collector's finalizers.
    held: Vec<Found>,
}

/// Follows one owner reference: deletes a dependent without owners, lets dependents of an orphaning
/// owner go, or ends a foreground deletion.
pub(super) fn step(model: &mut Model, now: Timestamp) -> bool {
    let graph = Graph::of(model);
    graph
        .held
        .iter()
        .any(|owner| settle(model, &graph, owner, now))
        || graph
            .dependents
            .iter()
            .filter(|(uid, _)| !graph.uids.contains(*uid))
            .flat_map(|(_, dependents)| dependents)
            .any(|dependent| collect(model, &graph, dependent, now))
}

impl Graph {
    fn of(model: &Model) -> Self {
        let mut graph = Self {
            uids: BTreeSet::new(),
            dependents: BTreeMap::new(),
            held: Vec::new(),
        };
        for resource in model.stored_types() {
            for record in model.store.range(&resource.storage(), "") {
                graph.uids.insert(record.uid().to_owned());
                if !record.mentions_collector() {
                    continue;
                }
                let object = record.to_value();
                let found = || (resource.clone(), record.clone());
                for owner in owners(&object) {
                    graph.dependents.entry(owner).or_default().push(found());
                }
                let mine = |it: &String| matches!(it.as_str(), ORPHAN | FOREGROUND);
                if is_deleted(&object) && finalizers(&object).iter().any(mine) {
                    graph.held.push(found());
                }
            }
        }
        graph
    }

    fn dependents(&self, uid: &str) -> &[Found] {
        self.dependents.get(uid).map_or(&[], Vec::as_slice)
    }
}

fn owners(object: &Value) -> Vec<String> {
    let list = object["metadata"]["ownerReferences"].as_array();
    let uids = list
        .into_iter()
        .flatten()
        .filter_map(|it| it["uid"].as_str());
    uids.map(str::to_owned).collect()
}

/// An owner that waits for the collector.
fn settle(model: &mut Model, graph: &Graph, owner: &Found, now: Timestamp) -> bool {
    let (resource, record) = owner;
    let held = finalizers(&record.to_value());
    let dependents = graph.dependents(record.uid());
    if held.iter().any(|it| it == ORPHAN) {
        for (kind, dependent) in dependents {
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
fn collect(model: &mut Model, graph: &Graph, dependent: &Found, now: Timestamp) -> bool {
    let (resource, record) = dependent;
    let owned = owners(&record.to_value());
    if owned.iter().any(|uid| graph.uids.contains(uid)) {
        disown(model, resource, record, &|uid| !graph.uids.contains(uid));
        return true;
    }
    delete(model, resource, record, now)
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
