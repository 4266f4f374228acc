//! JSON values as structured-merge-diff orders and prints them.

use std::cmp::Ordering;
use std::fmt::{self, Write as _};

use serde_json::{Map, Number, Value};

use crate::cluster::apiserver::go_text::{self, quote};
use crate::cluster::apiserver::json::{DEEPEST_KEPT, Json, Token};

/// A value that is part of a path: totally ordered, 1 and 1.0 being the same.
#[derive(Clone, Debug)]
pub(crate) struct JsonValue(pub(crate) Value);

impl Ord for JsonValue {
    fn cmp(&self, other: &Self) -> Ordering {
        compare(&self.0, &other.0)
    }
}

impl PartialOrd for JsonValue {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for JsonValue {
    fn eq(&self, other: &Self) -> bool {
        equal(&self.0, &other.0)
    }
}

impl Eq for JsonValue {}

impl JsonValue {
    /// As the real server reads one out of a serialized path: every number is a float64 there.
    pub(crate) fn of_path(json: Json<'_>) -> Result<Self, String> {
        with_floats(json, DEEPEST_KEPT).map(Self)
    }
}

impl fmt::Display for JsonValue {
    /// As messages print it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Value::Null => f.write_str("null"),
            Value::Bool(value) => write!(f, "{value}"),
            Value::Number(number) => f.write_str(&go_text::float(float(number))),
            Value::String(text) => f.write_str(&quote(text)),
            Value::Array(items) => {
                let items: Vec<_> = items
                    .iter()
                    .map(|it| Self(it.clone()).to_string())
                    .collect();
                write!(f, "[{}]", items.join(","))
            }
            Value::Object(map) => sorted(map)
                .into_iter()
                .try_for_each(|(name, value)| write!(f, "{name}={}", Self(value.clone()))),
        }
    }
}

/// Whether two values are the same to field ownership.
pub(crate) fn equal(a: &Value, b: &Value) -> bool {
    compare(a, b) == Ordering::Equal
}

fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => compare_numbers(a, b),
        (Value::String(a), Value::String(b)) => a.cmp(b),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Array(a), Value::Array(b)) => compare_lists(a, b),
        (Value::Object(a), Value::Object(b)) => compare_maps(a, b),
        _ => rank(a).cmp(&rank(b)),
    }
}

const fn rank(value: &Value) -> u8 {
    match value {
        Value::Number(_) => 0,
        Value::String(_) => 1,
        Value::Bool(_) => 2,
        Value::Array(_) => 3,
        Value::Object(_) => 4,
        Value::Null => 5,
    }
}

fn compare_numbers(a: &Number, b: &Number) -> Ordering {
    match (a.as_i64(), b.as_i64()) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => float(a).total_cmp(&float(b)),
    }
}

/// Zero has no sign here.
fn float(number: &Number) -> f64 {
    number.as_f64().unwrap_or_default() + 0.0
}

fn compare_lists(a: &[Value], b: &[Value]) -> Ordering {
    let items = a.iter().zip(b).map(|(a, b)| compare(a, b));
    first_difference(items).unwrap_or_else(|| a.len().cmp(&b.len()))
}

fn compare_maps(a: &Map<String, Value>, b: &Map<String, Value>) -> Ordering {
    let entries = sorted(a)
        .into_iter()
        .zip(sorted(b))
        .map(|(a, b)| a.0.cmp(b.0).then_with(|| compare(a.1, b.1)));
    first_difference(entries).unwrap_or_else(|| a.len().cmp(&b.len()))
}

fn first_difference(mut orders: impl Iterator<Item = Ordering>) -> Option<Ordering> {
    orders.find(|order| order.is_ne())
}

fn sorted(map: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut entries: Vec<_> = map.iter().collect();
    entries.sort_unstable_by_key(|entry| entry.0);
    entries
}

fn with_floats(json: Json<'_>, depth: usize) -> Result<Value, String> {
    Ok(match json.token() {
        Token::Null => Value::Null,
        Token::Boolean(value) => Value::Bool(*value),
        Token::Number(text) => {
            let float = text.parse().ok().and_then(Number::from_f64);
            Value::Number(float.ok_or_else(|| format!("{text} is out of range"))?)
        }
        Token::String(text) => Value::String(text.clone()),
        Token::List | Token::Object if depth == 0 => return Err("exceeded max depth".into()),
        Token::List => {
            let items = json.items().map(|item| with_floats(item, depth - 1));
            Value::Array(items.collect::<Result<_, _>>()?)
        }
        Token::Object => {
            let members = json
                .members()
                .map(|(name, value)| Ok((name.to_owned(), with_floats(value, depth - 1)?)));
            Value::Object(members.collect::<Result<_, String>>()?)
        }
    })
}

/// The value as it is printed in a path: keys sorted, and what HTML could mistake for its own
/// escaped. The library that does it there differs from Go's own in exponents and control
/// characters.
pub(crate) fn write_value(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => write_number(number, out),
        Value::String(text) => write_text(text, Escape::Html, out),
        Value::Array(items) => {
            out.push('[');
            separated(items, out, write_value);
            out.push(']');
        }
        Value::Object(map) => {
            out.push('{');
            separated(sorted(map), out, |(name, value), out| {
                write_text(name, Escape::Html, out);
                out.push(':');
                write_value(value, out);
            });
            out.push('}');
        }
    }
}

/// Each item written, with commas between them.
pub(crate) fn separated<T>(
    items: impl IntoIterator<Item = T>,
    out: &mut String,
    mut write: impl FnMut(T, &mut String),
) {
    for (place, item) in items.into_iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        write(item, out);
    }
}

/// Integers as they are; floats without an exponent where Go prints none.
fn write_number(number: &Number, out: &mut String) {
    if let Some(integer) = number.as_i64() {
        out.push_str(&integer.to_string());
        return;
    }
    let float = number.as_f64().unwrap_or_default();
    let size = float.abs();
    if size == 0.0 || (1e-6..1e21).contains(&size) {
        out.push_str(&float.to_string());
        return;
    }
    // Go's exponents have a sign and two digits at least.
    let text = format!("{float:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, exponent) = exponent
        .strip_prefix('-')
        .map_or(('+', exponent), |exponent| ('-', exponent));
    out.push_str(&format!("{digits}e{sign}{exponent:0>2}"));
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Escape {
    /// Only what JSON asks for.
    Json,
    /// `<`, `>`, `&` and the line separators as well.
    Html,
}

/// A quoted string.
pub(crate) fn write_text(text: &str, escape: Escape, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1f}' => push_unicode(c, out),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' if escape == Escape::Html => {
                push_unicode(c, out);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

fn push_unicode(c: char, out: &mut String) {
    // Writing to a String cannot fail.
    let _ = write!(out, "\\u{:04x}", u32::from(c));
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn prints_as_go_does() {
        for (value, printed) in [
            (json!(80), "80"),
            (json!(80.0), "80"),
            (json!(0.5), "0.5"),
            (json!(-0.000_000_1), "-1e-07"),
            (json!(1e21), "1e+21"),
            (json!(1e20), "100000000000000000000"),
            (
                json!("a<b>&\"c\"\n\u{1}\u{2028}é"),
                "\"a\\u003cb\\u003e\\u0026\\\"c\\\"\\n\\u0001\\u2028é\"",
            ),
            (
                json!({"b": [1, null], "a": true}),
                r#"{"a":true,"b":[1,null]}"#,
            ),
        ] {
            let mut out = String::new();
            write_value(&value, &mut out);
            assert_eq!(out, printed);
        }
    }

    #[test]
    fn is_ordered_by_kind_and_then_by_value() {
        let ordered = [
            json!(-1),
            json!(0.5),
            json!(1),
            json!(10),
            json!("1"),
            json!("a"),
            json!(false),
            json!(true),
            json!([1]),
            json!([1, 2]),
            json!([2]),
            json!({"a": 1}),
            json!({"a": 2}),
            json!({"b": 0}),
            json!(null),
        ];
        for (i, a) in ordered.iter().enumerate() {
            for (j, b) in ordered.iter().enumerate() {
                assert_eq!(compare(a, b), i.cmp(&j), "{a} {b}");
            }
        }
        assert!(equal(&json!(1), &json!(1.0)));
        assert!(equal(&json!(0), &json!(-0.0)));
    }
}
