//! From a CRD's creation to its end: what its strategy sets, and what the server's own controllers
//! write into its status.
//!
//! On the real server, naming and establishing are two writes of the status by the manager
//! `kube-apiserver`, one right after the other; each bumps the resourceVersion. Deletion adds the
//! finalizer and a condition, and two more writes follow before the CRD goes.

pub(crate) mod naming;

use serde_json::{Value, json};

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
