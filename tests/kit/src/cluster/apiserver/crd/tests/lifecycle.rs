use serde_json::{Value, json};

use super::{causes, change, expected, no_metadata, read, rows};
use crate::cluster::apiserver::crd::definition;
use crate::cluster::apiserver::crd::lifecycle::{self, naming};
use crate::cluster::apiserver::json::Document;
use crate::cluster::apiserver::schema::builtin;
use crate::cluster::apiserver::schema::decode::decode;

const NOW: &str = "2026-01-01T00:00:00Z";

fn without_times(status: &Value) -> Value {
    let mut status = status.clone();
    for condition in status["conditions"].as_array_mut().into_iter().flatten() {
        condition
            .as_object_mut()
            .expect("an object")
            .remove("lastTransitionTime");
    }
    status
}

/// A CRD after both controllers.
fn established(crd: &Value, others: &[&Value]) -> Value {
    let named = naming::after_naming(crd, others, NOW).unwrap_or_else(|| crd.clone());
    naming::after_establishing(&named, NOW).unwrap_or(named)
}

#[test]
fn names_are_accepted_or_taken() {
    let table = read(include_str!("data/lifecycle.json"));
    for case in rows(&table, "naming") {
        let others: Vec<_> = case["others"].as_array().into_iter().flatten().collect();
        let crd = established(&case["crd"], &others);
        assert_eq!(without_times(&crd["status"]), case["after"], "{case}");
        assert_eq!(
            naming::after_naming(&crd, &others, NOW),
            None,
            "it settles: {case}"
        );
    }
}

#[test]
fn what_is_wrong_with_a_changed_definition() {
    let table = read(include_str!("data/lifecycle.json"));
    let old = &table["updated"];
    for case in rows(&table, "updates") {
        let mut crd = old.clone();
        change(&mut crd, &case["set"]);
        lifecycle::set_defaults(&mut crd);
        lifecycle::prepare_update(&mut crd, old);
        let errors = definition::validate_update(&crd, old, &no_metadata);
        assert_eq!(causes(&errors), expected(case), "{case}");
        if errors.is_empty() {
            assert_eq!(crd["metadata"]["generation"], case["generation"], "{case}");
            assert_eq!(
                crd["status"]["storedVersions"], case["storedVersions"],
                "{case}"
            );
        }
        let mut warnings = definition::warnings::of(&crd, Some(old));
        warnings.sort();
        assert_eq!(json!(warnings), case["warnings"], "{case}");
    }
}

#[test]
fn schemas_are_stored_as_go_writes_them() {
    let table = read(include_str!("data/lifecycle.json"));
    let schema =
        builtin::schema("apiextensions/v1.CustomResourceDefinition").expect("it is built in");
    for case in rows(&table, "decode") {
        let version = json!({"name": "v1", "schema": {"openAPIV3Schema": case["schema"]}});
        let crd = json!({"spec": {"versions": [version]}});
        let decoded = decode(schema, Document::of(&crd).root()).expect("it decodes");
        let stored = &decoded.object["spec"]["versions"][0]["schema"]["openAPIV3Schema"];
        assert_eq!(*stored, case["stored"]);
        let mut strict = decoded.strict;
        strict.sort();
        let unknown = case["unknown"].as_array().into_iter().flatten();
        let unknown: Vec<_> = unknown
            .map(|path| format!("unknown field {path}"))
            .collect();
        assert_eq!(strict, unknown);
    }
}

/// What a step makes of a CRD, and the condition that it sets.
type Step = (fn(&Value, &str) -> Value, [&'static str; 3]);

#[test]
fn a_deleted_definition_goes_once_its_objects_are_gone() {
    let pending =
        "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon";
    let in_progress = "CustomResource deletion is in progress";
    let done = "removed all instances";
    let steps: [Step; 3] = [
        (
            lifecycle::mark_deleted,
            ["True", "InstanceDeletionPending", pending],
        ),
        (
            lifecycle::deleting_instances,
            ["True", "InstanceDeletionInProgress", in_progress],
        ),
        (
            lifecycle::instances_deleted,
            ["False", "InstanceDeletionCompleted", done],
        ),
    ];
    let mut crd = json!({
        "metadata": {"name": "x"},
        "status": {"conditions": [{"type": "Established", "status": "True"}]},
    });
    for (step, [status, reason, message]) in steps {
        crd = step(&crd, NOW);
        let terminating = json!({
            "type": "Terminating", "status": status, "reason": reason, "message": message,
            "lastTransitionTime": NOW,
        });
        assert_eq!(crd["status"]["conditions"][1], terminating);
        assert_eq!(crd["metadata"]["deletionTimestamp"], NOW);
        let finalizers = crd["metadata"]["finalizers"].as_array().map_or(0, Vec::len);
        assert_eq!(finalizers == 1, status == "True");
    }
}
