//! What admission tells a pod of the place of its node.

use serde_json::Value;

use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::scope::Scope;

/// The labels of a node that its pods get.
const LABELS: [&str; 2] = [
    "topology.kubernetes.io/region",
    "topology.kubernetes.io/zone",
];

/// Of a new object, if it is a pod.
pub(super) fn admit(model: &Model, scope: &Scope, new: &mut Value) {
    if scope.is_core("Pod") {
        label(model, new);
    }
}

/// Gives a pod the labels of its node, if it has one.
pub(super) fn label(model: &Model, pod: &mut Value) {
    let node = pod["spec"]["nodeName"].as_str().unwrap_or_default();
    let Some(node) = model.store.get("nodes", node) else {
        return;
    };
    for label in LABELS {
        if let Some(value) = node.labels().get(label) {
            pod["metadata"]["labels"][label] = value.clone();
        }
    }
}
