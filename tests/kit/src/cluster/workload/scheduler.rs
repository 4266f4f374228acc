//! What kube-scheduler does with a pod that has no node.

use serde_json::json;

use super::writer::Writer;
use crate::cluster::apiserver::store::Record;

/// Binds a pod to one of the nodes, if there is any.
pub(super) fn bind(writer: &mut Writer<'_>, pod: &Record) {
    let count = writer.model.store.count("nodes");
    if count == 0 {
        return;
    }
    let chosen = writer.names.below(count as u64);
    let chosen = usize::try_from(chosen).unwrap_or_default();
    let Some(node) = writer.model.store.range("nodes", "").nth(chosen) else {
        return;
    };
    let (node, now) = (node.name().to_owned(), writer.now.to_string());
    let key = pod.key().to_owned();
    writer.amend("pods", &key, |pod| {
        pod["spec"]["nodeName"] = node.as_str().into();
        pod["status"]["conditions"] = json!([{
            "type": "PodScheduled",
            "status": "True",
            "lastProbeTime": null,
            "lastTransitionTime": now,
        }]);
    });
    let message = format!("Successfully assigned {key} to {node}");
    writer.tell("pods", pod, "Scheduled", &message, "default-scheduler");
}
