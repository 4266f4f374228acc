use std::cmp::Ordering;

use serde_json::Value;

use super::Invalid;
use super::text::{Number, number};

/// Whether the comparison holds. Only like kinds compare: no integer with a fraction.
pub(super) fn holds(left: &Value, operator: &str, right: &Value) -> Result<bool, Invalid> {
    let equality = matches!(operator, "==" | "!=");
    let ordering = match (left, right) {
        (Value::Bool(left), Value::Bool(right)) if equality => Some(left.cmp(right)),
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        (Value::Number(left), Value::Number(right)) => match (number(left), number(right)) {
            (Number::Integer(left), Number::Integer(right)) => Some(left.cmp(&right)),
            (Number::Float(left), Number::Float(right)) => left.partial_cmp(&right),
            _ => return Err(Invalid),
        },
        _ => return Err(Invalid),
    };
    match operator {
        "==" => Ok(ordering == Some(Ordering::Equal)),
        "!=" => Ok(ordering != Some(Ordering::Equal)),
        "<" => Ok(ordering == Some(Ordering::Less)),
        "<=" => Ok(ordering.is_some_and(Ordering::is_le)),
        ">" => Ok(ordering == Some(Ordering::Greater)),
        ">=" => Ok(ordering.is_some_and(Ordering::is_ge)),
        _ => Err(Invalid),
    }
}
