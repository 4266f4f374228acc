//! `metav1.LabelSelector`: matchLabels and matchExpressions.

use outrigger::selector::{LabelSelector, LabelSelectorSpec};
use serde::Deserialize;
use serde_json::Value;

use super::Errors;
use super::formats;
use super::metadata::{validate_label_key, validate_labels};
use super::path::Path;
use super::read::{entries, get, list, text, texts};
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

/// Source: `LabelSelectorAsSelector` of apimachinery's `meta/v1`. `None` is of no selector, which
/// selects nothing.
fn requirements(selector: &Value) -> Result<Option<LabelSelector>, String> {
    if selector.is_null() {
        return Ok(None);
    }
    let spec = LabelSelectorSpec::deserialize(selector).map_err(|error| error.to_string())?;
    let selector = LabelSelector::try_from(&spec).map_err(|error| error.to_string())?;
    Ok(Some(selector))
}

/// Whether the selector can be turned into requirements at all.
pub(crate) fn is_usable(selector: &Value) -> bool {
    requirements(selector).is_ok()
}

/// An absent selector selects nothing, nor does an unusable one; an empty one selects everything.
pub(crate) fn matches(selector: &Value, labels: &Value) -> bool {
    // A label that is null is empty, as in Go.
    let get = |key: &str| {
        labels
            .get(key)
            .map(|value| value.as_str().unwrap_or_default())
    };
    let selector = requirements(selector).ok().flatten();
    selector.is_some_and(|selector| selector.matches_by(get))
}

/// The selector in the form that a list's parameter takes: `a=b,c in (d,e),!f`. Nothing, if there is
/// none.
///
/// # Errors
///
/// Why it is unusable, in Go's words.
pub(crate) fn as_text(selector: &Value) -> Result<String, String> {
    let selector = requirements(selector)?;
    Ok(selector.map_or_else(String::new, |selector| selector.to_string()))
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
