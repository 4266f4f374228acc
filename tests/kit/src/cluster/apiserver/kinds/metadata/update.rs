//! What an update does to metadata, and may not do.

use serde_json::Value;

use super::super::Errors;
use super::super::numbers::not_negative;
use super::super::path::Path;
use super::super::read::{copy, get, is_set, set, text, texts};
use super::{generation, owners, validate_annotations, validate_labels};
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::go_text;

/// Takes from the old object what a client need not send, or may not change.
pub(crate) fn keep_on_update(new: &mut Value, old: &Value) {
    if text(new, "uid").is_empty() {
        copy(new, old, "uid");
    }
    for field in ["creationTimestamp", "deletionTimestamp"] {
        if is_set(old, field) {
            copy(new, old, field);
        }
    }
    if is_set(old, "deletionGracePeriodSeconds") && !is_set(new, "deletionGracePeriodSeconds") {
        copy(new, old, "deletionGracePeriodSeconds");
    }
}

/// Sets the generation, which nobody may choose, to what it was.
pub(crate) fn keep_generation(new: &mut Value, old: &Value) {
    copy(new, old, "generation");
}

pub(crate) fn bump_generation(new: &mut Value, old: &Value) {
    set(new, "generation", generation(old) + 1);
}

/// Judges the change of metadata.
pub(crate) fn validate_update(new: &Value, old: &Value, known: bool, errors: &mut Errors) {
    let path = Path::new("metadata");
    if is_set(old, "deletionTimestamp") {
        validate_no_new_finalizers(new, old, &path, errors);
    }
    if text(new, "resourceVersion").is_empty() {
        let detail = "must be specified for an update";
        errors.push(FieldError::invalid(
            path.child("resourceVersion"),
            "",
            detail,
        ));
    }
    not_negative(new, "generation", &path, errors);
    if generation(new) < generation(old) {
        let path = path.child("generation");
        errors.push(FieldError::invalid(
            path,
            generation(new),
            "must not be decremented",
        ));
    }
    validate_identity(new, old, &path, errors);
    validate_labels(new, "labels", &path, errors);
    validate_annotations(new, &path, errors);
    owners::validate(new, &path, errors);
    super::validate_managers(new, &path, errors);
    if known {
        super::validate_known_finalizers(new, &path, errors);
    }
}

/// What an object is stays.
fn validate_identity(new: &Value, old: &Value, path: &Path, errors: &mut Errors) {
    for field in ["name", "namespace", "uid"] {
        if text(new, field) != text(old, field) {
            immutable(field, text(new, field), path, errors);
        }
    }
    for field in [
        "creationTimestamp",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
    ] {
        if get(new, field) != get(old, field) {
            immutable(field, get(new, field).clone(), path, errors);
        }
    }
}

fn immutable(field: &str, value: impl Into<Value>, path: &Path, errors: &mut Errors) {
    errors.push(FieldError::invalid(
        path.child(field),
        value,
        "field is immutable",
    ));
}

fn validate_no_new_finalizers(new: &Value, old: &Value, path: &Path, errors: &mut Errors) {
    let mut added: Vec<_> = texts(new, "finalizers")
        .filter(|finalizer| !texts(old, "finalizers").any(|old| old == *finalizer))
        .map(go_text::quote)
        .collect();
    if added.is_empty() {
        return;
    }
    added.sort();
    added.dedup();
    let detail = format!(
        "no new finalizers can be added if the object is being deleted, found new finalizers \
         []string{{{}}}",
        added.join(", ")
    );
    errors.push(FieldError::forbidden(path.child("finalizers"), detail));
}
