//! The verbs of the dynamic, typed and metadata clients, with all of their options.

use serde_json::{Value, json};

use super::{merged, options};

/// The media types of patches, each with a patch.
fn patches() -> [(&'static str, Value); 4] {
    [
        (
            "application/json-patch+json",
            json!([{ "op": "replace", "path": "/metadata/labels/a", "value": "b" }]),
        ),
        (
            "application/merge-patch+json",
            json!({ "metadata": { "labels": { "a": null } } }),
        ),
        (
            "application/strategic-merge-patch+json",
            json!({ "metadata": { "labels": { "a": "b" }, "$retainKeys": ["labels"] } }),
        ),
        (
            "application/apply-patch+yaml",
            json!({ "apiVersion": "example.com/v1", "kind": "Widget", "spec": { "size": 3 } }),
        ),
    ]
}

fn calls(verb: &str, options: Vec<Value>) -> Vec<Value> {
    let calls = options.into_iter();
    calls
        .map(|options| json!({ "verb": verb, "options": options }))
        .collect()
}

fn patch_calls() -> Vec<Value> {
    let mut calls = Vec::new();
    for (media_type, patch) in patches() {
        for options in options::write() {
            calls.push(json!({
                "verb": "patch", "options": options, "patch": media_type, "body": patch,
            }));
        }
    }
    let (media_type, patch) = &patches()[3];
    for force in [true, false] {
        let options = json!({ "fieldManager": "recorder", "force": force });
        calls.push(json!({
            "verb": "patch", "options": options, "patch": media_type, "body": patch,
        }));
    }
    calls
}

fn read_calls() -> Vec<Value> {
    let mut reads = calls("get", options::get());
    reads.extend(calls("list", options::list()));
    reads.extend(calls("watch", options::watch()));
    reads
}

fn delete_calls() -> Vec<Value> {
    let mut deletes = calls("delete", options::delete());
    deletes.extend(calls("deleteCollection", options::delete()));
    for selection in options::list() {
        deletes.push(json!({ "verb": "deleteCollection", "selection": selection }));
    }
    deletes
}

/// Writes of `body`; those of a status are some of them.
fn write_calls(body: &Value, status: bool) -> Vec<Value> {
    let mut writes = calls("create", options::write());
    writes.extend(calls("update", options::write()));
    writes.extend(calls("apply", options::apply()));
    if status {
        writes.extend(calls("updateStatus", options::write()));
        writes.extend(calls("applyStatus", options::apply()));
    }
    let writes = writes.into_iter();
    writes
        .map(|write| merged(write, &json!({ "body": body })))
        .collect()
}

/// Each call without options.
fn bare(calls: Vec<Value>) -> Vec<Value> {
    let plain = |call: &Value| {
        let options = &call["options"];
        let selects = call.get("selection").is_some_and(|all| *all != json!({}));
        let manager = json!({ "fieldManager": "recorder" });
        !selects && (options.is_null() || *options == json!({}) || *options == manager)
    };
    calls.into_iter().filter(plain).collect()
}

fn about(resource: &Value, calls: Vec<Value>) -> Vec<Value> {
    calls
        .into_iter()
        .map(|call| merged(call, resource))
        .collect()
}

/// The resources of the dynamic client: in the core group and in another one, in namespaces and in
/// none.
pub(super) fn widgets() -> [(Value, Value); 4] {
    let resource = |group: &str, resource: &str, namespace: &str| {
        json!({
            "client": "dynamic", "group": group, "version": "v1", "resource": resource,
            "namespace": namespace, "name": "left",
        })
    };
    let object = |api_version: &str, kind: &str| {
        json!({
            "apiVersion": api_version, "kind": kind,
            "metadata": { "name": "left", "labels": { "a": "b" } },
            "spec": { "size": 3, "text": "<é&\u{2028}\">" },
        })
    };
    [
        (
            resource("example.com", "widgets", "shop"),
            object("example.com/v1", "Widget"),
        ),
        (
            resource("example.com", "clusterwidgets", ""),
            object("example.com/v1", "ClusterWidget"),
        ),
        (resource("", "pods", "shop"), object("v1", "Pod")),
        (resource("", "nodes", ""), object("v1", "Node")),
    ]
}

pub(crate) fn dynamic() -> Vec<Value> {
    let mut cases = Vec::new();
    for (number, (resource, body)) in widgets().into_iter().enumerate() {
        let mut calls = read_calls();
        calls.extend(write_calls(&body, true));
        calls.extend(patch_calls());
        calls.extend(delete_calls());
        if number > 0 {
            calls = bare(calls);
        }
        cases.extend(about(&resource, calls));
    }
    let (all, _) = &widgets()[0];
    let everywhere = merged(all.clone(), &json!({ "namespace": "" }));
    let across = bare(calls("list", options::list()));
    cases.extend(about(&everywhere, across));
    cases.extend(about(&everywhere, bare(calls("watch", options::watch()))));
    cases
}

pub(crate) fn typed() -> Vec<Value> {
    let mut cases = Vec::new();
    for (number, (resource, body)) in kinds().into_iter().enumerate() {
        let status = resource["resource"] != "storageclasses";
        let mut calls = read_calls();
        calls.extend(write_calls(&body, status));
        calls.extend(patch_calls());
        calls.extend(delete_calls());
        if number > 0 {
            calls = bare(calls);
        } else {
            // What the clients prefer where the server knows it.
            let preferring = about(&json!({ "protobuf": true }), bare(calls.clone()));
            calls.extend(preferring);
        }
        cases.extend(about(&resource, calls));
    }
    let pods = merged(kinds()[0].0.clone(), &json!({ "namespace": "" }));
    cases.extend(about(&pods, calls("list", vec![json!({})])));
    cases.extend(about(&pods, calls("watch", vec![json!({})])));
    // No object is in all namespaces.
    cases.extend(about(&pods, calls("get", vec![json!({})])));
    cases.extend(about(&pods, calls("delete", vec![json!({})])));
    let create = json!({ "verb": "create", "body": kinds()[0].1 });
    cases.extend(about(&pods, vec![create]));
    cases
}

/// Kinds that are compiled in.
pub(super) fn kinds() -> [(Value, Value); 4] {
    let resource = |group: &str, resource: &str, namespace: &str| {
        json!({
            "client": "typed", "group": group, "version": "v1", "resource": resource,
            "namespace": namespace, "name": "left",
        })
    };
    let metadata = json!({ "name": "left", "labels": { "a": "b" } });
    let container = json!({ "name": "c", "image": "i" });
    let template =
        json!({ "metadata": { "labels": { "a": "b" } }, "spec": { "containers": [container] } });
    [
        (
            resource("", "pods", "shop"),
            json!({
                "apiVersion": "v1", "kind": "Pod", "metadata": metadata,
                "spec": { "containers": [container], "nodeName": "n1" },
                "status": { "phase": "Running" },
            }),
        ),
        (
            resource("apps", "deployments", "shop"),
            json!({
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata,
                "spec": {
                    "replicas": 3, "selector": { "matchLabels": { "a": "b" } },
                    "template": template,
                },
            }),
        ),
        (
            resource("", "nodes", ""),
            json!({
                "apiVersion": "v1", "kind": "Node", "metadata": metadata,
                "spec": { "unschedulable": true },
            }),
        ),
        (
            resource("storage.k8s.io", "storageclasses", ""),
            json!({
                "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": metadata,
                "provisioner": "p",
            }),
        ),
    ]
}

pub(crate) fn metadata() -> Vec<Value> {
    let mut cases = Vec::new();
    for (number, (resource, _)) in widgets().into_iter().enumerate() {
        let mut calls = read_calls();
        calls.extend(patch_calls());
        calls.extend(delete_calls());
        if number > 0 {
            calls = bare(calls);
        }
        let resource = merged(resource, &json!({ "client": "metadata" }));
        cases.extend(about(&resource, calls));
    }
    cases
}
