//! Printer columns and the paths that they and `/scale` follow.

use serde_json::Value;

use super::text;
use crate::cluster::apiserver::crd::path;
use crate::cluster::apiserver::field_error::FieldError;

const TYPES: &str = "boolean,date,integer,number,string";
const FORMATS: &str = "byte,date,date-time,double,float,int32,int64,password";

pub(super) fn validate(column: &Value, at: &str) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if text(column, "name").is_empty() {
        errors.push(FieldError::required(path::child(at, "name"), ""));
    }
    let column_type = text(column, "type");
    let detail = format!("must be one of {TYPES}");
    if column_type.is_empty() {
        errors.push(FieldError::required(path::child(at, "type"), detail));
    } else if !TYPES.split(',').any(|known| known == column_type) {
        errors.push(FieldError::invalid(
            path::child(at, "type"),
            column_type,
            detail,
        ));
    }
    let format = text(column, "format");
    if !format.is_empty() && !FORMATS.split(',').any(|known| known == format) {
        let detail = format!("must be one of {FORMATS}");
        errors.push(FieldError::invalid(
            path::child(at, "format"),
            format,
            detail,
        ));
    }
    let at = path::child(at, "JSONPath");
    match text(column, "jsonPath") {
        "" => errors.push(FieldError::required(at, "")),
        json_path => errors.extend(validate_simple_path(json_path, &at)),
    }
    errors
}

/// A path that names fields only: `.spec.replicas`.
pub(super) fn validate_simple_path(json_path: &str, at: &str) -> Option<FieldError> {
    let detail = "must be a simple json path starting with .";
    (!json_path.starts_with('.')).then(|| FieldError::invalid(at, json_path, detail))
}
