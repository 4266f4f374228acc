//! Rows of Deployments, ReplicaSets and Jobs, of Scales, of Leases and PodDisruptionBudgets.

use outrigger::rt::Timestamp;
use serde_json::Value;

use super::age::{age_of, human, moment, since};
use super::labels::or_none;
use super::read::{at, condition, joined, list, number, text};
use crate::cluster::apiserver::kinds::selector_text;

pub(super) fn deployment(object: &Value, now: Timestamp) -> Vec<Value> {
    let ready = number(object, "/status/readyReplicas");
    let desired = number(object, "/spec/replicas");
    let mut cells = vec![
        text(object, "/metadata/name").into(),
        format!("{ready}/{desired}").into(),
        number(object, "/status/updatedReplicas").into(),
        number(object, "/status/availableReplicas").into(),
        age_of(object, now).into(),
    ];
    cells.extend(containers(object));
    let selector = selector_text(at(object, "/spec/selector"));
    cells.push(selector.unwrap_or_else(|_| "<invalid>".to_owned()).into());
    cells
}

pub(super) fn replica_set(object: &Value, now: Timestamp) -> Vec<Value> {
    let mut cells = vec![
        text(object, "/metadata/name").into(),
        number(object, "/spec/replicas").into(),
        number(object, "/status/replicas").into(),
        number(object, "/status/readyReplicas").into(),
        age_of(object, now).into(),
    ];
    cells.extend(containers(object));
    cells.push(selector(object).into());
    cells
}

pub(super) fn scale(object: &Value, now: Timestamp) -> Vec<Value> {
    vec![
        text(object, "/metadata/name").into(),
        number(object, "/spec/replicas").into(),
        number(object, "/status/replicas").into(),
        age_of(object, now).into(),
    ]
}

pub(super) fn job(object: &Value, now: Timestamp) -> Vec<Value> {
    let mut cells = vec![
        text(object, "/metadata/name").into(),
        job_status(object).into(),
        completions(object).into(),
        job_duration(object, now).into(),
        age_of(object, now).into(),
    ];
    cells.extend(containers(object));
    cells.push(selector(object).into());
    cells
}

fn job_status(job: &Value) -> &'static str {
    let holds = |of_type| condition(job, of_type) == "True";
    if holds("Complete") {
        "Complete"
    } else if holds("Failed") {
        "Failed"
    } else if !at(job, "/metadata/deletionTimestamp").is_null() {
        "Terminating"
    } else if holds("Suspended") {
        "Suspended"
    } else if holds("FailureTarget") {
        "FailureTarget"
    } else if holds("SuccessCriteriaMet") {
        "SuccessCriteriaMet"
    } else {
        "Running"
    }
}

fn completions(job: &Value) -> String {
    let succeeded = number(job, "/status/succeeded");
    let parallelism = number(job, "/spec/parallelism");
    match at(job, "/spec/completions").as_i64() {
        Some(wanted) => format!("{succeeded}/{wanted}"),
        None if parallelism > 1 => format!("{succeeded}/1 of {parallelism}"),
        None => format!("{succeeded}/1"),
    }
}

fn job_duration(job: &Value, now: Timestamp) -> String {
    let start = moment(job, "/status/startTime");
    match (start, moment(job, "/status/completionTime")) {
        (None, _) => String::new(),
        (Some(start), None) => since(start, now),
        (Some(start), Some(end)) => human(end.since(start)),
    }
}

pub(super) fn lease(object: &Value, now: Timestamp) -> Vec<Value> {
    vec![
        text(object, "/metadata/name").into(),
        text(object, "/spec/holderIdentity").into(),
        age_of(object, now).into(),
    ]
}

/// Of a PodDisruptionBudget.
pub(super) fn budget(object: &Value, now: Timestamp) -> Vec<Value> {
    let portion = |path: &str| match at(object, path) {
        Value::Null => "N/A".to_owned(),
        Value::String(text) => text.clone(),
        number => number.to_string(),
    };
    vec![
        text(object, "/metadata/name").into(),
        portion("/spec/minAvailable").into(),
        portion("/spec/maxUnavailable").into(),
        number(object, "/status/disruptionsAllowed").into(),
        age_of(object, now).into(),
    ]
}

/// Source: `FormatLabelSelector` of apimachinery's `meta/v1`. Deployments have words of their own.
fn selector(object: &Value) -> String {
    match selector_text(at(object, "/spec/selector")) {
        Ok(text) => or_none(text),
        Err(_) => "<error>".to_owned(),
    }
}

/// The names and the images of the template's containers.
fn containers(object: &Value) -> [Value; 2] {
    let containers = list(object, "/spec/template/spec/containers");
    [
        joined(containers, "/name").into(),
        joined(containers, "/image").into(),
    ]
}
