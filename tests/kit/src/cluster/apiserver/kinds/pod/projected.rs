//! Volumes whose files come from elsewhere: fields of the pod, tokens, several sources in one.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::Errors;
use super::super::path::Path;
use super::super::read::{get, is_set, list, number_option, text};
use super::env::{VOLUME_FIELDS, validate_field, validate_resource};
use super::volume::{local_path, require, validate_key_to_path, validate_mode};
use crate::cluster::apiserver::field_error::FieldError;

pub(super) fn validate_downward(item: &Value, path: &Path, errors: &mut Errors) {
    require(item, "path", path, errors);
    local_path(text(item, "path"), &path.child("path"), errors);
    match (is_set(item, "fieldRef"), is_set(item, "resourceFieldRef")) {
        (true, both) => {
            let reference = get(item, "fieldRef");
            validate_field(reference, &VOLUME_FIELDS, &path.child("fieldRef"), errors);
            if both {
                let detail = "fieldRef and resourceFieldRef can not be specified simultaneously";
                errors.push(FieldError::invalid(path, "resource", detail));
            }
        }
        (false, true) => {
            let path = path.child("resourceFieldRef");
            validate_resource(get(item, "resourceFieldRef"), true, &path, errors);
        }
        (false, false) => {
            let detail = "one of fieldRef and resourceFieldRef is required";
            errors.push(FieldError::required(path, detail));
        }
    }
    validate_mode(item, "mode", path, errors);
}

pub(super) fn validate_projected(content: &Value, path: &Path, errors: &mut Errors) {
    validate_mode(content, "defaultMode", path, errors);
    let mut paths = BTreeSet::new();
    for (index, source) in list(content, "sources").iter().enumerate() {
        let source_path = path.child("sources").index(index);
        let mut sources = 0;
        for kind in ["secret", "configMap", "downwardAPI", "serviceAccountToken"] {
            if !is_set(source, kind) {
                continue;
            }
            sources += 1;
            let (part, part_path) = (get(source, kind), source_path.child(kind));
            if kind == "serviceAccountToken" {
                validate_token(part, path, &part_path, errors);
                continue;
            }
            if kind != "downwardAPI" {
                require(part, "name", &part_path, errors);
            }
            validate_projected_items(part, kind, (path, &part_path), &mut paths, errors);
        }
        if sources > 1 {
            let detail = "may not specify more than 1 volume type per source";
            errors.push(FieldError::forbidden(source_path, detail));
        }
    }
}

/// `paths`: of the volume, and of the source.
fn validate_projected_items<'a>(
    part: &'a Value,
    kind: &str,
    paths: (&Path, &Path),
    used: &mut BTreeSet<&'a str>,
    errors: &mut Errors,
) {
    for (index, item) in list(part, "items").iter().enumerate() {
        let file = text(item, "path");
        let named = if kind == "downwardAPI" {
            validate_downward(item, paths.1, errors);
            file
        } else {
            validate_key_to_path(item, &paths.1.child("items").index(index), errors);
            text(part, "name")
        };
        if !file.is_empty() && !used.insert(file) {
            errors.push(FieldError::invalid(
                paths.0,
                named,
                "conflicting duplicate paths",
            ));
        }
    }
}

fn validate_token(token: &Value, path: &Path, token_path: &Path, errors: &mut Errors) {
    let field = "expirationSeconds";
    let field_path = token_path.child(field);
    match number_option(token, field) {
        None => errors.push(FieldError::required(field_path, "")),
        Some(seconds) if seconds < 600 => {
            let detail = "may not specify a duration less than 10 minutes";
            errors.push(FieldError::invalid(field_path, seconds, detail));
        }
        Some(seconds) if seconds > 1 << 32 => {
            let detail = "may not specify a duration larger than 2^32 seconds";
            errors.push(FieldError::invalid(field_path, seconds, detail));
        }
        Some(_) => {}
    }
    match text(token, "path") {
        "" => errors.push(FieldError::required(path.child("path"), "")),
        file => local_path(file, &path.child("path"), errors),
    }
}
