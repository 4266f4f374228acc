//! How Go prints untyped values in messages: `%v`, `%#v` and `%T`.

use serde_json::Value;

use crate::cluster::apiserver::go_text::{float, quote};

/// `%v`
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => float(number.as_f64().unwrap_or_default()),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(plain).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Object(map) => {
            let field = |(name, value)| format!("{name}:{}", plain(value));
            let fields: Vec<_> = map.iter().map(field).collect();
            format!("map[{}]", fields.join(" "))
        }
    }
}

/// `%#v`
pub(super) fn go_syntax(value: &Value) -> String {
    match value {
        Value::Null => "interface {}(nil)".to_owned(),
        Value::String(text) => quote(text),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(go_syntax).collect();
            format!("{}{{{}}}", go_type(value), items.join(", "))
        }
        Value::Object(map) => {
            let field =
                |(name, value): (&String, _)| format!("{}:{}", quote(name), go_syntax(value));
            let fields: Vec<_> = map.iter().map(field).collect();
            format!("{}{{{}}}", go_type(value), fields.join(", "))
        }
        scalar => plain(scalar),
    }
}

/// `%T`
pub(super) const fn go_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "<nil>",
        Value::Bool(_) => "bool",
        Value::Number(_) => "float64",
        Value::String(_) => "string",
        Value::Array(_) => "[]interface {}",
        Value::Object(_) => "map[string]interface {}",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn prints_as_go_does() {
        for (value, shown, syntax) in [
            (json!(null), "<nil>", "interface {}(nil)"),
            (json!(true), "true", "true"),
            (json!(5), "5", "5"),
            (json!(1_234_567), "1.234567e+06", "1.234567e+06"),
            (json!("a\"b"), "a\"b", "\"a\\\"b\""),
            (
                json!({"a": 1, "b": ["x", true]}),
                "map[a:1 b:[x true]]",
                r#"map[string]interface {}{"a":1, "b":[]interface {}{"x", true}}"#,
            ),
        ] {
            assert_eq!(plain(&value), shown);
            assert_eq!(go_syntax(&value), syntax);
        }
    }
}
