//! The shapes of the built-in kinds, as Go's types and the OpenAPI definitions tell them.
//!
//! `builtin.json` is made by `tests/control-plane`, of the Kubernetes version it is built with:
//! `control-plane schemas > builtin.json`. Where a type contains itself, which only the schemas in
//! CRDs (`JSONSchemaProps`) do, its shape is left open.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::{
    GoField, ListKind, ListShape, ObjectShape, Omit, PatchStrategy, Schema, Shape, StringFormat,
};

/// The schema of a Go type, such as `apps/v1.Deployment` or `meta/v1.ObjectMeta`.
pub(crate) fn schema(name: &str) -> Option<&'static Arc<Schema>> {
    let described = types().get(name)?;
    Some(described.schema.get_or_init(|| {
        Builder::default()
            .named(name)
            .expect("a type that is described")
    }))
}

/// The schema of a CRD's schema, whose own schemas are open.
pub(crate) fn schema_props() -> &'static Schema {
    schema("apiextensions/v1.JSONSchemaProps").expect("the schemas of CRDs are described")
}

/// A type as `builtin.json` has it, read when it is first asked for: a test that touches
/// ConfigMaps alone does not pay for what a Pod may hold.
struct Described {
    text: &'static RawValue,
    schema: OnceLock<Arc<Schema>>,
}

fn types() -> &'static BTreeMap<&'static str, Described> {
    static TYPES: OnceLock<BTreeMap<&str, Described>> = OnceLock::new();
    TYPES.get_or_init(|| {
        let text = include_str!("builtin.json");
        let types: BTreeMap<_, &RawValue> =
            serde_json::from_str(text).expect("builtin.json is valid JSON");
        let described = |text| Described {
            text,
            schema: OnceLock::new(),
        };
        types
            .into_iter()
            .map(|(name, text)| (name, described(text)))
            .collect()
    })
}

/// Builds a type and, once each, the types it holds; fields share them.
#[derive(Default)]
struct Builder {
    built: BTreeMap<String, Arc<Schema>>,
    begun: BTreeSet<String>,
}

impl Builder {
    /// The schema of a type expression, with what the field that has it adds.
    fn schema(&mut self, expression: &str, field: &Value) -> Arc<Schema> {
        let atomic = field["atomic"] == true;
        let default = field.get("default").cloned();
        let shared = match self.named(expression) {
            Some(schema) => schema,
            None => Arc::new(Schema::of(self.unnamed(expression, field))),
        };
        if !atomic && default.is_none() {
            return shared;
        }
        let mut own = Schema::clone(&shared);
        own.default = default;
        if let Shape::Object(object) = &mut own.shape {
            object.atomic |= atomic;
        }
        Arc::new(own)
    }

    /// None if no type has that name.
    fn named(&mut self, name: &str) -> Option<Arc<Schema>> {
        if let Some(schema) = self.built.get(name) {
            return Some(Arc::clone(schema));
        }
        let described = types().get(name)?;
        if !self.begun.insert(name.to_owned()) {
            return Some(Arc::new(Schema::of(Shape::Any)));
        }
        let description: Value =
            serde_json::from_str(described.text.get()).expect("builtin.json is valid JSON");
        let shape = match description.as_str() {
            Some("Any") => Shape::Any,
            Some("IntOrString") => Shape::IntOrString,
            Some("Time") => Shape::String(StringFormat::Time),
            Some("MicroTime") => Shape::String(StringFormat::MicroTime),
            Some("Quantity") => Shape::String(StringFormat::Quantity),
            Some(underlying) => self.unnamed(underlying, &Value::Null),
            None => Shape::Object(self.object(name, &description)),
        };
        let schema = Arc::new(Schema::of(shape));
        self.built.insert(name.to_owned(), Arc::clone(&schema));
        Some(schema)
    }

    fn unnamed(&mut self, expression: &str, field: &Value) -> Shape {
        if let Some(items) = expression.strip_prefix("[]").filter(|of| *of != "uint8") {
            return Shape::List(ListShape {
                items: self.schema(items, &Value::Null),
                kind: list_kind(field),
            });
        }
        if let Some(("map", rest)) = expression.split_once('[') {
            let (_, values) = rest.split_once(']').expect("a map's key ends");
            return Shape::Object(ObjectShape {
                additional: Some(self.schema(values, &Value::Null)),
                ..ObjectShape::default()
            });
        }
        match expression {
            "[]uint8" => Shape::String(StringFormat::Bytes),
            "bool" => Shape::Boolean,
            "int32" => Shape::Integer { bits: 32 },
            "int64" => Shape::Integer { bits: 64 },
            "float64" => Shape::Number,
            _ => Shape::String(StringFormat::Plain),
        }
    }

    fn object(&mut self, name: &str, description: &Value) -> ObjectShape {
        let none = Map::new();
        let described = description["fields"].as_object().unwrap_or(&none);
        let mut object = ObjectShape {
            go_type: name.rsplit('.').next().unwrap_or_default().to_owned(),
            atomic: description["atomic"] == true,
            ..ObjectShape::default()
        };
        for (name, field) in described {
            let expression = field["type"].as_str().unwrap_or_default();
            let target = expression.trim_start_matches('*');
            let schema = self.schema(target, field);
            object.properties.insert(name.clone(), schema);
            object.fields.insert(name.clone(), go_field(field));
        }
        object
    }
}

fn list_kind(field: &Value) -> ListKind {
    match field["list"].as_str() {
        Some("set") => ListKind::Set,
        Some("map") => ListKind::Map(texts(&field["keys"])),
        _ => ListKind::Atomic,
    }
}

fn texts(list: &Value) -> Vec<String> {
    let items = list.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn go_field(field: &Value) -> GoField {
    let text = |name: &str| field[name].as_str().unwrap_or_default();
    let strategies: Vec<_> = text("strategy").split(',').collect();
    GoField {
        go_type: go_name(text("type").trim_start_matches('*')),
        pointer: text("type").starts_with('*'),
        omit: match text("omit") {
            "zero" => Omit::Zero,
            "empty" => Omit::Empty,
            _ => Omit::Never,
        },
        through: field["through"].as_str().map(str::to_owned),
        patch: PatchStrategy {
            merge: strategies.contains(&"merge"),
            retain_keys: strategies.contains(&"retainKeys"),
            merge_key: field["mergeKey"].as_str().map(str::to_owned),
        },
    }
}

/// `map[core/v1.ResourceName]api/resource.Quantity` as Go prints it, with package names alone.
fn go_name(expression: &str) -> String {
    let mut name = String::new();
    for character in expression.chars() {
        if character == '/' {
            let start = name.rfind([']', '[', '*']).map_or(0, |at| at + 1);
            name.truncate(start);
        } else {
            name.push(character);
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{ListKind, Omit, Shape, StringFormat};
    use super::{go_name, schema};

    #[test]
    fn a_deployment() {
        let deployment = schema("apps/v1.Deployment").expect("it is described");
        let template = deployment
            .field("spec")
            .and_then(|spec| spec.field("template"));
        let pod = template
            .and_then(|template| template.field("spec"))
            .expect("it has one");
        let Shape::Object(shape) = &pod.shape else {
            panic!("a PodSpec is an object")
        };
        assert_eq!(shape.go_type, "PodSpec");
        let containers = &shape.fields["containers"];
        assert_eq!(containers.go_type, "[]v1.Container");
        assert_eq!(containers.omit, Omit::Never);
        assert!(containers.patch.merge);
        assert_eq!(containers.patch.merge_key.as_deref(), Some("name"));
        let Some(Shape::List(list)) = pod.field("containers").map(|list| &list.shape) else {
            panic!("containers are a list")
        };
        assert_eq!(list.kind, ListKind::Map(vec!["name".to_owned()]));
        let ports = list.items.field("ports").expect("it has ports");
        let Shape::List(ports) = &ports.shape else {
            panic!("ports are a list")
        };
        let protocol = ports.items.field("protocol").expect("it has a protocol");
        assert_eq!(protocol.default, Some(json!("TCP")));
    }

    #[test]
    fn scalars_and_maps() {
        let cases = [
            ("core/v1.Secret", "data", Shape::String(StringFormat::Bytes)),
            (
                "core/v1.NodeStatus",
                "capacity",
                Shape::String(StringFormat::Quantity),
            ),
            (
                "meta/v1.ObjectMeta",
                "labels",
                Shape::String(StringFormat::Plain),
            ),
        ];
        for (name, field, expected) in cases {
            let map = schema(name)
                .and_then(|schema| schema.field(field))
                .expect(field);
            let values = map.field("any").expect("it is a map");
            assert_eq!(values.shape, expected, "{name}.{field}");
        }
    }

    #[test]
    fn go_names() {
        let cases = [
            ("int32", "int32"),
            ("core/v1.Protocol", "v1.Protocol"),
            ("[]core/v1.Container", "[]v1.Container"),
            (
                "map[core/v1.ResourceName]api/resource.Quantity",
                "map[v1.ResourceName]resource.Quantity",
            ),
        ];
        for (expression, expected) in cases {
            assert_eq!(go_name(expression), expected);
        }
    }
}
