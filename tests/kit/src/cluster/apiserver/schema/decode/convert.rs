//! The other way to a Go struct: not from JSON, but from the untyped tree that a strategic merge
//! patch or an apply leaves (`runtime.DefaultUnstructuredConverter`).
//!
//! It is laxer about numbers than the decoder, and its errors tell no path.

use serde_json::{Map, Value};

use super::super::{ListShape, ObjectShape, builtin};
use super::{Decoded, Decoder, Schema, Shape, StringFormat, Target, normalize};
use crate::cluster::apiserver::json::{Document, StrictErrors};

/// Converts an untyped object. What a strict conversion complains about comes sorted.
pub(crate) fn convert(schema: &Schema, value: &Value) -> Result<Decoded, String> {
    let mut converter = Converter::default();
    let target = Target {
        schema,
        go_type: "",
        pointer: false,
    };
    let mut object = converter.value(target, value)?;
    normalize(schema, &mut object);
    let mut strict = converter.strict.into_messages();
    strict.sort();
    Ok(Decoded { object, strict })
}

#[derive(Default)]
struct Converter {
    strict: StrictErrors,
}

impl Converter {
    fn value(&mut self, target: Target<'_>, value: &Value) -> Result<Value, String> {
        match (&target.schema.shape, value) {
            (_, Value::Null) => Ok(Value::Null),
            (Shape::Any, Value::Object(object)) if target.go_type == "v1.JSONSchemaProps" => {
                self.schema_props(object)
            }
            (Shape::Object(shape), Value::Object(object)) if shape.additional.is_some() => {
                self.map(target, shape, object)
            }
            (Shape::Object(shape), Value::Object(object)) => self.structure(shape, object),
            (Shape::Object(shape), _) if shape.additional.is_some() => {
                Err(format!("cannot restore map from {}", kind(value)))
            }
            (Shape::Object(_), _) => Err(format!("cannot restore struct from: {}", kind(value))),
            (Shape::List(shape), Value::Array(items)) => self.list(target, shape, items),
            (Shape::List(_), _) => Err(format!("cannot restore slice from {}", kind(value))),
            _ => scalar(target, value),
        }
    }

    fn structure(
        &mut self,
        shape: &ObjectShape,
        object: &Map<String, Value>,
    ) -> Result<Value, String> {
        let mut converted = Map::new();
        for (key, value) in object {
            let Some((schema, field)) = shape.properties.get(key).zip(shape.fields.get(key)) else {
                self.strict.unknown(key);
                continue;
            };
            let target = Target {
                schema,
                go_type: &field.go_type,
                pointer: field.pointer,
            };
            let outer = self.strict.enter(key);
            converted.insert(key.clone(), self.value(target, value)?);
            self.strict.leave(outer);
        }
        Ok(Value::Object(converted))
    }

    /// Go does not note a map's keys on the way.
    fn map(
        &mut self,
        target: Target<'_>,
        shape: &ObjectShape,
        object: &Map<String, Value>,
    ) -> Result<Value, String> {
        let mut converted = Map::new();
        if let Some(values) = &shape.additional {
            let target = target.value(values);
            for (key, value) in object {
                converted.insert(key.clone(), self.value(target, value)?);
            }
        }
        Ok(Value::Object(converted))
    }

    fn list(
        &mut self,
        target: Target<'_>,
        shape: &ListShape,
        items: &[Value],
    ) -> Result<Value, String> {
        let target = target.item(&shape.items);
        let mut converted = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let outer = self.strict.enter_item(index);
            converted.push(self.value(target, item)?);
            self.strict.leave(outer);
        }
        Ok(Value::Array(converted))
    }

    fn schema_props(&mut self, object: &Map<String, Value>) -> Result<Value, String> {
        let schema = builtin::schema_props();
        let Shape::Object(shape) = &schema.shape else {
            return Ok(Value::Null);
        };
        let mut converted = self.structure(shape, object)?;
        normalize(schema, &mut converted);
        Ok(converted)
    }
}

fn scalar(target: Target<'_>, value: &Value) -> Result<Value, String> {
    let go_type = target.go_type;
    match (&target.schema.shape, value) {
        (Shape::Boolean, Value::Bool(_))
        | (Shape::Number, Value::Number(_))
        | (Shape::String(StringFormat::Plain), Value::String(_)) => Ok(value.clone()),
        (Shape::Integer { bits }, Value::Number(number)) => {
            integer(number, *bits).ok_or_else(|| format!("cannot convert float64 to {go_type}"))
        }
        // Go can make a character of a number, and so asks further.
        (Shape::String(StringFormat::Plain), Value::Number(number)) if !number.is_f64() => {
            Err(format!("cannot convert int64 to {go_type}"))
        }
        (Shape::Boolean, _) => Err("unrecognized type: bool".to_owned()),
        (Shape::Number, _) => Err("unrecognized type: float64".to_owned()),
        (Shape::Integer { bits }, _) => Err(format!("unrecognized type: int{bits}")),
        (Shape::String(StringFormat::Plain), _) => Err("unrecognized type: string".to_owned()),
        (Shape::String(StringFormat::Bytes), Value::String(_)) => {
            via_json(target, value).map_err(|error| format!("error decoding from json: {error}"))
        }
        (Shape::String(StringFormat::Bytes), Value::Array(_)) => via_json(target, value),
        (Shape::String(StringFormat::Bytes), _) => {
            Err(format!("cannot restore slice from {}", kind(value)))
        }
        _ => via_json(target, value),
    }
}

/// The types that read their own JSON do so here as well.
fn via_json(target: Target<'_>, value: &Value) -> Result<Value, String> {
    let document = Document::of(value);
    let mut decoder = Decoder::default();
    let mut decoded = Value::Null;
    decoder.value(target, document.root(), &mut decoded)?;
    decoder.error.map_or(Ok(decoded), Err)
}

/// Whole floats are integers, and what does not fit in 32 bits loses the rest.
#[expect(clippy::cast_possible_truncation, reason = "as Go does")]
fn integer(number: &serde_json::Number, bits: u8) -> Option<Value> {
    let value = match number.as_i64() {
        Some(value) => value,
        None => number.as_f64().filter(|float| float.fract() == 0.0)? as i64,
    };
    Some(match bits {
        32 => (value as i32).into(),
        _ => value.into(),
    })
}

/// As Go's reflection calls it.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "invalid",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float64",
        Value::Number(_) => "int64",
        Value::String(_) => "string",
        Value::Array(_) => "slice",
        Value::Object(_) => "map",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::super::builtin::schema;
    use super::{Decoded, convert};

    fn converted(value: &Value) -> Result<Decoded, String> {
        convert(
            schema("apps/v1.Deployment").expect("it is described"),
            value,
        )
    }

    #[test]
    fn what_a_real_server_refuses() {
        let container =
            |field: Value| json!({"spec": {"template": {"spec": {"containers": [field]}}}});
        let cases = [
            (
                json!({"spec": {"replicas": "3"}}),
                "unrecognized type: int32",
            ),
            (
                json!({"spec": {"replicas": 1.5}}),
                "cannot convert float64 to int32",
            ),
            (
                json!({"spec": {"progressDeadlineSeconds": []}}),
                "unrecognized type: int32",
            ),
            (json!({"spec": {"paused": "x"}}), "unrecognized type: bool"),
            (
                container(json!({"args": 5})),
                "cannot restore slice from int64",
            ),
            (
                json!({"spec": {"template": {"spec": {"containers": {}}}}}),
                "cannot restore slice from map",
            ),
            (
                json!({"spec": {"strategy": {"rollingUpdate": {"maxSurge": true}}}}),
                "json: cannot unmarshal bool into Go value of type int32",
            ),
            (
                container(json!({"resources": {"limits": {"cpu": "x"}}})),
                "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
            ),
            (
                json!({"metadata": {"labels": {"a": 5}}}),
                "cannot convert int64 to string",
            ),
            (
                json!({"metadata": {"labels": []}}),
                "cannot restore map from slice",
            ),
            (json!({"spec": "x"}), "cannot restore struct from: string"),
            (
                json!({"metadata": {"deletionTimestamp": "x"}}),
                r#"parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006""#,
            ),
        ];
        for (value, expected) in cases {
            assert_eq!(
                converted(&value).err().as_deref(),
                Some(expected),
                "{value}"
            );
        }
    }

    #[test]
    fn numbers_are_squeezed_in() {
        for (given, expected) in [(json!(2.0), 2), (json!(3_000_000_000_u32), -1_294_967_296)] {
            let value = json!({"spec": {"replicas": given}});
            let decoded = converted(&value).expect("it fits somehow");
            assert_eq!(decoded.object["spec"]["replicas"], expected);
        }
    }

    #[test]
    fn unknown_fields_come_sorted() {
        let value = json!({
            "zoo": 1,
            "spec": {"foo": 1, "template": {"spec": {"containers": [{"name": "c", "foo": 1}]}}},
        });
        let decoded = converted(&value).expect("unknown fields are dropped");
        assert_eq!(
            decoded.strict,
            [
                r#"unknown field "spec.foo""#,
                r#"unknown field "spec.template.spec.containers[0].foo""#,
                r#"unknown field "zoo""#,
            ]
        );
        assert_eq!(
            decoded.object["spec"]["template"]["spec"]["containers"],
            json!([{"name": "c", "resources": {}}])
        );
    }
}
