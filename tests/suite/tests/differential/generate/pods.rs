//! Pods, their disruption budgets, and what one does to them through subresources.

mod budgets;
mod containers;

use http::Method;
use serde_json::{Value, json};

pub(super) use self::budgets::{change_budget, create_budget, status as budget_status};
pub(super) use self::containers::{ephemeral, resize};
use super::queries::target;
use super::{Generator, Subject};
use crate::kinds::{NAMESPACES, OF_PODS};
use crate::operation::Operation;

const NAMES: [&str; 3] = ["one", "two", "three"];
const MERGE: &str = "application/merge-patch+json";
const PATCH: &str = "application/json-patch+json";

pub(super) fn subject(generator: &mut Generator) -> Subject {
    Subject {
        kind: &OF_PODS[0],
        namespace: generator
            .random
            .pick(&[NAMESPACES[0], NAMESPACES[0], NAMESPACES[1]]),
        name: generator.random.pick(&NAMES),
    }
}

fn resources(generator: &mut Generator) -> Value {
    generator.random.pick(&[
        json!({}),
        json!({ "requests": { "cpu": "100m", "memory": "64Mi" } }),
        json!({ "requests": { "cpu": "100m" }, "limits": { "cpu": "1", "memory": "1Gi" } }),
        json!({ "limits": { "cpu": "1", "memory": "1Gi" } }),
    ])
}

fn pod(generator: &mut Generator, name: &str) -> Value {
    let mut spec = json!({ "containers": [
        { "name": "main", "image": "main:1", "resources": resources(generator) },
    ] });
    let random = &mut generator.random;
    if random.once_in(3) {
        let side = json!({ "name": "side", "image": "side" });
        spec["containers"]
            .as_array_mut()
            .expect("a list")
            .push(side);
    }
    if random.once_in(4) {
        spec["initContainers"] = json!([{ "name": "init", "image": "init" }]);
    }
    if random.once_in(3) {
        spec["nodeName"] = random.pick(&["node-1", "node-2"]).into();
    } else if random.once_in(10) {
        spec["schedulingGates"] = json!([{ "name": "example.com/wait" }]);
    }
    let mut metadata = json!({ "name": name, "labels": { "app": random.pick(&["web", "db"]) } });
    if random.once_in(8) {
        metadata["finalizers"] = json!(["example.com/hold"]);
    }
    json!({ "apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec })
}

pub(super) fn create(generator: &mut Generator) -> Operation {
    let subject = subject(generator);
    let body = pod(generator, subject.name);
    Operation::new("create a pod", Method::POST, subject.collection())
        .json(&body)
        .about(subject.key())
}

/// Lets a pod run, or end.
pub(super) fn status(generator: &mut Generator) -> Operation {
    let subject = subject(generator);
    let time = "2001-02-03T04:05:06Z";
    let ready =
        |status: &str| json!([{ "type": "Ready", "status": status, "lastTransitionTime": time }]);
    let running = json!([{
        "name": "main", "image": "main:1", "imageID": "x", "containerID": "x://1",
        "ready": true, "restartCount": 0, "lastState": {},
        "state": { "running": { "startedAt": time } },
    }]);
    let status = generator.random.pick(&[
        json!({ "phase": "Running", "conditions": ready("True") }),
        json!({ "phase": "Running", "conditions": ready("True") }),
        json!({ "phase": "Running", "conditions": ready("True") }),
        json!({ "phase": "Running", "conditions": ready("True") }),
        json!({ "phase": "Running", "conditions": ready("False") }),
        json!({ "phase": "Running", "containerStatuses": running }),
        json!({ "phase": "Succeeded" }),
        json!({ "phase": "Pending", "nominatedNodeName": "node-2" }),
    ]);
    let path = format!("{}/status", subject.path());
    Operation::new("status of a pod", Method::PATCH, path)
        .text(MERGE, json!({ "status": status }).to_string())
        .about(subject.key())
}

pub(super) fn get(generator: &mut Generator) -> Operation {
    let subject = subject(generator);
    let kind = generator.random.pick(&[&OF_PODS[0], &OF_PODS[1]]);
    let one = format!("{}/{}", kind.collection(subject.namespace), subject.name);
    let path = generator
        .random
        .pick(&[one, kind.collection(subject.namespace)]);
    let operation = Operation::get("get pods and budgets", path);
    match generator.random.once_in(3) {
        true => operation.header("accept", "application/json;as=Table;v=v1;g=meta.k8s.io"),
        false => operation,
    }
}

pub(super) fn delete(generator: &mut Generator) -> Operation {
    let subject = subject(generator);
    let query = generator.random.pick(&["?gracePeriodSeconds=0", ""]);
    let path = format!("{}{query}", subject.path());
    Operation::new("delete a pod", Method::DELETE, path).about(subject.key())
}

/// A body for a subresource that takes a kind of its own, sometimes spoilt.
fn spoilt(generator: &mut Generator, mut body: Value) -> String {
    if !generator.random.once_in(6) {
        return body.to_string();
    }
    let (field, value) = generator.random.pick(&[
        ("/kind", json!("Bogus")),
        ("/kind", json!("Pod")),
        ("/kind", Value::Null),
        ("/apiVersion", json!("v1")),
        ("/apiVersion", json!("policy/v1")),
        ("/apiVersion", Value::Null),
        ("/metadata/name", json!("other")),
        ("/metadata/name", Value::Null),
        ("/metadata/namespace", json!("elsewhere")),
        ("/metadata/labels", json!(1)),
        ("/unknown", json!(1)),
        ("", Value::Null),
    ]);
    if field.is_empty() {
        return generator.random.pick(&["", "{", "null", "[]"]).to_owned();
    }
    super::set(&mut body, field, Some(value));
    body.to_string()
}

pub(super) fn evict(generator: &mut Generator) -> Operation {
    let subject = subject(generator);
    let mut body = json!({
        "apiVersion": "policy/v1", "kind": "Eviction", "metadata": { "name": subject.name },
    });
    let key = subject.key();
    let options = generator.random.pick(&[
        Value::Null,
        Value::Null,
        Value::Null,
        Value::Null,
        json!({}),
        json!({ "gracePeriodSeconds": 0 }),
        json!({ "gracePeriodSeconds": 5, "propagationPolicy": "Foreground" }),
        json!({ "propagationPolicy": "Bogus" }),
        json!({ "dryRun": ["All"] }),
        json!({ "dryRun": ["All", "All"] }),
        json!({ "preconditions": { "resourceVersion": format!("{{{{version {key}}}}}") } }),
        json!({ "preconditions": { "resourceVersion": format!("{{{{stale {key}}}}}") } }),
        json!({ "ignoreStoreReadErrorWithClusterBreakingPotential": true }),
        json!({ "gracePeriodSeconds": "x" }),
    ]);
    if !options.is_null() {
        body["deleteOptions"] = options;
    }
    let body = spoilt(generator, body);
    let query = generator.write_query();
    let path = format!("{}/eviction", subject.path());
    Operation::new("evict", Method::POST, target(&path, &query))
        .text("application/json", body)
        .about(key)
}

pub(super) fn bind(generator: &mut Generator) -> Operation {
    let subject = subject(generator);
    let key = subject.key();
    let target_of = generator.random.pick(&[
        json!({ "kind": "Node", "name": "node-1" }),
        json!({ "kind": "Node", "name": "node-2" }),
        json!({ "name": "node-1" }),
        json!({ "apiVersion": "v1", "kind": "Node", "name": "node-1" }),
        json!({ "kind": "Bogus", "name": "node-1" }),
        json!({ "kind": "Bogus" }),
        json!({ "kind": "Node", "name": "Not a name" }),
        json!({}),
    ]);
    let mut metadata = json!({ "name": subject.name });
    match generator.random.below(10) {
        0 => metadata["uid"] = format!("{{{{uid {key}}}}}").into(),
        1 => metadata["uid"] = "00000000-0000-4000-8000-000000000001".into(),
        2 => metadata["resourceVersion"] = format!("{{{{version {key}}}}}").into(),
        3 => metadata["resourceVersion"] = format!("{{{{stale {key}}}}}").into(),
        4 => metadata["annotations"] = json!({ "example.com/bound": "yes" }),
        5 => metadata["labels"] = json!({ "example.com/zone": "a" }),
        _ => {}
    }
    let body = json!({
        "apiVersion": "v1", "kind": "Binding", "metadata": metadata, "target": target_of,
    });
    let body = spoilt(generator, body);
    let query = generator.write_query();
    let path = format!("{}/binding", subject.path());
    Operation::new("bind", Method::POST, target(&path, &query))
        .text("application/json", body)
        .about(key)
}

/// There is no kubelet to give a log; what is asked wrongly is refused before that.
pub(super) fn log(generator: &mut Generator) -> Operation {
    let subject = subject(generator);
    let path = format!("{}/log", subject.path());
    let query = generator.random.pick(&[
        ("container", "main"),
        ("container", "side"),
        ("container", "init"),
        ("container", "bogus"),
        ("follow", "false"),
        ("tailLines", "-1"),
        ("tailLines", "x"),
        ("tailLines", "5"),
        ("limitBytes", "0"),
        ("limitBytes", ""),
        ("sinceSeconds", "0"),
        ("sinceSeconds", "10"),
        ("sinceTime", "2001-02-03T04:05:06Z"),
        ("sinceTime", "yesterday"),
        ("sinceTime", ""),
        ("stream", "Stdout"),
        ("stream", "All"),
        ("insecureSkipTLSVerifyBackend", "true"),
        ("unknown", "1"),
    ]);
    let mut query = vec![(query.0, query.1.to_owned())];
    if generator.random.once_in(6) {
        query = vec![
            ("sinceSeconds", "10".to_owned()),
            ("sinceTime", "2001-02-03T04:05:06Z".to_owned()),
            ("limitBytes", "-1".to_owned()),
        ];
    } else if generator.random.once_in(4) {
        query.clear();
    }
    let operation = Operation::get("log", target(&path, &query));
    match generator.random.below(8) {
        0 => operation.header("accept", "text/plain"),
        1 => operation.header("accept", "application/json, */*"),
        2 => operation.header("accept", "text/html"),
        _ => operation,
    }
}

pub(super) fn other_method(generator: &mut Generator) -> Operation {
    let subject = subject(generator);
    let (method, subresource) = generator.random.pick(&[
        (Method::GET, "eviction"),
        (Method::PUT, "eviction"),
        (Method::DELETE, "eviction"),
        (Method::GET, "binding"),
        (Method::PATCH, "binding"),
        (Method::POST, "log"),
        (Method::PUT, "log"),
        (Method::DELETE, "log"),
        (Method::POST, "ephemeralcontainers"),
        (Method::DELETE, "ephemeralcontainers"),
        (Method::POST, "resize"),
        (Method::DELETE, "resize"),
    ]);
    let path = format!("{}/{subresource}", subject.path());
    Operation::new("another method", method, path).json(&json!({}))
}

const fn patch_type(list: bool) -> &'static str {
    if list { PATCH } else { MERGE }
}
