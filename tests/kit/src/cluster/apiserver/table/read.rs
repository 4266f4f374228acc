use serde_json::Value;

/// What is at a JSON pointer, null when nothing is.
pub(super) fn at<'a>(value: &'a Value, pointer: &str) -> &'a Value {
    value.pointer(pointer).unwrap_or(&Value::Null)
}

/// The text there, empty for none: Go's zero value.
pub(super) fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    at(value, pointer).as_str().unwrap_or_default()
}

/// The text there, or what stands for none.
pub(super) fn text_or<'a>(value: &'a Value, pointer: &str, none: &'a str) -> &'a str {
    match text(value, pointer) {
        "" => none,
        text => text,
    }
}

/// The number there, zero for none.
pub(super) fn number(value: &Value, pointer: &str) -> i64 {
    at(value, pointer).as_i64().unwrap_or_default()
}

/// Whether it is there and true.
pub(super) fn flag(value: &Value, pointer: &str) -> bool {
    at(value, pointer).as_bool().unwrap_or_default()
}

/// The list there, empty for none.
pub(super) fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    at(value, pointer).as_array().map_or(&[], Vec::as_slice)
}

/// How many entries the map there has.
pub(super) fn entries(value: &Value, pointer: &str) -> usize {
    at(value, pointer)
        .as_object()
        .map_or(0, serde_json::Map::len)
}

/// The status of the first condition of this type, empty for none.
pub(super) fn condition<'a>(object: &'a Value, of_type: &str) -> &'a str {
    list(object, "/status/conditions")
        .iter()
        .find(|condition| text(condition, "/type") == of_type)
        .map_or("", |condition| text(condition, "/status"))
}

/// One text of each element, in their order, between commas.
pub(super) fn joined(elements: &[Value], pointer: &str) -> String {
    let texts: Vec<_> = elements
        .iter()
        .map(|element| text(element, pointer))
        .collect();
    texts.join(",")
}

/// The texts of a list, between commas.
pub(super) fn comma_separated(value: &Value, pointer: &str) -> String {
    joined(list(value, pointer), "")
}
