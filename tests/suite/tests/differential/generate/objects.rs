//! Objects that a server takes, each kind in many forms.

use outrigger_suite::random::Random;
use serde_json::{Value, json};

use crate::kinds::Kind;

/// A valid object.
pub(crate) fn valid(random: &mut Random, kind: &Kind, name: &str) -> Value {
    let mut object = match kind.kind {
        "ConfigMap" => config_map(random),
        "Deployment" => deployment(random),
        _ => gadget(random),
    };
    object["apiVersion"] = kind.api_version.into();
    object["kind"] = kind.kind.into();
    object["metadata"] = metadata(random, name);
    object
}

fn metadata(random: &mut Random, name: &str) -> Value {
    let mut metadata = json!({ "name": name });
    if !random.once_in(4) {
        metadata["labels"] = labels(random);
    }
    if random.once_in(3) {
        metadata["annotations"] =
            json!({ "example.com/note": random.pick(&["", "x", "ünï \"q\" <&>"]) });
    }
    if random.once_in(8) {
        metadata["finalizers"] = finalizers(random);
    }
    if random.once_in(10) {
        metadata["ownerReferences"] = json!([owner(random)]);
    }
    metadata
}

pub(crate) fn labels(random: &mut Random) -> Value {
    let mut labels = json!({ "tier": random.pick(&["a", "b", "c", ""]) });
    if random.once_in(2) {
        labels["round"] = random.pick(&["0", "1", "2", "x"]).into();
    }
    if random.once_in(4) {
        labels["example.com/team"] = random.pick(&["x", "y"]).into();
    }
    labels
}

pub(crate) fn finalizers(random: &mut Random) -> Value {
    random.pick(&[
        json!(["example.com/hold"]),
        json!(["example.com/hold", "example.com/more"]),
        json!([]),
    ])
}

pub(crate) fn owner(random: &mut Random) -> Value {
    let mut owner = json!({
        "apiVersion": "v1", "kind": "ConfigMap", "name": "one",
        "uid": "{{uid configmaps/diff-a/one}}",
    });
    if random.once_in(2) {
        owner["controller"] = true.into();
    }
    if random.once_in(3) {
        owner["blockOwnerDeletion"] = random.once_in(2).into();
    }
    owner
}

pub(crate) fn data(random: &mut Random) -> Value {
    random.pick(&[
        json!({ "k": "v" }),
        json!({ "k": "v", "other.key_1": "line\nline\u{1}\u{e9}\u{1f600}" }),
        json!({ "k": "<a href=\"x\">&</a>\u{2028}" }),
        json!({ "": "no key" }),
        json!({ "k": "x".repeat(5_000) }),
        json!({}),
        Value::Null,
    ])
}

fn config_map(random: &mut Random) -> Value {
    let mut map = json!({});
    if !random.once_in(6) {
        // The empty key is refused, so it is rare enough here.
        let data = data(random);
        map["data"] = match data.get("") {
            Some(_) if !random.once_in(4) => json!({ "k": "w" }),
            _ => data,
        };
    }
    if random.once_in(5) {
        map["binaryData"] =
            random.pick(&[json!({ "b": "AAEC/w==" }), json!({ "b": "" }), json!({})]);
    }
    if random.once_in(12) {
        map["immutable"] = random.once_in(2).into();
    }
    map
}

fn deployment(random: &mut Random) -> Value {
    let app = random.pick(&["web", "db"]);
    let image = random.pick(&[
        "nginx",
        "nginx:1.29",
        "nginx:latest",
        "r.example/x@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    ]);
    let mut container = json!({ "name": "main", "image": image });
    add_some(
        random,
        7,
        &mut container,
        include_str!("objects/container.json"),
    );
    let mut pod = json!({ "containers": [container] });
    add_some(random, 7, &mut pod, include_str!("objects/pod.json"));
    let mut spec = json!({
        "selector": { "matchLabels": { "app": app } },
        "template": { "metadata": { "labels": { "app": app } }, "spec": pod },
        "replicas": random.below(5),
    });
    if random.once_in(3) {
        spec["replicas"].take();
    }
    add_some(
        random,
        5,
        &mut spec,
        include_str!("objects/deployment.json"),
    );
    json!({ "spec": spec })
}

/// Adds each of a file's optional fields once in `times`.
fn add_some(random: &mut Random, times: usize, to: &mut Value, optional: &str) {
    let fields: Vec<(String, Value)> = serde_json::from_str(optional).expect("a file of fields");
    for (field, value) in fields {
        if random.once_in(times) {
            to[field] = value;
        }
    }
}

fn gadget(random: &mut Random) -> Value {
    let mut spec = json!({ "size": 1 + random.below(100) });
    for (field, value) in spec_fields(random) {
        if random.once_in(6) {
            spec[field] = value;
        }
    }
    let mut gadget = json!({ "spec": spec });
    if random.once_in(8) {
        gadget["status"] = json!({ "phase": "New" });
    }
    gadget
}

pub(crate) fn parts(random: &mut Random) -> Value {
    random.pick(&[
        json!([{ "name": "wheel" }]),
        json!([{ "name": "wheel", "count": 4 }, { "name": "bell", "options": { "unknown": 1 } }]),
        json!([]),
    ])
}

/// Valid values of a gadget's optional fields, some to be pruned or defaulted.
fn spec_fields(random: &mut Random) -> Vec<(&'static str, Value)> {
    let low = random.below(10);
    let metadata = json!({ "name": "p" });
    let template = json!({ "apiVersion": "v1", "kind": "Pod", "metadata": metadata, "x": 1 });
    vec![
        ("replicas", json!(random.below(4))),
        ("colour", random.pick(&["red", "green", "blue"]).into()),
        ("title", json!("a gadget")),
        ("low", json!(low)),
        ("high", json!(low + random.below(5))),
        ("ratio", random.pick(&[json!(0.5), json!(3), json!(1e3)])),
        ("even", json!(4)),
        ("on", json!(true)),
        ("since", json!("2001-02-03T04:05:06Z")),
        ("note", random.pick(&[json!("x"), Value::Null])),
        ("serial", random.pick(&["s1", "s1", "s2"]).into()),
        ("port", random.pick(&[json!(80), json!("http")])),
        ("tags", random.pick(&[json!(["x", "y"]), json!([])])),
        ("parts", parts(random)),
        ("limits", json!({ "a": 1, "b": 0 })),
        ("open", json!({ "any": { "thing": [1, "two", null] } })),
        ("template", template),
        ("unknown", json!({ "pruned": true })),
    ]
}
