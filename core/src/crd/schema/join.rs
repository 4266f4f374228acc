//! What one of several schemas accepts: one schema that accepts all of it, narrowed by `oneOf` or
//! `anyOf` to what the single ones say beyond it.

use serde_json::{Map, Value, json};

use super::error::SchemaError;
use super::narrowing::{each_excludes_the_others, narrowing};
use super::structural::{Narrowing, PRESERVE, RULES, Structural};
use crate::by_name::ByName;

/// How many of the alternatives may hold.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Choice {
    One,
    Any,
}

/// The schema of what the alternatives accept.
pub(super) fn unite(
    mut alternatives: Vec<Structural>,
    choice: Choice,
) -> Result<Structural, SchemaError> {
    let nullable = alternatives.iter().any(Structural::accepts_null);
    alternatives.retain(|alternative| !alternative.is_null());
    alternatives.iter_mut().for_each(document_field);
    let values_text = values_text(&alternatives);
    let mut parts = alternatives.iter().cloned();
    let Some(first) = parts.next() else {
        return Ok(Structural {
            nullable,
            ..Structural::of([])
        });
    };
    let mut joined = parts.try_fold(first, join)?;
    joined.nullable = nullable;
    if let Some(text) = values_text {
        joined.texts.insert("description".into(), text.into());
    }
    let narrowings: Vec<Narrowing> = alternatives
        .iter()
        .map(|alternative| narrowing(alternative, &joined))
        .collect();
    // The values of all alternatives are already those of the whole.
    let only_values = |narrowing: &Narrowing| narrowing.keys().eq(["enum"]);
    // As are the two types.
    let only_kinds = joined.is_int_or_string() && alternatives.iter().all(Structural::is_bare);
    let says_nothing = only_kinds
        || narrowings.iter().any(Map::is_empty)
        || (joined.values.is_some() && narrowings.iter().all(only_values));
    if !says_nothing {
        let is_one = choice == Choice::One && each_excludes_the_others(&alternatives);
        let keyword = if is_one { "oneOf" } else { "anyOf" };
        joined
            .combinations
            .insert(keyword.into(), json!(narrowings));
    }
    Ok(joined)
}

/// An alternative that is one field (a variant with data) is described where the field is.
fn document_field(alternative: &mut Structural) {
    let is_variant = alternative.required.len() == 1 && alternative.properties.len() == 1;
    if let (true, Some((_, field))) = (is_variant, alternative.properties.iter_mut().next())
        && let Some(text) = alternative.texts.remove("description")
    {
        field.texts.entry("description").or_insert(text);
    }
}

/// What the alternatives that are single values (variants without data) say of themselves.
fn values_text(alternatives: &[Structural]) -> Option<String> {
    let lines = alternatives.iter().filter_map(|alternative| {
        let [value] = alternative.values.as_deref()? else {
            return None;
        };
        let text = alternative.texts.get("description")?.as_str()?;
        Some(format!("- `{}`: {text}", value.as_str()?))
    });
    let lines: Vec<String> = lines.collect();
    (alternatives.len() > 1 && !lines.is_empty()).then(|| lines.join("\n"))
}

fn join(mut a: Structural, mut b: Structural) -> Result<Structural, SchemaError> {
    if a.is_open || b.is_open {
        // Of one of them, a value may have the same fields with anything in them.
        let mut open = Structural::open();
        keep_common(&mut a.texts, &b.texts);
        open.texts = a.texts;
        return Ok(open);
    }
    a.nullable = a.accepts_null() || b.accepts_null();
    a.kinds = match (a.kinds, b.kinds) {
        (Some(a), Some(b)) => Some(a.union(b).widest()),
        _ => None,
    };
    a.properties = join_properties(&mut a, &mut b)?;
    a.required.retain(|name, ()| b.required.contains_key(name));
    a.items = join_nested(a.items, b.items)?;
    a.additional = join_nested(a.additional, b.additional)?;
    a.values = match (a.values, b.values) {
        (Some(values), Some(more)) => Some(all_values(values, more)),
        _ => None,
    };
    keep_common(&mut a.limits, &b.limits);
    keep_common(&mut a.combinations, &b.combinations);
    keep_common(&mut a.texts, &b.texts);
    join_extensions(&mut a.extensions, &b.extensions)?;
    a.default = a
        .default
        .filter(|default| b.default.as_ref() == Some(default));
    Ok(a)
}

fn join_properties(
    a: &mut Structural,
    b: &mut Structural,
) -> Result<ByName<Structural>, SchemaError> {
    let mut joined = Vec::new();
    let mut others = std::mem::take(&mut b.properties).map(|_, other| Some(other));
    for (name, own) in std::mem::take(&mut a.properties) {
        let property = match others.get_mut(&name).and_then(Option::take) {
            Some(other) => join(own, other).map_err(|error| error.below(&name))?,
            None => join_unnamed(own, b.additional.as_deref(), &name)?,
        };
        joined.push((name, property));
    }
    for (name, other) in others {
        let Some(other) = other else {
            continue;
        };
        let property = join_unnamed(other, a.additional.as_deref(), &name)?;
        joined.push((name, property));
    }
    Ok(joined.into_iter().collect())
}

/// A field that the other alternative does not name.
fn join_unnamed(
    mut property: Structural,
    additional: Option<&Structural>,
    name: &str,
) -> Result<Structural, SchemaError> {
    // Set by the server, it would be there in the other alternatives too.
    property.default = None;
    match additional {
        Some(each) => join(property, each.clone()).map_err(|error| error.below(name)),
        None => Ok(property),
    }
}

fn all_values(mut values: Vec<Value>, more: Vec<Value>) -> Vec<Value> {
    for value in more {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}

fn join_nested(
    a: Option<Box<Structural>>,
    b: Option<Box<Structural>>,
) -> Result<Option<Box<Structural>>, SchemaError> {
    match (a, b) {
        (Some(a), Some(b)) => {
            let joined = join(*a, *b).map_err(|error| error.below("[*]"))?;
            Ok(Some(Box::new(joined)))
        }
        (a, b) => Ok(a.or(b)),
    }
}

fn keep_common(a: &mut Map<String, Value>, b: &Map<String, Value>) {
    for (keyword, value) in std::mem::take(a) {
        if b.get(&keyword) == Some(&value) {
            a.insert(keyword, value);
        }
    }
}

fn join_extensions(a: &mut Map<String, Value>, b: &Map<String, Value>) -> Result<(), SchemaError> {
    if a.get(RULES) != b.get(RULES) {
        let problem = format!("{RULES} must be the same in all alternatives that have this field");
        return Err(SchemaError::new("", problem));
    }
    let preserves = a.contains_key(PRESERVE) || b.contains_key(PRESERVE);
    keep_common(a, b);
    if preserves {
        a.insert(PRESERVE.into(), true.into());
    }
    Ok(())
}
