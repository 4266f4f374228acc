//! Whether a value is such that its fields can be owned.

use std::collections::BTreeSet;

use serde_json::Value;

use super::atom::{Atom, ListAtom, MapAtom, Unownable};
use super::go_print::{go_syntax, go_type, plain};
use super::path_element::{PathElement, path_text};
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
    let mut walker = Walker {
        duplicates,
        path: Vec::new(),
        errors: Vec::new(),
    };
    walker.visit(schema, value);
    match walker.errors.as_slice() {
        [] => Ok(()),
        [one] => Err(Unownable(one.clone())),
        many => {
            let lines = many.iter().map(|error| format!("\n  {error}"));
            Err(Unownable(format!("errors:{}", lines.collect::<String>())))
        }
    }
}

struct Walker {
    duplicates: Duplicates,
    path: Vec<PathElement>,
    errors: Vec<String>,
}

impl Walker {
    fn visit(&mut self, schema: &Schema, value: &Value) {
        match Atom::of(schema, Some(value)) {
            Atom::Map(map) => self.fields(map, value),
            Atom::List(list) => self.items(list, value),
            Atom::Scalar => {
                if let Some(why) = misfit(&schema.shape, value) {
                    self.error(&why);
                }
            }
        }
    }

    fn error(&mut self, why: &str) {
        let path = path_text(&self.path);
        self.errors.push(match path.as_str() {
            "" => why.to_owned(),
            path => format!("{path}: {why}"),
        });
    }

    fn fields(&mut self, map: MapAtom<'_>, value: &Value) {
        let object = match value {
            Value::Null => return,
            Value::Object(object) => object,
            other => return self.error(&format!("expected map, got &{{{}}}", plain(other))),
        };
        for (name, value) in object {
            self.path.push(PathElement::field(name));
            let schema = map.field(name);
            match schema {
                Some(schema) => self.visit(schema, value),
                None => self.error("field not declared in schema"),
            }
            self.path.pop();
            if schema.is_none() {
                return;
            }
        }
    }

    fn items(&mut self, list: ListAtom<'_>, value: &Value) {
        let values = match value {
            Value::Null => return,
            Value::Array(values) => values,
            other => return self.error(&format!("expected list, got &{{{}}}", plain(other))),
        };
        let mut seen = BTreeSet::new();
        for (place, item) in values.iter().enumerate() {
            let element = if list.is_atomic() {
                PathElement::Index(i64::try_from(place).unwrap_or(i64::MAX))
            } else {
                match list.element(item) {
                    Ok(element) => element,
                    Err(Unownable(why)) => {
                        return self.error(&format!("element {place}: {why}"));
                    }
                }
            };
            if !seen.insert(element.clone()) && self.duplicates == Duplicates::Refused {
                self.error(&format!("duplicate entries for key {element}"));
            }
            self.path.push(element);
            self.visit(list.items(), item);
            self.path.pop();
        }
    }
}

/// Why a value is no scalar of such a kind.
fn misfit(shape: &Shape, value: &Value) -> Option<String> {
    let (fits, why) = match shape {
        _ if value.is_null() => return None,
        Shape::Boolean => (
            value.is_boolean(),
            format!("expected boolean, got &{{{}}}", plain(value)),
        ),
        Shape::Integer { .. } | Shape::Number => (
            value.is_number(),
            format!("expected numeric (int or float), got {}", go_type(value)),
        ),
        Shape::String(StringFormat::Plain | StringFormat::Bytes) => (
            value.is_string(),
            format!(
                "expected string, got &value.valueUnstructured{{Value:{}}}",
                go_syntax(value)
            ),
        ),
        _ => (
            !value.is_array() && !value.is_object(),
            format!("expected any scalar, got &{{{}}}", plain(value)),
        ),
    };
    (!fits).then_some(why)
}
