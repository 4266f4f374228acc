use serde_json::{Value, json};

use super::owned_pods::OwnedPods;
use super::{controlled_by, delete_pod, number};
use crate::cluster::apiserver::store::Record;
use crate::cluster::workload::writer::{Hand, Writer};

const STORAGE: &str = "apps/replicasets";
const SOURCE: &str = "replicaset-controller";

/// The most pods that one step makes or deletes, as bursts of the real controller are bounded.
const BURST: i64 = 500;

/// Makes pods, or lets some go, and counts those that are there.
pub(in super::super) fn sync(writer: &mut Writer<'_>, key: &str) {
    let Some(record) = writer.get(STORAGE, key) else {
        return;
    };
    let object = record.to_value();
    let pods = OwnedPods::of(writer, record.uid());
    if !record.is_deleted() {
        let missing = number(&object, "/spec/replicas") - pods.count();
        for _ in 0..missing.clamp(0, BURST) {
            create_pod(writer, &record, &object);
        }
        let many = usize::try_from((-missing).clamp(0, BURST)).unwrap_or_default();
        for (pod, _, bound) in pods.active.iter().take(many) {
            delete_pod(writer, pod, *bound);
            let name = pod.rsplit('/').next().unwrap_or_default();
            let message = format!("Deleted pod: {name}");
            writer.tell(STORAGE, &record, "SuccessfulDelete", &message, SOURCE);
        }
    }
    let pods = OwnedPods::of(writer, record.uid());
    writer.update(STORAGE, key, Hand::CONTROLLER_STATUS, |object| {
        let generation = object["metadata"]["generation"].clone();
        let status = &mut object["status"];
        status["replicas"] = pods.count().into();
        status["observedGeneration"] = generation;
        status["terminatingReplicas"] = pods.terminating.into();
        for (field, count) in [
            ("fullyLabeledReplicas", pods.count()),
            ("readyReplicas", pods.ready),
            ("availableReplicas", pods.ready),
        ] {
            set_count(status, field, count);
        }
    });
}

/// Counts of zero are left out.
pub(super) fn set_count(status: &mut Value, field: &str, count: i64) {
    match (count, status.as_object_mut()) {
        (0, Some(fields)) => {
            fields.remove(field);
        }
        _ => status[field] = count.into(),
    }
}

fn create_pod(writer: &mut Writer<'_>, owner: &Record, object: &Value) {
    let name = writer.names.name(&format!("{}-", owner.name()));
    let template = &object["spec"]["template"];
    let mut metadata = json!({
        "name": name,
        "generateName": format!("{}-", owner.name()),
        "namespace": owner.namespace(),
        "labels": template["metadata"]["labels"],
        "ownerReferences": controlled_by("apps/v1", "ReplicaSet", owner),
    });
    if let Some(annotations) = template["metadata"].get("annotations") {
        metadata["annotations"] = annotations.clone();
    }
    let pod = json!({ "metadata": metadata, "spec": template["spec"] });
    writer.create("pods", Hand::CONTROLLER, pod);
    let message = format!("Created pod: {name}");
    writer.tell(STORAGE, owner, "SuccessfulCreate", &message, SOURCE);
}
