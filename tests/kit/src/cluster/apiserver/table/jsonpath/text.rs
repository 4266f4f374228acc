//! Values as Go prints them.

use serde_json::Value;

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
            Number::Float(float) => general(float),
        },
        Value::Array(_) | Value::Object(_) => {
            let mut out = String::new();
            json(value, &mut out);
            out
        }
    }
}

/// Go's `%v`: the shortest digits, with an exponent below 1e-4 and from 1e6 on.
fn general(float: f64) -> String {
    let (mantissa, exponent) = parts(float);
    if (-4..6).contains(&exponent) {
        return float.to_string();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

/// Shortest mantissa and the exponent of ten.
fn parts(float: f64) -> (String, i32) {
    let text = format!("{float:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    (mantissa.to_owned(), exponent.parse().unwrap_or_default())
}

/// JSON as Go's encoder writes it: keys sorted, `<`, `>` and `&` escaped.
fn json(value: &Value, out: &mut String) {
    match value {
        Value::Array(list) => {
            out.push('[');
            for (index, element) in list.iter().enumerate() {
                separate(index, out);
                json(element, out);
            }
            out.push(']');
        }
        Value::Object(map) => {
            out.push('{');
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            for (index, (key, value)) in entries.into_iter().enumerate() {
                separate(index, out);
                quote(key, out);
                out.push(':');
                json(value, out);
            }
            out.push('}');
        }
        Value::String(text) => quote(text, out),
        Value::Number(it) => match number(it) {
            Number::Integer(integer) => out.push_str(&integer.to_string()),
            Number::Float(float) => out.push_str(&json_float(float)),
        },
        other => out.push_str(&other.to_string()),
    }
}

fn separate(index: usize, out: &mut String) {
    if index > 0 {
        out.push(',');
    }
}

/// With an exponent below 1e-6 and from 1e21 on, as JavaScript writes numbers.
fn json_float(float: f64) -> String {
    let (mantissa, exponent) = parts(float);
    if float == 0.0 || (-6..21).contains(&exponent) {
        return float.to_string();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{}", exponent.abs())
}

fn quote(text: &str, out: &mut String) {
    for char in Value::from(text).to_string().chars() {
        match char {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(char)));
            }
            char => out.push(char),
        }
    }
}
