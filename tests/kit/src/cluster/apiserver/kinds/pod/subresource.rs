//! What a subresource of pods may write.

use serde_json::Value;

use super::super::read::{copy, get, list, list_mut, object_mut, set, text};

/// What is to be written through a subresource: the old pod, but for its own fields. Other
/// subresources than those of containers see to that by themselves.
pub(crate) fn restrict(subresource: &str, new: &mut Value, old: &Value) {
    match subresource {
        "ephemeralcontainers" => {
            let containers = get(get(new, "spec"), "ephemeralContainers").clone();
            keep(new, old);
            let spec = object_mut(new, "spec");
            set(spec, "ephemeralContainers", containers);
        }
        "resize" if same_containers(get(new, "spec"), get(old, "spec")) => {
            let asked = get(new, "spec").clone();
            keep(new, old);
            let spec = object_mut(new, "spec");
            if !get(&asked, "resources").is_null() {
                copy(spec, &asked, "resources");
            }
            for field in ["containers", "initContainers"] {
                let asked = list(&asked, field);
                for (container, asked) in list_mut(spec, field).iter_mut().zip(asked) {
                    copy(container, asked, "resources");
                    copy(container, asked, "resizePolicy");
                }
            }
        }
        _ => {}
    }
}

/// What the server does not take from the old pod by itself.
const META: [&str; 8] = [
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "generateName",
    "managedFields",
    "name",
    "namespace",
    "resourceVersion",
    "uid",
];

/// Makes the pod the old one, but for what says which pod and which version is meant.
fn keep(new: &mut Value, old: &Value) {
    let meant = get(new, "metadata").clone();
    *new = old.clone();
    let metadata = object_mut(new, "metadata");
    for field in META {
        copy(metadata, &meant, field);
    }
}

/// Containers that come, go or change places are for the validation to refuse.
fn same_containers(new: &Value, old: &Value) -> bool {
    ["containers", "initContainers"].iter().all(|field| {
        let names = |spec| list(spec, field).iter().map(|it| text(it, "name"));
        names(new).eq(names(old))
    })
}

/// Sets a condition in the pod's status; its time is that of its change.
pub(crate) fn set_condition(pod: &mut Value, mut condition: Value, now: &str) {
    let status = object_mut(pod, "status");
    let kind = text(&condition, "type").to_owned();
    set(&mut condition, "lastTransitionTime", now);
    let conditions = list_mut(status, "conditions");
    if let Some(old) = conditions.iter_mut().find(|it| text(it, "type") == kind) {
        if text(old, "status") == text(&condition, "status") {
            copy(&mut condition, old, "lastTransitionTime");
        }
        *old = condition;
        return;
    }
    let mut all = conditions.to_vec();
    all.push(condition);
    set(status, "conditions", all);
}
