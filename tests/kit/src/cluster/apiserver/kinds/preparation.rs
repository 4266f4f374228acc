//! What a write fills in, resets and counts before it is judged.

use serde_json::{Value, json};

use super::kind::Kind;
use super::metadata::{keep_generation, keep_on_update};
use super::read::{copy, get, object_mut, set, text};
use super::{
    Errors, ServiceNetwork, admission, deployment, job, lease, namespace, node, pod,
    pod_disruption_budget, replica_set, secret, service, written,
};
use crate::cluster::apiserver::catalog::ResourceType;
use crate::cluster::apiserver::crd::{custom_object, lifecycle};

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
        Kind::ConfigMap | Kind::Custom | Kind::Event | Kind::PodDisruptionBudget => {}
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
        Kind::PodDisruptionBudget => pod_disruption_budget::prepare_create(object),
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
        Kind::Pod => {
            pod::restrict(subresource, new, old);
            pod::prepare_update(new, old);
        }
        Kind::PodDisruptionBudget => replica_set::prepare_update(new, old),
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

/// Writes what depends on what has been prepared; to be called after validation, before the object
/// is stored.
pub(crate) fn finish(resource: &ResourceType, object: &mut Value) {
    // A Job's labels come from its template once more when it is read back, and a namespace's
    // label from its generated name.
    if matches!(Kind::of(resource), Kind::Job | Kind::Namespace) {
        default(resource, object);
    }
}
