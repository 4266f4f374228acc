//! Label selectors as text.

use serde_json::Value;

use super::read::{at, list, text};

/// A `metav1.LabelSelector` in the form that the query parameter takes, sorted by key.
pub(super) fn in_words(selector: &Value) -> String {
    let labels = at(selector, "/matchLabels").as_object();
    let mut requirements: Vec<_> = labels
        .into_iter()
        .flatten()
        .map(|(key, value)| {
            let value = value.as_str().unwrap_or_default();
            (key.as_str(), format!("{key}={value}"))
        })
        .collect();
    let expressions = list(selector, "/matchExpressions");
    requirements.extend(expressions.iter().map(|it| (text(it, "/key"), term(it))));
    requirements.sort_by_key(|(key, _)| *key);
    let texts: Vec<_> = requirements.into_iter().map(|(_, text)| text).collect();
    texts.join(",")
}

fn term(expression: &Value) -> String {
    let key = text(expression, "/key");
    let mut values: Vec<_> = list(expression, "/values")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    values.sort_unstable();
    let values = values.join(",");
    match text(expression, "/operator") {
        "In" => format!("{key} in ({values})"),
        "NotIn" => format!("{key} notin ({values})"),
        "DoesNotExist" => format!("!{key}"),
        _ => key.to_owned(),
    }
}

/// Plain labels, sorted by key, as a Service selects by.
pub(super) fn labels(labels: &Value) -> String {
    let pairs = labels.as_object().into_iter().flatten();
    let mut pairs: Vec<_> = pairs
        .map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default()))
        .collect();
    pairs.sort_unstable();
    or_none(pairs.join(","))
}

pub(super) fn or_none(text: String) -> String {
    if text.is_empty() {
        "<none>".to_owned()
    } else {
        text
    }
}
