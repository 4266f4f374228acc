//! ReplicaSets, and what they share with Deployments.

use serde_json::Value;

use super::deployment::not_above;
use super::label_selector;
use super::metadata::bump_generation;
use super::numbers::not_negative;
use super::path::Path;
use super::pod;
use super::read::{
    copy, dig, get, is_set, number_option, object_mut, same, set, set_default, text,
};
use super::{Errors, immutable_selector};
use crate::cluster::apiserver::field_error::FieldError;

pub(crate) fn default(object: &mut Value) {
    let spec = object_mut(object, "spec");
    set_default(spec, "replicas", 1);
    if !is_set(spec, "selector") {
        set(spec, "selector", Value::Null);
    }
    pod::default_template(spec);
    set_default(object_mut(object, "status"), "replicas", 0);
}

pub(crate) fn prepare_update(new: &mut Value, old: &Value) {
    copy(new, old, "status");
    if !same(get(new, "spec"), get(old, "spec")) {
        bump_generation(object_mut(new, "metadata"), get(old, "metadata"));
    }
}

pub(crate) fn validate(object: &Value, errors: &mut Errors) {
    let (spec, path) = (get(object, "spec"), Path::new("spec"));
    not_negative(spec, "replicas", &path, errors);
    not_negative(spec, "minReadySeconds", &path, errors);
    validate_selector(spec, &path, errors);
    validate_selected_template(spec, &path, errors);
}

pub(crate) fn validate_update(new: &Value, old: &Value, errors: &mut Errors) {
    validate(new, errors);
    immutable_selector(new, old, errors);
}

pub(crate) fn validate_selector(spec: &Value, path: &Path, errors: &mut Errors) {
    let path = path.child("selector");
    let selector = get(spec, "selector");
    if selector.is_null() {
        errors.push(FieldError::required(path, ""));
        return;
    }
    label_selector::validate(selector, &path, errors);
    if label_selector::is_empty(selector) {
        // The server says "deployment" of ReplicaSets too.
        let detail = "empty selector is invalid for deployment";
        errors.push(FieldError::invalid(path, selector.clone(), detail));
    }
}

/// The pod template: selected by the selector, and fit to run forever.
pub(crate) fn validate_selected_template(spec: &Value, path: &Path, errors: &mut Errors) {
    let selector = get(spec, "selector");
    if !label_selector::is_usable(selector) {
        let detail = "invalid label selector";
        let error = FieldError::invalid(path.child("selector"), selector.clone(), detail);
        errors.push(error.showing(label_selector::shown(selector)));
        return;
    }
    let (template, path) = (get(spec, "template"), path.child("template"));
    let labels = dig(template, &["metadata", "labels"]);
    if !label_selector::matches(selector, labels) {
        errors.push(FieldError::invalid(
            path.child("metadata.labels"),
            labels.clone(),
            "`selector` does not match template `labels`",
        ));
    }
    pod::validate_template(template, &path, errors);
    let pod = get(template, "spec");
    let policy = text(pod, "restartPolicy");
    if policy != "Always" {
        let path = path.child("spec.restartPolicy");
        errors.push(FieldError::not_supported(path, policy, &["Always"]));
    }
    if number_option(pod, "activeDeadlineSeconds").is_some() {
        errors.push(FieldError::forbidden(
            path.child("spec.activeDeadlineSeconds"),
            "activeDeadlineSeconds in ReplicaSet is not Supported",
        ));
    }
}

pub(crate) fn validate_status(new: &Value, errors: &mut Errors) {
    let (status, path) = (get(new, "status"), Path::new("status"));
    for field in [
        "replicas",
        "fullyLabeledReplicas",
        "readyReplicas",
        "availableReplicas",
        "observedGeneration",
        "terminatingReplicas",
    ] {
        not_negative(status, field, &path, errors);
    }
    for (field, bound, name) in [
        ("fullyLabeledReplicas", "replicas", "status.replicas"),
        ("readyReplicas", "replicas", "status.replicas"),
        ("availableReplicas", "replicas", "status.replicas"),
        ("availableReplicas", "readyReplicas", "readyReplicas"),
    ] {
        not_above(status, field, (bound, name), &path, errors);
    }
}
