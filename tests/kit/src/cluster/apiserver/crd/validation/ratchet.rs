//! Which part of an old object a part of the new one corresponds to, and whether it changed.

use serde_json::Value;

use crate::cluster::apiserver::crd::json_schema::JsonSchema;

/// A value and what stood in its place before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Correlated<'a> {
    pub(super) schema: &'a JsonSchema,
    pub(super) new: &'a Value,
    pub(super) old: &'a Value,
}

impl<'a> Correlated<'a> {
    /// A field that both have and the schema knows.
    pub(super) fn field(&self, name: &str) -> Option<Self> {
        Some(Self {
            schema: self.schema.field(name)?,
            new: self.new.as_object()?.get(name)?,
            old: self.old.as_object()?.get(name)?,
        })
    }

    /// An item: only lists that are maps tell which old one it was.
    pub(super) fn item(&self, index: usize) -> Option<Self> {
        let new = self.new.as_array()?.get(index)?;
        Some(Self {
            schema: self.schema.each_item()?,
            new,
            old: self.old_item(new)?,
        })
    }

    fn old_item(&self, new: &Value) -> Option<&'a Value> {
        let schema = self.schema;
        let is_map = schema.list_type.as_deref() == Some("map");
        if !is_map || schema.type_name != "array" || schema.list_map_keys.is_empty() {
            return None;
        }
        let wanted = key_of(schema, new)?;
        let mut old = self.old.as_array()?.iter();
        old.find(|item| key_of(schema, item).is_some_and(|key| key == wanted))
            .filter(|item| !item.is_null())
    }

    /// Whether nothing changed. Lists that are maps may come in another order; what the schema
    /// does not know counts as changed.
    pub(super) fn is_same(&self) -> bool {
        match (self.new, self.old) {
            (Value::Array(new), Value::Array(old)) => {
                new.len() == old.len() && self.has_same_items(new, old)
            }
            (Value::Object(new), Value::Object(old)) => {
                new.len() == old.len()
                    && new
                        .keys()
                        .all(|name| self.field(name).is_some_and(|field| field.is_same()))
            }
            (new, old) => new == old,
        }
    }

    fn has_same_items(&self, new: &[Value], old: &[Value]) -> bool {
        let is_map = self.schema.list_type.as_deref() == Some("map");
        if is_map && !new.is_empty() {
            (0..new.len()).all(|index| self.item(index).is_some_and(|item| item.is_same()))
        } else {
            new == old
        }
    }
}

/// The values of a list map's keys, all of them scalars.
fn key_of<'v>(schema: &JsonSchema, item: &'v Value) -> Option<Vec<&'v Value>> {
    let fields = item.as_object()?;
    let scalar =
        |value: &&Value| matches!(value, Value::Bool(_) | Value::Number(_) | Value::String(_));
    schema
        .list_map_keys
        .iter()
        .map(|key| fields.get(key).filter(scalar))
        .collect()
}
