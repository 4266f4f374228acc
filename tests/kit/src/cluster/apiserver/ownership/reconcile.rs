//! Ownership recorded under an older schema, brought up to the schema of now.

use super::atom::{Atom, ListAtom, MapAtom};
use super::field_set::FieldSet;
use super::path_element::PathElement;
use crate::cluster::apiserver::schema::Schema;

/// Where a map or a list has become atomic, whoever owned something in it owns all of it.
pub(super) fn reconcile(schema: &Schema, fields: &FieldSet) -> FieldSet {
    let mut walker = Walker::default();
    walker.visit(schema, fields, false);
    let atoms = walker.atoms;
    fields.recursive_difference(&atoms).union(&atoms)
}

#[derive(Default)]
struct Walker {
    path: Vec<PathElement>,
    /// What is owned by parts and can no longer be.
    atoms: FieldSet,
}

impl Walker {
    fn visit(&mut self, schema: &Schema, below: &FieldSet, is_whole: bool) {
        match Atom::of(schema, None) {
            Atom::Map(map) => self.map(map, below, is_whole),
            Atom::List(list) => self.list(list, below, is_whole),
            Atom::Scalar => {}
        }
    }

    fn map(&mut self, map: MapAtom<'_>, below: &FieldSet, is_whole: bool) {
        if map.is_deduced() {
            return;
        }
        if !map.is_atomic() {
            self.children(below, |element| match element {
                PathElement::Field(name) => map.field(name),
                // The values of a map, whichever way they are named.
                _ => map.field(""),
            });
        } else if !is_whole && !below.is_empty() {
            self.atoms.insert(&self.path);
        }
    }

    fn list(&mut self, list: ListAtom<'_>, below: &FieldSet, is_whole: bool) {
        if !list.is_atomic() {
            self.children(below, |_| Some(list.items()));
        } else if !is_whole {
            self.atoms.insert(&self.path);
        }
    }

    fn children<'a>(
        &mut self,
        below: &FieldSet,
        schema: impl Fn(&PathElement) -> Option<&'a Schema>,
    ) {
        for (element, node) in below.nodes() {
            if let Some(schema) = schema(element) {
                self.path.push(element.clone());
                let is_whole = node.member && node.children.is_empty();
                self.visit(schema, &node.children, is_whole);
                self.path.pop();
            }
        }
    }
}
