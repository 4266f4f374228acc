//! What is wrong with an object, or with a change of one.

use serde_json::Value;

use super::kind::Kind;
use super::metadata::{self, MetadataRules, NameRule};
use super::read::{get, set, text};
use super::{
    Errors, config_map, deployment, event, job, lease, namespace, node, pod, pod_disruption_budget,
    replica_set, secret, service, without_duplicates,
};
use crate::cluster::apiserver::catalog::ResourceType;
use crate::cluster::apiserver::crd::{custom_object, definition};
use crate::cluster::apiserver::field_error::FieldError;

/// What is wrong with a new object, in the server's order. Maps are read in the order of their
/// keys, which the real server shuffles.
pub(crate) fn validate_create(resource: &ResourceType, object: &Value) -> Errors {
    let kind = Kind::of(resource);
    let metadata = get(object, "metadata");
    let mut errors = Errors::new();
    if let Some(rules) = kind.metadata_rules(resource.namespaced) {
        metadata::validate(metadata, rules, &mut errors);
    }
    match kind {
        Kind::ConfigMap => config_map::validate(object, &mut errors),
        Kind::Deployment => deployment::validate(object, &mut errors),
        Kind::Event => event::validate(object, &mut errors),
        Kind::Job => job::validate(object, &mut errors),
        Kind::Lease => lease::validate(object, &mut errors),
        Kind::Namespace => namespace::validate(object, &mut errors),
        Kind::Node => node::validate(object, &mut errors),
        Kind::Pod => pod::validate(object, &mut errors),
        Kind::PodDisruptionBudget => pod_disruption_budget::validate(object, &mut errors),
        Kind::ReplicaSet => replica_set::validate(object, &mut errors),
        Kind::Secret => secret::validate(object, &mut errors),
        Kind::Service => service::validate(object, &mut errors),
        Kind::Custom => {
            errors = custom_object::validate_create(object, resource, errors, &validate_embedded);
        }
        Kind::Definition => errors.extend(definition::validate_create(object, &validate_embedded)),
    }
    if errors.is_empty() {
        metadata::validate(metadata, common_rules(resource), &mut errors);
    }
    without_duplicates(errors)
}

/// What is wrong with a change of an object.
pub(crate) fn validate_update(
    resource: &ResourceType,
    subresource: &str,
    new: &Value,
    old: &Value,
) -> Errors {
    let kind = Kind::of(resource);
    let (metadata, before) = (get(new, "metadata"), get(old, "metadata"));
    let mut errors = Errors::new();
    metadata::validate(metadata, common_rules(resource), &mut errors);
    metadata::validate_update(metadata, before, false, &mut errors);
    if let Some(rules) = kind.metadata_rules(resource.namespaced) {
        metadata::validate_update(metadata, before, rules.known_finalizers, &mut errors);
        if judges_again(kind, subresource) {
            metadata::validate(metadata, rules, &mut errors);
        }
    }
    match subresource {
        "status" => validate_status(kind, resource, new, old, &mut errors),
        _ if kind == Kind::Custom => {
            errors = custom_object::validate_update(new, old, resource, errors, &validate_embedded);
        }
        _ => validate_main(kind, subresource, new, old, &mut errors),
    }
    if kind == Kind::Custom {
        return errors;
    }
    without_duplicates(errors)
}

/// Some kinds judge the whole object on update too, its name included.
fn judges_again(kind: Kind, subresource: &str) -> bool {
    match kind {
        Kind::ConfigMap | Kind::Secret | Kind::Node => subresource.is_empty(),
        Kind::Pod => matches!(subresource, "" | "ephemeralcontainers" | "resize"),
        _ => false,
    }
}

fn validate_main(kind: Kind, subresource: &str, new: &Value, old: &Value, errors: &mut Errors) {
    match kind {
        Kind::ConfigMap => config_map::validate_update(new, old, errors),
        Kind::Deployment => deployment::validate_update(new, old, errors),
        Kind::Event => event::validate(new, errors),
        Kind::Job => job::validate_update(new, old, errors),
        Kind::Lease => lease::validate(new, errors),
        Kind::Namespace if subresource == "finalize" => namespace::validate_finalize(new, errors),
        Kind::Node => node::validate_update(new, old, false, errors),
        Kind::Pod => match subresource {
            "ephemeralcontainers" => pod::validate_ephemeral_update(new, old, errors),
            "resize" => pod::validate_resize(new, old, errors),
            _ => pod::validate_update(new, old, errors),
        },
        Kind::PodDisruptionBudget => pod_disruption_budget::validate(new, errors),
        Kind::ReplicaSet => replica_set::validate_update(new, old, errors),
        Kind::Secret => secret::validate_update(new, old, errors),
        Kind::Service => service::validate_update(new, old, errors),
        Kind::Definition => {
            errors.extend(definition::validate_update(new, old, &validate_embedded));
        }
        Kind::Namespace | Kind::Custom => {}
    }
}

fn validate_status(
    kind: Kind,
    resource: &ResourceType,
    new: &Value,
    old: &Value,
    errors: &mut Errors,
) {
    match kind {
        Kind::Custom => {
            let so_far = std::mem::take(errors);
            *errors = custom_object::validate_status_update(new, old, resource, so_far);
        }
        Kind::Definition => errors.extend(definition::validate_status_update(new)),
        Kind::Deployment => deployment::validate_status(new, old, errors),
        Kind::Job => job::validate_status(new, old, errors),
        Kind::Namespace => namespace::validate_status(new, errors),
        Kind::Node => node::validate_update(new, old, true, errors),
        Kind::Pod => pod::validate_status(new, old, errors),
        Kind::PodDisruptionBudget => pod_disruption_budget::validate_status(new, errors),
        Kind::ReplicaSet => replica_set::validate_status(new, errors),
        Kind::Service => service::validate_status(new, errors),
        _ => {}
    }
}

/// Judges the metadata, at `path`, of an object within another, which needs no name.
fn validate_embedded(metadata: &Value, path: &str) -> Errors {
    if !metadata.is_object() {
        let detail = "json: cannot unmarshal into Go value of type v1.ObjectMeta";
        return vec![FieldError::invalid(path, metadata.clone(), detail)];
    }
    let mut metadata = metadata.clone();
    if text(&metadata, "name").is_empty() {
        set(&mut metadata, "name", "fakename");
    }
    let rules = MetadataRules {
        namespaced: !text(&metadata, "namespace").is_empty(),
        name: NameRule::PathSegment,
        known_finalizers: false,
    };
    let mut errors = Errors::new();
    metadata::validate(&metadata, rules, &mut errors);
    for error in &mut errors {
        error.path = error.path.replacen("metadata", path, 1);
    }
    errors
}

/// What the server asks of every kind's metadata.
fn common_rules(resource: &ResourceType) -> MetadataRules {
    MetadataRules {
        namespaced: resource.namespaced,
        name: NameRule::PathSegment,
        known_finalizers: false,
    }
}
