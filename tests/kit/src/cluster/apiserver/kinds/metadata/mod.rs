//! What every object's metadata must be, on create and on update.

mod labels;
mod owners;
mod update;

use outrigger::validation;
use serde_json::Value;

pub(crate) use self::labels::{validate_annotations, validate_label_key, validate_labels};
pub(crate) use self::update::{bump_generation, keep_generation, keep_on_update, validate_update};
use super::Errors;
use super::formats;
use super::numbers::not_negative;
use super::path::Path;
use super::read::{get, list, number, text, texts};
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::ownership::manager_errors::entry_errors;

/// What a kind's name must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameRule {
    Subdomain,
    Label,
    /// Whatever can stand in a URL's path: what the server asks of every kind.
    PathSegment,
}

/// How a kind's metadata is judged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MetadataRules {
    pub(crate) namespaced: bool,
    pub(crate) name: NameRule,
    /// A finalizer without a domain must be one that Kubernetes knows.
    pub(crate) known_finalizers: bool,
}

impl NameRule {
    /// `prefix`: the name is to be continued (a generateName).
    pub(crate) fn complaints(self, name: &str, prefix: bool) -> Vec<String> {
        let rule = match (self, prefix) {
            (Self::PathSegment, true) => validation::path_segment_prefix,
            (Self::PathSegment, false) => validation::path_segment,
            (Self::Subdomain, _) => validation::dns1123_subdomain,
            (Self::Label, _) => validation::dns1123_label,
        };
        let checked = match (self, prefix) {
            (Self::Subdomain | Self::Label, true) => validation::generate_name_prefix(name, rule),
            _ => rule(name),
        };
        formats::complaints(checked)
    }
}

/// Judges `metadata` as such.
pub(crate) fn validate(metadata: &Value, rules: MetadataRules, errors: &mut Errors) {
    let path = Path::new("metadata");
    validate_name(metadata, rules.name, &path, errors);
    validate_namespace(metadata, rules.namespaced, &path, errors);
    not_negative(metadata, "generation", &path, errors);
    validate_labels(metadata, "labels", &path, errors);
    validate_annotations(metadata, &path, errors);
    owners::validate(metadata, &path, errors);
    validate_finalizers(metadata, &path, errors);
    validate_managers(metadata, &path, errors);
    if rules.known_finalizers {
        validate_known_finalizers(metadata, &path, errors);
    }
}

fn validate_managers(metadata: &Value, path: &Path, errors: &mut Errors) {
    let path = path.child("managedFields").to_string();
    errors.extend(entry_errors(&path, get(metadata, "managedFields")));
}

fn validate_name(metadata: &Value, rule: NameRule, path: &Path, errors: &mut Errors) {
    let prefix = text(metadata, "generateName");
    if !prefix.is_empty() {
        for complaint in rule.complaints(prefix, true) {
            errors.push(FieldError::invalid(
                path.child("generateName"),
                prefix,
                complaint,
            ));
        }
    }
    match text(metadata, "name") {
        "" => errors.push(FieldError::required(
            path.child("name"),
            "name or generateName is required",
        )),
        name => {
            for complaint in rule.complaints(name, false) {
                errors.push(FieldError::invalid(path.child("name"), name, complaint));
            }
        }
    }
}

fn validate_namespace(metadata: &Value, namespaced: bool, path: &Path, errors: &mut Errors) {
    let path = path.child("namespace");
    match (namespaced, text(metadata, "namespace")) {
        (true, "") => errors.push(FieldError::required(path, "")),
        (true, namespace) => {
            for complaint in formats::dns_label(namespace) {
                errors.push(FieldError::invalid(&path, namespace, complaint));
            }
        }
        (false, "") => {}
        (false, _) => errors.push(FieldError::forbidden(path, "not allowed on this type")),
    }
}

/// Each a qualified name, and not both of the garbage collector's at once.
fn validate_finalizers(metadata: &Value, path: &Path, errors: &mut Errors) {
    let path = path.child("finalizers");
    for finalizer in texts(metadata, "finalizers") {
        validate_label_key(finalizer, &path, errors);
    }
    let has = |name| texts(metadata, "finalizers").any(|finalizer| finalizer == name);
    if has("orphan") && has("foregroundDeletion") {
        errors.push(FieldError::invalid(
            path,
            list(metadata, "finalizers"),
            "finalizer orphan and foregroundDeletion cannot be both set",
        ));
    }
}

fn validate_known_finalizers(metadata: &Value, path: &Path, errors: &mut Errors) {
    for (index, finalizer) in texts(metadata, "finalizers").enumerate() {
        let path = path.child("finalizers").index(index);
        validate_known_finalizer(finalizer, &path, errors);
    }
}

pub(crate) fn validate_known_finalizer(finalizer: &str, path: &Path, errors: &mut Errors) {
    let known = ["kubernetes", "orphan", "foregroundDeletion"];
    if !finalizer.contains('/') && !known.contains(&finalizer) {
        errors.push(FieldError::invalid(
            path,
            finalizer,
            "name is neither a standard finalizer name nor is it fully qualified",
        ));
    }
}

fn generation(metadata: &Value) -> i64 {
    number(metadata, "generation")
}
