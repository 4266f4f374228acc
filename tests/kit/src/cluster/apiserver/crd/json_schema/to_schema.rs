//! From a CRD's schema to the shape that objects are decoded, pruned and defaulted by.

use std::sync::Arc;

use super::super::super::schema::{ListKind, ListShape, ObjectShape, Schema, Shape, StringFormat};
use super::{Additional, Items, JsonSchema};

/// The schema of a whole object: apiVersion, kind and metadata are every object's own.
pub(crate) fn to_schema(root: &JsonSchema, metadata: &Arc<Schema>) -> Schema {
    let mut schema = convert(root, metadata);
    if !matches!(schema.shape, Shape::Object(_)) {
        schema.shape = Shape::Object(object_shape(root, metadata));
    }
    if let Shape::Object(object) = &mut schema.shape {
        add_object_fields(object, metadata);
    }
    schema.rules = Some(Arc::new(root.clone()));
    schema
}

fn add_object_fields(object: &mut ObjectShape, metadata: &Arc<Schema>) {
    for name in ["apiVersion", "kind"] {
        object
            .properties
            .entry(name.to_owned())
            .or_insert_with(|| Arc::new(Schema::of(Shape::String(StringFormat::Plain))));
    }
    object
        .properties
        .insert("metadata".to_owned(), Arc::clone(metadata));
}

fn convert(from: &JsonSchema, metadata: &Arc<Schema>) -> Schema {
    Schema {
        shape: shape(from, metadata),
        default: from.default.clone(),
        nullable: from.nullable,
        rules: None,
    }
}

fn shape(from: &JsonSchema, metadata: &Arc<Schema>) -> Shape {
    if from.int_or_string {
        return Shape::IntOrString;
    }
    match from.type_name.as_str() {
        "object" => Shape::Object(object_shape(from, metadata)),
        "array" => Shape::List(list_shape(from, metadata)),
        "string" => Shape::String(StringFormat::Plain),
        "integer" => Shape::Integer { bits: 64 },
        "number" => Shape::Number,
        "boolean" => Shape::Boolean,
        // Untyped, yet with a say about some fields or about the items.
        _ if !from.properties.is_empty() || from.additional.is_some() => {
            Shape::Object(object_shape(from, metadata))
        }
        _ if from.items.is_some() => Shape::List(list_shape(from, metadata)),
        _ => Shape::Any,
    }
}

fn object_shape(from: &JsonSchema, metadata: &Arc<Schema>) -> ObjectShape {
    let additional = match &from.additional {
        Some(Additional::Of(schema)) => Some(Arc::new(convert(schema, metadata))),
        // Values of any kind, whose own fields are unknown, every one.
        Some(Additional::Allowed(_)) => Some(Arc::new(nothing_known())),
        None => None,
    };
    let mut object = ObjectShape {
        properties: from
            .properties
            .iter()
            .map(|(name, schema)| (name.clone(), Arc::new(convert(schema, metadata))))
            .collect(),
        additional,
        preserve_unknown: from.preserves_unknown(),
        atomic: from.map_type.as_deref() == Some("atomic"),
        embedded: from.embedded,
        ..ObjectShape::default()
    };
    if from.embedded {
        add_object_fields(&mut object, metadata);
    }
    object
}

fn nothing_known() -> Schema {
    Schema {
        nullable: true,
        ..Schema::of(Shape::Object(ObjectShape::default()))
    }
}

fn list_shape(from: &JsonSchema, metadata: &Arc<Schema>) -> ListShape {
    let kind = match from.list_type.as_deref() {
        Some("set") => ListKind::Set,
        Some("map") => ListKind::Map(from.list_map_keys.clone()),
        _ => ListKind::Atomic,
    };
    let items = match &from.items {
        Some(Items::Each(schema)) => convert(schema, metadata),
        _ => Schema::of(Shape::Any),
    };
    ListShape {
        items: Arc::new(items),
        kind,
    }
}
