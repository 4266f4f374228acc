//! An object without some of its fields and items.

use serde_json::{Map, Value};

use super::atom::{Atom, ListAtom, MapAtom};
use super::field_set::{FieldSet, Node};
use super::path_element::PathElement;
use crate::cluster::apiserver::schema::{Schema, Shape};

/// Takes fields and items out. A container that something below it is taken out of and that
/// nothing remains of becomes null.
pub(super) fn remove_items(schema: &Schema, value: &Value, fields: &FieldSet) -> Value {
    let left = match (Atom::of(schema, Some(value)), value) {
        (Atom::Scalar, value) => Some(value.clone()),
        (Atom::Map(map), Value::Object(object)) if !map.is_atomic() => {
            without_fields(map, object, fields)
        }
        (Atom::List(list), Value::Array(items)) if !list.is_atomic() => {
            without_items(list, items, fields)
        }
        _ => None,
    };
    left.unwrap_or_default()
}

fn without_fields(
    map: MapAtom<'_>,
    object: &Map<String, Value>,
    fields: &FieldSet,
) -> Option<Value> {
    let mut left = Map::new();
    for (name, value) in object {
        let value = match fields.node(&PathElement::field(name)) {
            Some(Node { member: true, .. }) => continue,
            Some(below) => match map.field(name) {
                Some(schema) => remove_items(schema, value, &below.children),
                None => value.clone(),
            },
            None => value.clone(),
        };
        left.insert(name.clone(), value);
    }
    (!left.is_empty()).then_some(Value::Object(left))
}

fn without_items(list: ListAtom<'_>, items: &[Value], fields: &FieldSet) -> Option<Value> {
    let mut left = Vec::new();
    for item in items {
        let element = list.element(item).ok();
        match element.and_then(|element| fields.node(&element)) {
            Some(Node { member: true, .. }) => {}
            Some(below) => left.push(remove_items(list.items(), item, &below.children)),
            None => left.push(item.clone()),
        }
    }
    (!left.is_empty()).then_some(Value::Array(left))
}

/// The set with every struct's field that something below it is in.
pub(super) fn with_named_fields(schema: Option<&Schema>, fields: &FieldSet) -> FieldSet {
    let mut all = FieldSet::default();
    for (element, node) in fields.nodes() {
        let (named, below) = match (schema.map(|schema| &schema.shape), element) {
            (Some(Shape::Object(_) | Shape::Any), PathElement::Field(name)) => {
                let map = schema.and_then(|schema| match Atom::of(schema, None) {
                    Atom::Map(map) => Some(map),
                    _ => None,
                });
                let declared = map.is_some_and(|map| map.declares(name));
                (declared, map.and_then(|map| map.field(name)))
            }
            (Some(Shape::List(list)), PathElement::Key(_)) => (false, Some(&*list.items)),
            _ => (false, None),
        };
        let children = with_named_fields(below, &node.children);
        let member = node.member || (named && !node.children.is_empty());
        all.put(element.clone(), Node { member, children });
    }
    all
}
