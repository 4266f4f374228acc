//! What can be wrong with an object, one thing at a time. Some of it turns out to be right.
//!
//! No map has two wrong entries: servers complain of them in the order in which Go happens to
//! iterate.

use serde_json::{Value, json};

use crate::kinds::Kind;
use crate::random::Random;

pub(super) type Flaw = (&'static str, Option<Value>);

/// A pointer, and what stands there or that nothing does.
pub(super) fn flaw(random: &mut Random, kind: &Kind) -> Flaw {
    match (random.below(5), kind.kind) {
        (0 | 1, _) => random.pick(&metadata()),
        (_, "ConfigMap") => random.pick(&config_map()),
        (2, "Deployment") => random.pick(&pod()),
        (_, "Deployment") => random.pick(&deployment()),
        _ => random.pick(&gadget()),
    }
}

fn metadata() -> Vec<Flaw> {
    let set = |pointer, value| (pointer, Some(value));
    vec![
        set("/metadata/name", json!("Bad_Name")),
        set("/metadata/name", json!("-x")),
        set("/metadata/name", json!("")),
        set("/metadata/name", json!("a..b")),
        set("/metadata/name", json!("a/b")),
        set("/metadata/name", json!("..")),
        set("/metadata/name", json!("a%b")),
        set("/metadata/name", json!("x".repeat(254))),
        set("/metadata/name", json!(5)),
        ("/metadata/name", None),
        set("/metadata/namespace", json!("another")),
        set("/metadata/namespace", json!("")),
        set("/metadata/namespace", json!(["diff-a"])),
        set("/metadata/labels", json!({ "bad key!": "v" })),
        set("/metadata/labels", json!({ "k": "bad value!" })),
        set("/metadata/labels", json!({ "k": 5 })),
        set("/metadata/labels", json!({ "k": null })),
        set("/metadata/labels", json!({ "a/b/c": "x" })),
        set("/metadata/labels", json!({ "k": "x".repeat(64) })),
        set("/metadata/labels", json!({ "UPPER.example.com/k": "x" })),
        set("/metadata/labels", json!("text")),
        set("/metadata/labels", json!(["x"])),
        set("/metadata/labels", Value::Null),
        set("/metadata/annotations", json!({ "bad key!": "x" })),
        set("/metadata/annotations", json!({ "k": true })),
        set("/metadata/annotations", json!({ "k": "x".repeat(300_000) })),
        set("/metadata/finalizers", json!(["nodomain"])),
        set("/metadata/finalizers", json!(["bad domain/x"])),
        set(
            "/metadata/finalizers",
            json!(["orphan", "foregroundDeletion"]),
        ),
        set(
            "/metadata/finalizers",
            json!(["example.com/a", "example.com/a"]),
        ),
        set("/metadata/finalizers", json!([""])),
        set("/metadata/finalizers", json!("example.com/a")),
        set(
            "/metadata/ownerReferences",
            json!([{ "apiVersion": "v1", "kind": "ConfigMap", "name": "one" }]),
        ),
        set(
            "/metadata/ownerReferences",
            json!([{ "apiVersion": "a/b/c", "kind": "", "name": "", "uid": "" }]),
        ),
        set(
            "/metadata/ownerReferences",
            json!([{ "apiVersion": "v1", "kind": "Event", "name": "e", "uid": "u" }]),
        ),
        set(
            "/metadata/ownerReferences",
            json!([
                { "apiVersion": "v1", "kind": "Pod", "name": "a", "uid": "u1", "controller": true },
                { "apiVersion": "v1", "kind": "Pod", "name": "b", "uid": "u2", "controller": true },
            ]),
        ),
        set(
            "/metadata/ownerReferences",
            json!([
                { "apiVersion": "v1", "kind": "Pod", "name": "a", "uid": "u1" },
                { "apiVersion": "v1", "kind": "Pod", "name": "a", "uid": "u1" },
            ]),
        ),
        set("/metadata/ownerReferences", json!({})),
        set("/metadata/resourceVersion", json!("5")),
        set("/metadata/resourceVersion", json!("0")),
        set("/metadata/resourceVersion", json!("x")),
        set(
            "/metadata/uid",
            json!("00000000-0000-4000-8000-000000000002"),
        ),
        set("/metadata/creationTimestamp", json!("2001-02-03T04:05:06Z")),
        set(
            "/metadata/creationTimestamp",
            json!("2001-02-03T04:05:06.789+01:00"),
        ),
        set("/metadata/creationTimestamp", json!("yesterday")),
        set("/metadata/creationTimestamp", json!(5)),
        set("/metadata/deletionTimestamp", json!("2001-02-03T04:05:06Z")),
        set("/metadata/deletionGracePeriodSeconds", json!(5)),
        set("/metadata/generation", json!(7)),
        set("/metadata/generation", json!(-7)),
        set("/metadata/generation", json!("7")),
        set("/metadata/generation", json!(1.5)),
        set("/metadata/managedFields", json!([])),
        set(
            "/metadata/managedFields",
            json!([{ "manager": "m", "operation": "Bogus" }]),
        ),
        set(
            "/metadata/managedFields",
            json!([{ "manager": "m", "operation": "Update", "apiVersion": "v1", "fieldsType": "FieldsV1", "fieldsV1": { "f:data": {} } }]),
        ),
        set("/metadata/managedFields", json!("x")),
        set("/metadata/selfLink", json!("/x")),
        set("/metadata/unknown", json!("x")),
        set("/metadata", Value::Null),
        set("/metadata", json!("x")),
        set("/metadata", json!([])),
        ("/metadata", None),
        set("/apiVersion", json!("v2")),
        set("/apiVersion", json!("")),
        set("/apiVersion", json!(1)),
        set("/apiVersion", json!("a/b/c")),
        ("/apiVersion", None),
        set("/kind", json!("Wrong")),
        set("/kind", json!("Secret")),
        set("/kind", json!("")),
        set("/kind", json!({})),
        ("/kind", None),
        set("/unknown", json!({ "deep": [1] })),
        set("/items", json!([])),
    ]
}

fn config_map() -> Vec<Flaw> {
    let set = |pointer, value| (pointer, Some(value));
    vec![
        set("/data", json!({ "bad key!": "v" })),
        set("/data", json!({ "..": "v" })),
        set("/data", json!({ "..x": "y" })),
        set("/data", json!({ "k": 5 })),
        set("/data", json!({ "k": null })),
        set("/data", json!({ "k": { "a": 1 } })),
        set("/data", json!({ "x".repeat(254): "v" })),
        set("/data", json!(["x"])),
        set("/data", json!("x")),
        set("/data", json!({ "k": "x".repeat(1_100_000) })),
        set("/data", json!({ "b": "v" })),
        set("/binaryData", json!({ "b": "not base64!" })),
        set("/binaryData", json!({ "k": "AAEC" })),
        set("/binaryData", json!({ "b": "AAE" })),
        set("/binaryData", json!({ "b": 5 })),
        set("/binaryData", json!({ "bad key!": "AAEC" })),
        set("/binaryData", json!(["AAEC"])),
        set("/immutable", json!("yes")),
        set("/immutable", json!(1)),
        set("/immutable", Value::Null),
        set("/Data", json!({ "k": "v" })),
        set("/spec", json!({})),
    ]
}

fn deployment() -> Vec<Flaw> {
    let set = |pointer, value| (pointer, Some(value));
    vec![
        set("/spec/replicas", json!(-1)),
        set("/spec/replicas", json!("3")),
        set("/spec/replicas", json!(1.5)),
        set("/spec/replicas", json!(2.0)),
        set("/spec/replicas", json!(3_000_000_000_u64)),
        set("/spec/replicas", Value::Null),
        ("/spec/selector", None),
        set("/spec/selector", json!({})),
        set(
            "/spec/selector",
            json!({ "matchLabels": { "app": "other" } }),
        ),
        set(
            "/spec/selector",
            json!({ "matchLabels": { "app": "bad value!" } }),
        ),
        set(
            "/spec/selector",
            json!({ "matchExpressions": [{ "key": "app", "operator": "Bogus" }] }),
        ),
        set(
            "/spec/selector",
            json!({ "matchExpressions": [{ "key": "app", "operator": "In" }] }),
        ),
        set(
            "/spec/selector",
            json!({ "matchExpressions": [{ "key": "app", "operator": "Exists" }] }),
        ),
        set(
            "/spec/selector",
            json!({ "matchExpressions": [{ "key": "app", "operator": "Exists", "values": ["x"] }] }),
        ),
        set("/spec/strategy", json!({ "type": "Bogus" })),
        set(
            "/spec/strategy",
            json!({ "type": "Recreate", "rollingUpdate": {} }),
        ),
        set(
            "/spec/strategy",
            json!({ "rollingUpdate": { "maxUnavailable": 0, "maxSurge": 0 } }),
        ),
        set(
            "/spec/strategy",
            json!({ "rollingUpdate": { "maxSurge": "150%", "maxUnavailable": "150%" } }),
        ),
        set(
            "/spec/strategy",
            json!({ "rollingUpdate": { "maxSurge": "x" } }),
        ),
        set(
            "/spec/strategy",
            json!({ "rollingUpdate": { "maxSurge": -1 } }),
        ),
        set(
            "/spec/strategy",
            json!({ "rollingUpdate": { "maxSurge": 1.5 } }),
        ),
        set("/spec/strategy", json!("Recreate")),
        set("/spec/minReadySeconds", json!(-1)),
        set("/spec/minReadySeconds", json!(600)),
        set("/spec/revisionHistoryLimit", json!(-1)),
        set("/spec/progressDeadlineSeconds", json!(0)),
        set("/spec/progressDeadlineSeconds", json!(-1)),
        set("/spec/paused", json!("yes")),
        set("/spec/template/metadata/labels", json!({})),
        set("/spec/template/metadata/labels/extra", json!("bad value!")),
        set("/spec/template/metadata/name", json!("ignored")),
        ("/spec/template", None),
        ("/spec/template/spec", None),
        set("/spec", json!({})),
        set("/spec", Value::Null),
        set("/spec", json!([])),
        ("/spec", None),
        set("/spec/unknown", json!(1)),
        set("/status", json!({ "replicas": 3 })),
        set("/status", json!("x")),
    ]
}

fn pod() -> Vec<Flaw> {
    let set = |pointer, value| (pointer, Some(value));
    let container = "/spec/template/spec/containers";
    vec![
        set(container, json!([])),
        set(container, Value::Null),
        set(container, json!({})),
        set(
            container,
            json!([{ "name": "a", "image": "x" }, { "name": "a", "image": "y" }]),
        ),
        set(container, json!([{ "name": "a" }, { "image": "y" }, {}])),
        set("/spec/template/spec/containers/0/name", json!("Bad_")),
        set("/spec/template/spec/containers/0/name", json!(7)),
        set("/spec/template/spec/containers/0/image", json!("")),
        set("/spec/template/spec/containers/0/image", json!(" nginx")),
        set(
            "/spec/template/spec/containers/0/imagePullPolicy",
            json!("Sometimes"),
        ),
        set(
            "/spec/template/spec/containers/0/ports",
            json!([{ "containerPort": 0 }, { "containerPort": 70_000 }]),
        ),
        set(
            "/spec/template/spec/containers/0/ports",
            json!([{ "containerPort": "80" }]),
        ),
        set(
            "/spec/template/spec/containers/0/ports",
            json!([{ "containerPort": 80, "protocol": "X", "name": "Bad_" }]),
        ),
        set(
            "/spec/template/spec/containers/0/ports",
            json!([{ "containerPort": 80, "name": "a" }, { "containerPort": 81, "name": "a" }]),
        ),
        set(
            "/spec/template/spec/containers/0/env",
            json!([{ "name": "" }, { "name": "a=b" }]),
        ),
        set(
            "/spec/template/spec/containers/0/env",
            json!([{ "name": "A", "value": 5 }]),
        ),
        set(
            "/spec/template/spec/containers/0/env",
            json!([{ "name": "A", "value": "1" }, { "name": "A", "value": "2" }]),
        ),
        set(
            "/spec/template/spec/containers/0/env",
            json!([{ "name": "A", "value": "1", "valueFrom": { "fieldRef": { "fieldPath": "x" } } }]),
        ),
        set(
            "/spec/template/spec/containers/0/resources",
            json!({ "limits": { "cpu": "x" } }),
        ),
        set(
            "/spec/template/spec/containers/0/resources",
            json!({ "limits": { "cpu": "-1" } }),
        ),
        set(
            "/spec/template/spec/containers/0/resources",
            json!({ "limits": { "cpu": "1" }, "requests": { "cpu": "2" } }),
        ),
        set(
            "/spec/template/spec/containers/0/resources",
            json!({ "limits": { "bogus": "1" } }),
        ),
        set(
            "/spec/template/spec/containers/0/resources",
            json!({ "limits": { "cpu": "1000u", "memory": "0.5Gi" } }),
        ),
        set("/spec/template/spec/containers/0/livenessProbe", json!({})),
        set(
            "/spec/template/spec/containers/0/livenessProbe",
            json!({ "httpGet": { "port": 0 } }),
        ),
        set(
            "/spec/template/spec/containers/0/livenessProbe",
            json!({ "exec": { "command": ["x"] }, "periodSeconds": -1, "successThreshold": 2 }),
        ),
        set(
            "/spec/template/spec/containers/0/volumeMounts",
            json!([{ "name": "nowhere", "mountPath": "/x" }]),
        ),
        set(
            "/spec/template/spec/containers/0/volumeMounts",
            json!([{ "name": "v", "mountPath": "" }]),
        ),
        set(
            "/spec/template/spec/containers/0/securityContext",
            json!({ "privileged": true, "allowPrivilegeEscalation": false }),
        ),
        set(
            "/spec/template/spec/containers/0/unknown",
            json!({ "a": 1 }),
        ),
        set("/spec/template/spec/restartPolicy", json!("Never")),
        set("/spec/template/spec/restartPolicy", json!("Bogus")),
        set("/spec/template/spec/dnsPolicy", json!("Bogus")),
        set(
            "/spec/template/spec/volumes",
            json!([{ "name": "a" }, { "name": "a" }]),
        ),
        set(
            "/spec/template/spec/volumes",
            json!([{ "name": "a", "emptyDir": {}, "hostPath": { "path": "/x" } }]),
        ),
        set(
            "/spec/template/spec/volumes",
            json!([{ "name": "Bad_", "configMap": {} }]),
        ),
        set(
            "/spec/template/spec/terminationGracePeriodSeconds",
            json!(-1),
        ),
        set(
            "/spec/template/spec/terminationGracePeriodSeconds",
            json!("5"),
        ),
        set(
            "/spec/template/spec/nodeSelector",
            json!({ "bad key!": "x" }),
        ),
        set(
            "/spec/template/spec/tolerations",
            json!([{ "operator": "Bogus" }, { "effect": "X" }]),
        ),
        set("/spec/template/spec/serviceAccountName", json!("Bad_")),
        set("/spec/template/spec/hostNetwork", json!("no")),
        set("/spec/template/spec/activeDeadlineSeconds", json!(5)),
    ]
}

fn gadget() -> Vec<Flaw> {
    let set = |pointer, value| (pointer, Some(value));
    vec![
        ("/spec", None),
        ("/spec/size", None),
        set("/spec", Value::Null),
        set("/spec", json!("x")),
        set("/spec", json!({})),
        set("/spec/size", json!(0)),
        set("/spec/size", json!(101)),
        set("/spec/size", json!("5")),
        set("/spec/size", json!(1.5)),
        set("/spec/size", json!(2.0)),
        set("/spec/size", json!(3_000_000_000_u64)),
        set("/spec/size", Value::Null),
        set("/spec/replicas", json!(-1)),
        set("/spec/replicas", Value::Null),
        set("/spec/colour", json!("pink")),
        set("/spec/colour", json!(5)),
        set("/spec/colour", Value::Null),
        set("/spec/title", json!("x")),
        set("/spec/title", json!("UPPER")),
        set("/spec/title", json!("much too long for a title")),
        set("/spec/low", json!(1000)),
        set("/spec/ratio", json!(0)),
        set("/spec/ratio", json!("half")),
        set("/spec/even", json!(3)),
        set("/spec/on", json!("yes")),
        set("/spec/since", json!("yesterday")),
        set("/spec/note", Value::Null),
        set("/spec/note", json!(5)),
        set("/spec/serial", json!("another")),
        set("/spec/port", json!(1.5)),
        set("/spec/port", json!(true)),
        set("/spec/tags", json!(["x", "x"])),
        set("/spec/tags", json!(["a", "b", "c", "d", "e"])),
        set("/spec/tags", json!(["x", 5, null])),
        set("/spec/tags", json!("x")),
        set("/spec/parts", json!([{ "count": 1 }])),
        set("/spec/parts", json!([{ "name": "a" }, { "name": "a" }])),
        set(
            "/spec/parts",
            json!([{ "name": "a", "options": { "polished": "very" } }]),
        ),
        set("/spec/parts", json!({ "name": "a" })),
        set("/spec/limits", json!({ "a": -1 })),
        set("/spec/limits", json!({ "a": 1, "b": 2, "c": 3, "d": 4 })),
        set("/spec/open", json!("closed")),
        set("/spec/template", json!({ "kind": "Pod" })),
        set(
            "/spec/template",
            json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "Bad_" } }),
        ),
        set(
            "/spec/template",
            json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "unknown": 1 } }),
        ),
        set("/spec/unknown", json!(1)),
        set("/status", json!({ "phase": "Odd" })),
        set("/status", json!("x")),
        set("/data", json!({ "k": "v" })),
    ]
}
