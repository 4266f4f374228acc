//! Structural pruning: custom resources lose the fields that their schema does not name.

use serde_json::{Map, Value};

use super::{ObjectShape, Schema, Shape};

const TYPE_AND_METADATA: [&str; 3] = ["apiVersion", "kind", "metadata"];

/// Drops the fields of a custom resource that its schema does not name, and returns their paths,
/// sorted. The root keeps its apiVersion, kind and metadata, and so do embedded resources.
pub(crate) fn prune(schema: &Schema, object: &mut Value) -> Vec<String> {
    let mut pruner = Pruner::default();
    match (&schema.shape, object) {
        (Shape::Object(shape), Value::Object(object)) => {
            pruner.object(Some(shape), object, shape.preserve_unknown, true);
        }
        (Shape::Any, _) => {}
        (_, object) => pruner.value(Some(schema), object),
    }
    pruner.dropped.sort();
    pruner.dropped
}

#[derive(Default)]
struct Pruner {
    path: String,
    dropped: Vec<String>,
}

impl Pruner {
    fn value(&mut self, schema: Option<&Schema>, value: &mut Value) {
        let shape = schema.map(|schema| &schema.shape);
        match value {
            Value::Object(object) => match shape {
                Some(Shape::Any) => {}
                Some(Shape::Object(shape)) => {
                    self.object(Some(shape), object, shape.preserve_unknown, shape.embedded);
                }
                // A schema of another type names no fields. The value is refused later on.
                _ => self.object(None, object, false, false),
            },
            Value::Array(items) => {
                let items_schema = match shape {
                    Some(Shape::Any) => return,
                    Some(Shape::List(list)) => Some(&*list.items),
                    Some(Shape::Object(shape)) if shape.preserve_unknown => return,
                    _ => None,
                };
                for (index, item) in items.iter_mut().enumerate() {
                    let outer = self.path.len();
                    self.path.push_str(&format!("[{index}]"));
                    self.value(items_schema, item);
                    self.path.truncate(outer);
                }
            }
            _ => {}
        }
    }

    fn object(
        &mut self,
        shape: Option<&ObjectShape>,
        object: &mut Map<String, Value>,
        preserve: bool,
        resource: bool,
    ) {
        object.retain(|name, value| {
            if resource && TYPE_AND_METADATA.contains(&name.as_str()) {
                return true;
            }
            let field = shape.and_then(|shape| {
                let property = shape.properties.get(name);
                property.or(shape.additional.as_ref())
            });
            let outer = self.enter(name);
            match field {
                Some(field) => self.value(Some(field), value),
                None if preserve => {}
                None => self.dropped.push(self.path.clone()),
            }
            self.path.truncate(outer);
            field.is_some() || preserve
        });
    }

    /// Returns how long the path was.
    fn enter(&mut self, name: &str) -> usize {
        let outer = self.path.len();
        if outer > 0 {
            self.path.push('.');
        }
        self.path.push_str(name);
        outer
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::super::{ListKind, ListShape, ObjectShape, Schema, Shape, StringFormat};
    use super::prune;

    fn object(properties: Vec<(&str, Schema)>) -> ObjectShape {
        ObjectShape {
            properties: properties
                .into_iter()
                .map(|(name, schema)| (name.to_owned(), Arc::new(schema)))
                .collect(),
            ..ObjectShape::default()
        }
    }

    fn sample() -> Schema {
        let text = || Schema::of(Shape::String(StringFormat::Plain));
        let named = || object(vec![("name", text())]);
        let open = ObjectShape {
            preserve_unknown: true,
            ..object(vec![("strict", Schema::of(Shape::Object(named())))])
        };
        let embedded = ObjectShape {
            embedded: true,
            ..named()
        };
        let map = ObjectShape {
            additional: Some(Arc::new(Schema::of(Shape::Object(named())))),
            ..ObjectShape::default()
        };
        let list = ListShape {
            items: Arc::new(Schema::of(Shape::Object(named()))),
            kind: ListKind::Atomic,
        };
        Schema::of(Shape::Object(object(vec![
            ("text", text()),
            ("any", Schema::of(Shape::Any)),
            ("open", Schema::of(Shape::Object(open))),
            ("embedded", Schema::of(Shape::Object(embedded))),
            ("map", Schema::of(Shape::Object(map))),
            ("list", Schema::of(Shape::List(list))),
        ])))
    }

    #[test]
    fn unknown_fields_go() {
        let mut value = json!({
            "apiVersion": "v1", "kind": "Widget", "metadata": {"odd": 1},
            "odd": {"deep": 1},
            "text": {"odd": 1},
            "any": {"odd": [{"odd": 1}]},
            "open": {"odd": {"odd": 1}, "strict": {"name": "a", "odd": 1}},
            "embedded": {"apiVersion": 5, "kind": "x", "metadata": {"odd": 1}, "odd": 1},
            "map": {"a": {"name": "a", "odd": 1, "kind": 1}, "b": 5},
            "list": [{"name": "a"}, {"odd": 1}, 5],
        });
        let dropped = prune(&sample(), &mut value);
        assert_eq!(
            value,
            json!({
                "apiVersion": "v1", "kind": "Widget", "metadata": {"odd": 1},
                "text": {},
                "any": {"odd": [{"odd": 1}]},
                "open": {"odd": {"odd": 1}, "strict": {"name": "a"}},
                "embedded": {"apiVersion": 5, "kind": "x", "metadata": {"odd": 1}},
                "map": {"a": {"name": "a"}, "b": 5},
                "list": [{"name": "a"}, {}, 5],
            })
        );
        assert_eq!(
            dropped,
            [
                "embedded.odd",
                "list[1].odd",
                "map.a.kind",
                "map.a.odd",
                "odd",
                "open.strict.odd",
                "text.odd"
            ]
        );
    }
}
