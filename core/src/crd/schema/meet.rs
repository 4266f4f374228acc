//! What two schemas both accept.

use serde_json::{Map, Value, json};

use super::error::SchemaError;
use super::kinds::Kinds;
use super::structural::{RULES, Structural, require};

/// The schema of what both accept. Where they describe the same thing differently, `a` is heard.
pub(super) fn meet(mut a: Structural, b: Structural) -> Result<Structural, SchemaError> {
    let nullable = a.accepts_null() && b.accepts_null();
    // Of two that accept any type, one may say that null is among them.
    a.nullable = nullable && (a.kinds.is_some() || b.kinds.is_some() || a.nullable || b.nullable);
    a.is_open |= b.is_open;
    a.kinds = common_kinds(a.kinds, b.kinds);
    if a.is_null() && !nullable {
        return Err(SchemaError::new(
            "",
            "two schemas of one value have no type in common",
        ));
    }
    let mut more = Vec::new();
    for (name, property) in b.properties {
        let met = match a.properties.get_mut(&name).map(std::mem::take) {
            Some(own) => meet(own, property).map_err(|error| error.below(&name))?,
            None => property,
        };
        more.push((name, met));
    }
    a.properties.extend(more);
    a.required.extend(b.required);
    a.items = meet_nested(a.items, b.items)?;
    a.additional = meet_nested(a.additional, b.additional)?;
    meet_limits(&mut a, b.limits);
    a.values = common_values(a.values, b.values)?;
    meet_combinations(&mut a, b.combinations);
    meet_extensions(&mut a.extensions, b.extensions);
    for (keyword, text) in b.texts {
        a.texts.entry(keyword).or_insert(text);
    }
    a.default = a.default.or(b.default);
    Ok(a)
}

fn meet_limits(a: &mut Structural, limits: Map<String, Value>) {
    for (keyword, limit) in limits {
        match a.limits.get(&keyword) {
            None => drop(a.limits.insert(keyword, limit)),
            Some(own) if *own == limit => {}
            Some(_) => require(&mut a.combinations, json!({ keyword: limit })),
        }
    }
}

fn meet_combinations(a: &mut Structural, combinations: Map<String, Value>) {
    for (keyword, alternatives) in combinations {
        match (keyword.as_str(), alternatives) {
            ("allOf", Value::Array(parts)) => {
                parts
                    .into_iter()
                    .for_each(|part| require(&mut a.combinations, part));
            }
            (_, alternatives) if !a.combinations.contains_key(&keyword) => {
                a.combinations.insert(keyword, alternatives);
            }
            (_, alternatives) => require(&mut a.combinations, json!({ keyword: alternatives })),
        }
    }
}

fn meet_nested(
    a: Option<Box<Structural>>,
    b: Option<Box<Structural>>,
) -> Result<Option<Box<Structural>>, SchemaError> {
    match (a, b) {
        (Some(a), Some(b)) => {
            let met = meet(*a, *b).map_err(|error| error.below("[*]"))?;
            Ok(Some(Box::new(met)))
        }
        (a, b) => Ok(a.or(b)),
    }
}

fn common_kinds(a: Option<Kinds>, b: Option<Kinds>) -> Option<Kinds> {
    let (Some(a), Some(b)) = (a, b) else {
        return a.or(b);
    };
    let all = a.union(b).iter();
    Some(
        all.filter(|kind| a.accepts(*kind) && b.accepts(*kind))
            .collect(),
    )
}

fn common_values(
    a: Option<Vec<Value>>,
    b: Option<Vec<Value>>,
) -> Result<Option<Vec<Value>>, SchemaError> {
    let (Some(a), Some(b)) = (&a, &b) else {
        return Ok(a.or(b));
    };
    let common: Vec<Value> = a
        .iter()
        .filter(|value| b.contains(value))
        .cloned()
        .collect();
    if common.is_empty() {
        return Err(SchemaError::new(
            "",
            "two schemas of one value have no value in common",
        ));
    }
    Ok(Some(common))
}

fn meet_extensions(a: &mut Map<String, Value>, b: Map<String, Value>) {
    for (keyword, extension) in b {
        if keyword == RULES
            && let (Some(Value::Array(rules)), Value::Array(more)) = (a.get_mut(RULES), &extension)
        {
            rules.extend(more.iter().cloned());
        } else {
            a.entry(keyword).or_insert(extension);
        }
    }
}
