//! Whether a value is such that its fields can be owned.

use std::collections::BTreeSet;

use serde_json::Value;

use super::atom::{Atom, ListAtom, MapAtom, Unownable, unownable};
use crate::cluster::apiserver::schema::{Schema, Shape, StringFormat};

/// Whether items of sets and of list maps may be there twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Duplicates {
    Allowed,
    Refused,
}

/// Checks that a value is what its schema says, as far as ownership is concerned.
pub(super) fn validate(
    schema: &Schema,
    value: &Value,
    duplicates: Duplicates,
) -> Result<(), Unownable> {
    match Atom::of(schema, Some(value)) {
        Atom::Map(map) => fields(map, value, duplicates),
        Atom::List(list) => items(list, value, duplicates),
        Atom::Scalar => scalar(&schema.shape, value),
    }
}

fn scalar(shape: &Shape, value: &Value) -> Result<(), Unownable> {
    let fits = match (shape, value) {
        (_, Value::Null) => true,
        (_, Value::Array(_) | Value::Object(_)) => false,
        (Shape::Boolean, value) => value.is_boolean(),
        (Shape::Integer { .. } | Shape::Number, value) => value.is_number(),
        (Shape::String(StringFormat::Plain | StringFormat::Bytes), value) => value.is_string(),
        _ => true,
    };
    if fits {
        Ok(())
    } else {
        Err(unownable(format!("expected another type than {value}")))
    }
}

fn fields(map: MapAtom<'_>, value: &Value, duplicates: Duplicates) -> Result<(), Unownable> {
    match value {
        Value::Null => Ok(()),
        Value::Object(object) => object.iter().try_for_each(|(name, value)| {
            let schema = map
                .field(name)
                .ok_or_else(|| unownable(format!(".{name}: field not declared in schema")))?;
            validate(schema, value, duplicates)
        }),
        other => Err(unownable(format!("expected map, got {other}"))),
    }
}

fn items(list: ListAtom<'_>, value: &Value, duplicates: Duplicates) -> Result<(), Unownable> {
    let values = match value {
        Value::Null => return Ok(()),
        Value::Array(values) => values,
        other => return Err(unownable(format!("expected list, got {other}"))),
    };
    let mut seen = BTreeSet::new();
    for item in values {
        if !list.is_atomic() {
            let element = list.element(item)?;
            let text = element.print();
            if !seen.insert(element) && duplicates == Duplicates::Refused {
                return Err(unownable(format!("duplicate entries for key {text}")));
            }
        }
        validate(list.items(), item, duplicates)?;
    }
    Ok(())
}
