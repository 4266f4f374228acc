//! Affinity to nodes and to other pods.

use serde_json::Value;

use super::super::Errors;
use super::super::formats;
use super::super::label_selector;
use super::super::metadata::validate_label_key;
use super::super::path::Path;
use super::super::read::{get, is_set, list, number, pairs, text, texts};
use crate::cluster::apiserver::field_error::FieldError;

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

pub(super) fn validate(affinity: &Value, path: &Path, errors: &mut Errors) {
    validate_node(
        get(affinity, "nodeAffinity"),
        &path.child("nodeAffinity"),
        errors,
    );
    for kind in ["podAffinity", "podAntiAffinity"] {
        let (affinity, path) = (get(affinity, kind), path.child(kind));
        for (index, term) in list(affinity, REQUIRED).iter().enumerate() {
            validate_pod_term(term, &path.child(REQUIRED).index(index), errors);
        }
        for (index, weighted) in list(affinity, PREFERRED).iter().enumerate() {
            let path = path.child(PREFERRED).index(index);
            validate_weight(weighted, &path, errors);
            let term = get(weighted, "podAffinityTerm");
            validate_pod_term(term, &path.child("podAffinityTerm"), errors);
        }
    }
}

fn validate_node(affinity: &Value, path: &Path, errors: &mut Errors) {
    if is_set(affinity, REQUIRED) {
        let path = path.child(REQUIRED).child("nodeSelectorTerms");
        let terms = list(get(affinity, REQUIRED), "nodeSelectorTerms");
        if terms.is_empty() {
            let detail = "must have at least one node selector term";
            errors.push(FieldError::required(&path, detail));
        }
        for (index, term) in terms.iter().enumerate() {
            validate_node_term(term, true, &path.index(index), errors);
        }
    }
    for (index, weighted) in list(affinity, PREFERRED).iter().enumerate() {
        let path = path.child(PREFERRED).index(index);
        validate_weight(weighted, &path, errors);
        let term = get(weighted, "preference");
        validate_node_term(term, false, &path.child("preference"), errors);
    }
}

fn validate_weight(weighted: &Value, path: &Path, errors: &mut Errors) {
    let weight = number(weighted, "weight");
    if !(1..=100).contains(&weight) {
        let path = path.child("weight");
        errors.push(FieldError::invalid(
            path,
            weight,
            "must be in the range 1-100",
        ));
    }
}

/// `strict`: the values must be those of labels.
fn validate_node_term(term: &Value, strict: bool, path: &Path, errors: &mut Errors) {
    for (index, requirement) in list(term, "matchExpressions").iter().enumerate() {
        let path = path.child("matchExpressions").index(index);
        validate_expression(requirement, strict, &path, errors);
    }
    for (index, requirement) in list(term, "matchFields").iter().enumerate() {
        let path = path.child("matchFields").index(index);
        validate_field(requirement, &path, errors);
    }
}

fn validate_expression(requirement: &Value, strict: bool, path: &Path, errors: &mut Errors) {
    let values = list(requirement, "values").len();
    let values_path = path.child("values");
    match (text(requirement, "operator"), values) {
        ("In" | "NotIn", 0) => errors.push(FieldError::required(
            &values_path,
            "must be specified when `operator` is 'In' or 'NotIn'",
        )),
        ("Exists" | "DoesNotExist", 1..) => errors.push(FieldError::forbidden(
            &values_path,
            "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        )),
        ("Gt" | "Lt", 0 | 2..) => errors.push(FieldError::required(
            &values_path,
            "must be specified single value when `operator` is 'Lt' or 'Gt'",
        )),
        ("In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt", _) => {}
        (operator, _) => not_an_operator(operator, path, errors),
    }
    validate_label_key(text(requirement, "key"), &path.child("key"), errors);
    if !strict {
        return;
    }
    for (index, value) in texts(requirement, "values").enumerate() {
        for complaint in formats::label_value(value) {
            errors.push(FieldError::invalid(
                values_path.index(index),
                value,
                complaint,
            ));
        }
    }
}

fn not_an_operator(operator: &str, path: &Path, errors: &mut Errors) {
    let detail = "not a valid selector operator";
    errors.push(FieldError::invalid(
        path.child("operator"),
        operator,
        detail,
    ));
}

fn validate_field(requirement: &Value, path: &Path, errors: &mut Errors) {
    match text(requirement, "operator") {
        "In" | "NotIn" if list(requirement, "values").len() != 1 => {
            let detail = "must be only one value when `operator` is 'In' or 'NotIn' for node \
                          field selector";
            errors.push(FieldError::required(path.child("values"), detail));
        }
        "In" | "NotIn" => {}
        operator => not_an_operator(operator, path, errors),
    }
    let key = text(requirement, "key");
    if key != "metadata.name" {
        let detail = "not a valid field selector key";
        errors.push(FieldError::invalid(path.child("key"), key, detail));
        return;
    }
    for (index, value) in texts(requirement, "values").enumerate() {
        for complaint in formats::dns_subdomain(value) {
            let path = path.child("values").index(index);
            errors.push(FieldError::invalid(path, value, complaint));
        }
    }
}

fn validate_pod_term(term: &Value, path: &Path, errors: &mut Errors) {
    for field in ["labelSelector", "namespaceSelector"] {
        label_selector::validate(get(term, field), &path.child(field), errors);
    }
    for namespace in texts(term, "namespaces") {
        for complaint in formats::dns_label(namespace) {
            // So spelled by the server.
            let path = path.child("namespace");
            errors.push(FieldError::invalid(path, namespace, complaint));
        }
    }
    validate_label_keys(term, path, errors);
    let key = text(term, "topologyKey");
    if key.is_empty() {
        errors.push(FieldError::required(
            path.child("topologyKey"),
            "can not be empty",
        ));
    }
    validate_label_key(key, &path.child("topologyKey"), errors);
}

/// Keys of labels whose values are to be, or not to be, those of the pod itself.
pub(super) fn validate_label_keys(term: &Value, path: &Path, errors: &mut Errors) {
    let selector = get(term, "labelSelector");
    for field in ["matchLabelKeys", "mismatchLabelKeys"] {
        let path = path.child(field);
        if list(term, field).is_empty() {
            continue;
        }
        if selector.is_null() {
            let detail = "must not be specified when labelSelector is not set";
            errors.push(FieldError::forbidden(path, detail));
            continue;
        }
        for (index, key) in texts(term, field).enumerate() {
            validate_label_key(key, &path.index(index), errors);
        }
    }
    let mut selected: Vec<&str> = pairs(selector, "matchLabels").map(|(key, _)| key).collect();
    for requirement in list(selector, "matchExpressions") {
        let key = text(requirement, "key");
        let index = texts(term, "matchLabelKeys").position(|other| other == key);
        if let Some(index) = index.filter(|_| selected.contains(&key)) {
            let detail = "exists in both matchLabelKeys and labelSelector";
            errors.push(FieldError::invalid(path.index(index), key, detail));
        }
        selected.push(key);
    }
    for (index, key) in texts(term, "matchLabelKeys").enumerate() {
        if texts(term, "mismatchLabelKeys").any(|other| other == key) {
            let path = path.child("matchLabelKeys").index(index);
            let detail = "exists in both matchLabelKeys and mismatchLabelKeys";
            errors.push(FieldError::invalid(path, key, detail));
        }
    }
}
