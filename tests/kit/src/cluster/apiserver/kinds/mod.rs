//! What each kind does to its objects: defaults, what a write resets or counts, and what is valid.
//!
//! All are functions over objects that have been decoded: types are right and unknown fields gone.
//! A write goes through [`default`], [`admit_create`], [`prepare_create`] or [`prepare_update`], and
//! [`validate_create`] or [`validate_update`], in this order.

mod addresses;
mod admission;
mod config_map;
mod deployment;
mod event;
pub(crate) mod fields;
pub(crate) mod formats;
mod job;
pub(crate) mod label_selector;
mod lease;
pub(crate) mod metadata;
mod namespace;
mod node;
mod numbers;
pub(crate) mod path;
mod pod;
mod quantity;
mod read;
mod replica_set;
mod secret;
mod service;
#[cfg(test)]
pub(crate) mod tests;
mod written;

use serde_json::{Value, json};

use self::metadata::{MetadataRules, NameRule, keep_generation, keep_on_update};
use self::path::Path;
use self::read::{copy, get, object_mut, same, set, text};
pub(crate) use self::service::ServiceNetwork;
use super::catalog::{Origin, ResourceType};
use super::crd::{custom_object, definition, lifecycle};
use super::field_error::FieldError;

pub(crate) type Errors = Vec<FieldError>;

/// The kinds that are built in, and the one whose objects others define.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    ConfigMap,
    Custom,
    Definition,
    Deployment,
    Event,
    Job,
    Lease,
    Namespace,
    Node,
    Pod,
    ReplicaSet,
    Secret,
    Service,
}

impl Kind {
    fn of(resource: &ResourceType) -> Self {
        if resource.origin != Origin::BuiltIn {
            return Self::Custom;
        }
        match (resource.group.as_str(), resource.kind.as_str()) {
            ("", "ConfigMap") => Self::ConfigMap,
            ("", "Event") => Self::Event,
            ("", "Namespace") => Self::Namespace,
            ("", "Node") => Self::Node,
            ("", "Pod") => Self::Pod,
            ("", "Secret") => Self::Secret,
            ("", "Service") => Self::Service,
            ("apps", "Deployment") => Self::Deployment,
            ("apps", "ReplicaSet") => Self::ReplicaSet,
            ("batch", "Job") => Self::Job,
            ("coordination.k8s.io", "Lease") => Self::Lease,
            ("apiextensions.k8s.io", "CustomResourceDefinition") => Self::Definition,
            _ => Self::Custom,
        }
    }

    /// How the kind itself judges metadata; the server's own rules come besides.
    fn metadata_rules(self, namespaced: bool) -> Option<MetadataRules> {
        let name = match self {
            // Neither judges its metadata by rules of its own.
            Self::Event => return None,
            Self::Namespace | Self::Service => NameRule::Label,
            _ => NameRule::Subdomain,
        };
        Some(MetadataRules {
            namespaced,
            name,
            known_finalizers: !matches!(self, Self::Lease | Self::Custom | Self::Definition),
        })
    }
}

/// Writes what stands there when nothing is given. Doing it twice changes nothing.
pub(crate) fn default(resource: &ResourceType, object: &mut Value) {
    let kind = Kind::of(resource);
    match kind {
        Kind::Definition => lifecycle::set_defaults(object),
        Kind::Deployment => deployment::default(object),
        Kind::Job => job::default(object),
        Kind::Lease => lease::default(object),
        Kind::Namespace => namespace::default(object),
        Kind::Node => node::default(object),
        Kind::Pod => pod::default(object),
        Kind::ReplicaSet => replica_set::default(object),
        Kind::Secret => secret::default(object),
        Kind::Service => service::default(object),
        Kind::ConfigMap | Kind::Custom | Kind::Event => {}
    }
    written::complete(kind, object);
}

/// Writes what the admission plugins add to a new object. Nobody owns these fields.
pub(crate) fn admit_create(resource: &ResourceType, object: &mut Value) {
    match Kind::of(resource) {
        Kind::Node => admission::admit_node(object),
        Kind::Pod => admission::admit_pod(object),
        _ => {}
    }
}

/// Writes what the admission plugins add to a changed object.
pub(crate) fn admit_update(resource: &ResourceType, subresource: &str, object: &mut Value) {
    if Kind::of(resource) == Kind::Pod && subresource.is_empty() {
        admission::admit_pod(object);
    }
}

/// Resets what a client may not choose. Name and uid are there already. A service gets its
/// addresses from the network, which fails if it cannot give what is asked for.
pub(crate) fn prepare_create(
    resource: &ResourceType,
    object: &mut Value,
    network: &mut ServiceNetwork,
) -> Result<(), Errors> {
    match Kind::of(resource) {
        Kind::Custom => custom_object::prepare_create(object, resource),
        Kind::Definition => lifecycle::prepare_create(object),
        Kind::Deployment => {
            set(object, "status", json!({}));
            set(object_mut(object, "metadata"), "generation", 1);
        }
        Kind::Job => job::prepare_create(object),
        Kind::Namespace => namespace::prepare_create(object),
        Kind::Node => node::prepare_create(object),
        Kind::Pod => pod::prepare_create(object),
        Kind::ReplicaSet => {
            set(object, "status", json!({"replicas": 0}));
            set(object_mut(object, "metadata"), "generation", 1);
        }
        Kind::Service => {
            service::allocate(object, network)?;
            service::prepare_create(object);
        }
        Kind::ConfigMap | Kind::Event | Kind::Lease | Kind::Secret => {}
    }
    Ok(())
}

/// Takes from the old object what the write may not change, and counts the generation.
/// `subresource` is empty for the object itself. The network does not count the old object.
pub(crate) fn prepare_update(
    resource: &ResourceType,
    subresource: &str,
    new: &mut Value,
    old: &Value,
    network: &mut ServiceNetwork,
) -> Result<(), Errors> {
    let kind = Kind::of(resource);
    if kind == Kind::Service && subresource.is_empty() {
        service::keep_allocated(new, old);
        service::allocate(new, network)?;
    }
    keep_generation(object_mut(new, "metadata"), get(old, "metadata"));
    match subresource {
        "status" => prepare_status(kind, new, old),
        _ => prepare_main(kind, resource, subresource, new, old),
    }
    keep_on_update(object_mut(new, "metadata"), get(old, "metadata"));
    Ok(())
}

fn prepare_main(
    kind: Kind,
    resource: &ResourceType,
    subresource: &str,
    new: &mut Value,
    old: &Value,
) {
    match kind {
        Kind::Custom => custom_object::prepare_update(new, old, resource),
        Kind::Definition => lifecycle::prepare_update(new, old),
        Kind::Deployment => deployment::prepare_update(new, old),
        Kind::Job => job::prepare_update(new, old),
        Kind::Namespace => {
            copy(new, old, "status");
            if subresource != "finalize" {
                copy(object_mut(new, "spec"), get(old, "spec"), "finalizers");
            }
        }
        Kind::Node => node::prepare_update(new, old),
        Kind::Pod => pod::prepare_update(new, old),
        Kind::ReplicaSet => replica_set::prepare_update(new, old),
        Kind::Secret if text(new, "type").is_empty() => copy(new, old, "type"),
        Kind::Service => service::prepare_update(new, old),
        Kind::ConfigMap | Kind::Event | Kind::Lease | Kind::Secret => {}
    }
}

fn prepare_status(kind: Kind, new: &mut Value, old: &Value) {
    match kind {
        Kind::Custom => custom_object::prepare_status_update(new, old),
        Kind::Deployment => deployment::prepare_status(new, old),
        Kind::Pod => pod::prepare_status(new, old),
        _ => copy(new, old, "spec"),
    }
}

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
    without_duplicates(errors)
}

/// Some kinds judge the whole object on update too, its name included.
fn judges_again(kind: Kind, subresource: &str) -> bool {
    subresource.is_empty()
        && matches!(
            kind,
            Kind::ConfigMap | Kind::Secret | Kind::Node | Kind::Pod
        )
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
        Kind::Pod => pod::validate_update(new, old, errors),
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
        Kind::Custom | Kind::Definition | Kind::Lease => Err(FieldError::invalid(
            "metadata.resourceVersion",
            0,
            "must be specified for an update",
        )),
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
