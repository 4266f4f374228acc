//! Deletions of one object, and of many.

use http::Method;
use serde_json::{Value, json};

use super::Generator;
use super::queries::target;
use crate::operation::{JSON, Operation};

pub(super) fn delete(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    let key = subject.key();
    let random = &mut generator.random;
    let plain = Operation::new("delete", Method::DELETE, subject.path()).about(&*key);
    if random.once_in(3) {
        return plain;
    }
    if random.once_in(4) {
        let query = random.pick(&[
            ("gracePeriodSeconds", "0"),
            ("gracePeriodSeconds", "30"),
            ("propagationPolicy", "Background"),
            ("propagationPolicy", "Foreground"),
            ("propagationPolicy", "Orphan"),
            ("orphanDependents", "true"),
            ("orphanDependents", "false"),
            ("dryRun", "All"),
        ]);
        let target = target(&subject.path(), &[(query.0, query.1.into())]);
        return Operation::new("delete with a query", Method::DELETE, target).about(key);
    }
    let body = options(generator, &key);
    Operation::new("delete with options", Method::DELETE, subject.path())
        .json(&body)
        .about(key)
}

fn options(generator: &mut Generator, key: &str) -> Value {
    let random = &mut generator.random;
    let mut body = json!({ "apiVersion": "v1", "kind": "DeleteOptions" });
    for (field, value) in [
        ("gracePeriodSeconds", json!(random.below(3))),
        (
            "propagationPolicy",
            random.pick(&["Background", "Foreground", "Orphan"]).into(),
        ),
        (
            "preconditions",
            json!({ "uid": format!("{{{{uid {key}}}}}") }),
        ),
        (
            "preconditions",
            json!({ "resourceVersion": format!("{{{{version {key}}}}}") }),
        ),
        (
            "preconditions",
            json!({ "uid": format!("{{{{uid {key}}}}}"), "resourceVersion": format!("{{{{stale {key}}}}}") }),
        ),
        (
            "preconditions",
            json!({ "uid": "00000000-0000-4000-8000-000000000005" }),
        ),
        ("dryRun", json!(["All"])),
    ] {
        if random.once_in(5) {
            body[field] = value;
        }
    }
    body
}

pub(super) fn delete_wrong(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    let random = &mut generator.random;
    let body = random.pick(&[
        json!({ "propagationPolicy": "Bogus" }),
        json!({ "propagationPolicy": "Orphan", "orphanDependents": true }),
        json!({ "orphanDependents": true }),
        json!({ "gracePeriodSeconds": -1 }),
        json!({ "gracePeriodSeconds": "x" }),
        json!({ "dryRun": ["Some"] }),
        json!({ "dryRun": "All" }),
        json!({ "kind": "Bogus" }),
        json!({ "kind": "DeleteOptions", "apiVersion": "v9" }),
        json!({ "kind": "DeleteOptions", "apiVersion": "apps/v1" }),
        json!({ "preconditions": "x" }),
        json!({ "unknown": 1 }),
        json!({ "ignoreStoreReadErrorWithClusterBreakingPotential": true }),
        json!([]),
        json!("x"),
    ]);
    let operation = Operation::new("delete with wrong options", Method::DELETE, subject.path());
    let content_type = random.pick(&[JSON, JSON, JSON, "text/plain", ""]);
    operation
        .text(content_type, body.to_string())
        .about(subject.key())
}

pub(super) fn delete_collection(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    let mut query = vec![match generator.random.once_in(3) {
        true => ("fieldSelector", generator.field_selector()),
        false => ("labelSelector", generator.label_selector()),
    }];
    let random = &mut generator.random;
    for (name, value) in [
        ("limit", "2"),
        ("dryRun", "All"),
        ("propagationPolicy", "Orphan"),
        ("gracePeriodSeconds", "0"),
        ("resourceVersion", "0"),
    ] {
        if random.once_in(10) {
            query.push((name, value.into()));
        }
    }
    let target = target(&subject.collection(), &query);
    let mut operation = Operation::new("delete a collection", Method::DELETE, target);
    operation.cached = Some(subject.kind);
    match random.once_in(4) {
        true => {
            operation.json(&json!({ "propagationPolicy": "Background", "gracePeriodSeconds": 0 }))
        }
        false => operation,
    }
}
