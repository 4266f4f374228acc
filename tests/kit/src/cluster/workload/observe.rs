//! What follows from a change: who has to look at it, and when.

use std::time::Duration;

use outrigger::rt::Instant;

use super::agenda::Deed;
use super::controllers::job;
use super::facts::PodFacts;
use super::kubelet;
use super::life::Life;
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::store::{Change, Record};

/// How long a controller takes to see a change.
const REVIEW_AFTER: Duration = Duration::from_millis(50);

/// Looks at everything, as after a pause too long for the history.
pub(super) fn everything(life: &mut Life, model: &Model, at: Instant) {
    for (storage, record) in model.store.all() {
        follow(life, storage, record, true, at);
        if **storage == *"events" {
            life.expiry.note(record.key(), at);
        }
    }
}

pub(super) fn change(life: &mut Life, change: &Change, at: Instant) {
    let there = change.current().is_some();
    follow(life, change.storage(), change.last(), there, at);
    if change.storage() == "events" && change.old().is_none() {
        life.expiry.note(change.key(), at);
    }
}

fn follow(life: &mut Life, storage: &str, record: &Record, there: bool, at: Instant) {
    let key = record.key().to_owned();
    let soon = at + REVIEW_AFTER;
    match storage {
        "pods" => {
            if there && let Some(delay) = kubelet::delay(record, &mut life.names) {
                life.agenda
                    .push(at + delay, Deed::Pod(key, record.revision()));
            }
            review_owners(life, record, soon);
        }
        "apps/replicasets" => {
            if there {
                life.agenda.push(soon, Deed::ReplicaSet(key));
            }
            review_owners(life, record, soon);
        }
        "apps/deployments" if there => life.agenda.push(soon, Deed::Deployment(key)),
        "batch/jobs" if there => {
            if let Some(lifetime) = job::lifetime(record) {
                let end = Deed::EndJob(key.clone(), record.uid().to_owned());
                life.agenda.push(at + lifetime, end);
            }
            life.agenda.push(soon, Deed::Job(key));
        }
        _ => {}
    }
}

fn review_owners(life: &mut Life, record: &Record, at: Instant) {
    if record.owners().is_empty() {
        return;
    }
    for (kind, name) in PodFacts::of(record).owners() {
        let key = Record::key_of(record.namespace(), name);
        let deed = match kind {
            "ReplicaSet" => Deed::ReplicaSet(key),
            "Deployment" => Deed::Deployment(key),
            "Job" => Deed::Job(key),
            _ => continue,
        };
        life.agenda.push(at, deed);
    }
}
