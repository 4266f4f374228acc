//! Values that know their place.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::{YamlError, number};
use crate::by_name::ByName;

/// A value and its place.
#[derive(Clone)]
pub(in crate::kubeconfig) struct Node {
    /// Line and column, both from 1.
    pub(in crate::kubeconfig) place: (usize, usize),
    pub(in crate::kubeconfig) content: Content,
    pub(super) size: Size,
}

/// How much a value is, aliases expanded.
#[derive(Clone, Copy)]
pub(super) struct Size {
    /// The levels below it.
    pub(super) depth: usize,
    /// The values in it, with itself and with keys.
    pub(super) values: usize,
    /// The bytes of its texts and keys.
    bytes: usize,
}

/// A value. Aliases share what they stand for.
#[derive(Clone)]
pub(in crate::kubeconfig) enum Content {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    Text(String),
    Sequence(Rc<[Node]>),
    Mapping(Rc<ByName<Node>>),
}

impl Node {
    /// Null, for what is not there.
    pub(in crate::kubeconfig) fn null() -> Self {
        Self::new((1, 1), Content::Null)
    }

    pub(super) fn new(place: (usize, usize), content: Content) -> Self {
        let scalar = |bytes| Size {
            depth: 0,
            values: 1,
            bytes,
        };
        let size = match &content {
            Content::Text(text) => scalar(text.len()),
            Content::Sequence(items) => measure(items.iter().map(|item| (None, item))),
            Content::Mapping(entries) => {
                measure(entries.iter().map(|(key, item)| (Some(key), item)))
            }
            _ => scalar(0),
        };
        Self {
            place,
            content,
            size,
        }
    }

    /// This value as a map's key.
    pub(super) fn key(&self) -> Result<String, YamlError> {
        match &self.content {
            Content::Text(text) => Ok(text.clone()),
            Content::Bool(bool) => Ok(bool.to_string()),
            Content::Int(int) => Ok(int.to_string()),
            Content::Uint(_) | Content::Null => {
                Err(YamlError::value(self.place, "unsupported map key"))
            }
            Content::Float(float) => Ok(number::float_key(*float)),
            Content::Sequence(_) | Content::Mapping(_) => {
                Err(YamlError::value(self.place, "invalid map key"))
            }
        }
    }

    /// Whether every number in it has a JSON form.
    pub(super) fn finite(&self) -> Result<(), YamlError> {
        match &self.content {
            Content::Float(float) if !float.is_finite() => Err(YamlError::value(
                self.place,
                "JSON has no infinity and no NaN",
            )),
            Content::Sequence(items) => items.iter().try_for_each(Self::finite),
            Content::Mapping(entries) => entries.values().try_for_each(Self::finite),
            _ => Ok(()),
        }
    }

    /// This value as JSON. The bound on aliases has been kept, so the result is no larger than
    /// the text and that bound together.
    pub(in crate::kubeconfig) fn to_value(&self) -> Value {
        match &self.content {
            Content::Null => Value::Null,
            Content::Bool(bool) => Value::Bool(*bool),
            Content::Int(int) => Value::from(*int),
            Content::Uint(uint) => Value::from(*uint),
            Content::Float(float) => number::to_json(*float),
            Content::Text(text) => Value::String(text.clone()),
            Content::Sequence(items) => items.iter().map(Self::to_value).collect(),
            Content::Mapping(entries) => {
                let mut values = Map::new();
                for (key, node) in entries.iter() {
                    values.insert(key.clone(), node.to_value());
                }
                Value::Object(values)
            }
        }
    }
}

impl Size {
    /// The values and their bytes.
    pub(super) fn weight(self) -> usize {
        self.values.saturating_add(self.bytes)
    }
}

/// The size of a sequence or map with these items and their keys.
fn measure<'a>(items: impl Iterator<Item = (Option<&'a String>, &'a Node)>) -> Size {
    let none = Size {
        depth: 1,
        values: 1,
        bytes: 0,
    };
    items.fold(none, |all, (key, Node { size, .. })| Size {
        depth: all.depth.max(size.depth + 1),
        values: all
            .values
            .saturating_add(size.values + usize::from(key.is_some())),
        bytes: all
            .bytes
            .saturating_add(size.bytes + key.map_or(0, String::len)),
    })
}
