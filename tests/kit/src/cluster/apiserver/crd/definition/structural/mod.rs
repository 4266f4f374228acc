//! Structural schemas: the types of all fields stand outside of `allOf`, `anyOf`, `oneOf` and
//! `not`, and nothing else does within them.

mod nested;

use crate::cluster::apiserver::crd::json_schema::JsonSchema;
use crate::cluster::apiserver::crd::path;
use crate::cluster::apiserver::field_error::FieldError;
use nested::{all_of_int_or_string, check_complete, check_values, is_int_or_string};

/// Where in an object a schema stands.
#[derive(Clone, Copy, PartialEq)]
enum Level {
    Root,
    Item,
    Field,
}

/// Why a schema cannot be read as a structural one at all.
pub(super) fn unreadable(schema: &JsonSchema) -> Option<String> {
    let order = [
        "id",
        "$schema",
        "$ref",
        "patternProperties",
        "dependencies",
        "additionalItems",
        "definitions",
    ];
    let unsupported = order
        .into_iter()
        .find(|keyword| schema.unsupported.contains(keyword));
    if let Some(keyword) = unsupported {
        let keyword = if keyword == "$schema" {
            "schema"
        } else {
            keyword
        };
        return Some(format!("OpenAPIV3Schema '{keyword}' is not supported"));
    }
    if schema.preserve_unknown == Some(false) {
        let message =
            "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
        return Some(message.to_owned());
    }
    if matches!(
        schema.items,
        Some(crate::cluster::apiserver::crd::json_schema::Items::ByPlace(
            _
        ))
    ) {
        return Some("OpenAPIV3Schema 'items' must be a schema, but is an array".to_owned());
    }
    schema.children().find_map(unreadable)
}

/// What keeps a schema from being structural, sorted by text.
pub(super) fn validate(schema: &JsonSchema, at: &str) -> Vec<FieldError> {
    let mut errors = Vec::new();
    check(schema, Level::Root, at, &mut errors);
    check_complete(schema, Some(schema), at, at, &mut errors);
    errors.sort_by_cached_key(ToString::to_string);
    errors
}

fn check(schema: &JsonSchema, level: Level, at: &str, errors: &mut Vec<FieldError>) {
    if schema.type_name == "array" && schema.each_item().is_none() {
        errors.push(FieldError::required(
            path::child(at, "items"),
            "must be specified",
        ));
    }
    if let Some(items) = schema.each_item() {
        check(items, Level::Item, &path::child(at, "items"), errors);
    }
    for (name, property) in &schema.properties {
        check(property, Level::Field, &property_path(at, name), errors);
    }
    let additional_at = path::child(at, "additionalProperties");
    if schema.additional.is_some() && level == Level::Root {
        errors.push(FieldError::forbidden(
            additional_at.as_str(),
            "must not be used at the root",
        ));
    }
    if let Some(each) = schema.each_value() {
        check(each, Level::Field, &additional_at, errors);
    }
    check_extensions(schema, at, errors);
    check_values(
        schema,
        is_int_or_string(&schema.any_of),
        all_of_int_or_string(schema),
        level,
        at,
        errors,
    );
    check_type(schema, level, at, errors);
    check_object_fields(schema, level, at, errors);
}

fn property_path(at: &str, name: &str) -> String {
    path::key(&path::child(at, "properties"), name)
}

fn check_extensions(schema: &JsonSchema, at: &str, errors: &mut Vec<FieldError>) {
    let detail = "must be false if x-kubernetes-int-or-string is true";
    let extensions = [
        (
            "x-kubernetes-preserve-unknown-fields",
            schema.preserves_unknown(),
        ),
        ("x-kubernetes-embedded-resource", schema.embedded),
    ];
    for (keyword, given) in extensions {
        if schema.int_or_string && given {
            errors.push(FieldError::invalid(path::child(at, keyword), true, detail));
        }
    }
}

fn check_type(schema: &JsonSchema, level: Level, at: &str, errors: &mut Vec<FieldError>) {
    let type_name = schema.type_name.as_str();
    let type_at = path::child(at, "type");
    if schema.embedded && type_name != "object" {
        let detail = "must be object if x-kubernetes-embedded-resource is true";
        errors.push(match type_name {
            "" => FieldError::required(type_at.as_str(), detail),
            other => FieldError::invalid(type_at.as_str(), other, detail),
        });
    } else if type_name.is_empty() && !schema.int_or_string && !schema.preserves_unknown() {
        let detail = match level {
            Level::Root => "must not be empty at the root",
            Level::Item => "must not be empty for specified array items",
            Level::Field => "must not be empty for specified object fields",
        };
        errors.push(FieldError::required(type_at.as_str(), detail));
    }
    if schema.embedded && schema.additional.is_some() {
        let detail = "must not be used if x-kubernetes-embedded-resource is set";
        errors.push(FieldError::forbidden(
            path::child(at, "additionalProperties"),
            detail,
        ));
    }
    if level == Level::Root && !type_name.is_empty() && type_name != "object" {
        errors.push(FieldError::invalid(
            type_at,
            type_name,
            "must be object at the root",
        ));
    }
}

/// What a schema may say about apiVersion, kind and metadata.
fn check_object_fields(schema: &JsonSchema, level: Level, at: &str, errors: &mut Vec<FieldError>) {
    let is_object = level == Level::Root || schema.embedded;
    for name in ["kind", "apiVersion"] {
        if let Some(property) = schema.properties.get(name).filter(|_| is_object)
            && property.type_name != "string"
        {
            let at = path::child(&property_path(at, name), "type");
            errors.push(FieldError::invalid(
                at,
                property.type_name.as_str(),
                "must be string",
            ));
        }
    }
    if let Some(metadata) = schema.properties.get("metadata") {
        let at = property_path(at, "metadata");
        if is_object && metadata.type_name != "object" {
            let at = path::child(&at, "type");
            errors.push(FieldError::invalid(
                at,
                metadata.type_name.as_str(),
                "must be object",
            ));
        }
        if level == Level::Root && !says_only_names(metadata) {
            let detail = "must not specify anything other than name and generateName, but metadata is implicitly \
                          specified";
            errors.push(FieldError::forbidden(at, detail));
        }
    }
    if schema.embedded && !schema.preserves_unknown() && schema.properties.is_empty() {
        let detail = "must not be empty if x-kubernetes-embedded-resource is true without \
                      x-kubernetes-preserve-unknown-fields";
        errors.push(FieldError::required(path::child(at, "properties"), detail));
    }
}

fn says_only_names(metadata: &JsonSchema) -> bool {
    let known = |name: &String| matches!(name.as_str(), "name" | "generateName");
    let rest = JsonSchema {
        type_name: String::new(),
        default: None,
        properties: Default::default(),
        ..metadata.clone()
    };
    metadata.properties.keys().all(known) && rest == JsonSchema::default()
}
