//! How Go prints values with floats in them.

use serde_json::Value;

use crate::cluster::apiserver::go_text::{float, json, quote};

/// A value as a field error quotes it.
pub(crate) fn bad_value(value: &Value) -> String {
    match value {
        Value::String(text) => quote(text),
        Value::Number(number) if !number.is_i64() => float(number.as_f64().unwrap_or_default()),
        value => json(value),
    }
}

/// A value as `%v` prints it.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(plain).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Object(fields) => {
            let entry = |(name, value): (&String, &Value)| format!("{name}:{}", plain(value));
            let entries: Vec<_> = fields.iter().map(entry).collect();
            format!("map[{}]", entries.join(" "))
        }
        value => bad_value(value),
    }
}
