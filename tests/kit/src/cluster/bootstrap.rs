//! What is there before anyone asks: the namespaces that an API server makes for itself.

use outrigger::rt::Timestamp;
use serde_json::json;

use super::apiserver::model::Model;
use super::apiserver::store::Record;

const NAMESPACES: [&str; 4] = ["default", "kube-node-lease", "kube-public", "kube-system"];

pub(super) fn bootstrap(model: &mut Model, now: Timestamp) {
    for name in NAMESPACES {
        let object = json!({
            "metadata": {
                "name": name,
                "uid": model.names.uuid(),
                "creationTimestamp": now.to_string(),
                "labels": { "kubernetes.io/metadata.name": name },
            },
            "spec": { "finalizers": ["kubernetes"] },
            "status": { "phase": "Active" },
        });
        let record = Record::new(&object, "v1", model.store.next_revision());
        model.store.put("namespaces", record);
    }
}
