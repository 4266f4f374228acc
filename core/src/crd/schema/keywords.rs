//! The keywords of a schema that say something of single values.

use serde_json::{Map, Value, json};

use super::kinds::{Kind, Kinds};
use super::structural::{EMBEDDED, INT_OR_STRING, LIST_TYPE, PRESERVE, RULES, Structural};

/// The formats of texts that kube-apiserver checks. `duration` is not among them: JSON Schema means
/// ISO 8601 by it and kube-apiserver Go's syntax.
///
/// <https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation>
const TEXT_FORMATS: [&str; 25] = [
    "bsonobjectid",
    "byte",
    "cidr",
    "creditcard",
    "date",
    "date-time",
    "datetime",
    "email",
    "hexcolor",
    "hostname",
    "ipv4",
    "ipv6",
    "isbn",
    "isbn10",
    "isbn13",
    "k8s-long-name",
    "k8s-short-name",
    "mac",
    "password",
    "rgbcolor",
    "ssn",
    "uri",
    "uuid",
    "uuid3",
    "uuid4",
];

const LIMITS: [&str; 10] = [
    "maximum",
    "minimum",
    "multipleOf",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "maxProperties",
    "minProperties",
];

const EXTENSIONS: [&str; 6] = [
    EMBEDDED,
    LIST_TYPE,
    PRESERVE,
    RULES,
    "x-kubernetes-list-map-keys",
    "x-kubernetes-map-type",
];

/// The keywords that narrow what is accepted and have no form in a structural schema.
pub(super) const REFUSED: [&str; 9] = [
    "contains",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "maxContains",
    "minContains",
    "then",
];

/// Reads what a schema says without its nested schemas.
pub(super) fn read(schema: &Map<String, Value>) -> Structural {
    let mut out = Structural::default();
    read_kinds(schema, &mut out);
    read_values(schema, &mut out);
    read_limits(schema, &mut out);
    for keyword in EXTENSIONS {
        copy(schema, keyword, &mut out.extensions);
    }
    for keyword in ["title", "description"] {
        copy(schema, keyword, &mut out.texts);
    }
    // The server would set a null that nobody asked for.
    let default = schema.get("default").filter(|default| !default.is_null());
    out.default = default.cloned();
    let required = schema.get("required").and_then(Value::as_array);
    let names = required.into_iter().flatten().filter_map(Value::as_str);
    out.required = names.map(|name| (name.to_owned(), ())).collect();
    out
}

fn copy(from: &Map<String, Value>, keyword: &str, to: &mut Map<String, Value>) {
    if let Some(value) = from.get(keyword) {
        to.insert(keyword.into(), value.clone());
    }
}

fn read_kinds(schema: &Map<String, Value>, out: &mut Structural) {
    let names: Vec<&str> = match schema.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    out.nullable = schema.get("nullable") == Some(&Value::Bool(true));
    if schema.get(INT_OR_STRING) == Some(&Value::Bool(true)) {
        out.kinds = Some([Kind::Integer, Kind::String].into());
        out.nullable |= names.contains(&"null");
    } else if !names.is_empty() {
        out.nullable |= names.contains(&"null");
        let kinds: Kinds = names.iter().filter_map(|name| Kind::parse(name)).collect();
        out.kinds = Some(kinds.widest());
    }
}

fn read_values(schema: &Map<String, Value>, out: &mut Structural) {
    let mut values = match (schema.get("const"), schema.get("enum")) {
        (Some(only), _) => vec![only.clone()],
        (None, Some(Value::Array(values))) => values.clone(),
        _ => return,
    };
    let has_null = values.iter().any(Value::is_null);
    if out.kinds.is_none() {
        let kinds: Kinds = values.iter().filter_map(Kind::of).collect();
        out.kinds = Some(kinds.widest());
        out.nullable |= has_null;
    }
    values.retain(|value| !value.is_null());
    out.values = Some(values).filter(|values| !values.is_empty());
}

fn read_limits(schema: &Map<String, Value>, out: &mut Structural) {
    for keyword in LIMITS {
        copy(schema, keyword, &mut out.limits);
    }
    read_exclusive(schema, "exclusiveMinimum", "minimum", out);
    read_exclusive(schema, "exclusiveMaximum", "maximum", out);
    read_format(schema, out);
}

/// A number in JSON Schema, a flag beside the limit in OpenAPI v3.0.
fn read_exclusive(schema: &Map<String, Value>, keyword: &str, limit: &str, out: &mut Structural) {
    match schema.get(keyword) {
        Some(Value::Number(number)) => {
            out.limits.insert(limit.into(), number.clone().into());
            out.limits.insert(keyword.into(), true.into());
        }
        Some(Value::Bool(true)) => {
            out.limits.insert(keyword.into(), true.into());
        }
        _ => {}
    }
}

fn read_format(schema: &Map<String, Value>, out: &mut Structural) {
    let Some(format) = schema.get("format").and_then(Value::as_str) else {
        return;
    };
    let has = |kind| out.kinds.is_some_and(|kinds| kinds.contains(kind));
    let known = match format {
        "int32" | "int64" if has(Kind::Integer) => Some(format),
        "int" if has(Kind::Integer) => Some("int64"),
        "float" | "double" if has(Kind::Number) => Some(format),
        "uuid5" if has(Kind::String) => Some(format),
        _ if has(Kind::String) && TEXT_FORMATS.contains(&format) => Some(format),
        _ => None,
    };
    // What the server would not know of an unsigned number, its limit says.
    if format == "uint32" && has(Kind::Integer) && !out.limits.contains_key("maximum") {
        out.limits.insert("maximum".into(), json!(u32::MAX));
    }
    if let Some(known) = known {
        out.limits.insert("format".into(), known.into());
    }
}
