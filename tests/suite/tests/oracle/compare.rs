//! Where two answers differ.

use std::collections::BTreeSet;

use outrigger_suite::difference::Mismatch;
use serde_json::{Map, Value};

/// The same value, its whole numbers without a fraction: Go prints `3.0` as `3`.
fn printed(value: &Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => match value.as_f64() {
            Some(float) if float.fract() == 0.0 && float.abs() < 1e15 => (float as i64).into(),
            _ => value.clone(),
        },
        Value::Array(items) => items.iter().map(printed).collect(),
        Value::Object(map) => {
            let members = map.iter().map(|(key, value)| (key.clone(), printed(value)));
            Value::Object(members.collect())
        }
        other => other.clone(),
    }
}

/// Whether what is wrong with it is said in Go's words, which are then compared.
fn refused_in_gos_words(given: &Value) -> bool {
    let abouts = ["labels", "fields", "gvk", "name"];
    let duration = given["as"] == "duration" && given["json"].is_string();
    duration || abouts.iter().any(|about| given["about"] == *about)
}

/// Compares member by member. Of most errors, which are for people, only that there is one.
pub(crate) fn answers(given: &Value, theirs: &Value, ours: &Value) -> Vec<Mismatch> {
    let fails = |side: &Value| !side["error"].is_null();
    let mismatch = match (fails(theirs), fails(ours)) {
        (false, false) => return members(theirs, ours),
        (true, true) if refused_in_gos_words(given) => {
            Mismatch::of("words", &theirs["error"], &ours["error"])
        }
        (true, true) => None,
        _ => Mismatch::of("outcome", theirs, ours),
    };
    mismatch.into_iter().collect()
}

fn members(theirs: &Value, ours: &Value) -> Vec<Mismatch> {
    let (empty, no) = (Map::new(), Value::Null);
    let members = |side| Value::as_object(side).unwrap_or(&empty);
    let (theirs, ours) = (members(theirs), members(ours));
    let names: BTreeSet<&String> = theirs.keys().chain(ours.keys()).collect();
    let each = names.into_iter().filter_map(|name| {
        let side = |side: &Map<String, Value>| printed(side.get(name).unwrap_or(&no));
        Mismatch::of(name.clone(), &side(theirs), &side(ours))
    });
    each.collect()
}
