//! Where two answers differ.

use std::collections::{BTreeMap, BTreeSet};

use outrigger_suite::difference::Mismatch;
use serde_json::Value;

#[derive(Default)]
struct Mismatches(Vec<Mismatch>);

impl Mismatches {
    fn compare(&mut self, place: impl Into<String>, theirs: &Value, ours: &Value) {
        self.0.extend(Mismatch::of(place, theirs, ours));
    }

    /// Compares what has names, name by name.
    fn each(
        &mut self,
        place: &str,
        theirs: &BTreeMap<String, Value>,
        ours: &BTreeMap<String, Value>,
    ) {
        let names: BTreeSet<_> = theirs.keys().chain(ours.keys()).collect();
        for name in names {
            let value =
                |side: &BTreeMap<String, Value>| side.get(name).cloned().unwrap_or_default();
            self.compare(format!("{place} {name}"), &value(theirs), &value(ours));
        }
    }
}

/// Compares what was sent. Where nothing was, ours is to say why in their words.
pub(crate) fn requests(theirs: &Value, ours: &Value) -> Vec<Mismatch> {
    let mut found = Mismatches::default();
    let count = |side: &Value| side["requests"].as_array().map_or(0, Vec::len);
    if count(theirs) != count(ours) {
        found.compare("outcome", theirs, ours);
        return found.0;
    }
    let error = |side: &Value| {
        let text = side["error"].as_str().unwrap_or_default();
        // Go prints what is wrong with a name as a list.
        text.replace(": [", ": ").trim_end_matches(']').to_owned()
    };
    if !error(ours).contains(&error(theirs)) {
        found.compare("reason", &theirs["error"], &ours["error"]);
    }
    for number in 0..count(theirs) {
        let request = |side: &Value| side["requests"][number].clone();
        request_pair(&mut found, &request(theirs), &request(ours));
    }
    found.0
}

fn request_pair(found: &mut Mismatches, theirs: &Value, ours: &Value) {
    found.compare("method", &theirs["method"], &ours["method"]);
    let split = |side: &Value| {
        let target = side["target"].as_str().unwrap().to_owned();
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        (Value::from(path), query.to_owned())
    };
    let ((their_path, their_query), (our_path, our_query)) = (split(theirs), split(ours));
    found.compare("path", &their_path, &our_path);
    let (their_keys, our_keys) = (pairs(&their_query), pairs(&our_query));
    found.each("query", &their_keys, &our_keys);
    if their_keys == our_keys {
        found.compare("order of the query", &their_query.into(), &our_query.into());
    }
    let headers = |side: &Value| {
        let headers = side["headers"].as_object().unwrap().clone();
        headers.into_iter().collect()
    };
    found.each("header", &headers(theirs), &headers(ours));
    found.compare("body", &theirs["body"], &ours["body"]);
}

/// The values of each key, encoded.
fn pairs(query: &str) -> BTreeMap<String, Value> {
    let mut pairs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, "(no =)"));
        pairs
            .entry(key.to_owned())
            .or_default()
            .push(value.to_owned());
    }
    pairs
        .into_iter()
        .map(|(key, values)| (key, values.into()))
        .collect()
}

/// Compares how often something was sent, and how it ended.
pub(crate) fn retries(theirs: &Value, ours: &Value) -> Vec<Mismatch> {
    let mut found = Mismatches::default();
    let outcome = |side: &Value| Value::from(side["error"].is_null());
    found.compare("succeeds", &outcome(theirs), &outcome(ours));
    for place in ["attempts", "waits", "broke", "events"] {
        found.compare(place, &whole(&theirs[place]), &whole(&ours[place]));
    }
    if outcome(theirs) == outcome(ours) {
        for place in ["code", "reason"] {
            found.compare(place, &theirs["error"][place], &ours["error"][place]);
        }
    }
    found.0
}

/// Seconds without a fraction.
fn whole(value: &Value) -> Value {
    match value {
        Value::Array(seconds) => seconds.iter().map(whole).collect(),
        Value::Number(number) => match number.as_f64() {
            Some(seconds) => (seconds as i64).into(),
            None => value.clone(),
        },
        other => other.clone(),
    }
}
