//! Server-side apply, step by step: what becomes of the object, and who owns what.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::managed_fields::decode;
use super::path_element::path_text;
use super::recorded::resource;
use super::{Applied, Update};
use crate::cluster::apiserver::catalog::ResourceType;
use crate::cluster::apiserver::failure::Failure;

const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

#[test]
fn what_is_applied_is_merged_and_owned() {
    let cases: Value = serde_json::from_str(include_str!("applied.json")).unwrap();
    for case in cases.as_array().unwrap() {
        let resource = resource("widgets");
        let mut live = widget(&Value::Null);
        for (number, step) in (1..).zip(case["steps"].as_array().unwrap()) {
            let about = format!("{} {number}", case["about"]);
            let time = format!("time {number}");
            live = match step.get("updated") {
                Some(_) => updated(step, &resource, &live, &time),
                None => applied(step, &resource, &live, &time, &about),
            };
        }
    }
}

fn widget(spec: &Value) -> Value {
    let mut widget = json!({
        "apiVersion": "fields.example.com/v1", "kind": "Widget", "metadata": {"name": "it"},
    });
    if !spec.is_null() {
        widget["spec"] = spec.clone();
    }
    widget
}

fn updated(step: &Value, resource: &ResourceType, live: &Value, time: &str) -> Value {
    let mut new = widget(&step["updated"]);
    if let Some(last) = step.get("last") {
        let last = widget(last).to_string();
        new["metadata"]["annotations"] = json!({ LAST_APPLIED: last });
    }
    Update::of(resource, "", step["by"].as_str().unwrap(), time).track(Some(live), &mut new);
    if live["metadata"].get("managedFields").is_none() && step.get("forgotten").is_none() {
        // Nothing is there to be updated yet.
        Update::of(resource, "", step["by"].as_str().unwrap(), time).track(None, &mut new);
    }
    new
}

fn applied(step: &Value, resource: &ResourceType, live: &Value, time: &str, about: &str) -> Value {
    let by = step["by"].as_str().unwrap();
    let update = Update::of(resource, "", by, time);
    let outcome = update.apply(live, &widget(&step["applied"]), step["force"] == true);
    let Some(refused) = step.get("refused") else {
        let new = outcome.unwrap_or_else(|why| panic!("{about}: {}", why.message));
        return check(step, live, new, about);
    };
    let failure = outcome.expect_err(about);
    assert_eq!(failure.message, refused.as_str().unwrap(), "{about}");
    assert_eq!(causes(&failure), step["causes"], "{about}");
    live.clone()
}

fn causes(failure: &Failure) -> Value {
    match &failure.details {
        None => Value::Null,
        Some(details) => details.causes.iter().map(|it| it.field.as_str()).collect(),
    }
}

fn check(step: &Value, live: &Value, applied: Applied, about: &str) -> Value {
    assert_eq!(
        step["unchanged"] == true,
        applied.object.is_none(),
        "{about}"
    );
    let mut new = applied.object.unwrap_or_else(|| live.clone());
    if let Some(spec) = step.get("spec") {
        assert_eq!(new["spec"], *spec, "{about}");
    }
    let managers = decode(&applied.entries).unwrap();
    if let Some(owners) = step.get("owners") {
        let found: BTreeMap<String, Vec<String>> = managers
            .iter()
            .map(|(manager, owned)| {
                let paths = owned.fields.paths().into_iter();
                let mut paths: Vec<_> = paths.map(|path| path_text(&path)).collect();
                paths.sort();
                (manager.name.clone(), paths)
            })
            .collect();
        let mut expected: BTreeMap<String, Vec<String>> =
            serde_json::from_value(owners.clone()).unwrap();
        expected.values_mut().for_each(|paths| paths.sort());
        assert_eq!(found, expected, "{about}");
    }
    if let Some(times) = step.get("times") {
        let found: Value = managers
            .iter()
            .map(|(manager, owned)| (manager.name.clone(), json!(owned.time)))
            .collect::<serde_json::Map<_, _>>()
            .into();
        assert_eq!(found, *times, "{about}");
    }
    new["metadata"]["managedFields"] = applied.entries;
    new
}
