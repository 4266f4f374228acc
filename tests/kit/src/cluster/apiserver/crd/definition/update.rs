//! What depends on what was before.

use serde_json::Value;

use super::{list, names, text};
use crate::cluster::apiserver::crd::lifecycle;
use crate::cluster::apiserver::crd::{path, validation};
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::go_text::quote;

/// Once objects may be stored, where and as what they are stored is settled.
pub(super) fn validate_immutable(crd: &Value, old: &Value) -> Vec<FieldError> {
    let established = lifecycle::is_true(old, "Established");
    let fields = [
        ("/spec/scope", "spec.scope", established),
        ("/spec/names/kind", "spec.names.kind", established),
        ("/spec/group", "spec.group", true),
        ("/spec/names/plural", "spec.names.plural", true),
    ];
    fields
        .into_iter()
        .filter(|(pointer, _, checked)| *checked && crd.pointer(pointer) != old.pointer(pointer))
        .map(|(pointer, at, _)| {
            let value = crd.pointer(pointer).cloned().unwrap_or_else(|| "".into());
            FieldError::invalid(at, value, "field is immutable")
        })
        .collect()
}

pub(super) fn validate_stored_state(crd: &Value) -> Vec<FieldError> {
    let mut errors = names::validate(&crd["status"]["acceptedNames"], "status.acceptedNames");
    errors.extend(validate_stored_versions(crd));
    errors
}

fn validate_stored_versions(crd: &Value) -> Vec<FieldError> {
    let at = "status.storedVersions";
    let stored = list(&crd["status"], "storedVersions");
    if stored.is_empty() {
        return vec![FieldError::invalid(
            at,
            Value::Null,
            "must have at least one stored version",
        )];
    }
    let versions = list(&crd["spec"], "versions");
    let mut errors = Vec::new();
    let mut unseen: Vec<_> = stored.iter().filter_map(Value::as_str).collect();
    for version in versions {
        let name = text(version, "name");
        let known = unseen.len();
        unseen.retain(|stored| *stored != name);
        if version["storage"] == true && unseen.len() == known {
            let detail = format!("must have the storage version {name}");
            errors.push(FieldError::invalid(at, stored.to_vec(), detail));
        }
    }
    for (index, name) in stored.iter().enumerate() {
        if versions.iter().any(|version| version["name"] == *name) {
            continue;
        }
        let shown = name.as_str().unwrap_or_default();
        let detail = format!(
            "missing from spec.versions; {shown} was previously a storage version, and must remain in spec.versions \
             until a storage migration ensures no data remains persisted in {shown} and removes {shown} from \
             status.storedVersions"
        );
        errors.push(FieldError::invalid(path::index(at, index), shown, detail));
    }
    errors
}

const APPROVAL: &str = "api-approved.kubernetes.io";

#[derive(Clone, Copy, PartialEq)]
enum Approval {
    Missing,
    Bypassed,
    Approved,
    Invalid,
}

impl Approval {
    fn of(crd: &Value) -> Self {
        match text(&crd["metadata"]["annotations"], APPROVAL) {
            "" => Self::Missing,
            text if text.starts_with("unapproved") => Self::Bypassed,
            text if text.contains("://") && validation::is_request_uri(text) => Self::Approved,
            _ => Self::Invalid,
        }
    }
}

/// Kubernetes' own groups need an approval, or to say that they have none.
pub(super) fn validate_approval(crd: &Value, old: Option<&Value>) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let group = text(&crd["spec"], "group");
    let protected = ["k8s.io", "kubernetes.io"].into_iter().any(|own| {
        group
            .strip_suffix(own)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    });
    let state = Approval::of(crd);
    if protected && old.map(Approval::of) != Some(state) {
        let at = format!("metadata.annotations[{APPROVAL}]");
        let see = "see https://github.com/kubernetes/enhancements/pull/1111";
        let need = format!(
            "protected groups must have approval annotation {}",
            quote(APPROVAL)
        );
        match state {
            Approval::Missing => errors.push(FieldError::required(at, format!("{need}, {see}"))),
            Approval::Invalid => {
                let detail = format!(
                    "{need} with either a URL or a reason starting with \"unapproved\", {see}"
                );
                let value = text(&crd["metadata"]["annotations"], APPROVAL);
                errors.push(FieldError::invalid(at, value, detail));
            }
            Approval::Approved | Approval::Bypassed => {}
        }
    }
    let preserves = |crd: &Value| crd["spec"]["preserveUnknownFields"] == true;
    if preserves(crd) && !old.is_some_and(preserves) {
        let detail = "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema \
                      instead";
        errors.push(FieldError::invalid(
            "spec.preserveUnknownFields",
            true,
            detail,
        ));
    }
    errors
}
