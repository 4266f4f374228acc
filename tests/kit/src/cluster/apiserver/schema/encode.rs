//! What Go writes for a built-in object: `json.Marshal` of its struct.

use serde_json::{Map, Value};

use super::{GoField, ObjectShape, Omit, Schema, Shape, StringFormat};

/// Gives an object of the right types the form in which Go would write it: what is zero and
/// `omitempty` goes, what is required comes (`status: {}`, `containers: null`), unknown fields go.
pub(crate) fn normalize(schema: &Schema, value: &mut Value) {
    match (&schema.shape, value) {
        (Shape::Object(shape), Value::Object(object)) if shape.additional.is_none() => {
            structure(shape, object);
        }
        (Shape::Object(shape), Value::Object(object)) => {
            for (_, value) in object.iter_mut() {
                if let Some(schema) = &shape.additional {
                    element(schema, value);
                }
            }
        }
        (Shape::List(list), Value::Array(items)) => {
            items.iter_mut().for_each(|item| element(&list.items, item));
        }
        _ => {}
    }
}

/// An item or a map's value: there is always one, zero if nothing is given.
fn element(schema: &Schema, value: &mut Value) {
    if value.is_null() {
        *value = zero(schema);
    }
    normalize(schema, value);
}

fn structure(shape: &ObjectShape, object: &mut Map<String, Value>) {
    object.retain(|key, _| shape.fields.contains_key(key));
    for (key, field) in &shape.fields {
        let Some(schema) = shape.properties.get(key) else {
            continue;
        };
        let given = object.remove(key).unwrap_or(Value::Null);
        if let Some(value) = written(schema, field, given) {
            object.insert(key.clone(), value);
        }
    }
}

/// What stands there, if anything.
fn written(schema: &Schema, field: &GoField, mut value: Value) -> Option<Value> {
    if field.pointer {
        if value.is_null() && field.omit != Omit::Never {
            return None;
        }
        normalize(schema, &mut value);
        return Some(value);
    }
    element(schema, &mut value);
    let omitted = match field.omit {
        Omit::Never => false,
        Omit::Empty => is_empty(schema, &value),
        Omit::Zero => value.is_null() || is_empty(schema, &value),
    };
    // The storage format knows no empty list, only none.
    if !omitted && value.as_array().is_some_and(Vec::is_empty) {
        value = Value::Null;
    }
    (!omitted).then_some(value)
}

/// What `omitempty` takes for empty. Structs never are; some of them are written as strings.
fn is_empty(schema: &Schema, value: &Value) -> bool {
    match &schema.shape {
        Shape::Boolean => *value == false,
        Shape::Integer { .. } | Shape::Number => value.as_f64() == Some(0.0),
        Shape::String(StringFormat::Plain | StringFormat::Bytes) => {
            value.as_str().is_none_or(str::is_empty)
        }
        Shape::String(_) | Shape::IntOrString => false,
        Shape::Object(shape) if shape.additional.is_none() => false,
        Shape::Object(_) => value.as_object().is_none_or(Map::is_empty),
        Shape::List(_) => value.as_array().is_none_or(Vec::is_empty),
        Shape::Any => value.is_null(),
    }
}

/// Go's zero value as it is written, before what a struct requires is added.
fn zero(schema: &Schema) -> Value {
    match &schema.shape {
        Shape::Boolean => false.into(),
        Shape::Integer { .. } | Shape::IntOrString | Shape::Number => 0.into(),
        Shape::String(StringFormat::Time | StringFormat::MicroTime) => Value::Null,
        Shape::String(StringFormat::Quantity) => "0".into(),
        Shape::String(_) => "".into(),
        Shape::Object(shape) if shape.additional.is_none() => Value::Object(Map::new()),
        Shape::Object(_) | Shape::List(_) | Shape::Any => Value::Null,
    }
}
