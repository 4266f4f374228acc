//! What one alternative says beyond what all of them have in common.

use serde_json::json;

use super::kinds::{Kind, Kinds};
use super::structural::{Narrowing, Structural, names, require};

/// What an alternative says beyond the schema that all of them have in common.
pub(super) fn narrowing(alternative: &Structural, joined: &Structural) -> Narrowing {
    let mut out = Narrowing::new();
    if alternative.values != joined.values {
        out.extend(
            alternative
                .values
                .clone()
                .map(|values| ("enum".into(), values.into())),
        );
    }
    for (own, common) in [
        (&alternative.limits, &joined.limits),
        (&alternative.combinations, &joined.combinations),
    ] {
        // Of numbers, the server knows formats beside a type alone.
        let more = own.iter().filter(|(keyword, value)| {
            let is_lost = *keyword == "format" && !alternative.is_string();
            common.get(*keyword) != Some(value) && !is_lost
        });
        out.extend(more.map(|(keyword, value)| (keyword.clone(), value.clone())));
    }
    let required = alternative.required.keys();
    let mut required = required
        .filter(|name| !joined.required.contains_key(name))
        .peekable();
    if required.peek().is_some() {
        out.insert("required".into(), names(required));
    }
    let properties = narrowed_properties(alternative, joined);
    if !properties.is_empty() {
        out.insert("properties".into(), properties.into());
    }
    if let (Some(items), Some(common)) = (&alternative.items, &joined.items) {
        let narrowing = narrowing(items, common);
        if !narrowing.is_empty() {
            out.insert("items".into(), narrowing.into());
        }
    }
    if alternative.values.is_none() {
        exclude_kinds(alternative, joined, &mut out);
    }
    out
}

fn narrowed_properties(alternative: &Structural, joined: &Structural) -> Narrowing {
    let mut properties = Narrowing::new();
    for (name, property) in &alternative.properties {
        // apiextensions takes no `metadata` here, whatever it is.
        let common = joined.properties.get(name).filter(|_| name != "metadata");
        let narrowing = common
            .map(|common| narrowing(property, common))
            .unwrap_or_default();
        if !narrowing.is_empty() {
            properties.insert(name.clone(), narrowing.into());
        }
    }
    properties
}

/// No type may be named here, but limits that no value of the other types can keep.
fn exclude_kinds(alternative: &Structural, joined: &Structural, out: &mut Narrowing) {
    let Some(own) = alternative.kinds else {
        return;
    };
    // The server knows of one type, or of these two; of all others it takes any.
    let is_typed = joined.kind().is_some() || joined.is_int_or_string();
    let common = joined.kinds.filter(|_| is_typed);
    for kind in Kind::ALL {
        let in_common = common.is_none_or(|kinds| allows(kinds, kind));
        if allows(own, kind) || !in_common {
            continue;
        }
        let limits = match kind {
            Kind::Array => [("minItems", 1), ("maxItems", 0)],
            Kind::Integer | Kind::Number => [("minimum", 1), ("maximum", 0)],
            Kind::Object => [("minProperties", 1), ("maxProperties", 0)],
            Kind::String => [("minLength", 1), ("maxLength", 0)],
            Kind::Boolean => {
                let booleans = json!({ "enum": [true, false] });
                // It may refuse something of its own, and there is one `not` to a schema.
                match out.contains_key("not") {
                    true => require(out, json!({ "not": booleans })),
                    false => drop(out.insert("not".into(), booleans)),
                }
                continue;
            }
        };
        out.extend(limits.map(|(keyword, limit)| (keyword.to_owned(), limit.into())));
    }
}

fn allows(kinds: Kinds, kind: Kind) -> bool {
    let is_number = |kind| matches!(kind, Kind::Integer | Kind::Number);
    kinds.contains(kind) || (is_number(kind) && kinds.iter().any(is_number))
}

pub(super) fn each_excludes_the_others(alternatives: &[Structural]) -> bool {
    let mut rest = alternatives;
    while let [first, tail @ ..] = rest {
        if !tail.iter().all(|other| excludes(first, other)) {
            return false;
        }
        rest = tail;
    }
    true
}

/// Whether no value keeps both narrowings, unless it is one that both alternatives accept.
fn excludes(a: &Structural, b: &Structural) -> bool {
    if has_disjoint_values(a, b) || has_disjoint_kinds(a, b) {
        return true;
    }
    let tags = a.required.keys();
    for tag in tags.filter(|tag| b.required.contains_key(tag)) {
        if let (Some(a), Some(b)) = (a.properties.get(tag), b.properties.get(tag))
            && has_disjoint_values(a, b)
        {
            return true;
        }
    }
    let wants_more = |a: &Structural, b: &Structural| {
        let mut required = b.required.keys();
        required.any(|name| !a.properties.contains_key(name))
    };
    wants_more(a, b) && wants_more(b, a)
}

fn has_disjoint_values(a: &Structural, b: &Structural) -> bool {
    match (&a.values, &b.values) {
        (Some(a), Some(b)) => !a.iter().any(|value| b.contains(value)),
        _ => false,
    }
}

fn has_disjoint_kinds(a: &Structural, b: &Structural) -> bool {
    match (a.kinds, b.kinds) {
        (Some(a), Some(b)) => !a.iter().any(|kind| allows(b, kind)),
        _ => false,
    }
}
