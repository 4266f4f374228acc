//! Types, texts and enumerations.

use serde_json::Value;

use super::format;
use super::number::{self, Held};
use super::outcome::Outcome;
use super::violation::Violation;
use crate::cluster::apiserver::crd::json_schema::JsonSchema;

pub(super) fn types(schema: &JsonSchema) -> Vec<&str> {
    match schema.type_name.as_str() {
        _ if schema.int_or_string => vec!["integer", "string"],
        "" => Vec::new(),
        name => vec![name],
    }
}

pub(super) fn check_type(
    schema: &JsonSchema,
    types: &[&str],
    path: &str,
    value: &Value,
) -> Outcome {
    let passed = Outcome::default().counted();
    let misfit = |found| Outcome::of(Violation::type_mismatch(path, &types.join(","), found));
    if value.is_null() {
        let required = !types.is_empty() && !schema.nullable;
        return if required { misfit("null") } else { passed };
    }
    let found = found_type(value);
    let whole =
        matches!(Held::of(value), Some(Held::Float(float)) if number::is_json_integer(float));
    let fits = types.contains(&found.name)
        || (whole && types.contains(&"integer"))
        || (found.name == "integer" && types.contains(&"number"));
    let format = format::of(schema);
    let textual = matches!(value, Value::String(_) | Value::Array(_));
    if !format.is_empty() {
        if !textual && !fits && found.format != format {
            return Outcome::of(Violation::type_mismatch(path, format, found.format));
        }
        if textual && !types.contains(&"number") && !types.contains(&"integer") {
            return passed;
        }
    }
    if fits { passed } else { misfit(found.name) }
}

struct FoundType {
    name: &'static str,
    format: &'static str,
}

fn found_type(value: &Value) -> FoundType {
    let (name, format) = match value {
        Value::Null => ("null", ""),
        Value::Bool(_) => ("boolean", ""),
        Value::String(_) => ("string", ""),
        Value::Array(_) => ("array", ""),
        Value::Object(_) => ("object", ""),
        Value::Number(number) if number.is_i64() => ("integer", "int64"),
        Value::Number(_) => ("number", "float64"),
    };
    FoundType { name, format }
}

pub(super) fn check_text(schema: &JsonSchema, path: &str, text: &str) -> Outcome {
    let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    if let Some(limit) = schema.max_length.filter(|limit| length > *limit) {
        return Outcome::of(Violation::too_long(path, limit));
    }
    if let Some(limit) = schema.min_length.filter(|limit| length < *limit) {
        let what = format!("should be at least {limit} chars long");
        return Outcome::of(Violation::invalid(path, text, &what));
    }
    match &schema.pattern {
        Some(pattern) if !pattern.matches(text) => {
            let what = format!("should match '{}'", pattern.text());
            Outcome::of(Violation::invalid(path, text, &what))
        }
        _ => Outcome::default(),
    }
}

pub(super) fn check_format(format: &str, path: &str, text: &str) -> Outcome {
    if format::is_valid(format, text) {
        return Outcome::default();
    }
    Outcome::of(Violation::type_mismatch(path, format, text))
}

pub(super) fn check_allowed(schema: &JsonSchema, path: &str, value: &Value) -> Outcome {
    let allowed = &schema.allowed;
    if allowed.is_empty() || allowed.iter().any(|one| is_one(value, one)) {
        return Outcome::default();
    }
    Outcome::of(Violation::not_among(path, value, allowed))
}

/// Whether a value is an allowed one, after Go's conversion to the latter's type.
fn is_one(value: &Value, allowed: &Value) -> bool {
    match (Held::of(value), allowed) {
        (_, Value::Null) => false,
        (Some(Held::Integer(integer)), Value::String(text)) => {
            let c = u32::try_from(integer)
                .ok()
                .and_then(char::from_u32)
                .unwrap_or('\u{fffd}');
            text.chars().eq([c])
        }
        (Some(Held::Integer(integer)), allowed) => match Held::of(allowed) {
            Some(Held::Float(float)) => integer as f64 == float,
            other => other == Some(Held::Integer(integer)),
        },
        (Some(Held::Float(float)), allowed) => match Held::of(allowed) {
            Some(Held::Integer(integer)) => float as i64 == integer,
            other => other == Some(Held::Float(float)),
        },
        (None, allowed) => value == allowed,
    }
}
