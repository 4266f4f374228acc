use std::time::Duration;

use serde_json::{Value, json};

use super::owned_pods::{OwnedPods, count};
use super::replica_set::set_count;
use super::{controlled_by, delete_pod, number};
use crate::cluster::apiserver::object::{finalizers, set_finalizers};
use crate::cluster::apiserver::store::Record;
use crate::cluster::workload::writer::{Hand, Writer};

const STORAGE: &str = "batch/jobs";
const SOURCE: &str = "job-controller";
const TRACKED: &str = "batch.kubernetes.io/job-tracking";

/// Starts pods, counts those that ended, and finishes the job.
pub(in super::super) fn sync(writer: &mut Writer<'_>, key: &str) {
    let Some(record) = writer.get(STORAGE, key) else {
        return;
    };
    let job = record.to_value();
    let pods = OwnedPods::of(writer, record.uid());
    if record.is_deleted() || is_finished(&job) {
        release(writer, &pods);
        return;
    }
    if job["spec"]["suspend"] == true {
        for (pod, _, bound) in &pods.active {
            delete_pod(writer, pod, *bound);
        }
        return;
    }
    let completions = number(&job, "/spec/completions").max(1);
    let left = completions - count(pods.succeeded.len());
    let wanted = number(&job, "/spec/parallelism").min(left);
    for _ in pods.count()..wanted {
        create_pod(writer, &record, &job);
    }
    count_pods(writer, key, &pods, wanted, left <= 0);
    if left <= 0 {
        writer.tell(STORAGE, &record, "Completed", "Job completed", SOURCE);
    }
    release(writer, &pods);
}

fn is_finished(job: &Value) -> bool {
    let conditions = job["status"]["conditions"].as_array();
    let mut conditions = conditions.into_iter().flatten();
    conditions
        .any(|it| (it["type"] == "Complete" || it["type"] == "Failed") && it["status"] == "True")
}

fn complete(now: &str) -> Value {
    let condition = |kind: &str| {
        json!({
            "type": kind,
            "status": "True",
            "lastProbeTime": now,
            "lastTransitionTime": now,
            "reason": "CompletionsReached",
            "message": "Reached expected number of succeeded pods",
        })
    };
    json!([condition("SuccessCriteriaMet"), condition("Complete")])
}

/// Pods that ended are counted and need not wait any more.
fn release(writer: &mut Writer<'_>, pods: &OwnedPods) {
    for pod in pods.succeeded.iter().chain(&pods.failed) {
        writer.update("pods", pod, Hand::CONTROLLER, |pod| {
            let mut left = finalizers(pod);
            left.retain(|it| it != TRACKED);
            set_finalizers(pod, &left);
        });
    }
}

fn create_pod(writer: &mut Writer<'_>, owner: &Record, job: &Value) {
    let name = writer.names.name(&format!("{}-", owner.name()));
    let template = &job["spec"]["template"];
    let mut metadata = json!({
        "name": name,
        "generateName": format!("{}-", owner.name()),
        "namespace": owner.namespace(),
        "labels": template["metadata"]["labels"],
        "finalizers": [TRACKED],
        "ownerReferences": controlled_by("batch/v1", "Job", owner),
    });
    if let Some(annotations) = template["metadata"].get("annotations") {
        metadata["annotations"] = annotations.clone();
    }
    let pod = json!({ "metadata": metadata, "spec": template["spec"] });
    writer.create("pods", Hand::CONTROLLER, pod);
    let message = format!("Created pod: {name}");
    writer.tell(STORAGE, owner, "SuccessfulCreate", &message, SOURCE);
}

/// Writes how many pods there are, and how many are meant to be.
fn count_pods(writer: &mut Writer<'_>, key: &str, pods: &OwnedPods, wanted: i64, done: bool) {
    let now = writer.now.to_string();
    let active = pods.count().max(wanted);
    writer.update(STORAGE, key, Hand::CONTROLLER_STATUS, |job| {
        let status = &mut job["status"];
        if status.get("startTime").is_none() {
            status["startTime"] = now.as_str().into();
        }
        status["uncountedTerminatedPods"] = json!({});
        status["ready"] = pods.ready.into();
        status["terminating"] = pods.terminating.into();
        set_count(status, "active", active.max(0));
        set_count(status, "succeeded", count(pods.succeeded.len()));
        set_count(status, "failed", count(pods.failed.len()));
        if done {
            status["completionTime"] = now.as_str().into();
            status["conditions"] = complete(&now);
        }
    });
}

/// How long a finished job stays.
pub(in super::super) fn lifetime(record: &Record) -> Option<Duration> {
    let job = record.to_value();
    let seconds = job["spec"]["ttlSecondsAfterFinished"].as_u64()?;
    is_finished(&job).then(|| Duration::from_secs(seconds))
}

/// A finished job goes, its pods after it.
pub(in super::super) fn end(writer: &mut Writer<'_>, key: &str, uid: &str) {
    if writer.get(STORAGE, key).is_some_and(|it| it.uid() == uid) {
        writer.remove(STORAGE, key);
    }
}
