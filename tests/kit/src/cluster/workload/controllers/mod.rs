//! What kube-controller-manager does with deployments, replica sets and jobs.
//!
//! Each function looks at one object as it is and takes the next step towards what it asks for.

pub(super) mod deployment;
mod deployment_status;
pub(super) mod job;
mod owned_pods;
pub(super) mod replica_set;
mod rolling_update;

use serde_json::{Value, json};

use super::writer::Writer;
use crate::cluster::apiserver::store::Record;

/// A whole number at this JSON pointer; zero if there is none.
fn number(object: &Value, pointer: &str) -> i64 {
    let found = object.pointer(pointer).and_then(Value::as_i64);
    found.unwrap_or_default()
}

fn text<'a>(object: &'a Value, pointer: &str) -> &'a str {
    let found = object.pointer(pointer).and_then(Value::as_str);
    found.unwrap_or_default()
}

/// The reference by which an object's controller owns what it makes.
fn controlled_by(api_version: &str, kind: &str, owner: &Record) -> Value {
    json!([{
        "apiVersion": api_version,
        "kind": kind,
        "name": owner.name(),
        "uid": owner.uid(),
        "controller": true,
        "blockOwnerDeletion": true,
    }])
}

/// Asks a pod to go, with the grace that it has; one that runs nowhere goes at once.
fn delete_pod(writer: &mut Writer<'_>, key: &str, bound: bool) {
    if !bound {
        writer.remove("pods", key);
        return;
    }
    let now = writer.now;
    writer.amend("pods", key, |pod| {
        let grace = number(pod, "/spec/terminationGracePeriodSeconds");
        let until = crate::cluster::apiserver::object::later(now, grace);
        let metadata = &mut pod["metadata"];
        if metadata.get("deletionTimestamp").is_none() {
            crate::cluster::apiserver::object::bump_generation(metadata);
            metadata["deletionTimestamp"] = until.to_string().into();
            metadata["deletionGracePeriodSeconds"] = grace.into();
        }
    });
}
