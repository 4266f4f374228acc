//! Values as Go prints them.

use serde_json::Value;

use crate::cluster::apiserver::go_text;

/// A number as Go decodes it: an `int64` where it is one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in super::super) enum Number {
    Integer(i64),
    Float(f64),
}

pub(in super::super) fn number(number: &serde_json::Number) -> Number {
    match number.as_i64() {
        Some(integer) => Number::Integer(integer),
        None => Number::Float(number.as_f64().unwrap_or_default()),
    }
}

/// A value as a column of type string shows it.
pub(in super::super) fn printed(value: &Value) -> String {
    match value {
        Value::Null => "<no value>".to_owned(),
        Value::Bool(bool) => bool.to_string(),
        Value::String(text) => text.clone(),
        Value::Number(it) => match number(it) {
            Number::Integer(integer) => integer.to_string(),
            Number::Float(float) => go_text::float(float),
        },
        Value::Array(_) | Value::Object(_) => go_text::json(value),
    }
}
