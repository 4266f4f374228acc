//! PodDisruptionBudgets.

use serde_json::{Value, json};

use super::Errors;
use super::deployment::{not_above_all, validate_portion};
use super::label_selector;
use super::metadata::validate_label_key;
use super::numbers::not_negative;
use super::path::Path;
use super::read::{get, is_set, list, number, object_mut, set, text};
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::go_text;

pub(crate) fn prepare_create(object: &mut Value) {
    set(object, "status", json!({}));
    set(object_mut(object, "metadata"), "generation", 1);
}

pub(crate) fn validate(object: &Value, errors: &mut Errors) {
    let (spec, path) = (get(object, "spec"), Path::new("spec"));
    if is_set(spec, "minAvailable") && is_set(spec, "maxUnavailable") {
        let detail = "minAvailable and maxUnavailable cannot be both set";
        errors.push(FieldError::invalid(&path, spec.clone(), detail).showing(shown(spec)));
    }
    for field in ["minAvailable", "maxUnavailable"] {
        let (portion, path) = (get(spec, field), path.child(field));
        validate_portion(portion, &path, errors);
        not_above_all(portion, &path, errors);
    }
    if is_set(spec, "selector") {
        label_selector::validate(get(spec, "selector"), &path.child("selector"), errors);
    }
    if let Some(policy) = get(spec, "unhealthyPodEvictionPolicy").as_str()
        && !["AlwaysAllow", "IfHealthyBudget"].contains(&policy)
    {
        let known = ["AlwaysAllow", "IfHealthyBudget"];
        let path = path.child("unhealthyPodEvictionPolicy");
        errors.push(FieldError::not_supported(path, policy, &known));
    }
}

/// The spec as the server holds it inside, and quotes it.
fn shown(spec: &Value) -> String {
    let policy = get(spec, "unhealthyPodEvictionPolicy");
    let policy = policy.as_str().map_or("null".to_owned(), go_text::quote);
    format!(
        "{{\"MinAvailable\":{},\"Selector\":{},\"MaxUnavailable\":{},\
         \"UnhealthyPodEvictionPolicy\":{policy}}}",
        go_text::json(get(spec, "minAvailable")),
        label_selector::shown(get(spec, "selector")),
        go_text::json(get(spec, "maxUnavailable")),
    )
}

pub(crate) fn validate_status(new: &Value, errors: &mut Errors) {
    let (status, path) = (get(new, "status"), Path::new("status"));
    let mut seen = Vec::new();
    for (index, condition) in list(status, "conditions").iter().enumerate() {
        let path = path.child("conditions").index(index);
        let kind = text(condition, "type");
        if seen.contains(&kind) {
            errors.push(FieldError::duplicate(&path, kind));
        }
        seen.push(kind);
        validate_condition(condition, &path, errors);
    }
    for field in [
        "disruptionsAllowed",
        "currentHealthy",
        "desiredHealthy",
        "expectedPods",
    ] {
        not_negative(status, field, &path, errors);
    }
}

/// What every `metav1.Condition` must have.
fn validate_condition(condition: &Value, path: &Path, errors: &mut Errors) {
    match text(condition, "type") {
        "" => errors.push(FieldError::required(path.child("type"), "is required")),
        kind => validate_label_key(kind, &path.child("type"), errors),
    }
    let statuses = ["False", "True", "Unknown"];
    match text(condition, "status") {
        "" => errors.push(FieldError::required(path.child("status"), "")),
        status if statuses.contains(&status) => {}
        status => errors.push(FieldError::not_supported(
            path.child("status"),
            status,
            &statuses,
        )),
    }
    let generation = number(condition, "observedGeneration");
    if generation < 0 {
        let detail = "must be greater than or equal to zero";
        let path = path.child("observedGeneration");
        errors.push(FieldError::invalid(path, generation, detail));
    }
    if !is_set(condition, "lastTransitionTime") {
        errors.push(FieldError::required(path.child("lastTransitionTime"), ""));
    }
    if text(condition, "reason").is_empty() {
        errors.push(FieldError::required(path.child("reason"), ""));
    }
}
