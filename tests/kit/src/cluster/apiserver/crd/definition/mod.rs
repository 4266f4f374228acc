//! Judges CustomResourceDefinitions.

mod columns;
mod conversion;
mod defaults;
mod internal;
mod json_schema;
mod list_map;
mod names;
mod selectable;
mod spec;
mod structural;
mod subresources;
mod update;
pub(crate) mod warnings;

use serde_json::Value;

use super::embedded::MetadataValidation;
use super::json_schema::JsonSchema;
use crate::cluster::apiserver::field_error::FieldError;

/// What is wrong with a new CRD, its metadata aside but for what its name must be. `metadata` judges
/// that of objects embedded in default values.
pub(crate) fn validate_create(crd: &Value, metadata: MetadataValidation<'_>) -> Vec<FieldError> {
    let mut errors = Vec::from_iter(names::validate_name(crd));
    errors.extend(spec::validate(&crd["spec"], metadata));
    errors.extend(update::validate_stored_state(crd));
    errors.extend(update::validate_approval(crd, None));
    errors
}

/// What is wrong with a changed CRD, its metadata aside.
pub(crate) fn validate_update(
    crd: &Value,
    old: &Value,
    metadata: MetadataValidation<'_>,
) -> Vec<FieldError> {
    let mut errors = spec::validate(&crd["spec"], metadata);
    errors.extend(update::validate_immutable(crd, old));
    errors.extend(update::validate_stored_state(crd));
    errors.extend(update::validate_approval(crd, Some(old)));
    errors
}

/// What is wrong with a changed status.
pub(crate) fn validate_status_update(crd: &Value) -> Vec<FieldError> {
    names::validate(&crd["status"]["acceptedNames"], "status.acceptedNames")
}

/// A text, which absent is empty.
fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

/// The schema of a version, if it has one.
fn schema_of(version: &Value) -> Option<JsonSchema> {
    version["schema"]
        .get("openAPIV3Schema")
        .filter(|schema| !schema.is_null())
        .map(JsonSchema::parse)
}
