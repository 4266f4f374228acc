//! The controllers that accept a CRD's names and establish it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{find, is_true, set_condition};
use crate::cluster::apiserver::go_text::quote;

/// The names that others have, of resources and of kinds.
struct Taken<'a> {
    resources: BTreeSet<&'a str>,
    kinds: BTreeSet<&'a str>,
}

impl<'a> Taken<'a> {
    /// By all CRDs of a group, the one in question included.
    fn in_group(group: &Value, all: impl IntoIterator<Item = &'a Value>) -> Self {
        let mut taken = Self {
            resources: BTreeSet::new(),
            kinds: BTreeSet::new(),
        };
        for crd in all.into_iter().filter(|crd| crd["spec"]["group"] == *group) {
            let names = &crd["status"]["acceptedNames"];
            let short = names["shortNames"].as_array().into_iter().flatten();
            taken
                .resources
                .extend([&names["plural"], &names["singular"]].map(text));
            taken.resources.extend(short.map(text));
            taken
                .kinds
                .extend([&names["kind"], &names["listKind"]].map(text));
        }
        taken
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn in_use(name: &str) -> String {
    format!("{} is already in use", quote(name))
}

/// The CRD after its names were looked at, unless there is nothing to do. `others` are the other
/// CRDs; they are looked at again when this one's accepted names change, or when it goes.
pub(crate) fn after_naming(crd: &Value, others: &[&Value], now: &str) -> Option<Value> {
    let wanted = &crd["spec"]["names"];
    if *wanted == crd["status"]["acceptedNames"] {
        return None;
    }
    let taken = Taken::in_group(&crd["spec"]["group"], others.iter().copied().chain([crd]));
    let mut next = crd.clone();
    let conflict = accept_names(&mut next["status"]["acceptedNames"], wanted, &taken);
    let condition = match &conflict {
        Some((reason, message)) => ["NamesAccepted", "False", reason, message],
        None => ["NamesAccepted", "True", "NoConflicts", "no conflicts found"],
    };
    let is_new = !find(crd, "NamesAccepted").is_some_and(|known| {
        let fields = ["type", "status", "reason", "message"].iter();
        fields
            .zip(condition)
            .all(|(field, value)| known[*field] == value)
    });
    if !is_new && next["status"]["acceptedNames"] == crd["status"]["acceptedNames"] {
        return None;
    }
    set_condition(&mut next, condition, now);
    let known = find(crd, "Established");
    let (reason, message) = match conflict {
        None => ("Installing", "the initial names have been accepted"),
        Some(_) => ("NotAccepted", "not all names are accepted"),
    };
    if !is_true(crd, "Established") && (reason == "Installing" || known.is_none()) {
        set_condition(&mut next, ["Established", "False", reason, message], now);
    }
    Some(next)
}

/// Takes over the names that are free, and tells the last one that is not.
fn accept_names(
    accepted: &mut Value,
    wanted: &Value,
    taken: &Taken<'_>,
) -> Option<(&'static str, String)> {
    let mut conflict = None;
    let before = accepted.clone();
    let mut accept =
        |field: &str, used: &BTreeSet<&str>, reason: &'static str, conflict: &mut Option<_>| {
            let name = text(&wanted[field]);
            if name != text(&before[field]) && used.contains(name) {
                *conflict = Some((reason, in_use(name)));
            } else if wanted[field].is_string() {
                accepted[field] = name.into();
            }
        };
    accept("plural", &taken.resources, "PluralConflict", &mut conflict);
    accept(
        "singular",
        &taken.resources,
        "SingularConflict",
        &mut conflict,
    );
    let short_names = short_name_conflict(wanted, &before, taken);
    let short_names_fit = short_names.is_none();
    conflict = short_names.or(conflict);
    accept("kind", &taken.kinds, "KindConflict", &mut conflict);
    accept("listKind", &taken.kinds, "ListKindConflict", &mut conflict);
    for (field, fits) in [("shortNames", short_names_fit), ("categories", true)] {
        if let Some(fields) = accepted.as_object_mut().filter(|_| fits) {
            match wanted.get(field) {
                Some(names) => fields.insert(field.to_owned(), names.clone()),
                None => fields.remove(field),
            };
        }
    }
    conflict
}

fn short_name_conflict(
    wanted: &Value,
    before: &Value,
    taken: &Taken<'_>,
) -> Option<(&'static str, String)> {
    let names = |names: &Value| -> Vec<String> {
        let names = names["shortNames"].as_array();
        names
            .into_iter()
            .flatten()
            .map(|name| text(name).to_owned())
            .collect()
    };
    let own = names(before);
    let mut messages: Vec<String> = Vec::new();
    for name in names(wanted).iter().filter(|name| !own.contains(name)) {
        let message = in_use(name);
        if taken.resources.contains(name.as_str()) && !messages.contains(&message) {
            messages.push(message);
        }
    }
    let message = match messages.as_slice() {
        [] => return None,
        [one] => one.clone(),
        many => format!("[{}]", many.join(", ")),
    };
    Some(("ShortNamesConflict", message))
}

/// The CRD once its resources are served, unless its names are not accepted or it has been before.
pub(crate) fn after_establishing(crd: &Value, now: &str) -> Option<Value> {
    if !is_true(crd, "NamesAccepted") || is_true(crd, "Established") {
        return None;
    }
    let mut next = crd.clone();
    let message = "the initial names have been accepted";
    set_condition(
        &mut next,
        ["Established", "True", "InitialNamesAccepted", message],
        now,
    );
    Some(next)
}
