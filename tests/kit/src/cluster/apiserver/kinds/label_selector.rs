//! `metav1.LabelSelector`: matchLabels and matchExpressions.

use serde_json::Value;

use super::Errors;
use super::formats;
use super::metadata::{validate_label_key, validate_labels};
use super::path::Path;
use super::read::{entries, get, list, pairs, text, texts};
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::go_text;

pub(crate) fn validate(selector: &Value, path: &Path, errors: &mut Errors) {
    validate_labels(selector, "matchLabels", path, errors);
    for (index, requirement) in list(selector, "matchExpressions").iter().enumerate() {
        let path = path.child("matchExpressions").index(index);
        validate_requirement(requirement, &path, errors);
    }
}

fn validate_requirement(requirement: &Value, path: &Path, errors: &mut Errors) {
    let empty = list(requirement, "values").is_empty();
    match (text(requirement, "operator"), empty) {
        ("In" | "NotIn", true) => errors.push(FieldError::required(
            path.child("values"),
            "must be specified when `operator` is 'In' or 'NotIn'",
        )),
        ("Exists" | "DoesNotExist", false) => errors.push(FieldError::forbidden(
            path.child("values"),
            "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        )),
        ("In" | "NotIn" | "Exists" | "DoesNotExist", _) => {}
        (operator, _) => errors.push(FieldError::invalid(
            path.child("operator"),
            operator,
            "not a valid selector operator",
        )),
    }
    validate_label_key(text(requirement, "key"), &path.child("key"), errors);
    for (index, value) in texts(requirement, "values").enumerate() {
        for complaint in formats::label_value(value) {
            let path = path.child("values").index(index);
            errors.push(FieldError::invalid(path, value, complaint));
        }
    }
}

pub(crate) fn is_empty(selector: &Value) -> bool {
    entries(selector, "matchLabels").next().is_none()
        && list(selector, "matchExpressions").is_empty()
}

/// Whether the selector can be turned into requirements at all.
pub(crate) fn is_usable(selector: &Value) -> bool {
    let mut errors = Errors::new();
    validate(selector, &Path::new("selector"), &mut errors);
    errors.is_empty()
}

/// An absent selector selects nothing, an empty one everything.
pub(crate) fn matches(selector: &Value, labels: &Value) -> bool {
    !selector.is_null()
        && pairs(selector, "matchLabels").all(|(key, value)| is(labels, key, value))
        && list(selector, "matchExpressions")
            .iter()
            .all(|requirement| is_met(requirement, labels))
}

fn is(labels: &Value, key: &str, value: &str) -> bool {
    get(labels, key).as_str() == Some(value)
}

fn is_met(requirement: &Value, labels: &Value) -> bool {
    let key = text(requirement, "key");
    let exists = labels.get(key).is_some();
    let among = texts(requirement, "values").any(|value| is(labels, key, value));
    match text(requirement, "operator") {
        "In" => among,
        "NotIn" => !among,
        "Exists" => exists,
        "DoesNotExist" => !exists,
        _ => false,
    }
}

/// The selector as a message quotes it.
pub(crate) fn shown(selector: &Value) -> String {
    if selector.is_null() {
        return "null".to_owned();
    }
    let mut fields = Vec::new();
    if entries(selector, "matchLabels").next().is_some() {
        let labels = go_text::json(get(selector, "matchLabels"));
        fields.push(format!("\"matchLabels\":{labels}"));
    }
    let requirements: Vec<_> = list(selector, "matchExpressions")
        .iter()
        .map(|requirement| go_text::json_struct(requirement, &["key", "operator"], &["values"]))
        .collect();
    if !requirements.is_empty() {
        fields.push(format!("\"matchExpressions\":[{}]", requirements.join(",")));
    }
    format!("{{{}}}", fields.join(","))
}
