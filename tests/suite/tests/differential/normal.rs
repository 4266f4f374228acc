//! Answers as the other server would have to give them.

use serde_json::{Map, Value};

use crate::memory::{Memory, number};
use crate::text::{is_age, normal_text};

/// Replaces what a server makes up by its place in what was seen of that server.
pub(crate) fn normal(memory: &mut Memory, value: &Value) -> Value {
    match value {
        Value::String(text) => normal_text(memory, text).into(),
        Value::Array(items) => items.iter().map(|item| normal(memory, item)).collect(),
        Value::Object(fields) => object(memory, fields),
        other => other.clone(),
    }
}

fn object(memory: &mut Memory, fields: &Map<String, Value>) -> Value {
    let one = fields.contains_key("uid");
    let mut result = Map::new();
    for (key, value) in fields {
        let normal = match key.as_str() {
            "resourceVersion" => version(memory, value, one),
            "continue" if *value != "" => "<continue>".into(),
            "managedFields" => sorted(normal(memory, value)),
            "causes" if of_conflict(value) => sorted(normal(memory, value)),
            "cells" => cells(normal(memory, value)),
            _ => normal(memory, value),
        };
        result.insert(normal_text(memory, key), normal);
    }
    result.into()
}

/// The version of a list or a bookmark may lie anywhere between two writes.
fn version(memory: &Memory, value: &Value, of_object: bool) -> Value {
    let Some(version) = number(value) else {
        return value.clone();
    };
    let (name, known) = memory.version(version);
    match (of_object, known) {
        (true, true) => format!("<version {name}>").into(),
        (true, false) => format!("<version after {name}>").into(),
        (false, _) => format!("<version from {name}>").into(),
    }
}

/// The real server names conflicts with several managers in any order.
fn of_conflict(causes: &Value) -> bool {
    causes[0]["reason"] == "FieldManagerConflict"
}

/// Servers sort managers by when they wrote, to the second: by the clock, that is.
fn sorted(managers: Value) -> Value {
    match managers {
        Value::Array(mut entries) => {
            entries.sort_by_key(Value::to_string);
            entries.into()
        }
        other => other,
    }
}

fn cells(cells: Value) -> Value {
    match cells {
        Value::Array(cells) => cells
            .into_iter()
            .map(|cell| match cell.as_str() {
                Some(text) if is_age(text) => "<age>".into(),
                _ => cell,
            })
            .collect(),
        other => other,
    }
}
