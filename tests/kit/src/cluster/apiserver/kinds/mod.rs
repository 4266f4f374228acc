//! What each kind does to its objects: defaults, what a write resets or counts, and what is valid.
//!
//! All are functions over objects that have been decoded: types are right and unknown fields gone.
//! A write goes through [`default`], [`admit_create`] or [`admit_update`], [`prepare_create`] or
//! [`prepare_update`], [`validate_create`] or [`validate_update`], and [`finish`], in this order.

mod addresses;
mod admission;
mod config_map;
mod deployment;
mod event;
pub(crate) mod fields;
pub(crate) mod formats;
mod job;
mod kind;
mod label_selector;
mod lease;
pub(crate) mod metadata;
mod namespace;
mod node;
mod numbers;
pub(crate) mod path;
mod pod;
mod pod_disruption_budget;
mod preparation;
mod quantity;
mod read;
mod replica_set;
mod secret;
mod service;
#[cfg(test)]
pub(crate) mod tests;
mod validation;
pub(crate) mod warnings;
mod written;

use serde_json::Value;

use self::kind::Kind;
pub(crate) use self::label_selector::{as_text as selector_text, matches as selects};
use self::path::Path;
pub(crate) use self::pod::{lacking as lacking_for_pod, set_condition as set_pod_condition};
pub(crate) use self::preparation::{
    admit_create, admit_update, default, finish, prepare_create, prepare_update,
};
use self::read::{get, same};
pub(crate) use self::service::ServiceNetwork;
pub(crate) use self::validation::{validate_create, validate_update};
use super::catalog::ResourceType;
use super::field_error::FieldError;

pub(crate) type Errors = Vec<FieldError>;

/// Errors that read alike are one.
pub(crate) fn without_duplicates(errors: Errors) -> Errors {
    let mut kept = Errors::new();
    for error in errors {
        let text = error.to_string();
        if !kept.iter().any(|other| other.to_string() == text) {
            kept.push(error);
        }
    }
    kept
}

fn immutable(new: &Value, old: &Value, field: &str, path: &Path, errors: &mut Errors) {
    if !same(get(new, field), get(old, field)) {
        let value = get(new, field).clone();
        errors.push(FieldError::invalid(path, value, "field is immutable"));
    }
}

/// `spec.selector` of those that make pods.
fn immutable_selector(new: &Value, old: &Value, errors: &mut Errors) {
    let selector = get(get(new, "spec"), "selector");
    if !same(selector, get(get(old, "spec"), "selector")) {
        let detail = "field is immutable";
        let error = FieldError::invalid("spec.selector", selector.clone(), detail);
        errors.push(error.showing(label_selector::shown(selector)));
    }
}

/// Whether an update may omit the resourceVersion and write over whatever is there; the error, of
/// status 422, if it may not.
pub(crate) fn unconditional_update(resource: &ResourceType) -> Result<(), FieldError> {
    match Kind::of(resource) {
        Kind::Custom | Kind::Definition | Kind::Lease | Kind::PodDisruptionBudget => {
            Err(FieldError::invalid(
                "metadata.resourceVersion",
                0,
                "must be specified for an update",
            ))
        }
        _ => Ok(()),
    }
}

/// Whether a PUT to a name that does not exist makes the object.
pub(crate) fn allows_create_on_update(resource: &ResourceType) -> bool {
    matches!(
        Kind::of(resource),
        Kind::Event | Kind::Lease | Kind::Service
    )
}
