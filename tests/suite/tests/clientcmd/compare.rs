//! Two answers side by side.

use std::collections::BTreeSet;

use outrigger_suite::difference::Mismatch;
use serde_json::{Map, Value};

/// What differs. Errors are compared by whether there are any, not by their texts.
pub(crate) fn answers(theirs: &Value, ours: &Value) -> Vec<Mismatch> {
    let mut found = Vec::new();
    let files = Value::from(failed_files(theirs).into_iter().collect::<Vec<_>>());
    let files_ours: BTreeSet<&str> = texts(&ours["load-errors"]).collect();
    let files_ours = Value::from(files_ours.into_iter().collect::<Vec<_>>());
    if files != files_ours || !theirs["panic"].is_null() || !theirs["failed"].is_null() {
        // The rest follows from this.
        return vec![Mismatch {
            place: "load-errors".into(),
            theirs: theirs["load-errors"].clone(),
            ours: files_ours,
        }];
    }
    if theirs["merged"].is_null() {
        return found;
    }
    for part in ["warnings", "merged"] {
        differ(part, &theirs[part], &ours[part], &mut found);
    }
    if found.is_empty() {
        outcome(theirs, ours, &mut found);
    }
    found
}

/// Whether it can be resolved, and to what.
fn outcome(theirs: &Value, ours: &Value, found: &mut Vec<Mismatch>) {
    for part in ["namespace", "namespace-overridden"] {
        differ(part, &theirs[part], &ours[part], found);
    }
    let refused = |answer: &Value| !answer["errors"].is_null();
    match (refused(theirs), refused(ours)) {
        (true, true) => differ("empty", &theirs["empty"], &ours["empty"], found),
        (false, false) => {
            let effective = effective(&theirs["resolved"]);
            differ("resolved", &effective, &ours["resolved"], found);
        }
        _ => found.push(Mismatch {
            place: "errors".into(),
            theirs: theirs["errors"].clone(),
            ours: ours["errors"].clone(),
        }),
    }
}

/// A resolved configuration as it comes into effect.
fn effective(resolved: &Value) -> Value {
    let mut fields = resolved.as_object().cloned().unwrap_or_default();
    if let Some(host) = fields.get_mut("host") {
        *host = without_user(host.as_str().unwrap_or_default()).into();
    }
    if let Some(path) = fields.get_mut("path").filter(|path| path.is_string()) {
        *path = path
            .as_str()
            .unwrap_or_default()
            .trim_end_matches('/')
            .into();
    }
    fields.retain(|name, value| name != "path" || value != "");
    if let Some(address) = fields.get_mut("address") {
        let text = address.as_str().unwrap_or_default();
        *address = text.trim_end_matches(':').replace('%', "%25").into();
    }
    // net/http sets the header by what is in the URL before any other can be set.
    let of_url = ["username", "password"].map(|name| (name, fields.remove(&format!("url-{name}"))));
    if of_url.iter().any(|(_, value)| value.is_some()) {
        for name in ["token", "tokenFile", "username", "password"] {
            fields.remove(name);
        }
        let set = of_url
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)));
        fields.extend(set);
    }
    // A limit below zero is none to net/http.
    fields.retain(|name, value| name != "timeout" || value.as_i64().is_none_or(|time| time > 0));
    Value::Object(fields)
}

/// A URL as a plugin is told it: without user, query and fragment.
fn without_user(url: &str) -> String {
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), url),
    };
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    format!("{scheme}{host}{path}")
}

/// The files that clientcmd could not load: its errors quote them.
pub(crate) fn failed_files(theirs: &Value) -> BTreeSet<&str> {
    let quoted = |text| {
        let rest = str::strip_prefix(text, "error loading config file \"")?;
        Some(rest.split_once("\": ")?.0)
    };
    let stat = |text| Some(str::strip_prefix(text, "stat ")?.split_once(": ")?.0);
    texts(&theirs["load-errors"])
        .map(|text| quoted(text).or_else(|| stat(text)).unwrap_or(text))
        .collect()
}

pub(crate) fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

/// Finds the innermost places that differ.
fn differ(place: &str, theirs: &Value, ours: &Value, found: &mut Vec<Mismatch>) {
    if let (Value::Object(theirs), Value::Object(ours)) = (theirs, ours) {
        let names: BTreeSet<_> = theirs.keys().chain(ours.keys()).collect();
        for name in names {
            let of = |object: &Map<String, Value>| object.get(name).cloned().unwrap_or_default();
            differ(&format!("{place}.{name}"), &of(theirs), &of(ours), found);
        }
    } else {
        found.extend(Mismatch::of(place, theirs, ours));
    }
}
