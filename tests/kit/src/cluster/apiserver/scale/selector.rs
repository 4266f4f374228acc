use serde_json::Value;

/// A label selector as text: `a=b,c in (d,e),!f`, by key.
pub(super) fn selector_text(selector: &Value) -> String {
    let labels = selector["matchLabels"].as_object().into_iter().flatten();
    let equal = |(key, value): (&String, &Value)| {
        let value = value.as_str().unwrap_or_default();
        (key.clone(), format!("{key}={value}"))
    };
    let expressions = selector["matchExpressions"].as_array();
    let expressions = expressions.into_iter().flatten().map(expression);
    let mut all: Vec<_> = labels.map(equal).chain(expressions).collect();
    all.sort_by(|(a, _), (b, _)| a.cmp(b));
    let texts: Vec<_> = all.into_iter().map(|(_, text)| text).collect();
    texts.join(",")
}

/// A requirement, behind its key.
fn expression(expression: &Value) -> (String, String) {
    let key = expression["key"].as_str().unwrap_or_default();
    let values = expression["values"].as_array().into_iter().flatten();
    let mut values: Vec<_> = values.filter_map(Value::as_str).collect();
    values.sort_unstable();
    values.dedup();
    let values = values.join(",");
    let text = match expression["operator"].as_str() {
        Some("In") => format!("{key} in ({values})"),
        Some("NotIn") => format!("{key} notin ({values})"),
        Some("DoesNotExist") => format!("!{key}"),
        _ => key.to_owned(),
    };
    (key.to_owned(), text)
}
