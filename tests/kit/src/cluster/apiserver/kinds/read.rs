//! Reading and writing fields of decoded objects: what is absent reads as its Go type's zero value.

use serde_json::{Map, Value};

static NULL: Value = Value::Null;

/// The field's value; `Null` if it is absent.
pub(crate) fn get<'a>(object: &'a Value, field: &str) -> &'a Value {
    object.get(field).unwrap_or(&NULL)
}

/// The value at the end of a path of fields.
pub(crate) fn dig<'a>(object: &'a Value, path: &[&str]) -> &'a Value {
    path.iter().fold(object, |value, field| get(value, field))
}

pub(crate) fn is_set(object: &Value, field: &str) -> bool {
    !get(object, field).is_null()
}

pub(crate) fn text<'a>(object: &'a Value, field: &str) -> &'a str {
    get(object, field).as_str().unwrap_or_default()
}

pub(crate) fn text_option<'a>(object: &'a Value, field: &str) -> Option<&'a str> {
    get(object, field).as_str()
}

pub(crate) fn number(object: &Value, field: &str) -> i64 {
    number_option(object, field).unwrap_or_default()
}

pub(crate) fn number_option(object: &Value, field: &str) -> Option<i64> {
    get(object, field).as_i64()
}

pub(crate) fn flag(object: &Value, field: &str) -> bool {
    flag_option(object, field).unwrap_or_default()
}

pub(crate) fn flag_option(object: &Value, field: &str) -> Option<bool> {
    get(object, field).as_bool()
}

pub(crate) fn list<'a>(object: &'a Value, field: &str) -> &'a [Value] {
    get(object, field).as_array().map_or(&[], Vec::as_slice)
}

/// The strings of a list of strings.
pub(crate) fn texts<'a>(object: &'a Value, field: &str) -> impl Iterator<Item = &'a str> {
    list(object, field).iter().filter_map(Value::as_str)
}

/// The entries of a map, sorted.
pub(crate) fn entries<'a>(
    object: &'a Value,
    field: &str,
) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let map = get(object, field).as_object();
    map.into_iter()
        .flatten()
        .map(|(key, value)| (key.as_str(), value))
}

/// The entries of a map of strings, sorted.
pub(crate) fn pairs<'a>(
    object: &'a Value,
    field: &str,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    entries(object, field).map(|(key, value)| (key, value.as_str().unwrap_or_default()))
}

/// The field as an object to write into, made if it is absent.
pub(crate) fn object_mut<'a>(object: &'a mut Value, field: &str) -> &'a mut Value {
    let map = as_map(object);
    let value = map.entry(field).or_insert(Value::Null);
    as_map(value);
    value
}

/// The elements of a list, if there is one.
pub(crate) fn list_mut<'a>(object: &'a mut Value, field: &str) -> &'a mut [Value] {
    match object.get_mut(field) {
        Some(Value::Array(items)) => items,
        _ => &mut [],
    }
}

/// Sets what is absent, null or an empty string.
pub(crate) fn set_default(object: &mut Value, field: &str, value: impl Into<Value>) {
    let present = get(object, field);
    if present.is_null() || present.as_str() == Some("") {
        set(object, field, value);
    }
}

pub(crate) fn set(object: &mut Value, field: &str, value: impl Into<Value>) {
    as_map(object).insert(field.to_owned(), value.into());
}

pub(crate) fn unset(object: &mut Value, field: &str) {
    if let Some(map) = object.as_object_mut() {
        map.remove(field);
    }
}

/// Makes the field what it is in `from`, absent included.
pub(crate) fn copy(object: &mut Value, from: &Value, field: &str) {
    match get(from, field) {
        Value::Null => unset(object, field),
        value => set(object, field, value.clone()),
    }
}

/// Go's semantic equality: an empty list or map is as good as none.
pub(crate) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let covered = |a: &Map<String, Value>, b: &Map<String, Value>| {
                a.iter()
                    .all(|(key, value)| same(value, b.get(key).unwrap_or(&NULL)))
            };
            covered(one, other) && covered(other, one)
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| same(a, b))
        }
        (Value::Null, Value::Array(items)) | (Value::Array(items), Value::Null) => items.is_empty(),
        _ => one == other,
    }
}

fn as_map(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    value.as_object_mut().expect("made an object just above")
}
