//! Walks a value along its schema.

use serde_json::{Map, Value};

use super::number::{self, Held};
use super::outcome::Outcome;
use super::ratchet::Correlated;
use super::scalar::{check_allowed, check_format, check_text, check_type, types};
use super::violation::Violation;
use super::{combination, format};
use crate::cluster::apiserver::crd::json_schema::{Additional, Items, JsonSchema};

/// Validates, and forgives what the innermost correlated old value shows to be unchanged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Validator<'a> {
    old: Option<Correlated<'a>>,
}

impl<'a> Validator<'a> {
    pub(super) const fn alone() -> Self {
        Self { old: None }
    }

    pub(super) const fn ratcheting(old: Correlated<'a>) -> Self {
        Self { old: Some(old) }
    }

    pub(super) fn validate_unless_same(
        &self,
        schema: &JsonSchema,
        path: &str,
        pair: Correlated<'a>,
    ) -> Outcome {
        let outcome = Self::ratcheting(pair).validate(schema, path, pair.new);
        if !outcome.is_valid() && pair.is_same() {
            return outcome.forgiven();
        }
        outcome
    }

    pub(super) fn validate(&self, schema: &JsonSchema, path: &str, value: &Value) -> Outcome {
        let mut outcome = Outcome::default();
        let types = types(schema);
        if value.is_null() {
            outcome.merge(check_type(schema, &types, path, value));
            outcome.merge(check_allowed(schema, path, value));
            return outcome;
        }
        let mut take = |part: Outcome| outcome.merge(part.counted());
        if !types.is_empty() || !format::of(schema).is_empty() {
            take(check_type(schema, &types, path, value));
        }
        take(combination::check(schema, path, value));
        if let Value::String(text) = value {
            take(check_text(schema, path, text));
            let format = format::of(schema);
            if format::is_known(format) {
                take(check_format(format, path, text));
            }
        }
        if let Some(number) = Held::of(value) {
            take(number::check(schema, path, number));
        }
        if let Value::Array(items) = value {
            take(self.check_items(schema, path, items));
        }
        take(check_allowed(schema, path, value));
        if let Value::Object(fields) = value {
            take(self.check_fields(schema, path, fields));
        }
        outcome.counted()
    }

    fn check_field(&self, schema: &JsonSchema, path: &str, name: &str, value: &Value) -> Outcome {
        let field_path = format!("{path}.{name}");
        let field_path = if path.is_empty() { name } else { &field_path };
        let is_type = path.is_empty() && matches!(name, "apiVersion" | "kind");
        match self.old.and_then(|old| old.field(name)) {
            Some(pair) if !is_type => self.validate_unless_same(schema, field_path, pair),
            _ => Self::alone().validate(schema, field_path, value),
        }
    }

    fn check_fields(
        &self,
        schema: &JsonSchema,
        path: &str,
        fields: &Map<String, Value>,
    ) -> Outcome {
        let mut outcome = check_field_count(schema, path, fields.len());
        let is_additional = |(name, _): &(&String, _)| !schema.properties.contains_key(*name);
        for (name, value) in fields.iter().filter(is_additional) {
            match &schema.additional {
                Some(Additional::Allowed(false)) => {
                    outcome.add(Violation::forbidden_property(path, name));
                }
                Some(Additional::Of(each)) => {
                    outcome.merge(self.check_field(each, path, name, value));
                }
                _ => {}
            }
        }
        for (name, property) in &schema.properties {
            if let Some(value) = fields.get(name) {
                outcome.merge(self.check_field(property, path, name, value));
            }
        }
        let missing = schema.required.iter();
        for name in missing.filter(|name| !fields.contains_key(*name)) {
            outcome.add(Violation::required(&format!("{path}.{name}")));
        }
        outcome
    }

    fn check_items(&self, schema: &JsonSchema, path: &str, items: &[Value]) -> Outcome {
        let mut outcome = Outcome::default();
        for (index, item) in items.iter().enumerate() {
            let Some(Items::Each(item_schema)) = &schema.items else {
                break;
            };
            let item_path = format!("{path}[{index}]");
            outcome.merge(match self.old.and_then(|old| old.item(index)) {
                Some(pair) => self.validate_unless_same(item_schema, &item_path, pair),
                None => Self::alone().validate(item_schema, &item_path, item),
            });
        }
        let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
        if let Some(minimum) = schema.min_items.filter(|minimum| count < *minimum) {
            let what = format!("should have at least {minimum} items");
            outcome.add(Violation::invalid(path, count, &what));
        }
        if let Some(maximum) = schema.max_items.filter(|maximum| count > *maximum) {
            outcome.add(Violation::too_many(path, items.len(), maximum, "items"));
        }
        let repeats = |(index, item): (usize, &Value)| items[..index].contains(item);
        if schema.unique_items && items.iter().enumerate().any(repeats) {
            outcome.add(Violation::invalid(path, "", "shouldn't contain duplicates"));
        }
        outcome.counted()
    }
}

fn check_field_count(schema: &JsonSchema, path: &str, fields: usize) -> Outcome {
    let mut outcome = Outcome::default();
    let count = i64::try_from(fields).unwrap_or(i64::MAX);
    if let Some(minimum) = schema.min_properties.filter(|minimum| count < *minimum) {
        let what = format!("should have at least {minimum} properties");
        outcome.add(Violation::invalid(path, count, &what));
    }
    if let Some(maximum) = schema.max_properties.filter(|maximum| count > *maximum) {
        outcome.add(Violation::too_many(path, fields, maximum, "properties"));
    }
    outcome
}
