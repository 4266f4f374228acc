//! Nodes.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Errors;
use super::addresses::{is_range, validate_range};
use super::formats;
use super::metadata::validate_label_key;
use super::path::Path;
use super::pod::{default_resources, validate_effect, validate_quantity};
use super::read::{copy, get, is_set, list, object_mut, pairs, set, text, texts, unset};
use crate::cluster::apiserver::field_error::{FieldError, FieldErrorKind};
use crate::cluster::apiserver::go_text;

pub(crate) fn default(object: &mut Value) {
    let spec = object_mut(object, "spec");
    let range = text(spec, "podCIDR").to_owned();
    let ranges = list(spec, "podCIDRs");
    if range.is_empty() {
        if let Some(first) = ranges.first().cloned() {
            set(spec, "podCIDR", first);
        }
    } else if ranges.first().is_none_or(|first| *first != range) {
        set(spec, "podCIDRs", vec![Value::from(range)]);
    }
    let status = object_mut(object, "status");
    default_resources(status, "capacity");
    default_resources(status, "allocatable");
    if !is_set(status, "allocatable") {
        let capacity = get(status, "capacity").clone();
        if !capacity.is_null() {
            set(status, "allocatable", capacity);
        }
    }
    let endpoints = object_mut(status, "daemonEndpoints");
    if !is_set(endpoints, "kubeletEndpoint") {
        set(endpoints, "kubeletEndpoint", json!({"Port": 0}));
    }
    object_mut(status, "nodeInfo");
}

/// Dynamic configuration of kubelets is gone.
pub(crate) fn prepare_create(object: &mut Value) {
    unset(object_mut(object, "spec"), "configSource");
    unset(object_mut(object, "status"), "config");
}

pub(crate) fn prepare_update(new: &mut Value, old: &Value) {
    copy(new, old, "status");
    if !is_set(get(old, "spec"), "configSource") {
        unset(object_mut(new, "spec"), "configSource");
    }
}

pub(crate) fn validate(object: &Value, errors: &mut Errors) {
    let spec = get(object, "spec");
    validate_taints(spec, errors);
    validate_resources(object, errors);
    let path = Path::new("spec.podCIDRs");
    for (index, range) in texts(spec, "podCIDRs").enumerate() {
        validate_range(range, &path.index(index), errors);
    }
    let ranges = list(spec, "podCIDRs");
    let families: BTreeSet<_> = texts(spec, "podCIDRs")
        .map(|range| range.contains(':'))
        .collect();
    let wrong = texts(spec, "podCIDRs").position(|range| !is_range(range));
    if let Some((index, range)) = wrong.map(|index| (index, &ranges[index]))
        && ranges.len() > 1
    {
        let range = range.as_str().unwrap_or_default();
        let detail = format!(
            "invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[{index}]: \
             <nil> (invalid CIDR address: {range})"
        );
        errors.push(FieldError::new(
            FieldErrorKind::Internal,
            &path,
            Value::Null,
            detail,
        ));
    }
    if ranges.len() > 1 && (wrong.is_some() || families.len() < 2 || ranges.len() > 2) {
        let detail = "may specify no more than one CIDR for each IP family";
        errors.push(FieldError::invalid(path, ranges, detail));
    }
}

/// Of the object itself, unless only its status is written.
pub(crate) fn validate_update(new: &Value, old: &Value, status: bool, errors: &mut Errors) {
    if !status {
        validate(new, errors);
    }
    validate_resources(new, errors);
    validate_addresses(new, errors);
    let (spec, before, path) = (get(new, "spec"), get(old, "spec"), Path::new("spec"));
    if !list(before, "podCIDRs").is_empty() && get(spec, "podCIDRs") != get(before, "podCIDRs") {
        let detail = "node updates may not change podCIDR except from \"\" to valid";
        errors.push(FieldError::forbidden(path.child("podCIDRs"), detail));
    }
    let (id, kept) = (text(spec, "providerID"), text(before, "providerID"));
    if !kept.is_empty() && id != kept {
        let how = if id.is_empty() { "cleared" } else { "modified" };
        let detail = format!("field cannot be {how} once set");
        errors.push(FieldError::invalid(
            path.child("providerID"),
            Value::Null,
            detail,
        ));
    }
    validate_taints(spec, errors);
    if text(spec, "externalID") != text(before, "externalID") {
        errors.push(FieldError::forbidden(
            path.child("externalID"),
            "may not be updated",
        ));
    }
}

fn validate_addresses(object: &Value, errors: &mut Errors) {
    let addresses = list(get(object, "status"), "addresses");
    for (index, address) in addresses.iter().enumerate() {
        if addresses[..index].contains(address) {
            let path = Path::new("status.addresses").index(index);
            let shown = format!(
                "{{\"Type\":{},\"Address\":{}}}",
                go_text::json(get(address, "type")),
                go_text::json(get(address, "address"))
            );
            errors.push(FieldError::duplicate(path, address.clone()).showing(shown));
        }
    }
}

fn validate_resources(object: &Value, errors: &mut Errors) {
    for field in ["capacity", "allocatable"] {
        let path = Path::new("status").child(field);
        for (name, quantity) in pairs(get(object, "status"), field) {
            validate_quantity(name, quantity, &path.child(name), errors);
        }
    }
}

/// The server looks for them in the spec and speaks of the metadata.
fn validate_taints(spec: &Value, errors: &mut Errors) {
    let path = Path::new("metadata.taints");
    let mut seen = BTreeSet::new();
    for (index, taint) in list(spec, "taints").iter().enumerate() {
        let path = path.index(index);
        let (key, value, effect) = (
            text(taint, "key"),
            text(taint, "value"),
            text(taint, "effect"),
        );
        validate_label_key(key, &path.child("key"), errors);
        let complaints = formats::label_value(value);
        if !complaints.is_empty() {
            let detail = complaints.join(";");
            errors.push(FieldError::invalid(path.child("value"), value, detail));
        }
        validate_effect(effect, &path.child("effect"), errors);
        if !seen.insert((key, effect)) {
            let mut error = FieldError::duplicate(path, taint.clone()).showing(shown_taint(taint));
            error.detail = "taints must be unique by key and effect pair".to_owned();
            errors.push(error);
        }
    }
}

fn shown_taint(taint: &Value) -> String {
    let empty = json!("");
    let part = |field: &str| match get(taint, field) {
        Value::Null if field != "timeAdded" => go_text::json(&empty),
        value => go_text::json(value),
    };
    format!(
        "{{\"Key\":{},\"Value\":{},\"Effect\":{},\"TimeAdded\":{}}}",
        part("key"),
        part("value"),
        part("effect"),
        part("timeAdded")
    )
}
