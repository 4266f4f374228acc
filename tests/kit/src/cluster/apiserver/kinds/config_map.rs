//! ConfigMaps.

use serde_json::Value;

use super::formats;
use super::path::Path;
use super::read::{flag, get, pairs, same, text};
use super::{Errors, secret};
use crate::cluster::apiserver::field_error::FieldError;

/// Of all values of a ConfigMap, or of a Secret.
pub(crate) const DATA_LIMIT: usize = 1 << 20;

pub(crate) fn validate(object: &Value, errors: &mut Errors) {
    let binary = get(object, "binaryData");
    let mut size = 0;
    for (key, value) in pairs(object, "data") {
        let path = Path::new("data").key(key);
        validate_key(key, &path, errors);
        if binary.get(key).is_some() {
            let detail = "duplicate of key present in binaryData";
            errors.push(FieldError::invalid(path, key, detail));
        }
        size += value.len();
    }
    for (key, _) in pairs(object, "binaryData") {
        validate_key(key, &Path::new("binaryData").key(key), errors);
        size += secret::decoded_len(text(binary, key));
    }
    if size > DATA_LIMIT {
        // The server means the object as a whole and spells its path so.
        errors.push(FieldError::too_long("[]", DATA_LIMIT));
    }
}

pub(crate) fn validate_key(key: &str, path: &Path, errors: &mut Errors) {
    for complaint in formats::config_key(key) {
        errors.push(FieldError::invalid(path, key, complaint));
    }
}

pub(crate) fn validate_update(new: &Value, old: &Value, errors: &mut Errors) {
    validate_immutable(new, old, &["data", "binaryData"], errors);
    validate(new, errors);
}

/// What `immutable: true` forbids, once it is set.
pub(crate) fn validate_immutable(new: &Value, old: &Value, data: &[&str], errors: &mut Errors) {
    if !flag(old, "immutable") {
        return;
    }
    let mut forbid = |field: &str| {
        let detail = "field is immutable when `immutable` is set";
        errors.push(FieldError::forbidden(field, detail));
    };
    if !flag(new, "immutable") {
        forbid("immutable");
    }
    for field in data {
        if !same(get(new, field), get(old, field)) {
            forbid(field);
        }
    }
}
