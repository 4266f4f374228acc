//! Labels and annotations.

use serde_json::Value;

use super::super::Errors;
use super::super::formats;
use super::super::path::Path;
use super::super::read::pairs;
use crate::cluster::apiserver::field_error::FieldError;

const ANNOTATIONS_LIMIT: usize = 256 << 10;

/// A map of labels: `metadata.labels`, a nodeSelector, a selector's matchLabels.
pub(crate) fn validate_labels(object: &Value, field: &str, path: &Path, errors: &mut Errors) {
    let path = path.child(field);
    for (key, value) in pairs(object, field) {
        validate_label_key(key, &path, errors);
        for complaint in formats::label_value(value) {
            errors.push(FieldError::invalid(&path, value, complaint));
        }
    }
}

pub(crate) fn validate_label_key(key: &str, path: &Path, errors: &mut Errors) {
    for complaint in formats::label_key(key) {
        errors.push(FieldError::invalid(path, key, complaint));
    }
}

/// Keys, whose case does not matter, and the size of all together.
pub(crate) fn validate_annotations(metadata: &Value, path: &Path, errors: &mut Errors) {
    let path = path.child("annotations");
    let mut size = 0;
    for (key, value) in pairs(metadata, "annotations") {
        for complaint in formats::label_key(&key.to_lowercase()) {
            errors.push(FieldError::invalid(&path, key, complaint));
        }
        size += key.len() + value.len();
    }
    if size > ANNOTATIONS_LIMIT {
        errors.push(FieldError::too_long(path, ANNOTATIONS_LIMIT));
    }
}
