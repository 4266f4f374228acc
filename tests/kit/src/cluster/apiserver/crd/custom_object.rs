//! The objects that CRDs define, once they are decoded.

use serde_json::{Map, Value};

use super::embedded::{self, MetadataValidation};
use super::json_schema::JsonSchema;
use super::{list_types, validation};
use crate::cluster::apiserver::catalog::ResourceType;
use crate::cluster::apiserver::field_error::{FieldError, FieldErrorKind};
use crate::cluster::apiserver::scale;

pub(crate) fn prepare_create(object: &mut Value, kind: &ResourceType) {
    if let Some(fields) = object.as_object_mut().filter(|_| kind.status) {
        fields.remove("status");
    }
    object["metadata"]["generation"] = 1.into();
}

/// With a status subresource the status stays; whatever else changes outside of metadata counts.
pub(crate) fn prepare_update(object: &mut Value, old: &Value, kind: &ResourceType) {
    if let Some(fields) = object.as_object_mut().filter(|_| kind.status) {
        copy_field(fields, old, "status");
    }
    if content(object).ne(content(old)) {
        object["metadata"]["generation"] =
            (old["metadata"]["generation"].as_i64().unwrap_or_default() + 1).into();
    }
}

/// All but the metadata.
fn content(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| *name != "metadata")
}

/// Only the status is new, and who owns what.
pub(crate) fn prepare_status_update(object: &mut Value, old: &Value) {
    let mut next = old.clone();
    if let Some(fields) = next.as_object_mut() {
        copy_field(fields, object, "status");
    }
    if let Some(metadata) = next["metadata"].as_object_mut() {
        copy_field(metadata, &object["metadata"], "managedFields");
    }
    *object = next;
}

fn copy_field(fields: &mut Map<String, Value>, from: &Value, name: &str) {
    match from.get(name) {
        Some(value) => fields.insert(name.to_owned(), value.clone()),
        None => fields.remove(name),
    };
}

/// What is wrong with a new object. `errors` are those of its metadata, which come first;
/// `metadata` judges that of embedded objects.
pub(crate) fn validate_create(
    object: &Value,
    kind: &ResourceType,
    mut errors: Vec<FieldError>,
    metadata: MetadataValidation<'_>,
) -> Vec<FieldError> {
    if let Some(wrong) = wrong_type(object, kind) {
        return wrong;
    }
    let Some(rules) = &kind.schema.rules else {
        return errors;
    };
    errors.extend(validation::validate(rules, "", object));
    errors.extend(scale_errors(object, kind));
    errors.extend(embedded::validate(object, rules, "", metadata));
    errors.extend(list_types::validate(object, rules));
    with_unchecked_rules(errors, rules)
}

/// What is wrong with a changed object.
pub(crate) fn validate_update(
    object: &Value,
    old: &Value,
    kind: &ResourceType,
    mut errors: Vec<FieldError>,
    metadata: MetadataValidation<'_>,
) -> Vec<FieldError> {
    if let Some(wrong) = wrong_type(object, kind) {
        return wrong;
    }
    let Some(rules) = &kind.schema.rules else {
        return errors;
    };
    errors.extend(validation::validate_update(rules, "", object, Some(old)));
    errors.extend(scale_errors(object, kind));
    errors.extend(embedded::validate(object, rules, "", metadata));
    errors.extend(new_duplicates(object, old, rules));
    with_unchecked_rules(errors, rules)
}

/// What is wrong with a changed status.
pub(crate) fn validate_status_update(
    object: &Value,
    old: &Value,
    kind: &ResourceType,
    mut errors: Vec<FieldError>,
) -> Vec<FieldError> {
    if let Some(wrong) = wrong_type(object, kind) {
        return wrong;
    }
    let Some(rules) = &kind.schema.rules else {
        return errors;
    };
    if let (Some(status), Some(schema)) = (object.get("status"), rules.properties.get("status")) {
        // No status is null here, and what stays null is not judged.
        let old = old.get("status").unwrap_or(&Value::Null);
        errors.extend(validation::validate_update(
            schema,
            "status",
            status,
            Some(old),
        ));
    }
    if let Some(paths) = &kind.scale {
        errors.extend(scale::validate_status(object, paths));
    }
    errors.extend(new_duplicates(object, old, rules));
    with_unchecked_rules(errors, rules)
}

fn wrong_type(object: &Value, kind: &ResourceType) -> Option<Vec<FieldError>> {
    let wanted = [
        ("kind", kind.kind.clone()),
        ("apiVersion", kind.api_version()),
    ];
    let wrong: Vec<_> = wanted
        .into_iter()
        .filter(|(field, wanted)| object[*field] != wanted.as_str())
        .map(|(field, wanted)| {
            let found = object[field].as_str().unwrap_or_default();
            FieldError::invalid(field, found, format!("must be {wanted}"))
        })
        .collect();
    (!wrong.is_empty()).then_some(wrong)
}

fn scale_errors(object: &Value, kind: &ResourceType) -> Vec<FieldError> {
    let Some(paths) = &kind.scale else {
        return Vec::new();
    };
    let mut errors = scale::validate_spec(object, paths);
    errors.extend(scale::validate_status(object, paths));
    errors
}

/// Duplicates that were there before may stay, and more may come.
fn new_duplicates(object: &Value, old: &Value, rules: &JsonSchema) -> Vec<FieldError> {
    if list_types::validate(old, rules).is_empty() {
        list_types::validate(object, rules)
    } else {
        Vec::new()
    }
}

/// Where CEL rules would have been run but for errors that make it unsafe, the server says so.
fn with_unchecked_rules(mut errors: Vec<FieldError>, rules: &JsonSchema) -> Vec<FieldError> {
    use FieldErrorKind as Kind;
    let blocks = |error: &FieldError| {
        let blocking = [
            Kind::NotSupported,
            Kind::Required,
            Kind::TooLong,
            Kind::TooMany,
            Kind::TypeInvalid,
        ];
        blocking.contains(&error.kind)
    };
    if errors.iter().any(blocks) && rules.any(&|schema| !schema.validations.is_empty()) {
        let detail = "some validation rules were not checked because the object was invalid; correct the existing \
                      errors to complete validation";
        errors.push(FieldError::invalid("<nil>", Value::Null, detail));
    }
    errors
}
