//! PodDisruptionBudgets.

use http::Method;
use serde_json::{Value, json};

use super::MERGE;
use crate::generate::queries::target;
use crate::generate::{Generator, Subject};
use crate::kinds::{NAMESPACES, OF_PODS};
use crate::operation::Operation;

fn subject(generator: &mut Generator) -> Subject {
    Subject {
        kind: &OF_PODS[1],
        namespace: generator
            .random
            .pick(&[NAMESPACES[0], NAMESPACES[0], NAMESPACES[1]]),
        name: generator.random.pick(&["one", "two"]),
    }
}

fn spec(generator: &mut Generator) -> Value {
    let random = &mut generator.random;
    let selector = random.pick(&[
        json!({ "matchLabels": { "app": "web" } }),
        json!({ "matchLabels": { "app": "db" } }),
        json!({ "matchLabels": { "app": "web" } }),
        json!({ "matchExpressions": [{ "key": "app", "operator": "In", "values": ["db"] }] }),
        json!({}),
    ]);
    let mut spec = json!({ "selector": selector });
    if random.once_in(8) {
        spec["selector"] = random.pick(&[
            Value::Null,
            json!({ "matchLabels": { "app": "none" } }),
            json!({ "matchLabels": { "app": "not a value!" } }),
            json!({ "matchExpressions": [{ "key": "app", "operator": "Bogus" }] }),
        ]);
    }
    let (field, value) = random.pick(&[
        ("minAvailable", json!(1)),
        ("minAvailable", json!("50%")),
        ("maxUnavailable", json!(1)),
        ("maxUnavailable", json!("25%")),
    ]);
    spec[field] = value;
    if random.once_in(8) {
        let (field, value) = random.pick(&[
            ("maxUnavailable", json!("101%")),
            ("maxUnavailable", json!("x")),
            ("minAvailable", json!(-1)),
            ("unknown", json!(1)),
        ]);
        spec[field] = value;
    }
    if random.once_in(12) {
        spec["minAvailable"] = 2.into();
        spec["maxUnavailable"] = "10%".into();
    }
    if random.once_in(4) {
        let policy = random.pick(&["AlwaysAllow", "IfHealthyBudget", "IfHealthyBudget", "Bogus"]);
        spec["unhealthyPodEvictionPolicy"] = policy.into();
    }
    spec
}

fn budget(generator: &mut Generator, name: &str) -> Value {
    json!({
        "apiVersion": "policy/v1", "kind": "PodDisruptionBudget",
        "metadata": { "name": name },
        "spec": spec(generator),
        "status": { "disruptionsAllowed": 3 },
    })
}

pub(in crate::generate) fn create_budget(generator: &mut Generator) -> Operation {
    let subject = subject(generator);
    let body = budget(generator, subject.name);
    let query = generator.write_query();
    Operation::new(
        "create a budget",
        Method::POST,
        target(&subject.collection(), &query),
    )
    .json(&body)
    .about(subject.key())
}

pub(in crate::generate) fn change_budget(generator: &mut Generator) -> Operation {
    let subject = subject(generator);
    let query = generator.write_query();
    let path = target(&subject.path(), &query);
    if generator.random.once_in(4) {
        return Operation::new("delete a budget", Method::DELETE, subject.path())
            .about(subject.key());
    }
    let spec = spec(generator);
    if generator.random.once_in(2) {
        return Operation::new("patch a budget", Method::PATCH, path)
            .text(MERGE, json!({ "spec": spec }).to_string())
            .about(subject.key());
    }
    let otherwise = budget(generator, subject.name);
    let mut edits = vec![("/spec", Some(spec))];
    if generator.random.once_in(4) {
        edits.push(("/metadata/resourceVersion", None));
    }
    Operation::new("replace a budget", Method::PUT, path)
        .edited(&subject.key(), otherwise, edits)
        .about(subject.key())
}

/// What a controller would have counted.
pub(in crate::generate) fn status(generator: &mut Generator) -> Operation {
    let subject = subject(generator);
    let time = "2001-02-03T04:05:06Z";
    let condition = |status: &str, reason: &str, message: &str| {
        json!([{
            "type": "DisruptionAllowed", "status": status, "reason": reason, "message": message,
            "lastTransitionTime": time, "observedGeneration": 9,
        }])
    };
    let counts = |allowed: i64, current: i64, desired: i64| {
        json!({
            "observedGeneration": 9, "disruptionsAllowed": allowed, "currentHealthy": current,
            "desiredHealthy": desired, "expectedPods": 3,
        })
    };
    let mut synced = counts(0, 3, 1);
    synced["conditions"] = condition("False", "SyncFailed", "no controller");
    let mut explained = counts(0, 3, 1);
    explained["conditions"] = condition("False", "Other", "for a reason");
    let mut sufficient = counts(1, 3, 2);
    sufficient["conditions"] = condition("True", "SufficientPods", "");
    let status = generator.random.pick(&[
        counts(1, 3, 2),
        counts(2, 3, 1),
        sufficient.clone(),
        sufficient,
        counts(0, 1, 1),
        counts(0, 3, 1),
        counts(0, 0, 0),
        synced,
        explained,
        counts(-1, -1, 0),
        json!({ "observedGeneration": 0, "disruptionsAllowed": 1 }),
        json!({ "conditions": [{ "type": "X" }] }),
        json!({ "conditions": [] , "disruptedPods": { "x": time } }),
    ]);
    let path = format!("{}/status", subject.path());
    Operation::new("status of a budget", Method::PATCH, path)
        .text(MERGE, json!({ "status": status }).to_string())
        .about(subject.key())
}
