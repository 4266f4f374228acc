//! What the kubelets do with the pods that are bound to their nodes.

mod containers;
mod status;

use std::time::Duration;

use serde_json::{Value, json};

use super::facts::PodFacts;
use super::scheduler;
use super::writer::{Hand, Writer};
use crate::cluster::apiserver::names::Names;
use crate::cluster::apiserver::store::Record;

pub(super) use self::containers::id as container_id;

const STORAGE: &str = "pods";

/// How far a pod is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Unbound,
    Bound,
    Creating,
    Started,
    Ready,
    Crashed,
    BackOff,
    Over,
    Going,
}

impl Stage {
    fn of(record: &Record) -> Self {
        let facts = PodFacts::of(record);
        if facts.is_deleted() {
            return Self::Going;
        }
        if facts.is_over() {
            return Self::Over;
        }
        if !facts.is_bound() {
            return Self::Unbound;
        }
        if facts.is_ready() {
            return Self::Ready;
        }
        let pod = record.to_value();
        let first = &pod["status"]["containerStatuses"][0];
        let state = &first["state"];
        if first.is_null() {
            Self::Bound
        } else if state.get("running").is_some() {
            Self::Started
        } else if state.get("terminated").is_some() {
            Self::Crashed
        } else if state["waiting"]["reason"] == "CrashLoopBackOff" {
            Self::BackOff
        } else {
            Self::Creating
        }
    }
}

/// How long until the next step with a pod, if there is one.
pub(super) fn delay(record: &Record, names: &mut Names) -> Option<Duration> {
    let mut between =
        |from: u64, to: u64| Some(Duration::from_millis(from + names.below(to - from)));
    match Stage::of(record) {
        Stage::Unbound => between(20, 200),
        Stage::Bound => between(100, 500),
        Stage::Creating => between(1000, 4000),
        Stage::Started => between(1000, 8000),
        Stage::Ready if ends(record) => between(10_000, 60_000),
        Stage::Ready if crashes_again(record) => between(5000, 20_000),
        Stage::Crashed => between(1000, 2000),
        Stage::BackOff => Some(back_off(restarts(record))),
        Stage::Going => between(1000, 5000),
        Stage::Ready | Stage::Over => None,
    }
}

fn ends(record: &Record) -> bool {
    record.to_value()["spec"]["restartPolicy"] != "Always"
}

fn restarts(record: &Record) -> i64 {
    let count = &record.to_value()["status"]["containerStatuses"][0]["restartCount"];
    count.as_i64().unwrap_or_default()
}

/// A pod that crashes does so one to five times, which its uid decides.
fn crashes_again(record: &Record) -> bool {
    let sum: i64 = record.uid().bytes().map(i64::from).sum();
    restarts(record) % (1 + sum % 5) != 0
}

/// The kubelet's pause before a restart: 10 s, twice as long each time, no more than 5 minutes.
fn back_off(restarts: i64) -> Duration {
    let doubled = u32::try_from(restarts.clamp(0, 5)).unwrap_or_default();
    Duration::from_secs((10 << doubled).min(300))
}

/// Takes the next step with a pod.
pub(super) fn step(writer: &mut Writer<'_>, record: &Record) {
    match Stage::of(record) {
        Stage::Unbound => scheduler::bind(writer, record),
        Stage::Bound => prepare(writer, record),
        Stage::Creating => start(writer, record),
        Stage::Started => be_ready(writer, record),
        Stage::Ready if ends(record) => end(writer, record, "Succeeded"),
        Stage::Ready if crashes_again(record) => crash(writer, record),
        Stage::Crashed => wait(writer, record),
        Stage::BackOff => restart(writer, record),
        Stage::Going => go(writer, record),
        Stage::Ready | Stage::Over => {}
    }
}

fn write(writer: &mut Writer<'_>, record: &Record, change: impl FnOnce(&mut Value, &str)) {
    let now = writer.now.to_string();
    writer.update(STORAGE, record.key(), Hand::KUBELET_STATUS, |pod| {
        change(pod, &now);
    });
}

fn say(writer: &mut Writer<'_>, record: &Record, reason: &str, message: &str) {
    let pod = record.to_value();
    let node = pod["spec"]["nodeName"].as_str().unwrap_or_default();
    writer.tell_from(STORAGE, record, reason, message, ("kubelet", node));
}

/// The pod has been seen; its containers are being created.
fn prepare(writer: &mut Writer<'_>, record: &Record) {
    let node = record.to_value()["spec"]["nodeName"].clone();
    let node = writer.get("nodes", node.as_str().unwrap_or_default());
    let address = node.map_or(Value::Null, |node| {
        node.to_value()["status"]["addresses"][0]["address"].clone()
    });
    write(writer, record, |pod, now| {
        let spec = pod["spec"].clone();
        let status = &mut pod["status"];
        status["startTime"] = now.into();
        if address.is_string() {
            status["hostIP"] = address.clone();
            status["hostIPs"] = json!([{ "ip": address }]);
        }
        containers::create(&spec, status);
        status::observe(pod, now, false);
    });
}

fn start(writer: &mut Writer<'_>, record: &Record) {
    let address = pod_address(writer);
    let object = record.to_value();
    let ids: Vec<String> = containers::names(&object["spec"])
        .map(|_| containers::id(writer.names))
        .collect();
    write(writer, record, |pod, now| {
        let spec = pod["spec"].clone();
        let status = &mut pod["status"];
        status["phase"] = "Running".into();
        status["podIP"] = address.as_str().into();
        status["podIPs"] = json!([{ "ip": address }]);
        containers::start(&spec, status, &ids, now);
        status::observe(pod, now, !containers::is_probed(&spec));
    });
    for container in object["spec"]["containers"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let text = |field: &str| container[field].as_str().unwrap_or_default();
        let (name, image) = (text("name"), text("image"));
        for (reason, message) in [
            (
                "Pulled",
                format!("Container image \"{image}\" already present on machine"),
            ),
            ("Created", format!("Container created: {name}")),
            ("Started", format!("Container started: {name}")),
        ] {
            say(writer, record, reason, &message);
        }
    }
}

fn pod_address(writer: &mut Writer<'_>) -> String {
    let part = |writer: &mut Writer<'_>, from: u64| from + writer.names.below(254);
    let (b, c, d) = (part(writer, 0), part(writer, 0), part(writer, 1));
    format!("10.{}.{c}.{d}", 128 + b % 127)
}

fn be_ready(writer: &mut Writer<'_>, record: &Record) {
    write(writer, record, |pod, now| {
        containers::set_ready(&mut pod["status"], true);
        status::observe(pod, now, true);
    });
}

fn end(writer: &mut Writer<'_>, record: &Record, phase: &str) {
    let code = i64::from(phase == "Failed") * 137;
    write(writer, record, |pod, now| {
        containers::end(&mut pod["status"], code, now);
        pod["status"]["phase"] = phase.into();
        status::observe(pod, now, false);
    });
}

/// A container of a running pod crashes.
pub(super) fn crash(writer: &mut Writer<'_>, record: &Record) {
    if Stage::of(record) != Stage::Ready {
        return;
    }
    write(writer, record, |pod, now| {
        containers::crash(&mut pod["status"], now);
        status::observe(pod, now, false);
    });
}

/// The kubelet waits before it starts the container again.
fn wait(writer: &mut Writer<'_>, record: &Record) {
    let pause = back_off(restarts(record));
    let name = record.name();
    let (space, uid) = (record.namespace(), record.uid());
    write(writer, record, |pod, now| {
        let container = pod["spec"]["containers"][0]["name"].clone();
        let container = container.as_str().unwrap_or_default();
        let message = format!(
            "back-off {}s restarting failed container={container} pod={name}_{space}({uid})",
            pause.as_secs()
        );
        containers::back_off(&mut pod["status"], &message);
        status::observe(pod, now, false);
    });
    let message = format!("Back-off restarting failed container in pod {name}_{space}({uid})");
    say(writer, record, "BackOff", &message);
}

fn restart(writer: &mut Writer<'_>, record: &Record) {
    let id = containers::id(writer.names);
    write(writer, record, |pod, now| {
        containers::restart(&mut pod["status"], &id, now);
        status::observe(pod, now, false);
    });
}

/// A pod that is to go does, when nobody holds it.
fn go(writer: &mut Writer<'_>, record: &Record) {
    let facts = PodFacts::of(record);
    if !facts.has_finalizers() {
        say(writer, record, "Killing", "Stopping containers");
        writer.remove(STORAGE, record.key());
    } else if !facts.is_over() {
        end(writer, record, "Failed");
    }
}
