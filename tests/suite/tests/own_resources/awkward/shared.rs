//! The types that Kubernetes' own kinds have.

use outrigger::CustomResource;
use outrigger::object::{
    Condition, Duration, IntOrString, MicroTime, ObjectMeta, OwnerReference, Time,
};
use outrigger::selector::LabelSelectorSpec;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Case;

#[derive(CustomResource, Serialize, Deserialize, JsonSchema, Clone, Debug, Default)]
#[outrigger(group = "awkward.example.com", version = "v1", kind = "SharedKind")]
pub(super) struct SharedSpec {
    since: Time,
    until: Option<Time>,
    renewed: MicroTime,
    timeout: Duration,
    port: IntOrString,
    share: Option<IntOrString>,
    #[schemars(extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["type"]))]
    conditions: Vec<Condition>,
    owner: Option<OwnerReference>,
    template: ObjectMeta,
    selector: LabelSelectorSpec,
}

fn with(changes: &[(&str, Value)]) -> Value {
    let mut spec = json!(SharedSpec::default());
    for (path, value) in changes {
        spec[path] = value.clone();
    }
    spec
}

fn condition(field: &str, value: Value) -> Value {
    let mut condition = json!(Condition::new("example.com/Ready", true, "Ran", ""));
    condition["lastTransitionTime"] = json!("2026-11-21T12:04:05Z");
    condition[field] = value;
    json!([condition])
}

pub(super) fn case() -> Case {
    Case::of::<SharedKind>(vec![with(&[]), full()], refused())
}

/// All of it set.
fn full() -> Value {
    let owner = OwnerReference {
        controller: Some(true),
        ..OwnerReference::default()
    };
    with(&[
        ("since", json!(Time::from_unix(0))),
        ("until", json!(Time::from_unix(1_795_176_000))),
        ("renewed", json!(MicroTime::from_unix_micros(1))),
        ("timeout", json!("1h30m0s")),
        ("port", json!("http")),
        ("share", json!(3)),
        ("conditions", condition("observedGeneration", json!(3))),
        ("owner", json!(owner)),
        (
            "template",
            json!({ "labels": { "a": "b" }, "finalizers": ["x/y"] }),
        ),
        (
            "selector",
            json!({ "matchLabels": { "a": "b" }, "matchExpressions": [
                { "key": "a", "operator": "In", "values": ["b"] },
            ] }),
        ),
    ])
}

/// What the schema refuses, one thing each.
fn refused() -> Vec<Value> {
    [
        ("since", json!("yesterday")),
        ("renewed", json!(3)),
        ("timeout", json!(3)),
        ("port", json!(true)),
        ("conditions", condition("status", json!("Maybe"))),
        ("conditions", condition("reason", json!(""))),
        ("conditions", condition("type", json!("-"))),
        ("conditions", condition("lastTransitionTime", json!(null))),
        ("owner", json!({ "name": "a" })),
        ("template", json!({ "labels": { "a": 1 } })),
        ("selector", json!({ "matchExpressions": [{ "key": "a" }] })),
    ]
    .map(|change| with(&[change]))
    .into()
}
