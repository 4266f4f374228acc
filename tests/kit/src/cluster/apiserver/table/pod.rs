//! The row of a Pod: what its containers' states add up to.

use outrigger::rt::Timestamp;
use serde_json::{Value, json};

use super::Row;
use super::age::{age_of, moment, since};
use super::moment::Moment;
use super::read::{at, condition, flag, list, number, text, text_or};

pub(super) fn row(pod: &Value, now: Timestamp) -> Row {
    let summary = Summary::of(pod);
    let total = list(pod, "/spec/containers").len() + sidecars(pod).count();
    Row {
        cells: vec![
            text(pod, "/metadata/name").into(),
            format!("{}/{total}", summary.ready).into(),
            summary.reason.clone().into(),
            summary.restarts.in_words(now).into(),
            age_of(pod, now).into(),
            text_or(pod, "/status/podIPs/0/ip", "<none>").into(),
            text_or(pod, "/spec/nodeName", "<none>").into(),
            text_or(pod, "/status/nominatedNodeName", "<none>").into(),
            readiness_gates(pod).into(),
        ],
        conditions: completion(pod),
    }
}

/// The condition of a row whose pod is finished.
fn completion(pod: &Value) -> Option<Value> {
    let (reason, message) = match text(pod, "/status/phase") {
        "Succeeded" => ("Succeeded", "The pod has completed successfully."),
        "Failed" => ("Failed", "The pod failed."),
        _ => return None,
    };
    Some(json!([
        {"type": "Completed", "status": "True", "reason": reason, "message": message}
    ]))
}

fn readiness_gates(pod: &Value) -> String {
    let gates = list(pod, "/spec/readinessGates");
    if gates.is_empty() {
        return "<none>".to_owned();
    }
    let open = gates
        .iter()
        .filter(|gate| condition(pod, text(gate, "/conditionType")) == "True")
        .count();
    format!("{open}/{}", gates.len())
}

/// Init containers that keep running.
fn sidecars(pod: &Value) -> impl Iterator<Item = &str> {
    list(pod, "/spec/initContainers")
        .iter()
        .filter(|container| text(container, "/restartPolicy") == "Always")
        .map(|container| text(container, "/name"))
}

/// How often containers were restarted, and when last.
#[derive(Clone, Copy, Default)]
struct Restarts {
    count: i64,
    last: Option<Moment>,
}

impl Restarts {
    fn add(&mut self, status: &Value) {
        self.count = self.count.saturating_add(number(status, "/restartCount"));
        let finished = moment(status, "/lastState/terminated/finishedAt");
        self.last = self.last.max(finished);
    }

    fn in_words(self, now: Timestamp) -> String {
        match self.last {
            Some(last) if self.count != 0 => format!("{} ({} ago)", self.count, since(last, now)),
            _ => self.count.to_string(),
        }
    }
}

struct Summary {
    reason: String,
    ready: usize,
    restarts: Restarts,
}

impl Summary {
    fn of(pod: &Value) -> Self {
        let mut summary = Self {
            reason: announced(pod).to_owned(),
            ready: 0,
            restarts: Restarts::default(),
        };
        let sidecar_restarts = summary.count_init_restarts(pod);
        let initializing = summary.look_at_init_containers(pod);
        if !initializing || condition(pod, "Initialized") == "True" {
            summary.restarts = sidecar_restarts;
            summary.look_at_containers(pod);
        }
        summary.look_at_deletion(pod);
        summary
    }

    /// Counts the restarts of the init containers up to the one that runs, and of the sidecars
    /// among them alone.
    fn count_init_restarts(&mut self, pod: &Value) -> Restarts {
        let mut of_sidecars = Restarts::default();
        for status in list(pod, "/status/initContainerStatuses") {
            let sidecar = is_sidecar(pod, status);
            self.restarts.add(status);
            if sidecar {
                of_sidecars.add(status);
            }
            if !is_past(status, sidecar) {
                break;
            }
        }
        of_sidecars
    }

    /// Whether an init container is still to finish; it then gives the reason.
    fn look_at_init_containers(&mut self, pod: &Value) -> bool {
        let statuses = list(pod, "/status/initContainerStatuses");
        for (index, status) in statuses.iter().enumerate() {
            let sidecar = is_sidecar(pod, status);
            if !is_past(status, sidecar) {
                self.reason = format!("Init:{}", init_reason(pod, status, index));
                return true;
            }
            if sidecar && !has_succeeded(status) && flag(status, "/ready") {
                self.ready += 1;
            }
        }
        false
    }

    fn look_at_containers(&mut self, pod: &Value) {
        let (mut running, mut error) = (false, None);
        for status in list(pod, "/status/containerStatuses").iter().rev() {
            self.restarts.add(status);
            let waiting = text(status, "/state/waiting/reason");
            let terminated = at(status, "/state/terminated");
            if !waiting.is_empty() {
                self.reason = waiting.to_owned();
            } else if !terminated.is_null() {
                self.reason = end_of(terminated);
                if number(terminated, "/exitCode") != 0 {
                    error = Some(self.reason.clone());
                }
            } else if flag(status, "/ready") && !at(status, "/state/running").is_null() {
                running = true;
                self.ready += 1;
            }
        }
        // A finished container does not finish its pod while others run or have failed.
        if self.reason == "Completed" {
            match error {
                _ if running && condition_holds(pod, "Ready") => self.reason = "Running".into(),
                Some(error) => self.reason = error,
                None if running => self.reason = "NotReady".into(),
                None => {}
            }
        }
    }

    fn look_at_deletion(&mut self, pod: &Value) {
        if at(pod, "/metadata/deletionTimestamp").is_null() {
            return;
        }
        if text(pod, "/status/reason") == "NodeLost" {
            self.reason = "Unknown".to_owned();
        } else if completion(pod).is_none() {
            self.reason = "Terminating".to_owned();
        }
    }
}

/// What the pod says of itself, before its containers are looked at.
fn announced(pod: &Value) -> &str {
    let gated = list(pod, "/status/conditions").iter().any(|condition| {
        text(condition, "/type") == "PodScheduled"
            && text(condition, "/reason") == "SchedulingGated"
    });
    if gated {
        return "SchedulingGated";
    }
    text_or(pod, "/status/reason", text(pod, "/status/phase"))
}

fn condition_holds(pod: &Value, of_type: &str) -> bool {
    list(pod, "/status/conditions").iter().any(|condition| {
        text(condition, "/type") == of_type && text(condition, "/status") == "True"
    })
}

fn is_sidecar(pod: &Value, status: &Value) -> bool {
    sidecars(pod).any(|name| name == text(status, "/name"))
}

/// Whether the next init container may start.
fn is_past(status: &Value, sidecar: bool) -> bool {
    has_succeeded(status) || (sidecar && flag(status, "/started"))
}

fn has_succeeded(status: &Value) -> bool {
    let terminated = at(status, "/state/terminated");
    !terminated.is_null() && number(terminated, "/exitCode") == 0
}

fn init_reason(pod: &Value, status: &Value, index: usize) -> String {
    let terminated = at(status, "/state/terminated");
    if !terminated.is_null() {
        return end_of(terminated);
    }
    match text(status, "/state/waiting/reason") {
        "" | "PodInitializing" => {
            format!("{index}/{}", list(pod, "/spec/initContainers").len())
        }
        reason => reason.to_owned(),
    }
}

/// How a container ended.
fn end_of(terminated: &Value) -> String {
    let signal = number(terminated, "/signal");
    match text(terminated, "/reason") {
        "" if signal != 0 => format!("Signal:{signal}"),
        "" => format!("ExitCode:{}", number(terminated, "/exitCode")),
        reason => reason.to_owned(),
    }
}
