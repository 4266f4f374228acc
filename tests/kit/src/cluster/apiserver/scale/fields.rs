//! The fields that a CRD names for its Scale.

use serde_json::{Value, json};

use crate::cluster::apiserver::catalog::Scale;
use crate::cluster::apiserver::crd::go_value;
use crate::cluster::apiserver::field_error::FieldError;

/// What is wrong with the replicas that a custom object wants.
pub(crate) fn validate_spec(object: &Value, paths: &Scale) -> Vec<FieldError> {
    validate_replicas(object, &paths.spec_replicas)
        .into_iter()
        .collect()
}

/// What is wrong with the replicas and the selector in a custom object's status.
pub(crate) fn validate_status(object: &Value, paths: &Scale) -> Vec<FieldError> {
    let mut errors: Vec<_> = validate_replicas(object, &paths.status_replicas)
        .into_iter()
        .collect();
    let path = paths.label_selector.as_str();
    if let (false, Err(problem)) = (path.is_empty(), text(object, path)) {
        errors.push(FieldError::invalid(path, "", problem));
    }
    errors
}

fn validate_replicas(object: &Value, path: &str) -> Option<FieldError> {
    let (replicas, detail) = match integer(object, path) {
        Err(problem) => (0, problem),
        Ok(Some(replicas @ ..0)) => (replicas, "should be a non-negative integer".to_owned()),
        Ok(Some(replicas)) if replicas > i64::from(i32::MAX) => (
            replicas,
            format!("should be less than or equal to {}", i32::MAX),
        ),
        Ok(_) => return None,
    };
    Some(FieldError::invalid(path, replicas, detail))
}

fn fields(path: &str) -> impl Iterator<Item = &str> {
    path.strip_prefix('.').unwrap_or(path).split('.')
}

fn find<'a>(object: &'a Value, path: &str) -> Result<Option<&'a Value>, String> {
    let mut at = object;
    let mut walked = String::new();
    for name in fields(path) {
        match at {
            Value::Null => return Ok(None),
            Value::Object(fields) => match fields.get(name) {
                Some(value) => at = value,
                None => return Ok(None),
            },
            other => {
                return Err(mismatch(
                    &format!("{walked}.{name}"),
                    other,
                    "map[string]interface{}",
                ));
            }
        }
        walked = format!("{walked}.{name}");
    }
    Ok(Some(at))
}

pub(super) fn integer(object: &Value, path: &str) -> Result<Option<i64>, String> {
    let value = find(object, path)?;
    let wrong = |value| mismatch(path, value, "int64");
    value
        .map(|value| value.as_i64().ok_or_else(|| wrong(value)))
        .transpose()
}

pub(super) fn text<'a>(object: &'a Value, path: &str) -> Result<Option<&'a str>, String> {
    let value = find(object, path)?;
    let wrong = |value| mismatch(path, value, "string");
    value
        .map(|value| value.as_str().ok_or_else(|| wrong(value)))
        .transpose()
}

fn mismatch(path: &str, value: &Value, wanted: &str) -> String {
    let found = match value {
        Value::Null => "<nil>",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_i64() => "int64",
        Value::Number(_) => "float64",
        Value::String(_) => "string",
        Value::Array(_) => "[]interface {}",
        Value::Object(_) => "map[string]interface {}",
    };
    let shown = go_value::plain(value);
    format!("{path} accessor error: {shown} is of the type {found}, expected {wanted}")
}

/// Sets a field, and makes the objects that lead to it.
pub(super) fn set(object: &mut Value, path: &str, value: i64) -> Result<(), String> {
    let mut at = object;
    for name in fields(path) {
        let Some(fields) = at.as_object_mut() else {
            let kind = "map[string]interface{}";
            return Err(format!(
                "value cannot be set because {path} is not a {kind}"
            ));
        };
        at = fields.entry(name).or_insert_with(|| json!({}));
    }
    *at = value.into();
    Ok(())
}
