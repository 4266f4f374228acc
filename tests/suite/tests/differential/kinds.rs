//! The kinds that a run is about.

use serde_json::{Value, json};

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    pub(crate) plural: &'static str,
    /// The path of its group and version.
    pub(crate) root: &'static str,
    pub(crate) api_version: &'static str,
    pub(crate) kind: &'static str,
}

pub(crate) const CONFIG_MAPS: Kind = Kind {
    plural: "configmaps",
    root: "/api/v1",
    api_version: "v1",
    kind: "ConfigMap",
};

pub(crate) const DEPLOYMENTS: Kind = Kind {
    plural: "deployments",
    root: "/apis/apps/v1",
    api_version: "apps/v1",
    kind: "Deployment",
};

pub(crate) const GADGETS: Kind = Kind {
    plural: "gadgets",
    root: "/apis/example.com/v1",
    api_version: "example.com/v1",
    kind: "Gadget",
};

pub(crate) const PODS: Kind = Kind {
    plural: "pods",
    root: "/api/v1",
    api_version: "v1",
    kind: "Pod",
};

pub(crate) const BUDGETS: Kind = Kind {
    plural: "poddisruptionbudgets",
    root: "/apis/policy/v1",
    api_version: "policy/v1",
    kind: "PodDisruptionBudget",
};

/// Those that all verbs are tried on.
pub(crate) static KINDS: [Kind; 3] = [CONFIG_MAPS, DEPLOYMENTS, GADGETS];

/// Those besides, for what is done to pods.
pub(crate) static OF_PODS: [Kind; 2] = [PODS, BUDGETS];

pub(crate) const NAMESPACES: [&str; 2] = ["diff-a", "diff-b"];

impl Kind {
    pub(crate) fn all() -> impl Iterator<Item = &'static Self> {
        KINDS.iter().chain(&OF_PODS)
    }

    pub(crate) fn of_object(object: &Value) -> Option<&'static Self> {
        let kind = object["kind"].as_str()?;
        Self::all().find(|known| known.kind == kind)
    }

    pub(crate) fn of_list(list: &Value) -> Option<&'static Self> {
        let kind = list["kind"].as_str()?.strip_suffix("List")?;
        Self::all().find(|known| known.kind == kind)
    }

    pub(crate) fn collection(&self, namespace: &str) -> String {
        format!("{}/namespaces/{namespace}/{}", self.root, self.plural)
    }

    pub(crate) fn everywhere(&self) -> String {
        format!("{}/{}", self.root, self.plural)
    }
}

/// The definition of gadgets: structural, with pruning, defaults, rules, both subresources and
/// columns.
pub(crate) fn gadgets() -> Value {
    let definition: Result<Value, _> = serde_json::from_str(include_str!("gadgets.json"));
    definition.expect("a file of JSON")
}

pub(crate) fn namespace(name: &str) -> Value {
    json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": name } })
}

/// The only node. Nothing runs there, and what it has is little.
pub(crate) fn node() -> Value {
    json!({
        "apiVersion": "v1", "kind": "Node",
        "metadata": { "name": "node-2", "labels": {
            "kubernetes.io/os": "linux", "topology.kubernetes.io/zone": "zone-a",
            "topology.kubernetes.io/region": "region-a", "other": "x",
        } },
        "status": { "allocatable": { "cpu": "1800m", "memory": "1Gi" } },
    })
}
