//! The defaults that schemas name, filled in where nothing is given.

use serde_json::Value;

use super::{Schema, Shape};

/// Fills in the defaults of what the value contains: in objects, items and map values that are
/// there. A null that is no value of its own counts as nothing.
pub(crate) fn apply(schema: &Schema, value: &mut Value) {
    match (&schema.shape, value) {
        (Shape::Object(shape), Value::Object(object)) => {
            for (name, property) in &shape.properties {
                let Some(default) = &property.default else {
                    continue;
                };
                let given = object.get(name);
                if given.is_none_or(|value| is_nothing(property, value)) {
                    object.insert(name.clone(), default.clone());
                }
            }
            for (name, value) in object.iter_mut() {
                match (shape.properties.get(name), &shape.additional) {
                    (Some(property), _) => apply(property, value),
                    (None, Some(values)) => element(values, value),
                    (None, None) => {}
                }
            }
        }
        (Shape::List(list), Value::Array(items)) => {
            items.iter_mut().for_each(|item| element(&list.items, item));
        }
        _ => {}
    }
}

fn element(schema: &Schema, value: &mut Value) {
    if is_nothing(schema, value) {
        *value = schema.default.clone().unwrap_or(Value::Null);
    }
    apply(schema, value);
}

fn is_nothing(schema: &Schema, value: &Value) -> bool {
    value.is_null() && !schema.nullable
}

/// Drops the members that are null, may not be, and have no default: what is done to a custom
/// resource before its defaults are filled in.
pub(crate) fn drop_nulls(schema: &Schema, value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.retain(|name, value| match schema.field(name) {
                Some(field) if is_nothing(field, value) => field.default.is_some(),
                _ => true,
            });
            for (name, value) in object.iter_mut() {
                if let Some(field) = schema.field(name) {
                    drop_nulls(field, value);
                }
            }
        }
        Value::Array(items) => {
            if let Shape::List(list) = &schema.shape {
                items
                    .iter_mut()
                    .for_each(|item| drop_nulls(&list.items, item));
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value, json};

    use super::super::{ListKind, ListShape, ObjectShape, Schema, Shape, StringFormat};
    use super::{apply, drop_nulls};

    fn text(default: Option<&str>) -> Schema {
        Schema {
            default: default.map(Value::from),
            ..Schema::of(Shape::String(StringFormat::Plain))
        }
    }

    fn object(properties: Vec<(&str, Schema)>, additional: Option<Schema>) -> Schema {
        Schema::of(Shape::Object(ObjectShape {
            properties: properties
                .into_iter()
                .map(|(name, schema)| (name.to_owned(), Arc::new(schema)))
                .collect(),
            additional: additional.map(Arc::new),
            ..ObjectShape::default()
        }))
    }

    fn list(items: Schema) -> Schema {
        Schema::of(Shape::List(ListShape {
            items: Arc::new(items),
            kind: ListKind::Atomic,
        }))
    }

    fn nullable(mut schema: Schema) -> Schema {
        schema.nullable = true;
        schema
    }

    fn sample() -> Schema {
        let inner = || {
            object(
                vec![("color", text(Some("red"))), ("name", text(None))],
                None,
            )
        };
        let mut with_default = inner();
        with_default.default = Some(json!({"name": "x"}));
        object(
            vec![
                ("top", text(Some("up"))),
                ("never", nullable(text(Some("n")))),
                ("plain", text(None)),
                ("inner", inner()),
                ("made", with_default),
                ("list", list(inner())),
                ("map", object(vec![], Some(inner()))),
                ("texts", list(text(Some("t")))),
            ],
            None,
        )
    }

    #[test]
    fn defaults() {
        let cases = [
            (
                json!({}),
                json!({"top": "up", "never": "n", "made": {"name": "x", "color": "red"}}),
            ),
            (
                json!({"top": null, "never": null, "made": {}, "inner": {}}),
                json!({"top": "up", "never": null, "made": {"color": "red"}, "inner": {"color": "red"}}),
            ),
            (
                json!({"top": "", "never": "", "made": {"color": "blue"}, "list": [{}, {"color": "green"}, 5], "map": {"a": {}, "b": 7}}),
                json!({"top": "", "never": "", "made": {"color": "blue"}, "list": [{"color": "red"}, {"color": "green"}, 5],
                    "map": {"a": {"color": "red"}, "b": 7}}),
            ),
            (
                json!({"top": 1, "never": 1, "made": null, "list": [null], "texts": [null, "a"]}),
                json!({"top": 1, "never": 1, "made": {"name": "x", "color": "red"}, "list": [null], "texts": ["t", "a"]}),
            ),
        ];
        for (given, expected) in cases {
            let mut value = given.clone();
            apply(&sample(), &mut value);
            assert_eq!(value, expected, "{given}");
        }
    }

    #[test]
    fn nulls() {
        let mut value = json!({
            "top": null, "never": null, "plain": null, "inner": {"name": null, "color": null},
            "list": [null, {"name": null}], "map": {"a": null, "b": {"name": null}}, "unknown": null,
        });
        drop_nulls(&sample(), &mut value);
        assert_eq!(
            value,
            json!({"top": null, "never": null, "inner": {"color": null}, "list": [null, {}], "map": {"b": {}}, "unknown": null})
        );
    }
}
