//! How Go prints values with floats in them.

use serde_json::{Number, Value};

use crate::cluster::apiserver::go_text;

/// A float as `%v` prints it: `1e+06`, `0.5`, `3`.
pub(crate) fn float(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if !(-4..6).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        format!("{digits}e{sign}{:02}", exponent.abs())
    } else {
        format!("{value}")
    }
}

/// A number as encoding/json writes it.
fn json_number(number: &Number) -> String {
    match number.as_f64() {
        Some(value) if !number.is_i64() => json_float(value),
        _ => number.to_string(),
    }
}

fn json_float(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-6..1e21).contains(&magnitude) {
        let text = format!("{value:e}");
        match text.split_once('e') {
            Some((digits, exponent)) if !exponent.starts_with('-') => {
                format!("{digits}e+{exponent}")
            }
            _ => text,
        }
    } else {
        format!("{value}")
    }
}

/// A value as encoding/json writes it.
pub(crate) fn json(value: &Value) -> String {
    let mut out = String::new();
    push_json(&mut out, value);
    out
}

fn push_json(out: &mut String, value: &Value) {
    match value {
        Value::Number(number) => out.push_str(&json_number(number)),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                push_json(out, item);
            }
            out.push(']');
        }
        Value::Object(fields) => {
            out.push('{');
            for (index, (name, field)) in fields.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&go_text::json(&name.as_str().into()));
                out.push(':');
                push_json(out, field);
            }
            out.push('}');
        }
        Value::Null | Value::Bool(_) | Value::String(_) => out.push_str(&go_text::json(value)),
    }
}

/// A value as a field error quotes it.
pub(crate) fn bad_value(value: &Value) -> String {
    match value {
        Value::String(text) => go_text::quote(text),
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

#[cfg(test)]
mod tests {
    use serde_json::json as value;

    use super::*;

    #[test]
    fn floats_are_printed_as_go_does() {
        for (number, text) in [
            (0.0, "0"),
            (1.0, "1"),
            (1.5, "1.5"),
            (100_000.0, "100000"),
            (1_000_000.0, "1e+06"),
            (123_456_789.5, "1.234567895e+08"),
            (0.0001, "0.0001"),
            (0.000_01, "1e-05"),
            (-2.5e-7, "-2.5e-07"),
        ] {
            assert_eq!(float(number), text);
        }
    }

    #[test]
    fn compound_values_are_json_as_go_writes_it() {
        let given = value!({"b": [1, 2.0, 1e21, 1e-7, null, true], "a": "<&>"});
        let expected = r#"{"a":"\u003c\u0026\u003e","b":[1,2,1e+21,1e-7,null,true]}"#;
        assert_eq!(json(&given), expected);
    }
}
