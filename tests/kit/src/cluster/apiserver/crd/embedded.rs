//! Objects within objects (`x-kubernetes-embedded-resource`).

use serde_json::{Map, Value};

use super::json_schema::JsonSchema;
use super::{go_value, path};
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::kinds::formats::dns_1035_label;

/// Judges an object's metadata, which stands at the given path.
pub(crate) type MetadataValidation<'a> = &'a dyn Fn(&Value, &str) -> Vec<FieldError>;

/// What is wrong with the apiVersion, kind and metadata of the embedded objects.
pub(crate) fn validate(
    value: &Value,
    schema: &JsonSchema,
    at: &str,
    metadata: MetadataValidation<'_>,
) -> Vec<FieldError> {
    let mut errors = Vec::new();
    walk(value, schema, at, metadata, &mut errors);
    errors
}

/// Judges `value` itself as an object, whatever its schema says.
pub(crate) fn validate_object(
    value: &Value,
    schema: &JsonSchema,
    at: &str,
    metadata: MetadataValidation<'_>,
) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if let (Value::Object(fields), false) = (value, schema.embedded) {
        check_object(fields, at, metadata, &mut errors);
    }
    walk(value, schema, at, metadata, &mut errors);
    errors
}

fn walk(
    value: &Value,
    schema: &JsonSchema,
    at: &str,
    metadata: MetadataValidation<'_>,
    errors: &mut Vec<FieldError>,
) {
    match value {
        Value::Object(fields) => {
            if schema.embedded {
                check_object(fields, at, metadata, errors);
            }
            for (name, value) in fields {
                match (schema.properties.get(name), schema.each_value()) {
                    (Some(property), _) => {
                        walk(value, property, &path::child(at, name), metadata, errors)
                    }
                    (None, Some(each)) => walk(value, each, &path::key(at, name), metadata, errors),
                    (None, None) => {}
                }
            }
        }
        Value::Array(items) => {
            if let Some(each) = schema.each_item() {
                for (index, item) in items.iter().enumerate() {
                    walk(item, each, &path::index(at, index), metadata, errors);
                }
            }
        }
        _ => {}
    }
}

/// The first embedded object whose apiVersion or kind is no text: it cannot even be decoded.
pub(crate) fn undecodable(value: &Value, schema: &JsonSchema, at: &str) -> Option<FieldError> {
    match value {
        Value::Object(fields) => fields.iter().find_map(|(name, value)| {
            let is_type = matches!(name.as_str(), "apiVersion" | "kind");
            if schema.embedded && is_type && !value.is_string() {
                let shown = go_value::bad_value(value);
                let error =
                    FieldError::invalid(path::child(at, name), value.clone(), "must be a string");
                return Some(error.showing(shown));
            }
            match (schema.properties.get(name), schema.each_value()) {
                (Some(property), _) => undecodable(value, property, &path::child(at, name)),
                (None, Some(each)) => undecodable(value, each, &path::key(at, name)),
                (None, None) => None,
            }
        }),
        Value::Array(items) => {
            let each = schema.each_item()?;
            let mut items = items.iter().enumerate();
            items.find_map(|(index, item)| undecodable(item, each, &path::index(at, index)))
        }
        _ => None,
    }
}

fn check_object(
    fields: &Map<String, Value>,
    at: &str,
    metadata: MetadataValidation<'_>,
    errors: &mut Vec<FieldError>,
) {
    for name in ["apiVersion", "kind"] {
        if !fields.contains_key(name) {
            errors.push(FieldError::required(path::child(at, name), ""));
        }
    }
    if let Some(value) = fields.get("apiVersion") {
        errors.extend(check_api_version(value, &path::child(at, "apiVersion")));
    }
    if let Some(value) = fields.get("kind") {
        errors.extend(check_kind(value, &path::child(at, "kind")));
    }
    if let Some(value) = fields.get("metadata") {
        errors.extend(metadata(value, &path::child(at, "metadata")));
    }
}

fn check_api_version(value: &Value, at: &str) -> Option<FieldError> {
    let detail = match value.as_str() {
        None => "must be a string".to_owned(),
        Some("") => "must not be empty".to_owned(),
        Some(text) if text.matches('/').count() > 1 => {
            format!("unexpected GroupVersion string: {text}")
        }
        Some(_) => return None,
    };
    Some(FieldError::invalid(at, value.clone(), detail))
}

fn check_kind(value: &Value, at: &str) -> Option<FieldError> {
    let detail = match value.as_str() {
        None => "must be a string".to_owned(),
        Some("") => "must not be empty".to_owned(),
        Some(kind) => match dns_1035_label(&kind.to_lowercase()) {
            problems if problems.is_empty() => return None,
            problems => format!(
                "may have mixed case, but should otherwise match: {}",
                problems.join(",")
            ),
        },
    };
    Some(FieldError::invalid(at, value.clone(), detail))
}
