//! What discovery says of the built-in kinds and a [`ResourceType`] does not.
//!
//! [`ResourceType`]: crate::cluster::apiserver::catalog::ResourceType

/// The groups of the real server, by priority; those of CRDs come behind them.
const GROUPS: [&str; 21] = [
    "apiregistration.k8s.io",
    "apps",
    "events.k8s.io",
    "authentication.k8s.io",
    "authorization.k8s.io",
    "autoscaling",
    "batch",
    "certificates.k8s.io",
    "networking.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "storage.k8s.io",
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "scheduling.k8s.io",
    "coordination.k8s.io",
    "node.k8s.io",
    "discovery.k8s.io",
    "resource.k8s.io",
    "flowcontrol.apiserver.k8s.io",
    "storagemigration.k8s.io",
];

/// A subresource and the kind it takes or gives.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subresource {
    pub(super) name: &'static str,
    /// Group, version and kind; the resource's own if there is none.
    pub(super) kind: Option<(&'static str, &'static str, &'static str)>,
    pub(super) verbs: &'static [&'static str],
}

pub(super) const VERBS: [&str; 8] = [
    "create",
    "delete",
    "deletecollection",
    "get",
    "list",
    "patch",
    "update",
    "watch",
];
/// Namespaces are deleted one by one.
const NAMESPACE_VERBS: [&str; 7] = [
    "create", "delete", "get", "list", "patch", "update", "watch",
];
/// What can be done with an object's status or scale.
pub(super) const MODIFY: [&str; 3] = ["get", "patch", "update"];
const CONNECT: [&str; 2] = ["create", "get"];
const PROXY: [&str; 5] = ["create", "delete", "get", "patch", "update"];
pub(super) const SCALE: (&str, &str, &str) = ("autoscaling", "v1", "Scale");

const STATUS: Subresource = own("status", &MODIFY);
const SCALE_OF: Subresource = of("scale", SCALE, &MODIFY);

const PODS: [Subresource; 10] = [
    of("attach", ("", "", "PodAttachOptions"), &CONNECT),
    of("binding", ("", "", "Binding"), &["create"]),
    own("ephemeralcontainers", &MODIFY),
    of("eviction", ("policy", "v1", "Eviction"), &["create"]),
    of("exec", ("", "", "PodExecOptions"), &CONNECT),
    own("log", &["get"]),
    of("portforward", ("", "", "PodPortForwardOptions"), &CONNECT),
    of("proxy", ("", "", "PodProxyOptions"), &PROXY),
    own("resize", &MODIFY),
    STATUS,
];
const NAMESPACES: [Subresource; 2] = [own("finalize", &["update"]), STATUS];
const NODES: [Subresource; 2] = [of("proxy", ("", "", "NodeProxyOptions"), &PROXY), STATUS];
const SERVICES: [Subresource; 2] = [of("proxy", ("", "", "ServiceProxyOptions"), &PROXY), STATUS];
const SCALED: [Subresource; 2] = [SCALE_OF, STATUS];

const fn own(name: &'static str, verbs: &'static [&'static str]) -> Subresource {
    Subresource {
        name,
        kind: None,
        verbs,
    }
}

const fn of(
    name: &'static str,
    kind: (&'static str, &'static str, &'static str),
    verbs: &'static [&'static str],
) -> Subresource {
    Subresource {
        name,
        kind: Some(kind),
        verbs,
    }
}

/// Whether a group's kinds are built in.
pub(super) fn has_group(group: &str) -> bool {
    GROUPS.contains(&group)
}

/// A group's place in the lists of groups.
pub(super) fn rank(group: &str) -> usize {
    GROUPS
        .iter()
        .position(|known| *known == group)
        .unwrap_or(GROUPS.len())
}

pub(super) fn verbs(group: &str, plural: &str) -> &'static [&'static str] {
    match (group, plural) {
        ("", "namespaces") => &NAMESPACE_VERBS,
        _ => &VERBS,
    }
}

/// The subresources, by name.
pub(super) fn subresources(group: &str, plural: &str) -> &'static [Subresource] {
    match (group, plural) {
        ("", "pods") => &PODS,
        ("", "namespaces") => &NAMESPACES,
        ("", "nodes") => &NODES,
        ("", "services") => &SERVICES,
        ("apps", "deployments" | "replicasets") => &SCALED,
        ("batch", "jobs")
        | ("policy", "poddisruptionbudgets")
        | ("apiextensions.k8s.io", "customresourcedefinitions") => &[STATUS],
        _ => &[],
    }
}

/// The version whose name goes into a kind's storage version hash, when it is not the one that
/// is served: CRDs were hashed when they were a beta, and the hash stays.
pub(super) fn hashed_version(group: &str, plural: &str) -> Option<&'static str> {
    (group == "apiextensions.k8s.io" && plural == "customresourcedefinitions").then_some("v1beta1")
}
