//! Jobs.

mod policy;
mod status;

use serde_json::Value;

pub(crate) use self::status::validate_status;
use super::formats;
use super::label_selector;
use super::metadata::bump_generation;
use super::numbers::not_negative;
use super::path::Path;
use super::pod;
use super::read::{
    copy, dig, flag, get, is_set, list, number_option, object_mut, same, set, set_default, text,
    text_option,
};
use super::{Errors, immutable};
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::go_text;

const UID_LABELS: [&str; 2] = ["controller-uid", "batch.kubernetes.io/controller-uid"];
const NAME_LABELS: [&str; 2] = ["job-name", "batch.kubernetes.io/job-name"];

pub(crate) fn default(object: &mut Value) {
    let spec = object_mut(object, "spec");
    if !is_set(spec, "completions") && !is_set(spec, "parallelism") {
        set(spec, "completions", 1);
    }
    set_default(spec, "parallelism", 1);
    let per_index = is_set(spec, "backoffLimitPerIndex");
    let limit = if per_index { i32::MAX } else { 6 };
    set_default(spec, "backoffLimit", limit);
    set_default(spec, "completionMode", "NonIndexed");
    set_default(spec, "suspend", false);
    let policy = match is_set(spec, "podFailurePolicy") {
        true => "Failed",
        false => "TerminatingOrFailed",
    };
    set_default(spec, "podReplacementPolicy", policy);
    set_default(spec, "manualSelector", false);
    policy::default(spec);
    pod::default_template(spec);
    object_mut(object, "status");
    default_labels(object);
}

/// A job without labels gets its template's.
fn default_labels(object: &mut Value) {
    let labels = dig(object, &["spec", "template", "metadata", "labels"]).clone();
    let metadata = object_mut(object, "metadata");
    let empty = get(metadata, "labels")
        .as_object()
        .is_none_or(|labels| labels.is_empty());
    if empty && !labels.is_null() {
        set(metadata, "labels", labels);
    }
}

/// Selects the pods by the job's uid, unless the selector is the client's own.
pub(crate) fn prepare_create(object: &mut Value) {
    let metadata = object_mut(object, "metadata");
    set(metadata, "generation", 1);
    let (name, uid) = (
        text(metadata, "name").to_owned(),
        text(metadata, "uid").to_owned(),
    );
    set(object, "status", Value::Object(Default::default()));
    // Defaulted labels and the template's are one map in the real server, and grow together.
    let template = dig(object, &["spec", "template", "metadata", "labels"]);
    let shared = template.is_object() && *template == *dig(object, &["metadata", "labels"]);
    let spec = object_mut(object, "spec");
    if !flag(spec, "manualSelector") {
        let labels = object_mut(
            object_mut(object_mut(spec, "template"), "metadata"),
            "labels",
        );
        for (keys, value) in [(NAME_LABELS, &name), (UID_LABELS, &uid)] {
            for key in keys {
                if !is_set(labels, key) {
                    set(labels, key, value.as_str());
                }
            }
        }
        let selected = object_mut(object_mut(spec, "selector"), "matchLabels");
        if !is_set(selected, UID_LABELS[1]) {
            set(selected, UID_LABELS[1], uid);
        }
    }
    if shared {
        let labels = dig(object, &["spec", "template", "metadata", "labels"]).clone();
        set(object_mut(object, "metadata"), "labels", labels);
    }
}

pub(crate) fn prepare_update(new: &mut Value, old: &Value) {
    copy(new, old, "status");
    if !same(get(new, "spec"), get(old, "spec")) {
        bump_generation(object_mut(new, "metadata"), get(old, "metadata"));
    }
}

pub(crate) fn validate(object: &Value, errors: &mut Errors) {
    validate_generated(object, errors);
    validate_spec(object, errors);
    validate_index_names(object, errors);
}

/// What [`prepare_create`] has written must not have been written otherwise by the client.
fn validate_generated(object: &Value, errors: &mut Errors) {
    let (metadata, spec) = (get(object, "metadata"), get(object, "spec"));
    let selector = get(spec, "selector");
    if flag(spec, "manualSelector") || selector.is_null() {
        return;
    }
    let labels = dig(spec, &["template", "metadata", "labels"]);
    let path = Path::new("spec.template.metadata.labels");
    let mut expected = Value::Null;
    for (key, from) in [
        (UID_LABELS[0], "uid"),
        (NAME_LABELS[0], "name"),
        (UID_LABELS[1], "uid"),
        (NAME_LABELS[1], "name"),
    ] {
        let value = text(metadata, from);
        set(&mut expected, key, value);
        match text_option(labels, key) {
            None => {
                let detail = format!("must be '{value}'");
                errors.push(FieldError::required(path.key(key), detail));
            }
            Some(found) if found != value => {
                let detail = format!("must be '{value}'");
                errors.push(FieldError::invalid(path.key(key), labels.clone(), detail));
            }
            Some(_) => {}
        }
    }
    if label_selector::is_usable(selector) && !label_selector::matches(selector, &expected) {
        let detail = "`selector` not auto-generated";
        let error = FieldError::invalid("spec.selector", selector.clone(), detail);
        errors.push(error.showing(label_selector::shown(selector)));
    }
}

fn validate_spec(object: &Value, errors: &mut Errors) {
    let (spec, path) = (get(object, "spec"), Path::new("spec"));
    policy::validate(spec, &path, errors);
    let template = get(spec, "template");
    pod::validate_template(template, &path.child("template"), errors);
    validate_restart(spec, &path, errors);
    let selector = get(spec, "selector");
    if selector.is_null() {
        errors.push(FieldError::required(path.child("selector"), ""));
    } else {
        label_selector::validate(selector, &path.child("selector"), errors);
    }
    let labels = dig(template, &["metadata", "labels"]);
    if label_selector::is_usable(selector) && !label_selector::matches(selector, labels) {
        let detail = "`selector` does not match template `labels`";
        let path = path.child("template.metadata.labels");
        errors.push(FieldError::invalid(path, labels.clone(), detail));
    }
}

/// Pods of a job must be able to end.
fn validate_restart(spec: &Value, path: &Path, errors: &mut Errors) {
    let path = path.child("template.spec.restartPolicy");
    let policy = dig(spec, &["template", "spec", "restartPolicy"]).as_str();
    match policy.unwrap_or_default() {
        "" | "Always" => {
            let detail = "valid values: \"OnFailure\", \"Never\"";
            errors.push(FieldError::required(path, detail));
        }
        "OnFailure" if is_set(spec, "podFailurePolicy") => {
            let detail = "only \"Never\" is supported when podFailurePolicy is specified";
            errors.push(FieldError::invalid(path, "OnFailure", detail));
        }
        "OnFailure" | "Never" => {}
        policy => errors.push(FieldError::not_supported(
            path,
            policy,
            &["OnFailure", "Never"],
        )),
    }
}

/// The pods of an indexed job have hostnames.
fn validate_index_names(object: &Value, errors: &mut Errors) {
    let spec = get(object, "spec");
    let name = text(get(object, "metadata"), "name");
    let completions = number_option(spec, "completions").unwrap_or_default();
    if text(spec, "completionMode") != "Indexed" || completions <= 0 {
        return;
    }
    let last = format!("{name}-{}", completions - 1);
    if !formats::dns_label(&last).is_empty() {
        let detail = format!("will not able to create pod with invalid DNS label: {last}");
        errors.push(FieldError::invalid("metadata.name", name, detail));
    }
}

pub(crate) fn validate_update(new: &Value, old: &Value, errors: &mut Errors) {
    validate_spec(new, errors);
    let (spec, before, path) = (get(new, "spec"), get(old, "spec"), Path::new("spec"));
    policy::validate_completions(spec, before, &path.child("completions"), errors);
    let selector = get(spec, "selector");
    if !same(selector, get(before, "selector")) {
        let detail = "field is immutable";
        let error = FieldError::invalid(path.child("selector"), selector.clone(), detail);
        errors.push(error.showing(label_selector::shown(selector)));
    }
    validate_template_update(spec, before, &path.child("template"), errors);
    for field in [
        "completionMode",
        "podFailurePolicy",
        "backoffLimitPerIndex",
        "managedBy",
        "successPolicy",
    ] {
        immutable(spec, before, field, &path.child(field), errors);
    }
    validate_index_names(new, errors);
}

/// Where pods go, and what they take, may change while nothing runs.
fn validate_template_update(spec: &Value, before: &Value, path: &Path, errors: &mut Errors) {
    let mut allowed = get(before, "template").clone();
    let template = get(spec, "template");
    if flag(before, "suspend") {
        let pod = object_mut(&mut allowed, "spec");
        for field in ["affinity", "nodeSelector", "tolerations", "schedulingGates"] {
            copy(pod, get(template, "spec"), field);
        }
        let containers = list(get(template, "spec"), "containers");
        for (old, new) in super::read::list_mut(pod, "containers")
            .iter_mut()
            .zip(containers)
        {
            copy(old, new, "resources");
        }
        let metadata = object_mut(&mut allowed, "metadata");
        for field in ["annotations", "labels"] {
            copy(metadata, get(template, "metadata"), field);
        }
    }
    if !same(template, &allowed) {
        let error = FieldError::invalid(path, template.clone(), "field is immutable");
        errors.push(error.showing(go_text::json(template)));
    }
}

fn counts(spec: &Value, path: &Path, errors: &mut Errors) {
    for field in [
        "parallelism",
        "completions",
        "activeDeadlineSeconds",
        "backoffLimit",
        "ttlSecondsAfterFinished",
        "backoffLimitPerIndex",
        "maxFailedIndexes",
    ] {
        not_negative(spec, field, path, errors);
    }
}
