//! What a path names, found among what is served.

use std::sync::Arc;

use http::Method;

use super::catalog::ResourceType;
use super::failure::Failure;
use super::model::Model;
use super::path::ResourceTarget;
use super::store::Record;

/// The resource that a path names, found.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    pub(crate) resource: Arc<ResourceType>,
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) subresource: Subresource,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subresource {
    None,
    Status,
    Scale,
    /// Of namespaces.
    Finalize,
    /// Of pods, this and the rest.
    Binding,
    EphemeralContainers,
    Eviction,
    Log,
    Resize,
}

impl Model {
    /// Finds what a path names; `None` when there is no such path.
    pub(crate) fn scope(
        &self,
        target: &ResourceTarget,
        method: &Method,
    ) -> Result<Option<Scope>, Failure> {
        let resource = self.resource(&target.group, &target.version, &target.resource);
        let Some(resource) = resource else {
            return Ok(None);
        };
        // `namespaces/a` is about the namespace, not in it.
        let about_namespace = resource.group.is_empty() && resource.plural == "namespaces";
        let namespace = match about_namespace {
            true if target.namespace == target.name => "",
            true => return Ok(None),
            false => target.namespace.as_str(),
        };
        let across = target.name.is_empty() && (resource.is_built_in() || method == Method::GET);
        let misplaced = if resource.namespaced {
            namespace.is_empty() && !across
        } else {
            !namespace.is_empty()
        };
        if misplaced || (target.deeper && resource.is_built_in()) {
            return Ok(None);
        }
        let scope = |subresource| Scope {
            subresource,
            resource: resource.clone(),
            namespace: namespace.to_owned(),
            name: target.name.clone(),
        };
        match Subresource::find(resource, &target.subresource)? {
            Some(subresource) => Ok(Some(scope(subresource))),
            None if resource.is_built_in() => Ok(None),
            // A path of a CRD's is taken apart by the handler, not by the router.
            None => Err(scope(Subresource::None).not_found()),
        }
    }
}

impl Subresource {
    fn find(resource: &ResourceType, name: &str) -> Result<Option<Self>, Failure> {
        let core = |kind: &str| resource.group.is_empty() && resource.kind == kind;
        match name {
            "" => Ok(Some(Self::None)),
            "status" if resource.status => Ok(Some(Self::Status)),
            "scale" if resource.scale.is_some() => Ok(Some(Self::Scale)),
            "finalize" if core("Namespace") => Ok(Some(Self::Finalize)),
            "binding" if core("Pod") => Ok(Some(Self::Binding)),
            "ephemeralcontainers" if core("Pod") => Ok(Some(Self::EphemeralContainers)),
            "eviction" if core("Pod") => Ok(Some(Self::Eviction)),
            "log" if core("Pod") => Ok(Some(Self::Log)),
            "resize" if core("Pod") => Ok(Some(Self::Resize)),
            name if core("Pod") && POD_SUBRESOURCES.contains(&name) => {
                Err(not_simulated(&format!("the subresource pods/{name}")))
            }
            _ => Ok(None),
        }
    }

    /// As `managedFields` name it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Status => "status",
            Self::Scale => "scale",
            Self::Finalize => "finalize",
            Self::Binding => "binding",
            Self::EphemeralContainers => "ephemeralcontainers",
            Self::Eviction => "eviction",
            Self::Log => "log",
            Self::Resize => "resize",
        }
    }

    /// Whether it takes objects of a kind of its own, and keeps none.
    pub(crate) const fn is_posted(self) -> bool {
        matches!(self, Self::Binding | Self::Eviction)
    }

    /// Whether there is a handler for this method, as far as the subresource decides that.
    pub(crate) fn takes(self, method: &Method) -> bool {
        match self {
            Self::Binding | Self::Eviction => method == Method::POST,
            Self::Log => method == Method::GET,
            Self::EphemeralContainers | Self::Resize => {
                [Method::GET, Method::PUT, Method::PATCH].contains(method)
            }
            Self::None | Self::Status | Self::Scale | Self::Finalize => true,
        }
    }
}

impl Scope {
    /// The key of the object it names.
    pub(crate) fn key(&self) -> String {
        Record::key_of(&self.namespace, &self.name)
    }

    /// What the keys of all objects it covers begin with.
    pub(crate) fn prefix(&self) -> String {
        match self.namespace.as_str() {
            "" => String::new(),
            namespace => format!("{namespace}/"),
        }
    }

    pub(crate) fn not_found(&self) -> Failure {
        Failure::not_found(&self.resource.group, &self.resource.plural, &self.name)
    }

    /// Where the real server keeps the object, which some of its messages quote.
    /// A dry run does not come as far as to the folder of them all.
    pub(crate) fn etcd_key(&self, dry_run: bool) -> String {
        let resource = &self.resource;
        let folder = match (resource.group.as_str(), resource.plural.as_str()) {
            ("", "nodes") => "minions".to_owned(),
            ("", "services") => "services/specs".to_owned(),
            ("apiextensions.k8s.io", plural) => format!("apiextensions.k8s.io/{plural}"),
            (group, plural) if !resource.is_built_in() => format!("{group}/{plural}"),
            (_, plural) => plural.to_owned(),
        };
        let root = if dry_run { "" } else { "/registry" };
        format!("{root}/{folder}/{}", self.key())
    }

    pub(crate) fn is_core(&self, kind: &str) -> bool {
        self.resource.group.is_empty() && self.resource.kind == kind
    }
}

/// What pods have besides, and this server has not.
const POD_SUBRESOURCES: [&str; 4] = ["attach", "exec", "portforward", "proxy"];

/// No handler of the resource takes this method.
pub(crate) fn method_not_supported(scope: &Scope, verb: &str) -> Failure {
    let (group, plural) = (&scope.resource.group, &scope.resource.plural);
    if scope.resource.is_built_in() {
        return method_not_allowed();
    }
    let message = format!("{verb} is not supported on resources of kind \"{plural}.{group}\"");
    Failure::about(405, "MethodNotAllowed", message, group, plural, "")
}

fn method_not_allowed() -> Failure {
    let message = "the server does not allow this method on the requested resource";
    Failure::about(405, "MethodNotAllowed", message.into(), "", "", "")
}

/// What the real server can do and this one cannot.
pub(crate) fn not_simulated(what: &str) -> Failure {
    let message = format!("the simulated API server does not do this yet: {what}");
    Failure::new(501, "NotImplemented", message)
}
