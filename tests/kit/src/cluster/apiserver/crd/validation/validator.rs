//! Walks a value along its schema.

use serde_json::{Map, Value};

use super::super::super::go_text::quote;
use super::super::json_schema::{Additional, Items, JsonSchema};
use super::format;
use super::number::{self, Held};
use super::outcome::Outcome;
use super::ratchet::Correlated;
use super::violation::Violation;

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
        take(self.check_combinations(schema, path, value));
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
            _ => self.validate(schema, field_path, value),
        }
    }

    fn check_fields(
        &self,
        schema: &JsonSchema,
        path: &str,
        fields: &Map<String, Value>,
    ) -> Outcome {
        let mut outcome = Outcome::default();
        let count = i64::try_from(fields.len()).unwrap_or(i64::MAX);
        if let Some(minimum) = schema.min_properties.filter(|minimum| count < *minimum) {
            let what = format!("should have at least {minimum} properties");
            outcome.add(Violation::invalid(path, count, &what));
        }
        if let Some(maximum) = schema.max_properties.filter(|maximum| count > *maximum) {
            outcome.add(Violation::too_many(
                path,
                fields.len(),
                maximum,
                "properties",
            ));
        }
        for (name, value) in fields
            .iter()
            .filter(|(name, _)| !schema.properties.contains_key(*name))
        {
            match &schema.additional {
                Some(Additional::Allowed(false)) => {
                    outcome.add(Violation::forbidden_property(path, name))
                }
                Some(Additional::Of(each)) => {
                    outcome.merge(self.check_field(each, path, name, value))
                }
                _ => {}
            }
        }
        for (name, property) in &schema.properties {
            if let Some(value) = fields.get(name) {
                outcome.merge(self.check_field(property, path, name, value));
            }
        }
        for name in schema
            .required
            .iter()
            .filter(|name| !fields.contains_key(*name))
        {
            outcome.add(Violation::required(&format!("{path}.{name}")));
        }
        outcome
    }

    fn check_items(&self, schema: &JsonSchema, path: &str, items: &[Value]) -> Outcome {
        let mut outcome = Outcome::default();
        for (index, item) in items.iter().enumerate() {
            let item_schema = match &schema.items {
                Some(Items::Each(each)) => each,
                _ => break,
            };
            let item_path = format!("{path}[{index}]");
            outcome.merge(match self.old.and_then(|old| old.item(index)) {
                Some(pair) => self.validate_unless_same(item_schema, &item_path, pair),
                None => self.validate(item_schema, &item_path, item),
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

    fn check_combinations(&self, schema: &JsonSchema, path: &str, value: &Value) -> Outcome {
        let mut outcome = Outcome::default();
        let quoted = quote(path);
        self.check_any_of(schema, path, value, &quoted, &mut outcome);
        self.check_one_of(schema, path, value, &quoted, &mut outcome);
        let mut valid = 0;
        for part in &schema.all_of {
            let part = self.validate(part, path, value);
            valid += usize::from(part.is_valid());
            outcome.merge(part);
        }
        if valid != schema.all_of.len() {
            let none = if valid == 0 { ". None validated" } else { "" };
            outcome.add(Violation::overall(format!(
                "{quoted} must validate all the schemas (allOf){none}"
            )));
        }
        let negated = schema
            .not
            .as_ref()
            .map(|not| self.validate(not, path, value));
        if negated.is_some_and(|negated| negated.is_valid()) {
            outcome.add(Violation::overall(format!(
                "{quoted} must not validate the schema (not)"
            )));
        }
        outcome.counted()
    }

    fn check_any_of(
        &self,
        schema: &JsonSchema,
        path: &str,
        value: &Value,
        quoted: &str,
        outcome: &mut Outcome,
    ) {
        if schema.any_of.is_empty() {
            return;
        }
        let mut best: Option<Outcome> = None;
        for alternative in &schema.any_of {
            let tried = self.validate(alternative, path, value);
            if tried.is_valid() {
                outcome.merge(tried);
                return;
            }
            if best
                .as_ref()
                .is_none_or(|best| tried.matches > best.matches)
            {
                best = Some(tried);
            }
        }
        outcome.add(Violation::overall(format!(
            "{quoted} must validate at least one schema (anyOf)"
        )));
        outcome.merge(best.unwrap_or_default());
    }

    fn check_one_of(
        &self,
        schema: &JsonSchema,
        path: &str,
        value: &Value,
        quoted: &str,
        outcome: &mut Outcome,
    ) {
        if schema.one_of.is_empty() {
            return;
        }
        let tried: Vec<_> = schema
            .one_of
            .iter()
            .map(|one| self.validate(one, path, value))
            .collect();
        let (valid, failed): (Vec<_>, Vec<_>) = tried.into_iter().partition(Outcome::is_valid);
        let found = match valid.len() {
            1 => {
                outcome.merge(valid.into_iter().next().unwrap_or_default());
                return;
            }
            0 => "Found none valid".to_owned(),
            count => format!("Found {count} valid alternatives"),
        };
        let rule = "must validate one and only one schema (oneOf)";
        outcome.add(Violation::overall(format!("{quoted} {rule}. {found}")));
        if valid.is_empty() {
            let first_best = |best: Outcome, next: Outcome| {
                if next.matches > best.matches {
                    next
                } else {
                    best
                }
            };
            outcome.merge(failed.into_iter().reduce(first_best).unwrap_or_default());
        }
    }
}

fn types(schema: &JsonSchema) -> Vec<&str> {
    match schema.type_name.as_str() {
        _ if schema.int_or_string => vec!["integer", "string"],
        "" => Vec::new(),
        name => vec![name],
    }
}

fn check_type(schema: &JsonSchema, types: &[&str], path: &str, value: &Value) -> Outcome {
    let passed = Outcome::default().counted();
    let misfit = |found| Outcome::of(Violation::type_mismatch(path, &types.join(","), found));
    if value.is_null() {
        let required = !types.is_empty() && !schema.nullable;
        return if required { misfit("null") } else { passed };
    }
    let found = found_type(value);
    let whole =
        matches!(Held::of(value), Some(Held::Float(float)) if number::is_json_integer(float));
    let fits = types.contains(&found.name)
        || (whole && types.contains(&"integer"))
        || (found.name == "integer" && types.contains(&"number"));
    let format = format::of(schema);
    let textual = matches!(value, Value::String(_) | Value::Array(_));
    if !format.is_empty() {
        if !textual && !fits && found.format != format {
            return Outcome::of(Violation::type_mismatch(path, format, found.format));
        }
        if textual && !types.contains(&"number") && !types.contains(&"integer") {
            return passed;
        }
    }
    if fits { passed } else { misfit(found.name) }
}

struct FoundType {
    name: &'static str,
    format: &'static str,
}

fn found_type(value: &Value) -> FoundType {
    let (name, format) = match value {
        Value::Null => ("null", ""),
        Value::Bool(_) => ("boolean", ""),
        Value::String(_) => ("string", ""),
        Value::Array(_) => ("array", ""),
        Value::Object(_) => ("object", ""),
        Value::Number(number) if number.is_i64() => ("integer", "int64"),
        Value::Number(_) => ("number", "float64"),
    };
    FoundType { name, format }
}

fn check_text(schema: &JsonSchema, path: &str, text: &str) -> Outcome {
    let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    if let Some(limit) = schema.max_length.filter(|limit| length > *limit) {
        return Outcome::of(Violation::too_long(path, limit));
    }
    if let Some(limit) = schema.min_length.filter(|limit| length < *limit) {
        let what = format!("should be at least {limit} chars long");
        return Outcome::of(Violation::invalid(path, text, &what));
    }
    match &schema.pattern {
        Some(pattern) if !pattern.matches(text) => {
            let what = format!("should match '{}'", pattern.text());
            Outcome::of(Violation::invalid(path, text, &what))
        }
        _ => Outcome::default(),
    }
}

fn check_format(format: &str, path: &str, text: &str) -> Outcome {
    if format::is_valid(format, text) {
        return Outcome::default();
    }
    Outcome::of(Violation::type_mismatch(path, format, text))
}

fn check_allowed(schema: &JsonSchema, path: &str, value: &Value) -> Outcome {
    let allowed = &schema.allowed;
    if allowed.is_empty() || allowed.iter().any(|one| is_one(value, one)) {
        return Outcome::default();
    }
    Outcome::of(Violation::not_among(path, value, allowed))
}

/// Whether a value is an allowed one, after Go's conversion to the latter's type.
fn is_one(value: &Value, allowed: &Value) -> bool {
    match (Held::of(value), allowed) {
        (_, Value::Null) => false,
        (Some(Held::Integer(integer)), Value::String(text)) => {
            let c = u32::try_from(integer)
                .ok()
                .and_then(char::from_u32)
                .unwrap_or('\u{fffd}');
            text.chars().eq([c])
        }
        (Some(Held::Integer(integer)), allowed) => match Held::of(allowed) {
            Some(Held::Float(float)) => integer as f64 == float,
            other => other == Some(Held::Integer(integer)),
        },
        (Some(Held::Float(float)), allowed) => match Held::of(allowed) {
            Some(Held::Integer(integer)) => float as i64 == integer,
            other => other == Some(Held::Float(float)),
        },
        (None, allowed) => value == allowed,
    }
}
