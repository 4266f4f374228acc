//! From a CRD's schema to the shape that objects are decoded, pruned and defaulted by.

use std::sync::Arc;

use super::{Additional, Items, JsonSchema};
use crate::cluster::apiserver::schema::{
    ListKind, ListShape, ObjectShape, Schema, Shape, StringFormat, builtin,
};

/// The schema of a whole object: apiVersion, kind and metadata are every object's own.
pub(crate) fn to_schema(root: &JsonSchema) -> Schema {
    let mut schema = value_schema(root);
    if !matches!(schema.shape, Shape::Object(_)) {
        schema.shape = Shape::Object(object_shape(root));
    }
    if let Shape::Object(object) = &mut schema.shape {
        add_object_fields(object);
    }
    schema.rules = Some(Arc::new(root.clone()));
    schema
}

/// Their nulls stay, for the CRD's own schema need not name them.
fn add_object_fields(object: &mut ObjectShape) {
    let nullable = |schema: Schema| Schema {
        nullable: true,
        ..schema
    };
    for name in ["apiVersion", "kind"] {
        let text = Schema::of(Shape::String(StringFormat::Plain));
        let properties = &mut object.properties;
        properties
            .entry(name.to_owned())
            .or_insert_with(|| Arc::new(nullable(text)));
    }
    let metadata = builtin::schema("meta/v1.ObjectMeta").expect("metadata is described");
    let metadata = nullable(Schema::clone(metadata));
    object
        .properties
        .insert("metadata".to_owned(), Arc::new(metadata));
}

/// The schema of any value.
pub(crate) fn value_schema(from: &JsonSchema) -> Schema {
    Schema {
        shape: shape(from),
        default: from.default.clone(),
        nullable: from.nullable,
        rules: None,
    }
}

fn shape(from: &JsonSchema) -> Shape {
    if from.int_or_string {
        return Shape::IntOrString;
    }
    match from.type_name.as_str() {
        "object" => Shape::Object(object_shape(from)),
        "array" => Shape::List(list_shape(from)),
        "string" => Shape::String(StringFormat::Plain),
        "integer" => Shape::Integer { bits: 64 },
        "number" => Shape::Number,
        "boolean" => Shape::Boolean,
        // Untyped, yet with a say about some fields or about the items.
        _ if !from.properties.is_empty() || from.additional.is_some() => {
            Shape::Object(object_shape(from))
        }
        _ if from.items.is_some() => Shape::List(list_shape(from)),
        _ => Shape::Any,
    }
}

fn object_shape(from: &JsonSchema) -> ObjectShape {
    let additional = match &from.additional {
        Some(Additional::Of(schema)) => Some(Arc::new(value_schema(schema))),
        // Values of any kind, whose own fields are unknown, every one.
        Some(Additional::Allowed(_)) => Some(Arc::new(nothing_known())),
        None => None,
    };
    let mut object = ObjectShape {
        properties: from
            .properties
            .iter()
            .map(|(name, schema)| (name.clone(), Arc::new(value_schema(schema))))
            .collect(),
        additional,
        preserve_unknown: from.preserves_unknown(),
        atomic: from.map_type.as_deref() == Some("atomic"),
        embedded: from.embedded,
        ..ObjectShape::default()
    };
    if from.embedded {
        add_object_fields(&mut object);
    }
    object
}

fn nothing_known() -> Schema {
    Schema {
        nullable: true,
        ..Schema::of(Shape::Object(ObjectShape::default()))
    }
}

fn list_shape(from: &JsonSchema) -> ListShape {
    let kind = match from.list_type.as_deref() {
        Some("set") => ListKind::Set,
        Some("map") => ListKind::Map(from.list_map_keys.clone()),
        _ => ListKind::Atomic,
    };
    let items = match &from.items {
        Some(Items::Each(schema)) => value_schema(schema),
        _ => Schema::of(Shape::Any),
    };
    ListShape {
        items: Arc::new(items),
        kind,
    }
}
