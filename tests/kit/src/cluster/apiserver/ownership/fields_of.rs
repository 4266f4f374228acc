//! The fields that a value sets, told without comparing it with anything.

use serde_json::Value;

use super::atom::{Atom, ListAtom, MapAtom};
use super::field_set::FieldSet;
use super::path_element::PathElement;
use crate::cluster::apiserver::schema::Schema;

/// Every leaf and every item that a value mentions: what whoever applies it owns.
pub(crate) fn fields_of(schema: &Schema, value: &Value) -> FieldSet {
    let mut walker = Walker::default();
    walker.visit(schema, value);
    walker.fields
}

#[derive(Default)]
struct Walker {
    path: Vec<PathElement>,
    fields: FieldSet,
}

impl Walker {
    fn visit(&mut self, schema: &Schema, value: &Value) {
        match Atom::of(schema, Some(value)) {
            Atom::Map(map) if !map.is_atomic() => self.map(map, value),
            Atom::List(list) if !list.is_atomic() => self.list(list, value),
            _ => self.fields.insert(&self.path),
        }
    }

    fn map(&mut self, map: MapAtom<'_>, value: &Value) {
        for (name, value) in value.as_object().into_iter().flatten() {
            let Some(schema) = map.field(name) else {
                continue;
            };
            self.path.push(PathElement::field(name));
            self.visit(schema, value);
            let is_empty = value.is_null() || value.as_object().is_some_and(|map| map.is_empty());
            if is_empty || !map.declares(name) {
                self.fields.insert(&self.path);
            }
            self.path.pop();
        }
    }

    fn list(&mut self, list: ListAtom<'_>, value: &Value) {
        for (element, items) in list.by_element(value.as_array()) {
            self.path.push(element);
            // Items with one key are owned together, as a whole.
            if let [item] = items.as_slice() {
                self.visit(list.items(), item);
            }
            self.fields.insert(&self.path);
            self.path.pop();
        }
    }
}
