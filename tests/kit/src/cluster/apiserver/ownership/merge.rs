//! An object with what a manager applies put into it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::atom::{Atom, ListAtom, MapAtom};
use super::path_element::PathElement;
use crate::cluster::apiserver::schema::Schema;

/// Merges what is applied into what is there. Nothing goes: fields that are not applied stay, and
/// so do items of sets and list maps. Both must be valid, and the second without duplicates.
pub(super) fn merge(schema: &Schema, live: &Value, applied: &Value) -> Value {
    merged(schema, Some(live), Some(applied)).unwrap_or_default()
}

/// Nothing comes of two values of which neither fits.
fn merged(schema: &Schema, live: Option<&Value>, applied: Option<&Value>) -> Option<Value> {
    let atom = Atom::of(schema, applied.or(live));
    match atom {
        // Null takes the form of what it meets.
        _ if applied.is_some_and(Value::is_null) => match Atom::of(schema, live) {
            Atom::Map(map) => fields(map, live, applied),
            Atom::List(list) => items(list, live, applied),
            Atom::Scalar => applied.cloned(),
        },
        Atom::Map(map) => fields(map, live, applied),
        Atom::List(list) => items(list, live, applied),
        Atom::Scalar => applied.or(live).cloned(),
    }
}

fn fields(map: MapAtom<'_>, live: Option<&Value>, applied: Option<&Value>) -> Option<Value> {
    let was = live.and_then(Value::as_object);
    let wanted = applied.and_then(Value::as_object);
    let names: BTreeSet<_> = [was, wanted]
        .into_iter()
        .flatten()
        .flat_map(Map::keys)
        .collect();
    // Absent, null and empty are told apart only as wholes.
    if map.is_atomic() || names.is_empty() {
        return applied.or(live).cloned();
    }
    let mut out = Map::new();
    for name in names {
        let (was, wanted) = (
            was.and_then(|object| object.get(name)),
            wanted.and_then(|object| object.get(name)),
        );
        if let Some(schema) = map.field(name)
            && let Some(value) = merged(schema, was, wanted)
        {
            out.insert(name.clone(), value);
        }
    }
    (!out.is_empty()).then_some(Value::Object(out))
}

fn items(list: ListAtom<'_>, live: Option<&Value>, applied: Option<&Value>) -> Option<Value> {
    let was = live
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    let wanted = applied
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    if list.is_atomic() || (was.is_empty() && wanted.is_empty()) {
        return applied.or(live).cloned();
    }
    let out = Zip::of(list, was, wanted).run();
    (!out.is_empty()).then_some(Value::Array(out))
}

/// The items of one list, by their path elements.
struct Side<'a> {
    elements: Vec<PathElement>,
    items: &'a [Value],
    /// None for those that are there more than once, which are never merged.
    by_element: BTreeMap<PathElement, Option<&'a Value>>,
}

impl<'a> Side<'a> {
    fn of(list: ListAtom<'_>, items: &'a [Value]) -> Self {
        let mut side = Self {
            elements: Vec::new(),
            items,
            by_element: BTreeMap::new(),
        };
        for item in items {
            let Ok(element) = list.element(item) else {
                continue;
            };
            side.elements.push(element.clone());
            side.by_element
                .entry(element)
                .and_modify(|found| *found = None)
                .or_insert(Some(item));
        }
        side
    }

    fn has(&self, element: &PathElement) -> bool {
        self.by_element.contains_key(element)
    }

    fn get(&self, element: &PathElement) -> Option<&'a Value> {
        self.by_element.get(element).copied().flatten()
    }
}

/// Two lists merged in an order that keeps that of the second, and as far as it can that of the
/// first.
struct Zip<'a> {
    list: ListAtom<'a>,
    live: Side<'a>,
    applied: Side<'a>,
    /// The elements that both have, the next one last.
    shared: Vec<PathElement>,
    done: BTreeSet<PathElement>,
    out: Vec<Value>,
}

impl<'a> Zip<'a> {
    fn of(list: ListAtom<'a>, live: &'a [Value], applied: &'a [Value]) -> Self {
        let (live, applied) = (Side::of(list, live), Side::of(list, applied));
        let elements = applied.elements.iter().rev();
        Self {
            shared: elements.filter(|it| live.has(it)).cloned().collect(),
            list,
            live,
            applied,
            done: BTreeSet::new(),
            out: Vec::new(),
        }
    }

    fn run(mut self) -> Vec<Value> {
        let (lefts, rights) = (self.live.elements.clone(), self.applied.elements.clone());
        let (mut l, mut r) = (0, 0);
        loop {
            let (left, right) = (lefts.get(l), rights.get(r));
            match (left, right) {
                (None, None) => return self.out,
                (Some(left), Some(right)) if left == right => {
                    self.put(right);
                    self.shared.pop();
                    (l, r) = (l + 1, r + 1);
                }
                // Both have it, but it is not the one that comes next.
                (Some(left), Some(_))
                    if self.applied.has(left)
                        && self.shared.last().is_some_and(|next| next != left) =>
                {
                    l += 1;
                }
                (Some(left), _) if !self.applied.has(left) => {
                    self.keep(l);
                    l += 1;
                }
                (left, right) => {
                    if left.is_some_and(|left| self.done.contains(left)) {
                        l += 1;
                    }
                    if let Some(right) = right {
                        self.put(right);
                        if self.shared.last() == Some(right) {
                            self.shared.pop();
                        }
                        r += 1;
                    }
                }
            }
        }
    }

    /// An item that is not applied.
    fn keep(&mut self, place: usize) {
        let item = self.live.items.get(place);
        self.out.extend(merged(self.list.items(), item, None));
    }

    /// An item that is, merged with the one that is there. Of several that are there, none is.
    fn put(&mut self, element: &PathElement) {
        self.done.insert(element.clone());
        let (live, applied) = (self.live.get(element), self.applied.get(element));
        self.out.extend(merged(self.list.items(), live, applied));
    }
}
