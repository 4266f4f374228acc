//! What the typed clients have beyond the verbs, and the scale client.

use serde_json::{Value, json};

use super::{merged, options};

fn scale_body() -> Value {
    json!({ "metadata": { "name": "left", "namespace": "shop" }, "spec": { "replicas": 3 } })
}

/// Anything that can be scaled.
pub(crate) fn scale() -> Vec<Value> {
    let resources = [
        ("apps", "v1", "deployments"),
        ("example.com", "v1", "widgets"),
        ("", "v1", "replicationcontrollers"),
    ];
    let mut cases = Vec::new();
    for (group, version, resource) in resources {
        let base = json!({
            "client": "scale", "group": group, "version": version, "resource": resource,
            "namespace": "shop", "name": "left",
        });
        let mut add = |call: Value| cases.push(merged(base.clone(), &call));
        for options in options::get() {
            add(json!({ "verb": "get", "options": options }));
        }
        for options in options::write() {
            add(json!({ "verb": "update", "options": options, "body": scale_body() }));
            add(json!({
                "verb": "patch", "options": options, "patch": "application/merge-patch+json",
                "body": { "spec": { "replicas": 5 } },
            }));
        }
    }
    cases
}

fn expansion(resource: &str, verb: &str, options: Vec<Value>, body: Value) -> Vec<Value> {
    let call = |options| {
        let mut call = json!({
            "client": "expansion", "resource": resource, "verb": verb, "name": "left",
            "namespace": "shop", "options": options,
        });
        if !body.is_null() {
            call["body"] = body.clone();
        }
        call
    };
    options.into_iter().map(call).collect()
}

pub(crate) fn expansions() -> Vec<Value> {
    let none = || vec![json!({})];
    let metadata = || json!({ "name": "left", "namespace": "shop" });
    let pod = json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": metadata(),
        "spec": {
            "containers": [{ "name": "c", "image": "i" }],
            "ephemeralContainers": [{ "name": "debug", "image": "busybox" }],
        },
    });
    let mut cases = expansion("pods", "log", options::log(), Value::Null);
    for options in options::delete() {
        let body = json!({
            "apiVersion": "policy/v1", "kind": "Eviction", "metadata": metadata(),
            "deleteOptions": options,
        });
        cases.extend(expansion("pods", "evict", none(), body));
    }
    let bare = json!({ "apiVersion": "policy/v1", "kind": "Eviction", "metadata": metadata() });
    cases.extend(expansion("pods", "evict", none(), bare));
    let binding = json!({
        "apiVersion": "v1", "kind": "Binding", "metadata": metadata(),
        "target": { "apiVersion": "v1", "kind": "Node", "name": "n1" },
    });
    cases.extend(expansion("pods", "bind", options::write(), binding));
    for verb in ["ephemeralcontainers", "resize"] {
        cases.extend(expansion("pods", verb, options::write(), pod.clone()));
    }
    cases.extend(expansion(
        "serviceaccounts",
        "token",
        options::write(),
        token(),
    ));
    let request = json!({
        "apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest",
        "metadata": { "name": "left" },
        "spec": { "request": "YQ==", "signerName": "example.com/s", "usages": ["client auth"] },
        "status": { "conditions": [{
            "type": "Approved", "status": "True", "reason": "Test", "message": "why not",
        }] },
    });
    let approval = ("certificatesigningrequests", "approval");
    cases.extend(expansion(approval.0, approval.1, options::write(), request));
    let namespace = json!({
        "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "left" },
        "spec": { "finalizers": ["kubernetes"] },
    });
    cases.extend(expansion(
        "namespaces",
        "finalize",
        options::write(),
        namespace,
    ));
    let status = json!({ "status": { "phase": "Running" } });
    cases.extend(expansion("nodes", "patchStatus", none(), status));
    cases.extend(expansion(
        "deployments",
        "getScale",
        options::get(),
        Value::Null,
    ));
    let scale = merged(
        scale_body(),
        &json!({ "apiVersion": "autoscaling/v1", "kind": "Scale" }),
    );
    cases.extend(expansion(
        "deployments",
        "updateScale",
        options::write(),
        scale.clone(),
    ));
    cases.extend(expansion(
        "deployments",
        "applyScale",
        options::apply(),
        scale,
    ));
    cases.extend(review());
    cases.extend(proxies());
    cases
}

fn token() -> Value {
    json!({
        "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest",
        "spec": {
            "audiences": ["vault"], "expirationSeconds": 600,
            "boundObjectRef": { "kind": "Pod", "apiVersion": "v1", "name": "web-0", "uid": "4d9b" },
        },
    })
}

fn review() -> Vec<Value> {
    let body = json!({
        "apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
        "spec": { "user": "jane", "resourceAttributes": { "verb": "get", "resource": "pods" } },
    });
    expansion("subjectaccessreviews", "create", options::write(), body)
}

fn proxies() -> Vec<Value> {
    let options = [
        json!({}),
        json!({ "port": "80" }),
        json!({ "scheme": "https", "port": "443" }),
        json!({ "scheme": "https" }),
        json!({ "port": "http", "path": "metrics" }),
        json!({ "path": "/a b/é" }),
        json!({ "path": "a/../b//c/" }),
        json!({ "path": "/", "params": { "a": "1 2", "b": "&=" } }),
    ];
    let resources = ["pods", "services"];
    let calls =
        resources.map(|resource| expansion(resource, "proxy", options.to_vec(), Value::Null));
    calls.concat()
}
