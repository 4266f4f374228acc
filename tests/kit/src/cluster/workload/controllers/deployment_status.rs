use serde_json::{Value, json};

use super::deployment::Set;
use super::number;
use super::replica_set::set_count;
use super::rolling_update::Bounds;
use crate::cluster::apiserver::store::Record;
use crate::cluster::workload::writer::{Hand, Writer};

/// How many pods there are, of all sets and of the current one.
struct Counts {
    replicas: i64,
    wanted: i64,
    updated: i64,
    ready: i64,
    available: i64,
    terminating: i64,
}

impl Counts {
    fn of(sets: &[Set], current: &str, wanted: i64) -> Self {
        let all = |field: &str| sets.iter().map(|it| it.status(field)).sum();
        let current = sets.iter().find(|it| it.record.name() == current);
        Self {
            replicas: all("replicas"),
            wanted,
            updated: current.map_or(0, |it| it.status("replicas")),
            ready: all("readyReplicas"),
            available: all("availableReplicas"),
            terminating: all("terminatingReplicas"),
        }
    }

    fn write(&self, status: &mut Value) {
        status["terminatingReplicas"] = self.terminating.into();
        for (field, count) in [
            ("replicas", self.replicas),
            ("updatedReplicas", self.updated),
            ("readyReplicas", self.ready),
            ("availableReplicas", self.available),
            (
                "unavailableReplicas",
                (self.replicas.max(self.wanted) - self.available).max(0),
            ),
        ] {
            set_count(status, field, count);
        }
    }

    const fn is_complete(&self) -> bool {
        self.updated == self.wanted && self.replicas == self.wanted && self.available >= self.wanted
    }
}

pub(super) fn write(
    writer: &mut Writer<'_>,
    record: &Record,
    sets: &[Set],
    current: &str,
    revision: i64,
) {
    let now = writer.now.to_string();
    let hand = Hand::CONTROLLER_STATUS;
    writer.update("apps/deployments", record.key(), hand, |deployment| {
        let counts = Counts::of(sets, current, number(deployment, "/spec/replicas"));
        let unavailable = Bounds::of(&deployment["spec"]).unavailable;
        let annotations = &mut deployment["metadata"]["annotations"];
        annotations["deployment.kubernetes.io/revision"] = revision.to_string().into();
        let generation = deployment["metadata"]["generation"].clone();
        let status = &mut deployment["status"];
        let before = status.clone();
        status["observedGeneration"] = generation;
        counts.write(status);
        let moved = *status != before;
        let available = counts.available >= counts.wanted - unavailable;
        set_condition(status, &available_condition(available), &now, false);
        // Nothing is in progress once a rollout is complete, until the next.
        let done = before_reason(&before) == "NewReplicaSetAvailable";
        let same_set = before_message(&before).contains(&format!("\"{current}\""));
        if !(done && same_set) {
            let progress = progress_condition(&counts, current);
            set_condition(status, &progress, &now, moved);
        }
    });
}

fn progressing(status: &Value) -> &Value {
    let conditions = status["conditions"].as_array();
    let mut conditions = conditions.into_iter().flatten();
    let found = conditions.find(|it| it["type"] == "Progressing");
    found.unwrap_or(&Value::Null)
}

fn before_reason(status: &Value) -> &str {
    progressing(status)["reason"].as_str().unwrap_or_default()
}

fn before_message(status: &Value) -> &str {
    progressing(status)["message"].as_str().unwrap_or_default()
}

fn available_condition(available: bool) -> Value {
    match available {
        true => json!({
            "type": "Available",
            "status": "True",
            "reason": "MinimumReplicasAvailable",
            "message": "Deployment has minimum availability.",
        }),
        false => json!({
            "type": "Available",
            "status": "False",
            "reason": "MinimumReplicasUnavailable",
            "message": "Deployment does not have minimum availability.",
        }),
    }
}

fn progress_condition(counts: &Counts, current: &str) -> Value {
    let (reason, message) = match counts.is_complete() {
        true => ("NewReplicaSetAvailable", "has successfully progressed."),
        false => ("ReplicaSetUpdated", "is progressing."),
    };
    json!({
        "type": "Progressing",
        "status": "True",
        "reason": reason,
        "message": format!("ReplicaSet \"{current}\" {message}"),
    })
}

/// Sets a condition; its times follow what changes of it. `moved`: there is progress.
fn set_condition(status: &mut Value, condition: &Value, now: &str, moved: bool) {
    if !status["conditions"].is_array() {
        status["conditions"] = json!([]);
    }
    let Some(conditions) = status["conditions"].as_array_mut() else {
        return;
    };
    let place = conditions
        .iter()
        .position(|it| it["type"] == condition["type"]);
    let old = place.map_or(Value::Null, |place| conditions.remove(place));
    let same = |field: &str| old[field] == condition[field];
    let mut new = condition.clone();
    let keep = |same: bool, field: &str| match same {
        true => old[field].clone(),
        false => now.into(),
    };
    let unchanged = same("status") && same("reason") && !moved;
    new["lastTransitionTime"] = keep(same("status"), "lastTransitionTime");
    new["lastUpdateTime"] = keep(unchanged, "lastUpdateTime");
    let place = place.unwrap_or(conditions.len());
    conditions.insert(place, new);
}
