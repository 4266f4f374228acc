//! Which kind a resource is of, as far as there is code for it.

use super::metadata::{MetadataRules, NameRule};
use crate::cluster::apiserver::catalog::{Origin, ResourceType};

/// The kinds that are built in, and the one whose objects others define.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
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
    PodDisruptionBudget,
    ReplicaSet,
    Secret,
    Service,
}

impl Kind {
    pub(crate) fn of(resource: &ResourceType) -> Self {
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
            ("policy", "PodDisruptionBudget") => Self::PodDisruptionBudget,
            ("apiextensions.k8s.io", "CustomResourceDefinition") => Self::Definition,
            _ => Self::Custom,
        }
    }

    /// How the kind itself judges metadata; the server's own rules come besides.
    pub(crate) fn metadata_rules(self, namespaced: bool) -> Option<MetadataRules> {
        let name = match self {
            // Neither judges its metadata by rules of its own.
            Self::Event | Self::PodDisruptionBudget => return None,
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
