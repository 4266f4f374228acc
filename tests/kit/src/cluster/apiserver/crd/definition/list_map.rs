//! What `x-kubernetes-list-type`, `-list-map-keys`, `-map-type` and `-preserve-unknown-fields` ask
//! of the schema that has them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::cluster::apiserver::crd::json_schema::{Items, JsonSchema};
use crate::cluster::apiserver::crd::path;
use crate::cluster::apiserver::field_error::FieldError;

pub(super) fn validate(schema: &JsonSchema, at: &str, errors: &mut Vec<FieldError>) {
    if schema.preserve_unknown == Some(false) {
        let at = path::child(at, "x-kubernetes-preserve-unknown-fields");
        errors.push(FieldError::invalid(at, false, "must be true or undefined"));
    }
    if let Some(map_type) = &schema.map_type {
        check_type(schema, "object", "x-kubernetes-map-type", at, errors);
        if !matches!(map_type.as_str(), "atomic" | "granular") {
            let at = path::child(at, "x-kubernetes-map-type");
            errors.push(FieldError::not_supported(
                at,
                map_type.as_str(),
                &["atomic", "granular"],
            ));
        }
    }
    if let Some(list_type) = &schema.list_type {
        if !check_type(schema, "array", "x-kubernetes-list-type", at, errors) && list_type == "set"
        {
            errors.extend(check_set_items(schema, at));
        }
        if !matches!(list_type.as_str(), "atomic" | "set" | "map") {
            let at = path::child(at, "x-kubernetes-list-type");
            errors.push(FieldError::not_supported(
                at,
                list_type.as_str(),
                &["atomic", "set", "map"],
            ));
        }
    }
    check_keys_are_wanted(schema, at, errors);
    if schema.list_type.as_deref() == Some("map") {
        check_map(schema, at, errors);
    }
    check_elements(schema, at, errors);
}

/// Whether the type is wrong.
fn check_type(
    schema: &JsonSchema,
    wanted: &str,
    keyword: &str,
    at: &str,
    errors: &mut Vec<FieldError>,
) -> bool {
    if schema.type_name == wanted {
        return false;
    }
    let at = path::child(at, "type");
    let detail = format!("must be {wanted} if {keyword} is specified");
    errors.push(match schema.type_name.as_str() {
        "" => FieldError::required(at, detail),
        other => FieldError::invalid(at, other, detail),
    });
    true
}

/// The elements of a set are replaced as a whole.
fn check_set_items(schema: &JsonSchema, at: &str) -> Option<FieldError> {
    let items = schema.each_item()?;
    let list_type = items.list_type.as_deref();
    let keyword = match items.type_name.as_str() {
        "array" if list_type.is_some_and(|kind| kind != "atomic") => "x-kubernetes-list-type",
        "object" if items.map_type.as_deref() != Some("atomic") => "x-kubernetes-map-type",
        _ => return None,
    };
    let at = path::child(&path::child(at, "items"), keyword);
    let value = list_type.map_or(Value::Null, Value::from);
    let detail = "must be atomic as item of a list with x-kubernetes-list-type=set";
    Some(FieldError::invalid(at, value, detail))
}

fn check_keys_are_wanted(schema: &JsonSchema, at: &str, errors: &mut Vec<FieldError>) {
    if schema.list_map_keys.is_empty() {
        return;
    }
    let at = path::child(at, "x-kubernetes-list-type");
    let detail = "must be map if x-kubernetes-list-map-keys is non-empty";
    match schema.list_type.as_deref() {
        None => errors.push(FieldError::required(at, detail)),
        Some("map") => {}
        Some(other) => errors.push(FieldError::invalid(at, other, detail)),
    }
}

fn check_map(schema: &JsonSchema, at: &str, errors: &mut Vec<FieldError>) {
    if schema.list_map_keys.is_empty() {
        let at = path::child(at, "x-kubernetes-list-map-keys");
        let detail = "must not be empty if x-kubernetes-list-type is map";
        errors.push(FieldError::required(at, detail));
    }
    let items_at = path::child(at, "items");
    match &schema.items {
        Some(Items::Each(items)) if items.type_name == "object" => {
            check_keys(schema, items, at, errors);
        }
        Some(Items::Each(items)) => {
            let at = path::child(&items_at, "type");
            let detail = "must be object if parent array's x-kubernetes-list-type is map";
            errors.push(FieldError::invalid(at, items.type_name.as_str(), detail));
        }
        Some(_) => {
            let detail = "must only have a single schema if x-kubernetes-list-type is map";
            errors.push(FieldError::invalid(items_at, Value::Null, detail));
        }
        None => {
            let detail = "must have a schema if x-kubernetes-list-type is map";
            errors.push(FieldError::required(items_at, detail));
        }
    }
}

/// The keys are scalar properties of the items, each named once.
fn check_keys(schema: &JsonSchema, items: &JsonSchema, at: &str, errors: &mut Vec<FieldError>) {
    let keys = &schema.list_map_keys;
    let keys_at = path::child(at, "x-kubernetes-list-map-keys");
    let wrong = |detail: &str| FieldError::invalid(keys_at.as_str(), keys.clone(), detail);
    let mut seen = BTreeSet::new();
    for key in keys {
        match items.properties.get(key) {
            Some(property) if matches!(property.type_name.as_str(), "array" | "object") => {
                let at = path::key(&path::child(at, "items.properties"), key);
                let at = path::child(&at, "type");
                let detail =
                    "must be a scalar type if parent array's x-kubernetes-list-type is map";
                errors.push(FieldError::invalid(at, items.type_name.as_str(), detail));
            }
            Some(_) => {}
            None => errors.push(wrong("entries must all be names of item properties")),
        }
        if !seen.insert(key) {
            errors.push(wrong("must not contain duplicate entries"));
        }
    }
}

/// Elements of sets and maps are never null, and a map's keys are always there.
fn check_elements(schema: &JsonSchema, at: &str, errors: &mut Vec<FieldError>) {
    let (Some(items), Some(list_type @ ("set" | "map"))) =
        (schema.each_item(), schema.list_type.as_deref())
    else {
        return;
    };
    let items_at = path::child(at, "items");
    if items.nullable {
        let detail = format!("cannot be nullable when x-kubernetes-list-type is {list_type}");
        errors.push(FieldError::forbidden(
            path::child(&items_at, "nullable"),
            detail,
        ));
    }
    let keys: &[String] = if list_type == "map" {
        &schema.list_map_keys
    } else {
        &[]
    };
    for key in keys {
        let Some(property) = items.properties.get(key) else {
            continue;
        };
        let at = path::key(&path::child(&items_at, "properties"), key);
        if property.default.is_none() && !items.required.contains(key) {
            let detail = "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required \
                          property";
            errors.push(FieldError::required(path::child(&at, "default"), detail));
        }
        if property.nullable {
            let detail = "this property is in x-kubernetes-list-map-keys, so it cannot be nullable";
            errors.push(FieldError::forbidden(path::child(&at, "nullable"), detail));
        }
    }
}
