//! What an update of a pod keeps of the old one.

use serde_json::Value;

use super::super::metadata::bump_generation;
use super::super::read::{
    copy, get, is_set, list, list_mut, number, object_mut, same, set, text, unset,
};

pub(crate) fn prepare_update(new: &mut Value, old: &Value) {
    copy(new, old, "status");
    if !is_set(get(new, "spec"), "resources") && is_set(get(old, "spec"), "resources") {
        copy(object_mut(new, "spec"), get(old, "spec"), "resources");
    }
    bump_if_changed(new, old);
}

pub(crate) fn bump_if_changed(new: &mut Value, old: &Value) {
    if !same(get(new, "spec"), get(old, "spec")) {
        bump_generation(object_mut(new, "metadata"), get(old, "metadata"));
    }
}

/// The status subresource changes no spec, and neither when nor by whom the pod goes.
pub(crate) fn prepare_status(new: &mut Value, old: &Value) {
    copy(new, old, "spec");
    let metadata = object_mut(new, "metadata");
    unset(metadata, "deletionTimestamp");
    copy(metadata, get(old, "metadata"), "ownerReferences");
    let (status, before) = (object_mut(new, "status"), get(old, "status"));
    if text(status, "qosClass").is_empty() {
        copy(status, before, "qosClass");
    }
    for field in [
        "resourceClaimStatuses",
        "extendedResourceClaimStatus",
        "nodeAllocatableResourceClaimStatuses",
    ] {
        if !is_set(status, field) {
            copy(status, before, field);
        }
    }
    keep_observed_generations(status, before);
}

/// Writers that know nothing of observedGeneration do not erase it.
fn keep_observed_generations(status: &mut Value, before: &Value) {
    let field = "observedGeneration";
    if number(status, field) == 0 {
        copy(status, before, field);
    }
    let mut seen: Vec<String> = Vec::new();
    for condition in list_mut(status, "conditions") {
        let kind = text(condition, "type").to_owned();
        let earlier = seen.iter().filter(|other| **other == kind).count();
        let old = list(before, "conditions")
            .iter()
            .filter(|old| text(old, "type") == kind)
            .nth(earlier);
        let generation = old.map_or(0, |old| number(old, field));
        if number(condition, field) == 0 && generation != 0 {
            set(condition, field, generation);
        }
        seen.push(kind);
    }
}
