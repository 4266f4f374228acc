//! `metadata.ownerReferences`.

use serde_json::Value;

use super::super::Errors;
use super::super::path::Path;
use super::super::read::{flag, list, text};
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::go_text;

pub(crate) fn validate(metadata: &Value, path: &Path, errors: &mut Errors) {
    let path = path.child("ownerReferences");
    let owners = list(metadata, "ownerReferences");
    let mut controller = None;
    for (index, owner) in owners.iter().enumerate() {
        validate_owner(owner, &path.index(index), errors);
        if !flag(owner, "controller") {
            continue;
        }
        let this = format!("{}/{}", text(owner, "kind"), text(owner, "name"));
        let Some(first) = &controller else {
            controller = Some(this);
            continue;
        };
        let detail = format!(
            "Only one reference can have Controller set to true. Found \"true\" in references for \
             {first} and {this}"
        );
        let shown: Vec<_> = owners.iter().map(shown).collect();
        let error = FieldError::invalid(&path, owners, detail);
        errors.push(error.showing(format!("[{}]", shown.join(","))));
    }
}

fn validate_owner(owner: &Value, path: &Path, errors: &mut Errors) {
    let version = text(owner, "apiVersion");
    let parsed = parse_version(version);
    match parsed {
        _ if version.is_empty() => required("apiVersion", path, errors),
        Some((_, "")) | None => errors.push(FieldError::invalid(
            path.child("apiVersion"),
            version,
            "must be <group>/<version> or <version>",
        )),
        Some(_) => {}
    }
    for field in ["kind", "name", "uid"] {
        if text(owner, field).is_empty() {
            required(field, path, errors);
        }
    }
    if parsed == Some(("", "v1")) && text(owner, "kind") == "Event" {
        let detail = "/v1, Kind=Event is disallowed from being an owner";
        let error = FieldError::invalid(path, owner.clone(), detail);
        errors.push(error.showing(shown(owner)));
    }
}

fn required(field: &str, path: &Path, errors: &mut Errors) {
    errors.push(FieldError::required(path.child(field), "must not be empty"));
}

/// Group and version.
fn parse_version(version: &str) -> Option<(&str, &str)> {
    match version.split_once('/') {
        None => Some(("", version)),
        Some((_, rest)) if rest.contains('/') => None,
        Some(parts) => Some(parts),
    }
}

fn shown(owner: &Value) -> String {
    go_text::json_struct(
        owner,
        &["apiVersion", "kind", "name", "uid"],
        &["controller", "blockOwnerDeletion"],
    )
}
