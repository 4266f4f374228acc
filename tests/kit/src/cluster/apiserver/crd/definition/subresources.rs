use serde_json::Value;

use super::columns::validate_simple_path;
use super::text;
use crate::cluster::apiserver::crd::path;
use crate::cluster::apiserver::field_error::FieldError;

pub(super) fn validate(subresources: &Value, at: &str) -> Vec<FieldError> {
    let scale = &subresources["scale"];
    if !scale.is_object() {
        return Vec::new();
    }
    let mut errors = Vec::new();
    for (field, prefix) in [
        ("specReplicasPath", ".spec"),
        ("statusReplicasPath", ".status"),
    ] {
        let at = path::child(at, &format!("scale.{field}"));
        let json_path = text(scale, field);
        if json_path.is_empty() {
            errors.push(FieldError::required(at, ""));
        } else if let Some(error) = validate_simple_path(json_path, &at) {
            errors.push(error);
        } else if !json_path.starts_with(&format!("{prefix}.")) {
            let detail = format!("should be a json path under {prefix}");
            errors.push(FieldError::invalid(at, json_path, detail));
        }
    }
    let json_path = text(scale, "labelSelectorPath");
    if !json_path.is_empty() {
        let at = path::child(at, "scale.labelSelectorPath");
        if let Some(error) = validate_simple_path(json_path, &at) {
            errors.push(error);
        } else if !json_path.starts_with(".spec.") && !json_path.starts_with(".status.") {
            let detail = "should be a json path under either .spec or .status";
            errors.push(FieldError::invalid(at, json_path, detail));
        }
    }
    errors
}
