//! What Go's decoder makes of a built-in object: `json.Unmarshal` into its struct.
//!
//! Unknown fields are dropped and named, a value of the wrong type is an error whose text is Go's.
//! A repeated member is decoded into what the one before left, as Go does.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::encode::normalize;
use super::{ListShape, ObjectShape, Schema, Shape, StringFormat};
use crate::cluster::apiserver::json::{Json, StrictErrors, Token};

mod scalar;
mod schema_props;
#[cfg(test)]
mod tests;

/// An object as Go would write it again.
#[derive(Debug)]
pub(crate) struct Decoded {
    pub(crate) object: Value,
    /// What a strict decoder complains about: `unknown field "spec.foo"`. Under
    /// `fieldValidation=Warn` each is a warning, under `Strict` together they are the error.
    pub(crate) strict: Vec<String>,
}

/// Decodes a built-in object. The error is what stands after `cannot be handled as a …: `.
pub(crate) fn decode(schema: &Schema, json: Json<'_>) -> Result<Decoded, String> {
    decode_as("", schema, json)
}

/// As [`decode`], for what may not even be an object: says which type it should have.
pub(super) fn decode_as(go_type: &str, schema: &Schema, json: Json<'_>) -> Result<Decoded, String> {
    let mut decoder = Decoder::default();
    let root = Target {
        schema,
        go_type,
        pointer: false,
    };
    let mut object = Value::Object(Map::new());
    decoder.value(root, json, &mut object)?;
    if let Some(error) = decoder.error {
        return Err(error);
    }
    normalize(schema, &mut object);
    Ok(Decoded {
        object,
        strict: decoder.strict.into_messages(),
    })
}

/// The error of a strict decoder, for `fieldValidation=Strict`.
pub(crate) fn strict_error(messages: &[String]) -> String {
    format!("strict decoding error: {}", messages.join(", "))
}

/// The message of the 400 for an object that is not of its kind's shape.
pub(crate) fn unfit(kind: &str, version: &str, expected_kind: &str, problem: &str) -> String {
    format!("{kind} in version \"{version}\" cannot be handled as a {expected_kind}: {problem}")
}

/// What a value is decoded into.
#[derive(Clone, Copy)]
struct Target<'a> {
    schema: &'a Schema,
    go_type: &'a str,
    pointer: bool,
}

impl<'a> Target<'a> {
    /// The target of a map's values.
    fn value(self, schema: &'a Schema) -> Self {
        Self {
            schema,
            go_type: self.go_type.split_once(']').map_or("", |(_, value)| value),
            pointer: false,
        }
    }

    /// The target of a list's items.
    fn item(self, schema: &'a Schema) -> Self {
        Self {
            schema,
            go_type: self.go_type.strip_prefix("[]").unwrap_or_default(),
            pointer: false,
        }
    }
}

#[derive(Default)]
struct Decoder<'a> {
    strict: StrictErrors,
    /// The first value of a wrong type. Go goes on, for what it cannot read at all counts more.
    error: Option<String>,
    /// The struct whose field is being decoded, and the fields on the way there.
    structure: &'a str,
    fields: Vec<&'a str>,
    /// Inside of a type that decodes itself: errors name the struct outside.
    apart: bool,
}

impl<'a> Decoder<'a> {
    /// Decodes into what is there already; null is Go's nil or zero.
    fn value(
        &mut self,
        target: Target<'a>,
        json: Json<'a>,
        slot: &mut Value,
    ) -> Result<(), String> {
        if json.is_null() && target.pointer {
            *slot = Value::Null;
            return Ok(());
        }
        match &target.schema.shape {
            Shape::Any => return self.open(target.go_type, json, slot),
            Shape::Object(shape) => match json.token() {
                Token::Object if shape.additional.is_some() => {
                    return self.map(target, shape, json, slot);
                }
                Token::Object => return self.structure(shape, json, slot),
                Token::Null if shape.additional.is_some() => *slot = Value::Null,
                Token::Null => {}
                _ => self.mismatch(json.token().name(), target.go_type),
            },
            Shape::List(shape) => match json.token() {
                Token::List => return self.list(target, shape, json, slot),
                Token::Null => *slot = Value::Null,
                _ => self.mismatch(json.token().name(), target.go_type),
            },
            _ => return self.scalar(target, json, slot),
        }
        Ok(())
    }

    fn structure(
        &mut self,
        shape: &'a ObjectShape,
        json: Json<'a>,
        slot: &mut Value,
    ) -> Result<(), String> {
        let object = object(slot);
        let (structure, depth) = (self.structure, self.fields.len());
        let mut seen = BTreeSet::new();
        for (key, member) in json.members() {
            let Some((schema, field)) = shape.properties.get(key).zip(shape.fields.get(key)) else {
                self.strict.unknown(key);
                continue;
            };
            if !seen.insert(key) {
                self.strict.duplicate(key);
            }
            if !self.apart {
                self.structure = &shape.go_type;
            }
            self.fields.extend(field.through.as_deref());
            self.fields.push(key);
            let outer = self.strict.enter(key);
            let target = Target {
                schema,
                go_type: &field.go_type,
                pointer: field.pointer,
            };
            let slot = object.entry(key).or_insert(Value::Null);
            self.value(target, member, slot)?;
            self.strict.leave(outer);
            self.structure = structure;
            self.fields.truncate(depth);
        }
        Ok(())
    }

    fn map(
        &mut self,
        target: Target<'a>,
        shape: &'a ObjectShape,
        json: Json<'a>,
        slot: &mut Value,
    ) -> Result<(), String> {
        let Some(values) = &shape.additional else {
            return Ok(());
        };
        let target = target.value(values);
        let object = object(slot);
        let mut seen = BTreeSet::new();
        for (key, member) in json.members() {
            if !seen.insert(key) {
                self.strict.duplicate(key);
            }
            let outer = self.strict.enter(key);
            let mut value = Value::Null;
            self.value(target, member, &mut value)?;
            object.insert(key.to_owned(), value);
            self.strict.leave(outer);
        }
        Ok(())
    }

    fn list(
        &mut self,
        target: Target<'a>,
        shape: &'a ListShape,
        json: Json<'a>,
        slot: &mut Value,
    ) -> Result<(), String> {
        let target = target.item(&shape.items);
        let mut items = match slot.take() {
            Value::Array(items) => items,
            _ => Vec::new(),
        };
        let mut length = 0;
        for (index, item) in json.items().enumerate() {
            if index == items.len() {
                items.push(Value::Null);
            }
            let outer = self.strict.enter_item(index);
            self.value(target, item, &mut items[index])?;
            self.strict.leave(outer);
            length = index + 1;
        }
        items.truncate(length);
        *slot = Value::Array(items);
        Ok(())
    }

    /// Remembers a value of the wrong type.
    fn mismatch(&mut self, what: &str, go_type: &str) {
        if self.error.is_none() {
            self.error = Some(self.mismatched(what, go_type));
        }
    }

    fn mismatched(&self, what: &str, go_type: &str) -> String {
        if self.fields.is_empty() {
            return format!("json: cannot unmarshal {what} into Go value of type {go_type}");
        }
        format!(
            "json: cannot unmarshal {what} into Go struct field {}.{} of type {go_type}",
            self.structure,
            self.fields.join(".")
        )
    }
}

/// The object there, made if there is none.
fn object(slot: &mut Value) -> &mut Map<String, Value> {
    if !slot.is_object() {
        *slot = Value::Object(Map::new());
    }
    slot.as_object_mut().expect("it was just made one")
}
