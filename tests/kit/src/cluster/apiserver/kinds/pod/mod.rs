//! Pods, and the pod templates of those that make them.

mod affinity;
mod container;
mod defaults;
mod env;
mod ephemeral;
mod generation;
mod image;
mod mount;
mod network;
mod ports;
mod probe;
mod projected;
mod qos;
mod resize;
mod resources;
mod scheduling;
mod security;
mod spec;
mod subresource;
mod update;
mod volume;

use serde_json::{Value, json};

pub(crate) use self::defaults::{default, default_resources, default_template};
pub(crate) use self::ephemeral::validate_update as validate_ephemeral_update;
pub(crate) use self::generation::{prepare_status, prepare_update};
pub(crate) use self::ports::{PROTOCOLS, validate_number_or_name};
pub(crate) use self::resize::{lacking, validate as validate_resize};
pub(crate) use self::resources::validate_quantity;
pub(crate) use self::scheduling::validate_effect;
pub(crate) use self::subresource::{restrict, set_condition};
pub(crate) use self::update::{validate_status, validate_update};
use super::Errors;
use super::metadata::{validate_annotations, validate_labels};
use super::numbers::check_not_negative;
use super::path::Path;
use super::read::{get, is_set, list, number_option, object_mut, set, text, text_option};
use crate::cluster::apiserver::field_error::FieldError;

/// What a pod spec belongs to, which decides a few rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    Pod,
    Template,
}

pub(crate) fn prepare_create(object: &mut Value) {
    set(object_mut(object, "metadata"), "generation", 1);
    set(object, "status", json!({"phase": "Pending"}));
    let gated = !list(get(object, "spec"), "schedulingGates").is_empty();
    if gated {
        let now = get(get(object, "metadata"), "creationTimestamp").clone();
        let condition = json!({
            "lastProbeTime": null,
            "lastTransitionTime": now,
            "type": "PodScheduled",
            "status": "False",
            "reason": "SchedulingGated",
            "message": "Scheduling is blocked due to non-empty scheduling gates",
        });
        set(object_mut(object, "status"), "conditions", vec![condition]);
    }
    let spec = object_mut(object, "spec");
    let class = qos::class(spec);
    set(object_mut(object, "status"), "qosClass", class);
}

pub(crate) fn validate(object: &Value, errors: &mut Errors) {
    validate_pod(object, errors);
    let (spec, path) = (get(object, "spec"), Path::new("spec"));
    if !list(spec, "ephemeralContainers").is_empty() {
        let path = path.child("ephemeralContainers");
        errors.push(FieldError::forbidden(path, "cannot be set on create"));
    }
    if !text(spec, "nodeName").is_empty() && !list(spec, "schedulingGates").is_empty() {
        let detail = "cannot be set until all schedulingGates have been cleared";
        errors.push(FieldError::forbidden(path.child("nodeName"), detail));
    }
}

/// What holds of a pod on create and on update.
fn validate_pod(object: &Value, errors: &mut Errors) {
    let metadata = get(object, "metadata");
    let (spec, path) = (get(object, "spec"), Path::new("spec"));
    validate_pod_annotations(metadata, spec, &Path::new("metadata.annotations"), errors);
    spec::validate(spec, &path, Owner::Pod, errors);
    validate_tokens(spec, &path, errors);
    if let Some(seconds) = number_option(spec, "terminationGracePeriodSeconds") {
        check_not_negative(
            seconds,
            &path.child("terminationGracePeriodSeconds"),
            errors,
        );
    }
    for field in ["containers", "initContainers"] {
        for (index, container) in list(spec, field).iter().enumerate() {
            let image = text(container, "image");
            if image.trim() != image {
                let path = path.child(field).index(index).child("image");
                let detail = "must not have leading or trailing whitespace";
                errors.push(FieldError::invalid(path, image, detail));
            }
        }
    }
}

/// A projected token needs a service account.
fn validate_tokens(spec: &Value, path: &Path, errors: &mut Errors) {
    if !text(spec, "serviceAccountName").is_empty() {
        return;
    }
    for (index, volume) in list(spec, "volumes").iter().enumerate() {
        let path = path
            .child("volumes")
            .index(index)
            .child("projected.sources");
        let sources = list(get(volume, "projected"), "sources");
        for (index, source) in sources.iter().enumerate() {
            if is_set(source, "serviceAccountToken") {
                let path = path.index(index).child("serviceAccountToken");
                let detail = "must not be specified when serviceAccountName is not set";
                errors.push(FieldError::forbidden(path, detail));
            }
        }
    }
}

pub(crate) fn validate_template(template: &Value, path: &Path, errors: &mut Errors) {
    let metadata = get(template, "metadata");
    validate_labels(metadata, "labels", path, errors);
    validate_annotations(metadata, path, errors);
    let spec = get(template, "spec");
    validate_pod_annotations(metadata, spec, &path.child("annotations"), errors);
    spec::validate(spec, &path.child("spec"), Owner::Template, errors);
    if !list(spec, "ephemeralContainers").is_empty() {
        errors.push(FieldError::forbidden(
            path.child("spec.ephemeralContainers"),
            "ephemeral containers not allowed in pod template",
        ));
    }
}

fn validate_pod_annotations(metadata: &Value, spec: &Value, path: &Path, errors: &mut Errors) {
    let annotations = get(metadata, "annotations");
    let mirror = "kubernetes.io/config.mirror";
    if let Some(value) = text_option(annotations, mirror)
        && text(spec, "nodeName").is_empty()
    {
        let detail = "must set spec.nodeName if mirror pod annotation is set";
        errors.push(FieldError::invalid(path.key(mirror), value, detail));
    }
    let cost = "controller.kubernetes.io/pod-deletion-cost";
    if let Some(value) = text_option(annotations, cost)
        && !is_deletion_cost(value)
    {
        errors.push(FieldError::invalid(
            path.key(cost),
            value,
            "must be a 32bit integer",
        ));
    }
}

/// An integer of 32 bits without plus sign or leading zeros.
fn is_deletion_cost(value: &str) -> bool {
    let first_digit = value.strip_prefix('-').unwrap_or(value);
    let padded = first_digit.starts_with('0') && value != "0";
    !value.starts_with('+') && !padded && value.parse::<i32>().is_ok()
}

/// The containers of a spec with their lists' names, the init containers first.
fn containers(spec: &Value) -> impl Iterator<Item = &Value> {
    let init = list(spec, "initContainers").iter();
    init.chain(list(spec, "containers"))
}
