//! Deployments.

use serde_json::{Value, json};

use super::formats;
use super::metadata::bump_generation;
use super::numbers::{check_not_negative, not_negative};
use super::path::Path;
use super::pod;
use super::read::{
    copy, get, is_set, number, number_option, object_mut, same, set, set_default, text,
};
use super::replica_set::{validate_selected_template, validate_selector};
use super::{Errors, immutable_selector};
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::go_text;

pub(crate) fn default(object: &mut Value) {
    let spec = object_mut(object, "spec");
    set_default(spec, "replicas", 1);
    default_strategy(object_mut(spec, "strategy"));
    set_default(spec, "revisionHistoryLimit", 10);
    set_default(spec, "progressDeadlineSeconds", 600);
    if !is_set(spec, "selector") {
        set(spec, "selector", Value::Null);
    }
    pod::default_template(spec);
    object_mut(object, "status");
}

fn default_strategy(strategy: &mut Value) {
    set_default(strategy, "type", "RollingUpdate");
    if text(strategy, "type") == "RollingUpdate" {
        let update = object_mut(strategy, "rollingUpdate");
        for field in ["maxUnavailable", "maxSurge"] {
            if !is_set(update, field) {
                set(update, field, "25%");
            }
        }
    }
}

/// Annotations count besides the spec, for they are copied to the ReplicaSets.
pub(crate) fn prepare_update(new: &mut Value, old: &Value) {
    copy(new, old, "status");
    let changed = !same(get(new, "spec"), get(old, "spec"))
        || !same(
            get(get(new, "metadata"), "annotations"),
            get(get(old, "metadata"), "annotations"),
        );
    if changed {
        bump_generation(object_mut(new, "metadata"), get(old, "metadata"));
    }
}

/// The status subresource changes neither spec nor labels.
pub(crate) fn prepare_status(new: &mut Value, old: &Value) {
    copy(new, old, "spec");
    copy(object_mut(new, "metadata"), get(old, "metadata"), "labels");
}

pub(crate) fn validate(object: &Value, errors: &mut Errors) {
    let (spec, path) = (get(object, "spec"), Path::new("spec"));
    not_negative(spec, "replicas", &path, errors);
    validate_selector(spec, &path, errors);
    validate_selected_template(spec, &path, errors);
    validate_strategy(get(spec, "strategy"), &path.child("strategy"), errors);
    not_negative(spec, "minReadySeconds", &path, errors);
    not_negative(spec, "revisionHistoryLimit", &path, errors);
    not_negative(spec, "progressDeadlineSeconds", &path, errors);
    if let Some(deadline) = number_option(spec, "progressDeadlineSeconds")
        && deadline <= number(spec, "minReadySeconds")
    {
        errors.push(FieldError::invalid(
            path.child("progressDeadlineSeconds"),
            deadline,
            "must be greater than minReadySeconds",
        ));
    }
}

pub(crate) fn validate_update(new: &Value, old: &Value, errors: &mut Errors) {
    validate(new, errors);
    immutable_selector(new, old, errors);
}

fn validate_strategy(strategy: &Value, path: &Path, errors: &mut Errors) {
    match text(strategy, "type") {
        "Recreate" if is_set(strategy, "rollingUpdate") => errors.push(FieldError::forbidden(
            path.child("rollingUpdate"),
            "may not be specified when strategy `type` is 'Recreate'",
        )),
        "Recreate" => {}
        "RollingUpdate" => {
            let path = path.child("rollingUpdate");
            validate_rolling_update(get(strategy, "rollingUpdate"), &path, errors);
        }
        _ => {
            let known = ["Recreate", "RollingUpdate"];
            let error = FieldError::not_supported(path, strategy.clone(), &known);
            errors.push(error.showing(shown_strategy(strategy)));
        }
    }
}

/// As Go prints its internal type, whose fields bear no JSON names.
fn shown_strategy(strategy: &Value) -> String {
    let update = match get(strategy, "rollingUpdate") {
        Value::Null => "null".to_owned(),
        update => {
            let number = |field| match get(update, field) {
                Value::Null => "0".to_owned(),
                number => go_text::json(number),
            };
            format!(
                "{{\"MaxUnavailable\":{},\"MaxSurge\":{}}}",
                number("maxUnavailable"),
                number("maxSurge")
            )
        }
    };
    let kind = go_text::json(&json!(text(strategy, "type")));
    format!("{{\"Type\":{kind},\"RollingUpdate\":{update}}}")
}

fn validate_rolling_update(update: &Value, path: &Path, errors: &mut Errors) {
    let unavailable = get(update, "maxUnavailable");
    let surge = get(update, "maxSurge");
    let unavailable_path = path.child("maxUnavailable");
    validate_portion(unavailable, &unavailable_path, errors);
    validate_portion(surge, &path.child("maxSurge"), errors);
    let mut invalid = |detail| {
        let error = FieldError::invalid(&unavailable_path, unavailable.clone(), detail);
        errors.push(error.showing(go_text::json(unavailable)));
    };
    if portion(unavailable) == 0 && portion(surge) == 0 {
        invalid("may not be 0 when `maxSurge` is 0");
    }
    not_above_all(unavailable, &unavailable_path, errors);
}

/// A percentage of pods is no more than all of them.
pub(crate) fn not_above_all(value: &Value, path: &Path, errors: &mut Errors) {
    let percent = value.as_str().and_then(formats::percent_value);
    if percent.is_some_and(|percent| percent > 100) {
        let detail = "must not be greater than 100%";
        let error = FieldError::invalid(path, value.clone(), detail);
        errors.push(error.showing(go_text::json(value)));
    }
}

/// A number of pods, or a percentage.
pub(crate) fn validate_portion(value: &Value, path: &Path, errors: &mut Errors) {
    if let Some(text) = value.as_str() {
        for complaint in formats::percent(text) {
            let error = FieldError::invalid(path, text, complaint);
            errors.push(error.showing(go_text::json(value)));
        }
    } else if let Some(number) = value.as_i64() {
        check_not_negative(number, path, errors);
    }
}

fn portion(value: &Value) -> i64 {
    match value.as_str() {
        Some(text) => formats::percent_value(text)
            .or_else(|| text.parse().ok())
            .unwrap_or_default(),
        None => value.as_i64().unwrap_or_default(),
    }
}

pub(crate) fn validate_status(new: &Value, old: &Value, errors: &mut Errors) {
    let (status, path) = (get(new, "status"), Path::new("status"));
    for field in [
        "observedGeneration",
        "replicas",
        "updatedReplicas",
        "readyReplicas",
        "availableReplicas",
        "unavailableReplicas",
        "terminatingReplicas",
        "collisionCount",
    ] {
        not_negative(status, field, &path, errors);
    }
    for (field, bound, name) in [
        ("updatedReplicas", "replicas", "status.replicas"),
        ("readyReplicas", "replicas", "status.replicas"),
        ("availableReplicas", "replicas", "status.replicas"),
        ("availableReplicas", "readyReplicas", "readyReplicas"),
    ] {
        not_above(status, field, (bound, name), &path, errors);
    }
    let count = number_option(status, "collisionCount");
    if let Some(before) = number_option(get(old, "status"), "collisionCount")
        && count.is_none_or(|count| count < before)
    {
        let path = path.child("collisionCount");
        let count = count.unwrap_or_default();
        errors.push(FieldError::invalid(path, count, "cannot be decremented"));
    }
}

/// `bound` is the field that bounds it, and what the message calls that.
pub(crate) fn not_above(
    status: &Value,
    field: &str,
    bound: (&str, &str),
    path: &Path,
    errors: &mut Errors,
) {
    if number(status, field) > number(status, bound.0) {
        let detail = format!("cannot be greater than {}", bound.1);
        errors.push(FieldError::invalid(
            path.child(field),
            number(status, field),
            detail,
        ));
    }
}
