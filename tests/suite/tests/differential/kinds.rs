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

pub(crate) static KINDS: [Kind; 3] = [CONFIG_MAPS, DEPLOYMENTS, GADGETS];

pub(crate) const NAMESPACES: [&str; 2] = ["diff-a", "diff-b"];

impl Kind {
    pub(crate) fn of_object(object: &Value) -> Option<&'static Self> {
        let kind = object["kind"].as_str()?;
        KINDS.iter().find(|known| known.kind == kind)
    }

    pub(crate) fn of_list(list: &Value) -> Option<&'static Self> {
        let kind = list["kind"].as_str()?.strip_suffix("List")?;
        KINDS.iter().find(|known| known.kind == kind)
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
