//! What components say about objects.

use std::collections::BTreeSet;
use std::time::Duration;

use outrigger::rt::Instant;
use serde_json::{Value, json};

use super::writer::{Hand, Writer, resource};
use crate::cluster::apiserver::object;
use crate::cluster::apiserver::store::Record;

const STORAGE: &str = "events";

impl Writer<'_> {
    /// Says something about an object.
    pub(super) fn tell(
        &mut self,
        storage: &str,
        about: &Record,
        reason: &str,
        message: &str,
        source: &str,
    ) {
        self.tell_from(storage, about, reason, message, (source, ""));
    }

    /// As [`tell`](Self::tell), by a component on a node.
    pub(super) fn tell_from(
        &mut self,
        storage: &str,
        about: &Record,
        reason: &str,
        message: &str,
        (source, host): (&str, &str),
    ) {
        let resource = resource(storage);
        let namespace = match about.namespace() {
            "" => "default",
            namespace => namespace,
        };
        let name = self.event_name(about);
        let now = self.now.to_string();
        let mut source_of = json!({ "component": source });
        if !host.is_empty() {
            source_of["host"] = host.into();
        }
        let event = json!({
            "metadata": { "name": name, "namespace": namespace },
            "involvedObject": {
                "apiVersion": resource.api_version(),
                "kind": resource.kind,
                "name": about.name(),
                "namespace": about.namespace(),
                "resourceVersion": about.revision().to_string(),
                "uid": about.uid(),
            },
            "reason": reason,
            "message": message,
            "source": source_of,
            "firstTimestamp": now,
            "lastTimestamp": now,
            "count": 1,
            "type": if is_warning(reason) { "Warning" } else { "Normal" },
            "reportingComponent": source,
            "reportingInstance": host,
        });
        self.create(STORAGE, hand_of(source), event);
    }

    /// The object's name and a number, which in a real cluster is the time in nanoseconds.
    fn event_name(&mut self, about: &Record) -> String {
        let (high, low) = (self.names.below(1 << 30), self.names.below(1 << 32));
        format!("{}.{:x}{low:08x}", about.name(), high | 1 << 30)
    }

    /// An event that was last seen long ago goes; otherwise, how long it stays.
    fn expire_event(&mut self, key: &str, lifetime: Duration) -> Option<Duration> {
        let event = self.get(STORAGE, key)?.to_value();
        let seen = match &event["lastTimestamp"] {
            Value::Null => &event["metadata"]["creationTimestamp"],
            seen => seen,
        };
        let seen = object::time(seen).unwrap_or_default();
        let age = self.now.saturating_duration_since(seen);
        if age < lifetime {
            return Some(lifetime - age);
        }
        self.remove(STORAGE, key);
        None
    }
}

/// When events go, which in a real cluster etcd sees to.
#[derive(Debug)]
pub(super) struct Expiry {
    lifetime: Duration,
    due: BTreeSet<(Instant, String)>,
}

/// So many events go in one step.
const EXPIRE_AT_ONCE: usize = 200;

impl Expiry {
    pub(super) const fn new(lifetime: Duration) -> Self {
        Self {
            lifetime,
            due: BTreeSet::new(),
        }
    }

    pub(super) fn note(&mut self, key: &str, at: Instant) {
        self.due.insert((at + self.lifetime, key.to_owned()));
    }

    pub(super) fn step(&mut self, writer: &mut Writer<'_>, at: Instant) {
        for _ in 0..EXPIRE_AT_ONCE {
            if self.due.first().is_none_or(|(due, _)| *due > at) {
                return;
            }
            let Some((_, key)) = self.due.pop_first() else {
                return;
            };
            if let Some(left) = writer.expire_event(&key, self.lifetime) {
                self.due.insert((at + left, key));
            }
        }
    }
}

fn hand_of(source: &str) -> Hand {
    match source {
        "kubelet" => Hand::KUBELET,
        "default-scheduler" => Hand::SCHEDULER,
        _ => Hand::CONTROLLER,
    }
}

fn is_warning(reason: &str) -> bool {
    matches!(reason, "BackOff" | "Unhealthy" | "FailedScheduling")
}
