//! Namespaces.

use serde_json::{Value, json};

use super::Errors;
use super::metadata::{validate_known_finalizer, validate_label_key};
use super::path::Path;
use super::read::{dig, get, is_set, list, object_mut, set, set_default, text, texts};
use crate::cluster::apiserver::field_error::FieldError;

const NAME_LABEL: &str = "kubernetes.io/metadata.name";

/// A namespace's labels name it; with a generateName that has to wait for the name.
pub(crate) fn default(object: &mut Value) {
    let name = text(get(object, "metadata"), "name").to_owned();
    if !name.is_empty() {
        let labels = object_mut(object_mut(object, "metadata"), "labels");
        set(labels, NAME_LABEL, name);
    }
    object_mut(object, "spec");
    set_default(object_mut(object, "status"), "phase", "Active");
}

pub(crate) fn prepare_create(object: &mut Value) {
    set(object, "status", json!({"phase": "Active"}));
    let spec = object_mut(object, "spec");
    let mut finalizers = list(spec, "finalizers").to_vec();
    if !finalizers.iter().any(|finalizer| finalizer == "kubernetes") {
        finalizers.push("kubernetes".into());
    }
    set(spec, "finalizers", finalizers);
}

pub(crate) fn validate(object: &Value, errors: &mut Errors) {
    let path = Path::new("spec.finalizers");
    for finalizer in texts(get(object, "spec"), "finalizers") {
        validate_finalizer(finalizer, &path, errors);
    }
}

pub(crate) fn validate_status(new: &Value, errors: &mut Errors) {
    let phase = dig(new, &["status", "phase"]).as_str().unwrap_or_default();
    let deleted = is_set(get(new, "metadata"), "deletionTimestamp");
    let (expected, when) = match deleted {
        false => ("Active", "is empty"),
        true => ("Terminating", "is not empty"),
    };
    if phase != expected {
        let detail = format!("may only be '{expected}' if `deletionTimestamp` {when}");
        errors.push(FieldError::invalid("status.Phase", phase, detail));
    }
}

pub(crate) fn validate_finalize(new: &Value, errors: &mut Errors) {
    let path = Path::new("spec.finalizers");
    for (index, finalizer) in texts(get(new, "spec"), "finalizers").enumerate() {
        validate_finalizer(finalizer, &path.index(index), errors);
    }
}

fn validate_finalizer(finalizer: &str, path: &Path, errors: &mut Errors) {
    validate_label_key(finalizer, path, errors);
    validate_known_finalizer(finalizer, path, errors);
}
