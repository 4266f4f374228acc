//! From a CRD's creation to its end: what its strategy sets, and what the server's own controllers
//! write into its status.
//!
//! On the real server, `naming` and `establishing` are two writes of the status by the manager
//! `kube-apiserver`, one right after the other; each bumps the resourceVersion. Deletion adds the
//! finalizer and a condition, and two more writes follow before the CRD goes.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::go_text::quote;

pub(crate) const FINALIZER: &str = "customresourcecleanup.apiextensions.k8s.io";

/// Sets what a CRD does not say.
pub(crate) fn set_defaults(crd: &mut Value) {
    let spec = &mut crd["spec"];
    let kind = spec["names"]["kind"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    set_if_empty(&mut spec["names"], "singular", &kind.to_lowercase());
    if !kind.is_empty() {
        set_if_empty(&mut spec["names"], "listKind", &format!("{kind}List"));
    }
    if spec["conversion"].is_null() {
        spec["conversion"] = json!({"strategy": "None"});
    }
    if let Some(service) = spec.pointer_mut("/conversion/webhook/clientConfig/service")
        && service["port"].is_null()
    {
        service["port"] = 443.into();
    }
}

fn set_if_empty(object: &mut Value, field: &str, value: &str) {
    if object[field].as_str().unwrap_or_default().is_empty() && !value.is_empty() {
        object[field] = value.into();
    }
}

/// A new CRD has a status of the server's making.
pub(crate) fn prepare_create(crd: &mut Value) {
    crd["status"] = json!({
        "conditions": null,
        "acceptedNames": {"plural": "", "kind": ""},
        "storedVersions": [],
    });
    crd["metadata"]["generation"] = 1.into();
    store_version(crd);
}

/// A changed CRD keeps its status, and counts changes of its spec.
pub(crate) fn prepare_update(crd: &mut Value, old: &Value) {
    crd["status"] = old["status"].clone();
    if crd["spec"] != old["spec"] {
        crd["metadata"]["generation"] =
            (old["metadata"]["generation"].as_i64().unwrap_or_default() + 1).into();
    }
    store_version(crd);
}

/// A change of the status changes nothing of the spec.
pub(crate) fn prepare_status_update(crd: &mut Value, old: &Value) {
    crd["spec"] = old["spec"].clone();
}

/// From now on objects may be stored in the storage version.
fn store_version(crd: &mut Value) {
    let Some(version) = storage_version(crd).map(str::to_owned) else {
        return;
    };
    let stored = &mut crd["status"]["storedVersions"];
    match stored.as_array_mut() {
        Some(stored) if stored.iter().any(|known| *known == version) => {}
        Some(stored) => stored.push(version.into()),
        None => *stored = json!([version]),
    }
}

pub(crate) fn storage_version(crd: &Value) -> Option<&str> {
    let mut versions = crd["spec"]["versions"].as_array()?.iter();
    versions.find(|version| version["storage"] == true)?["name"].as_str()
}

/// Whether a condition is there and true.
pub(crate) fn is_true(crd: &Value, condition: &str) -> bool {
    find(crd, condition).is_some_and(|found| found["status"] == "True")
}

fn find<'a>(crd: &'a Value, condition: &str) -> Option<&'a Value> {
    let mut conditions = crd["status"]["conditions"].as_array()?.iter();
    conditions.find(|found| found["type"] == condition)
}

fn set_condition(crd: &mut Value, condition: [&str; 4], now: &str) {
    let [kind, status, reason, message] = condition;
    let conditions = &mut crd["status"]["conditions"];
    if !conditions.is_array() {
        *conditions = json!([]);
    }
    let Some(conditions) = conditions.as_array_mut() else {
        return;
    };
    let position = conditions
        .iter()
        .position(|known| known["type"] == kind)
        .unwrap_or_else(|| {
            conditions.push(json!({"type": kind}));
            conditions.len() - 1
        });
    let known = &mut conditions[position];
    if known["status"] != status {
        known["lastTransitionTime"] = now.into();
    }
    known["status"] = status.into();
    known["reason"] = reason.into();
    known["message"] = message.into();
}

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
pub(crate) fn naming(crd: &Value, others: &[&Value], now: &str) -> Option<Value> {
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
    let unchanged = find(crd, "NamesAccepted").is_some_and(|known| {
        let fields = ["type", "status", "reason", "message"];
        fields
            .iter()
            .zip(condition)
            .all(|(field, value)| known[*field] == value)
    });
    if unchanged && next["status"]["acceptedNames"] == crd["status"]["acceptedNames"] {
        return None;
    }
    set_condition(&mut next, condition, now);
    if !is_true(crd, "Established") {
        let installing = [
            "Established",
            "False",
            "Installing",
            "the initial names have been accepted",
        ];
        let not_accepted = [
            "Established",
            "False",
            "NotAccepted",
            "not all names are accepted",
        ];
        match (&conflict, find(crd, "Established")) {
            (None, _) => set_condition(&mut next, installing, now),
            (Some(_), None) => set_condition(&mut next, not_accepted, now),
            (Some(_), Some(_)) => {}
        }
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
pub(crate) fn establishing(crd: &Value, now: &str) -> Option<Value> {
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

/// The CRD after both controllers.
pub(crate) fn established(crd: &Value, others: &[&Value], now: &str) -> Value {
    let named = naming(crd, others, now).unwrap_or_else(|| crd.clone());
    establishing(&named, now).unwrap_or(named)
}

/// The CRD after the first request to delete it; a further one goes the way of all objects.
pub(crate) fn mark_deleted(crd: &Value, now: &str) -> Value {
    let mut next = crd.clone();
    let metadata = &mut next["metadata"];
    if metadata["deletionTimestamp"].is_null() {
        metadata["deletionTimestamp"] = now.into();
    }
    match metadata["finalizers"].as_array_mut() {
        Some(finalizers) if finalizers.iter().any(|finalizer| finalizer == FINALIZER) => {}
        Some(finalizers) => finalizers.push(FINALIZER.into()),
        None => metadata["finalizers"] = json!([FINALIZER]),
    }
    let message =
        "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon";
    set_condition(
        &mut next,
        ["Terminating", "True", "InstanceDeletionPending", message],
        now,
    );
    next
}

/// The CRD while its objects are being deleted.
pub(crate) fn deleting_instances(crd: &Value, now: &str) -> Value {
    let mut next = crd.clone();
    let message = "CustomResource deletion is in progress";
    set_condition(
        &mut next,
        ["Terminating", "True", "InstanceDeletionInProgress", message],
        now,
    );
    next
}

/// The CRD once its objects are gone: without the finalizer, so that it goes too.
pub(crate) fn instances_deleted(crd: &Value, now: &str) -> Value {
    let mut next = crd.clone();
    let (reason, message) = if is_true(crd, "Established") {
        ("InstanceDeletionCompleted", "removed all instances")
    } else {
        ("NeverEstablished", "resource was never established")
    };
    set_condition(&mut next, ["Terminating", "False", reason, message], now);
    if let Some(finalizers) = next["metadata"]["finalizers"].as_array_mut() {
        finalizers.retain(|finalizer| finalizer != FINALIZER);
    }
    next
}
