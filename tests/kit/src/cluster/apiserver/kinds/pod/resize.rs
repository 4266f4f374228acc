//! New resources for the containers of a running pod.

use serde_json::Value;

use super::super::Errors;
use super::super::path::Path;
use super::super::quantity::Quantity;
use super::super::read::{copy, entries, get, is_set, list, list_mut, object_mut, same, set, text};
use super::ephemeral::is_static;
use super::qos;
use super::spec::is_restartable;
use crate::cluster::apiserver::field_error::FieldError;

const LISTS: [&str; 2] = ["containers", "initContainers"];

pub(crate) fn validate(new: &Value, old: &Value, errors: &mut Errors) {
    super::validate_pod(new, errors);
    let path = Path::new("spec");
    let (spec, before) = (get(new, "spec"), get(old, "spec"));
    let windows = text(get(before, "os"), "name") == "windows";
    for (forbidden, what) in [(is_static(old), "static"), (windows, "windows")] {
        if forbidden {
            let detail = format!("{what} pods cannot be resized");
            *errors = vec![FieldError::forbidden("[]", detail)];
            return;
        }
    }
    let class = text(get(old, "status"), "qosClass");
    if class != qos::class(spec) {
        let detail = "Pod QOS Class may not change as a result of resizing";
        errors.push(FieldError::invalid(&path, class, detail));
    }
    if !is_supported(old) {
        let detail = "Pod running on node without support for resize";
        errors.push(FieldError::forbidden(&path, detail));
    }
    if !validate_order(spec, before, &path, errors) {
        return;
    }
    for field in ["initContainers", "containers"] {
        let pairs = list(spec, field).iter().zip(list(before, field));
        for (index, (now, before)) in pairs.enumerate() {
            let path = path.child(field).index(index).child("resources");
            validate_kept(
                get(now, "resources"),
                get(before, "resources"),
                &path,
                errors,
            );
        }
    }
    validate_mutable(spec, before, &path, errors);
}

/// A kubelet that can resize tells of a container's resources.
fn is_supported(pod: &Value) -> bool {
    let statuses = list(get(pod, "status"), "containerStatuses");
    let mut running = statuses
        .iter()
        .filter(|status| is_set(get(status, "state"), "running"));
    running
        .next()
        .is_none_or(|status| is_set(status, "resources"))
}

/// The containers are the same, in the same order. Answers whether to look further.
fn validate_order(spec: &Value, before: &Value, path: &Path, errors: &mut Errors) -> bool {
    let so_far = errors.len();
    for field in LISTS {
        let (now, before, path) = (list(spec, field), list(before, field), path.child(field));
        if now.len() != before.len() {
            let detail = format!("{field} may not be added or removed on resize");
            errors.push(FieldError::forbidden(path, detail));
            continue;
        }
        for (index, (now, before)) in now.iter().zip(before).enumerate() {
            if text(now, "name") != text(before, "name") {
                let detail = format!("{field} may not be renamed or reordered on resize");
                let path = path.index(index).child("name");
                errors.push(FieldError::forbidden(path, detail));
            }
        }
    }
    errors.len() == so_far
}

/// What was asked for may change, but stays asked for.
fn validate_kept(now: &Value, before: &Value, path: &Path, errors: &mut Errors) {
    for field in ["requests", "limits"] {
        let kept = |name: &str| is_set(get(now, field), name);
        if !entries(before, field).all(|(name, _)| kept(name)) {
            let detail = format!("resource {field} cannot be removed");
            errors.push(FieldError::forbidden(path.child(field), detail));
        }
    }
}

/// Only CPU and memory may change.
fn validate_mutable(spec: &Value, before: &Value, path: &Path, errors: &mut Errors) {
    for (now, before) in list(spec, "containers")
        .iter()
        .zip(list(before, "containers"))
    {
        if !same(&without_change(now, before), before) {
            let detail = "only cpu and memory resources are mutable";
            errors.push(FieldError::forbidden(path, detail));
        }
    }
    let pairs = list(spec, "initContainers")
        .iter()
        .zip(list(before, "initContainers"));
    for (index, (now, before)) in pairs.enumerate() {
        if !same(&without_change(now, before), before) {
            let detail = "only cpu and memory resources for init or sidecar containers are mutable";
            let path = path.child("initContainers").index(index);
            errors.push(FieldError::forbidden(path, detail));
        }
    }
    if !errors.is_empty() {
        return;
    }
    let mut rest = spec.clone();
    for field in LISTS {
        let all = list(before, field);
        for (container, before) in list_mut(&mut rest, field).iter_mut().zip(all) {
            *container = without_change(container, before);
        }
    }
    copy(&mut rest, before, "resources");
    if !same(&rest, before) {
        let detail = "only cpu and memory resources are mutable";
        errors.push(FieldError::forbidden(path, detail));
    }
}

/// A container with the CPU and the memory that it had.
fn without_change(container: &Value, before: &Value) -> Value {
    let mut container = container.clone();
    let had = get(before, "resources");
    let resources = object_mut(&mut container, "resources");
    for field in ["limits", "requests"] {
        let (now, had) = (get(resources, field).clone(), get(had, field));
        if now.is_null() && had.is_null() {
            continue;
        }
        let amounts = object_mut(resources, field);
        for name in ["cpu", "memory"] {
            copy(amounts, had, name);
        }
        if entries(resources, field).next().is_none() {
            set(resources, field, Value::Null);
        }
    }
    container
}

/// What a node has too little of for what a pod requests, in the words of admission.
pub(crate) fn lacking(spec: &Value, allocatable: &Value) -> Vec<String> {
    let has = |name| quantity(allocatable, name);
    let (cpu, memory) = (requested(spec, "cpu"), requested(spec, "memory"));
    let mut lacking = Vec::new();
    if cpu > has("cpu") {
        let (wanted, there) = (cpu.milli(), has("cpu").milli());
        lacking.push(format!("cpu, requested: {wanted}, allocatable: {there}"));
    }
    if memory > has("memory") {
        let (wanted, there) = (memory.whole(), has("memory").whole());
        lacking.push(format!("memory, requested: {wanted}, allocatable: {there}"));
    }
    lacking
}

/// What a pod requests at the most: its containers together, or one that runs before them.
fn requested(spec: &Value, name: &str) -> Quantity {
    if let Some(text) = get(get(get(spec, "resources"), "requests"), name).as_str() {
        return Quantity::parse(text).unwrap_or(Quantity::ZERO);
    }
    let of = |container| quantity(get(get(container, "resources"), "requests"), name);
    let (mut beside, mut most) = (Quantity::ZERO, Quantity::ZERO);
    for container in list(spec, "initContainers") {
        if is_restartable(container) {
            beside = beside.plus(of(container));
            most = most.max(beside);
        } else {
            most = most.max(beside.plus(of(container)));
        }
    }
    let all = list(spec, "containers").iter().map(of);
    most.max(all.fold(beside, Quantity::plus))
}

fn quantity(amounts: &Value, name: &str) -> Quantity {
    Quantity::parse(text(amounts, name)).unwrap_or(Quantity::ZERO)
}
