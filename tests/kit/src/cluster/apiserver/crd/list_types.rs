//! Lists that are sets or maps hold nothing twice.

use serde_json::{Map, Value, json};

use super::go_value;
use super::json_schema::JsonSchema;
use super::path;
use crate::cluster::apiserver::field_error::FieldError;

/// The second of each kind of duplicate, in every list that may not have any.
pub(crate) fn validate(value: &Value, schema: &JsonSchema) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if let Value::Object(fields) = value {
        check_fields(fields, schema, "", &mut errors);
    }
    errors
}

fn check(value: &Value, schema: &JsonSchema, at: &str, errors: &mut Vec<FieldError>) {
    match value {
        Value::Array(items) => check_list(items, schema, at, errors),
        Value::Object(fields) => check_fields(fields, schema, at, errors),
        _ => {}
    }
}

/// A field that is a property of a map as well is looked at as both.
fn check_fields(
    fields: &Map<String, Value>,
    schema: &JsonSchema,
    at: &str,
    errors: &mut Vec<FieldError>,
) {
    if let Some(each) = schema.each_value() {
        for (name, value) in fields {
            check(value, each, &path::key(at, name), errors);
        }
    }
    for (name, value) in fields {
        if let Some(property) = schema.properties.get(name) {
            check(value, property, &path::child(at, name), errors);
        }
    }
}

fn check_list(items: &[Value], schema: &JsonSchema, at: &str, errors: &mut Vec<FieldError>) {
    match schema.list_type.as_deref() {
        Some("set") => {
            for index in repeated(items) {
                errors.push(duplicate(&path::index(at, index), items[index].clone()));
            }
        }
        Some("map") => check_map(items, &schema.list_map_keys, at, errors),
        _ => {}
    }
    if let Some(each) = schema.each_item() {
        for (index, item) in items.iter().enumerate() {
            check(item, each, &path::index(at, index), errors);
        }
    }
}

fn check_map(items: &[Value], keys: &[String], at: &str, errors: &mut Vec<FieldError>) {
    let no_object = |item: &Value| !item.is_object() && !item.is_null();
    if let Some(index) = items.iter().position(no_object) {
        let detail = "must be an object for an array of list-type map";
        let shown = go_value::bad_value(&items[index]);
        let error = FieldError::invalid(path::index(at, index), items[index].clone(), detail);
        errors.push(error.showing(shown));
        return;
    }
    let key_of = |item: &Value| -> Value {
        let given = keys
            .iter()
            .filter_map(|key| Some((key.clone(), item.get(key)?.clone())));
        given.collect::<Map<_, _>>().into()
    };
    let identities: Vec<_> = items.iter().map(key_of).collect();
    for index in repeated(&identities) {
        errors.push(duplicate(&path::index(at, index), json!(identities[index])));
    }
}

/// Where each value that occurs more than once occurs for the second time.
fn repeated(values: &[Value]) -> Vec<usize> {
    let before = |index: usize| {
        values[..index]
            .iter()
            .filter(|value| **value == values[index])
            .count()
    };
    (0..values.len())
        .filter(|index| before(*index) == 1)
        .collect()
}

fn duplicate(at: &str, value: Value) -> FieldError {
    let shown = go_value::bad_value(&value);
    FieldError::duplicate(at, value).showing(shown)
}
