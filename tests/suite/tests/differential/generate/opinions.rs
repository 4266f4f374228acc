//! What appliers want of an object, piece by piece.

use outrigger_suite::random::Random;
use serde_json::{Value, json};

use super::objects::{data, labels, parts};

/// A field and what it should be.
pub(super) type Opinion = (&'static str, Option<Value>);

/// What whoever applies may want, also what only apply tells apart.
pub(super) fn opinion(random: &mut Random, kind: &str) -> Opinion {
    let digit = random.below(9);
    let number = random.below(6);
    match (kind, number) {
        (_, 0) => ("/metadata/labels", Some(labels(random))),
        ("ConfigMap", 1) => ("/data", Some(data(random))),
        ("ConfigMap", 2) => ("/data/mine", Some(digit.to_string().into())),
        ("ConfigMap", 3) => ("/data/k", Some(random.pick(&[json!("v"), json!(null)]))),
        ("ConfigMap", 4) => ("/binaryData", Some(json!({ "b": "AQI=" }))),
        ("ConfigMap", _) => (
            "/metadata/annotations",
            Some(random.pick(&[json!({ "a": "1" }), json!({}), json!(null)])),
        ),
        ("Deployment", 1) => ("/spec/replicas", Some(digit.into())),
        ("Deployment", 2 | 3) => ("/spec/template/spec/containers", Some(containers(random))),
        ("Deployment", 4) => ("/spec/template/spec/tolerations", Some(tolerations(random))),
        ("Deployment", _) => (
            "/spec/strategy",
            Some(random.pick(&[
                json!({ "type": "Recreate" }),
                json!({ "rollingUpdate": { "maxSurge": 1 } }),
                json!({ "type": "RollingUpdate", "rollingUpdate": { "maxUnavailable": "10%" } }),
                json!({}),
            ])),
        ),
        (_, 1) => ("/spec/size", Some((1 + digit).into())),
        (_, 2) => ("/spec/parts", Some(several_parts(random))),
        (_, 3) => ("/spec/tags", Some(tags(random))),
        (_, 4) => ("/spec/limits", Some(limits(random))),
        _ => ("/spec/open", Some(open(random))),
    }
}

fn containers(random: &mut Random) -> Value {
    let side = json!({ "name": "side", "image": "side" });
    let ports = random.pick(&[
        json!([{ "containerPort": 80 }]),
        json!([{ "containerPort": 80, "protocol": "TCP", "name": "http" }]),
        json!([{ "containerPort": 80, "protocol": "UDP" }, { "containerPort": 443 }]),
        json!([]),
    ]);
    let env = random.pick(&[
        json!([{ "name": "A", "value": "1" }]),
        json!([{ "name": "B", "value": "2" }, { "name": "A", "value": "" }]),
        json!(null),
    ]);
    random.pick(&[
        json!([{ "name": "main", "image": "nginx", "ports": ports }]),
        json!([{ "name": "main", "env": env }]),
        json!([{ "name": "main", "resources": { "limits": { "cpu": "1000m" } } }]),
        json!([{ "name": "main", "args": ["a", "b"], "command": [] }]),
        json!([side, { "name": "main" }]),
        json!([side]),
        json!([{ "name": "main", "image": null }]),
        json!([]),
    ])
}

fn tolerations(random: &mut Random) -> Value {
    random.pick(&[
        json!([{ "key": "a", "operator": "Exists" }]),
        json!([]),
        json!(null),
    ])
}

fn several_parts(random: &mut Random) -> Value {
    let first = parts(random);
    random.pick(&[
        first,
        json!([{ "name": "bell" }]),
        json!([{ "name": "bell", "options": { "polished": false } }, { "name": "wheel" }]),
        json!([{ "name": "seat", "count": 2 }, { "name": "bell", "count": null }]),
        json!([{ "name": "wheel", "options": {} }]),
        json!([]),
        json!(null),
    ])
}

fn tags(random: &mut Random) -> Value {
    random.pick(&[
        json!(["x"]),
        json!(["y", "z"]),
        json!(["z", "x"]),
        json!([]),
        json!(null),
    ])
}

fn limits(random: &mut Random) -> Value {
    random.pick(&[
        json!({ "a": 1 }),
        json!({ "b": 2, "c": 3 }),
        json!({ "a": 0 }),
        json!({}),
        json!(null),
    ])
}

fn open(random: &mut Random) -> Value {
    random.pick(&[
        json!({ "any": { "thing": [1, 2] } }),
        json!({ "any": { "other": "x" } }),
        json!({ "any": null }),
        json!({ "any": "text", "list": [{ "a": 1 }] }),
        json!({}),
    ])
}
