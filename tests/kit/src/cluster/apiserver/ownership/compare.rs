//! Which fields differ between two versions of an object.

use std::collections::BTreeSet;

use serde_json::Value;

use super::atom::{Atom, ListAtom, MapAtom};
use super::field_set::FieldSet;
use super::json_value::equal;
use super::path_element::PathElement;
use crate::cluster::apiserver::schema::Schema;

/// What a write did to an object, field by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Comparison {
    pub(crate) added: FieldSet,
    pub(crate) modified: FieldSet,
    pub(crate) removed: FieldSet,
}

impl Comparison {
    /// Without these fields and what is below them.
    pub(crate) fn without(self, fields: &FieldSet) -> Self {
        Self {
            added: self.added.recursive_difference(fields),
            modified: self.modified.recursive_difference(fields),
            removed: self.removed.recursive_difference(fields),
        }
    }
}

/// Compares two values of one schema.
pub(crate) fn compare(schema: &Schema, old: &Value, new: &Value) -> Comparison {
    let mut walker = Walker::default();
    walker.visit(schema, Some(old), Some(new));
    walker.comparison
}

#[derive(Default)]
struct Walker {
    path: Vec<PathElement>,
    comparison: Comparison,
}

impl Walker {
    fn visit(&mut self, schema: &Schema, old: Option<&Value>, new: Option<&Value>) {
        let was = Atom::of(schema, old);
        let is = Atom::of(schema, new);
        let whole = if new.is_none() {
            self.handle(was, old, new)
        } else if old.is_none() || was.is_same_kind(&is) {
            self.handle(is, old, new)
        } else {
            self.handle(was, old, new);
            self.handle(is, old, new)
        };
        if whole {
            return;
        }
        if old.is_none() {
            self.comparison.added.insert(&self.path);
        } else if new.is_none() {
            self.comparison.removed.insert(&self.path);
        }
    }

    /// True if the value was compared as a whole.
    fn handle(&mut self, atom: Atom<'_>, old: Option<&Value>, new: Option<&Value>) -> bool {
        match atom {
            Atom::Map(map) => self.map(map, old, new),
            Atom::List(list) => self.list(list, old, new),
            Atom::Scalar => self.leaf(old, new),
        }
    }

    fn leaf(&mut self, old: Option<&Value>, new: Option<&Value>) -> bool {
        match (old, new) {
            (None, _) => self.comparison.added.insert(&self.path),
            (_, None) => self.comparison.removed.insert(&self.path),
            (Some(old), Some(new)) if !equal(old, new) => {
                self.comparison.modified.insert(&self.path);
            }
            _ => {}
        }
        true
    }

    fn map(&mut self, map: MapAtom<'_>, old: Option<&Value>, new: Option<&Value>) -> bool {
        let was = old.and_then(Value::as_object);
        let is = new.and_then(Value::as_object);
        let names: BTreeSet<_> = [was, is]
            .into_iter()
            .flatten()
            .flat_map(|o| o.keys())
            .collect();
        // Absent, null and empty are told apart only as wholes.
        if map.is_atomic() || names.is_empty() {
            return self.leaf(old, new);
        }
        for name in names {
            if let Some(schema) = map.field(name) {
                self.path.push(PathElement::field(name));
                self.visit(
                    schema,
                    was.and_then(|object| object.get(name)),
                    is.and_then(|object| object.get(name)),
                );
                self.path.pop();
            }
        }
        false
    }

    fn list(&mut self, list: ListAtom<'_>, old: Option<&Value>, new: Option<&Value>) -> bool {
        let was = old.and_then(Value::as_array);
        let is = new.and_then(Value::as_array);
        let is_empty = [was, is].into_iter().flatten().all(Vec::is_empty);
        if list.is_atomic() || is_empty {
            return self.leaf(old, new);
        }
        let was = list.by_element(was);
        let is = list.by_element(is);
        let elements: BTreeSet<_> = was.keys().chain(is.keys()).collect();
        for element in elements {
            self.path.push(element.clone());
            let before = was.get(element).map_or(&[][..], Vec::as_slice);
            let after = is.get(element).map_or(&[][..], Vec::as_slice);
            self.items(list.items(), before, after);
            self.path.pop();
        }
        false
    }

    /// The items with one key. Where there are several, they are owned together, as a whole.
    fn items(&mut self, schema: &Schema, old: &[&Value], new: &[&Value]) {
        match (old, new) {
            ([] | [_], [] | [_]) => {
                self.visit(schema, old.first().copied(), new.first().copied());
            }
            ([] | [_], _) => {
                if let [one] = old {
                    self.visit(schema, Some(one), None);
                }
                self.comparison.added.insert(&self.path);
            }
            (_, [] | [_]) => {
                if let [one] = new {
                    self.visit(schema, None, Some(one));
                }
                self.comparison.removed.insert(&self.path);
            }
            _ => {
                let same = old.len() == new.len() && old.iter().zip(new).all(|(a, b)| equal(a, b));
                if !same {
                    self.comparison.modified.insert(&self.path);
                }
            }
        }
    }
}
