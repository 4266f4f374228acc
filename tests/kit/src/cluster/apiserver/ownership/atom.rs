//! How a schema says a value is owned: as a map, a list or a whole.

use std::collections::BTreeMap;

use serde_json::Value;

use super::json_value::JsonValue;
use super::path_element::PathElement;
use crate::cluster::apiserver::go_text::quote;
use crate::cluster::apiserver::schema::{
    GoField, ListKind, ListShape, ObjectShape, Omit, Schema, Shape,
};

/// The schema of what has none: maps are owned by field, lists as a whole.
static ANY: Schema = Schema::of(Shape::Any);

/// One of the ways to own a value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Atom<'a> {
    Map(MapAtom<'a>),
    List(ListAtom<'a>),
    Scalar,
}

/// The schema of an object, where there is one.
#[derive(Clone, Copy, Debug)]
pub(super) struct MapAtom<'a>(Option<&'a ObjectShape>);

/// The schema of a list, where there is one.
#[derive(Clone, Copy, Debug)]
pub(super) struct ListAtom<'a>(Option<&'a ListShape>);

/// Why a value cannot be owned by fields. Of an update the real server only logs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unownable(pub(crate) String);

impl<'a> Atom<'a> {
    pub(super) fn of(schema: &'a Schema, value: Option<&Value>) -> Self {
        match &schema.shape {
            Shape::Object(object) => Self::Map(MapAtom(Some(object))),
            Shape::List(list) => Self::List(ListAtom(Some(list))),
            Shape::Any | Shape::IntOrString => match value {
                Some(Value::Array(_)) => Self::List(ListAtom(None)),
                // Where nothing is, a map is expected.
                None | Some(Value::Null | Value::Object(_)) => Self::Map(MapAtom(None)),
                Some(_) => Self::Scalar,
            },
            _ => Self::Scalar,
        }
    }

    pub(super) const fn is_same_kind(&self, other: &Self) -> bool {
        matches!(
            (self, other),
            (Self::Map(_), Self::Map(_))
                | (Self::List(_), Self::List(_))
                | (Self::Scalar, Self::Scalar)
        )
    }
}

impl<'a> MapAtom<'a> {
    pub(super) fn is_atomic(self) -> bool {
        self.0.is_some_and(|object| object.atomic)
    }

    /// Nothing is known of what is in it.
    pub(super) fn is_deduced(self) -> bool {
        self.0
            .is_none_or(|object| object.properties.is_empty() && is_open(object))
    }

    /// Whether the field is one of a struct, rather than a key of a map.
    pub(super) fn declares(self, name: &str) -> bool {
        self.0
            .is_some_and(|object| object.properties.contains_key(name))
    }

    /// The schema of a field, if there may be such a one.
    pub(super) fn field(self, name: &str) -> Option<&'a Schema> {
        let Some(object) = self.0 else {
            return Some(&ANY);
        };
        let declared = object.properties.get(name).or(object.additional.as_ref());
        declared
            .map(AsRef::as_ref)
            .or_else(|| is_open(object).then_some(&ANY))
    }
}

/// Fields that are not named may be anything. An object that says nothing of its fields is free
/// in them.
fn is_open(object: &ObjectShape) -> bool {
    object.additional.is_none() && (object.preserve_unknown || object.properties.is_empty())
}

impl<'a> ListAtom<'a> {
    pub(super) fn is_atomic(self) -> bool {
        self.0.is_none_or(|list| list.kind == ListKind::Atomic)
    }

    pub(super) fn items(self) -> &'a Schema {
        self.0.map_or(&ANY, |list| &list.items)
    }

    /// The path element that an item of a set or of a list map has.
    pub(super) fn element(self, item: &Value) -> Result<PathElement, Unownable> {
        match self.0.map(|list| (&list.kind, &list.items)) {
            None | Some((ListKind::Atomic, _)) => {
                Err(unownable("invalid indexing of non-associative list"))
            }
            Some((ListKind::Set, _)) => match item {
                Value::Object(_) => Err(unownable(
                    "associative list without keys has an element that's a map type",
                )),
                Value::Array(_) => Err(unownable(
                    "not supported: associative list with lists as elements",
                )),
                Value::Null => Err(unownable(
                    "associative list without keys has an element that's an explicit null",
                )),
                scalar => Ok(PathElement::Value(JsonValue(scalar.clone()))),
            },
            Some((ListKind::Map(keys), items)) => key_of(item, keys, items),
        }
    }

    /// The items by their path elements, those that have none left out.
    pub(super) fn by_element(
        self,
        list: Option<&Vec<Value>>,
    ) -> BTreeMap<PathElement, Vec<&Value>> {
        let mut items: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for item in list.into_iter().flatten() {
            if let Ok(element) = self.element(item) {
                items.entry(element).or_default().push(item);
            }
        }
        items
    }
}

/// The values of an item's keys. One that is absent has its default, or is not part of the key.
fn key_of(item: &Value, keys: &[String], items: &Schema) -> Result<PathElement, Unownable> {
    let item = match item {
        Value::Object(item) => item,
        Value::Null => {
            return Err(unownable(
                "associative list with keys may not have a null element",
            ));
        }
        _ => {
            return Err(unownable(
                "associative list with keys may not have non-map elements",
            ));
        }
    };
    let mut key: Vec<_> = keys
        .iter()
        .filter_map(|key| {
            let value = item.get(key).cloned().or_else(|| default_of(items, key))?;
            Some((key.clone(), JsonValue(value)))
        })
        .collect();
    if key.is_empty() && !keys.is_empty() {
        let keys: Vec<_> = keys.iter().map(|key| quote(key)).collect();
        return Err(unownable(format!(
            "associative list with keys has an element that omits all key fields [{}] (and doesn't \
             have default values for any key fields)",
            keys.join(" ")
        )));
    }
    key.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(PathElement::Key(key))
}

/// What a key is where it is not given. What Go always writes is never absent, but zero.
fn default_of(items: &Schema, key: &str) -> Option<Value> {
    let schema = items.field(key)?;
    let Shape::Object(object) = &items.shape else {
        return None;
    };
    let always = |field: &GoField| !field.pointer && field.omit == Omit::Never;
    let zero = || match &schema.shape {
        Shape::String(_) => Some("".into()),
        Shape::Integer { .. } => Some(0.into()),
        _ => None,
    };
    let is_always = object.fields.get(key).is_some_and(always);
    schema.default.clone().or_else(|| is_always.then(zero)?)
}

pub(super) fn unownable(why: impl Into<String>) -> Unownable {
    Unownable(why.into())
}
