//! Status and scale.

use http::Method;
use serde_json::{Value, json};

use super::flaws::odd_scale;
use super::queries::target;
use super::writes::change;
use super::{Generator, Subject};
use crate::operation::Operation;

const MERGE: &str = "application/merge-patch+json";

fn status_values(kind: &str) -> Vec<Value> {
    let time = "2001-02-03T04:05:06Z";
    let condition = json!({
        "type": "Available", "status": "True", "reason": "R", "message": "m",
        "lastUpdateTime": time, "lastTransitionTime": time,
    });
    match kind {
        "Deployment" => vec![
            json!({ "replicas": 2, "readyReplicas": 1, "observedGeneration": 1 }),
            json!({ "replicas": 3, "updatedReplicas": 3, "availableReplicas": 3, "readyReplicas": 3 }),
            json!({ "conditions": [condition] }),
            json!({ "replicas": -1 }),
            json!({ "replicas": 1, "readyReplicas": 2, "availableReplicas": 3 }),
            json!({ "collisionCount": -1 }),
            json!({ "unknown": 1 }),
            json!({ "replicas": "2" }),
            json!(null),
        ],
        _ => vec![
            json!({ "phase": "Ready", "replicas": 2, "selector": "app=x" }),
            json!({ "phase": "New" }),
            json!({ "phase": "Odd" }),
            json!({ "replicas": "2" }),
            json!({ "observed": 5, "unknown": 1 }),
            json!({ "selector": "not a selector!", "replicas": 1 }),
            json!({}),
            json!(null),
        ],
    }
}

pub(super) fn status(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    let path = format!("{}/status", subject.path());
    let status = generator.random.pick(&status_values(subject.kind.kind));
    let query = generator.write_query();
    match generator.random.below(6) {
        0 => Operation::get("get status", path),
        1 | 2 => {
            let mut body = json!({ "status": status });
            if generator.random.once_in(3) {
                body["metadata"] =
                    json!({ "labels": { "tier": "c" }, "annotations": { "by": "status" } });
                body["spec"] = json!({ "replicas": 9 });
            }
            Operation::new("patch status", Method::PATCH, target(&path, &query))
                .text(MERGE, body.to_string())
                .about(subject.key())
        }
        3 => {
            let body = json!([{ "op": "add", "path": "/status", "value": status }]);
            Operation::new("JSON patch of status", Method::PATCH, target(&path, &query))
                .text("application/json-patch+json", body.to_string())
                .about(subject.key())
        }
        _ => replace_status(generator, &subject, &target(&path, &query), status),
    }
}

fn replace_status(
    generator: &mut Generator,
    subject: &Subject,
    target: &str,
    status: Value,
) -> Operation {
    let otherwise = generator.valid(subject);
    let mut edits = vec![("/status", Some(status))];
    if generator.random.once_in(2) {
        edits.push(change(generator, subject.kind.kind));
    }
    if generator.random.once_in(6) {
        edits.push(("/metadata/resourceVersion", None));
    }
    Operation::new("replace status", Method::PUT, target)
        .edited(&subject.key(), otherwise, edits)
        .about(subject.key())
}

pub(super) fn scale(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    let path = format!("{}/scale", subject.path());
    let query = generator.write_query();
    let spec = generator.random.pick(&[
        json!({ "replicas": 3 }),
        json!({ "replicas": 0 }),
        json!({ "replicas": 7 }),
        json!({ "replicas": -1 }),
        json!({ "replicas": "3" }),
        json!({}),
        json!({ "replicas": 2, "unknown": 1 }),
        Value::Null,
    ]);
    match generator.random.below(4) {
        0 => Operation::get("get scale", path),
        1 | 2 => Operation::new("patch scale", Method::PATCH, target(&path, &query))
            .text(MERGE, json!({ "spec": spec }).to_string())
            .about(subject.key()),
        _ => replace_scale(generator, &subject, &target(&path, &query), spec),
    }
}

fn replace_scale(
    generator: &mut Generator,
    subject: &Subject,
    target: &str,
    spec: Value,
) -> Operation {
    let mut body = json!({
        "apiVersion": "autoscaling/v1", "kind": "Scale",
        "metadata": { "name": subject.name, "namespace": subject.namespace },
        "spec": spec,
    });
    let key = subject.key();
    let (pointer, value) = odd_scale(&mut generator.random, &key);
    super::set(&mut body, pointer, value);
    Operation::new("replace scale", Method::PUT, target)
        .json(&body)
        .about(key)
}
