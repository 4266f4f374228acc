//! The conditions of a pod, which follow from its containers.

use serde_json::{Value, json};

/// Brings the conditions up to date, and their times where they change.
pub(super) fn observe(pod: &mut Value, now: &str, ready: bool) {
    let generation = pod["metadata"]["generation"].clone();
    let spec = pod["spec"].clone();
    let status = &mut pod["status"];
    status["observedGeneration"] = generation.clone();
    let phase = status["phase"].as_str().unwrap_or_default().to_owned();
    let names = super::containers::unready(status);
    let sandbox = phase == "Running";
    let initialized = sandbox || phase == "Succeeded" || spec.get("initContainers").is_none();
    let unready = match phase.as_str() {
        "Succeeded" => json!({ "reason": "PodCompleted" }),
        "Failed" => json!({ "reason": "PodFailed" }),
        _ => json!({
            "reason": "ContainersNotReady",
            "message": format!("containers with unready status: [{}]", names.join(" ")),
        }),
    };
    let uninitialized = json!({ "reason": "ContainersNotInitialized" });
    let none = json!({});
    for (kind, holds, otherwise) in [
        ("PodReadyToStartContainers", sandbox, &none),
        ("Initialized", initialized, &uninitialized),
        ("Ready", ready, &unready),
        ("ContainersReady", ready, &unready),
        ("PodScheduled", true, &none),
    ] {
        let mut condition = json!({
            "type": kind,
            "status": if holds { "True" } else { "False" },
            "observedGeneration": generation,
            "lastProbeTime": null,
        });
        if !holds {
            for (field, value) in otherwise.as_object().into_iter().flatten() {
                condition[field] = value.clone();
            }
        }
        set(status, condition, now);
    }
}

fn set(status: &mut Value, mut condition: Value, now: &str) {
    if !status["conditions"].is_array() {
        status["conditions"] = json!([]);
    }
    let Some(conditions) = status["conditions"].as_array_mut() else {
        return;
    };
    let mut same = conditions
        .iter_mut()
        .filter(|it| it["type"] == condition["type"]);
    let Some(old) = same.next() else {
        condition["lastTransitionTime"] = now.into();
        conditions.push(condition);
        return;
    };
    condition["lastTransitionTime"] = match old["status"] == condition["status"] {
        true => old["lastTransitionTime"].clone(),
        false => now.into(),
    };
    *old = condition;
}
