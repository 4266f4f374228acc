//! What `kubectl apply` without `--server-side` left behind, and what becomes of it.

use serde_json::{Value, json};

use super::compare::compare;
use super::conflicts::Conflict;
use super::field_set::FieldSet;
use super::fields_of::fields_of;
use super::update::Update;
use super::validate::{Duplicates, validate};
use crate::cluster::apiserver::json::write;

/// The manager for which the annotation counts.
pub(super) const KUBECTL: &str = "kubectl";

const ANNOTATION: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// The most bytes of all annotations together.
const ANNOTATIONS_MAX: usize = 256 * 1024;

impl Update<'_> {
    /// The conflicts that are left when those are taken away that only come from applying on the
    /// client's side before.
    pub(super) fn without_last_applied(
        &self,
        live: &Value,
        mut conflicts: Vec<Conflict>,
    ) -> Vec<Conflict> {
        if let Some(own) = self.last_applied_fields(live) {
            conflicts.retain(|conflict| !own.contains(&conflict.path));
        }
        conflicts
    }

    /// The fields that the annotation names, and that are still as it says.
    fn last_applied_fields(&self, live: &Value) -> Option<FieldSet> {
        let text = live["metadata"]["annotations"][ANNOTATION].as_str()?;
        let last: Value = serde_json::from_str(text).ok()?;
        if last["apiVersion"] != self.api_version.as_str() || last["kind"] != live["kind"] {
            return None;
        }
        for object in [live, &last] {
            validate(self.schema, object, Duplicates::Refused).ok()?;
        }
        let comparison = compare(self.schema, &last, live);
        let fields = fields_of(self.schema, &last)
            .difference(&comparison.modified)
            .difference(&comparison.added)
            .difference(&comparison.removed);
        Some(fields)
    }
}

/// Brings the annotation up to date, if there is one: to be called after kubectl has applied.
pub(crate) fn sync_last_applied(manager: &str, applied: &Value, object: &mut Value) {
    let Some(Value::Object(annotations)) = object.pointer_mut("/metadata/annotations") else {
        return;
    };
    let last = annotations.get(ANNOTATION).and_then(Value::as_str);
    if manager != KUBECTL || last.is_none_or(str::is_empty) {
        return;
    }
    let mut applied = applied.clone();
    if let Some(Value::Object(own)) = applied.pointer_mut("/metadata/annotations") {
        own.remove(ANNOTATION);
    }
    let text = String::from_utf8_lossy(&write::to_bytes(&applied)).into_owned() + "\n";
    annotations.insert(ANNOTATION.to_owned(), json!(text));
    let size: usize = annotations
        .iter()
        .map(|(key, value)| key.len() + value.as_str().map_or(0, str::len))
        .sum();
    if size > ANNOTATIONS_MAX {
        annotations.remove(ANNOTATION);
    }
}
