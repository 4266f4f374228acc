//! The statuses of a pod's containers.

use serde_json::{Value, json};

use crate::cluster::apiserver::names::Names;

/// The names of all containers: those that come first first.
pub(super) fn names(spec: &Value) -> impl Iterator<Item = &str> {
    let all = ["initContainers", "containers"].map(|field| spec[field].as_array());
    let all = all.into_iter().flatten().flatten();
    all.filter_map(|it| it["name"].as_str())
}

/// Whether it takes more than starting to be ready.
pub(super) fn is_probed(spec: &Value) -> bool {
    let containers = spec["containers"].as_array().into_iter().flatten();
    containers
        .into_iter()
        .any(|it| it.get("readinessProbe").is_some())
}

pub(in super::super) fn id(names: &mut Names) -> String {
    let mut part = || names.below(u64::MAX);
    let (a, b, c, d) = (part(), part(), part(), part());
    format!("containerd://{a:016x}{b:016x}{c:016x}{d:016x}")
}

/// The digest that an image has; the same for the same image.
fn digest(image: &str) -> String {
    let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let mut hash = image.bytes().fold(0xcbf2_9ce4_8422_2325, fnv);
    let mut hex = String::new();
    for _ in 0..4 {
        hash = fnv(hash, 7)
            .rotate_left(29)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15);
        hex += &format!("{hash:016x}");
    }
    let name = image.rsplit_once(':').map_or(image, |(name, _)| name);
    format!("{name}@sha256:{hex}")
}

/// Nothing runs yet.
pub(super) fn create(spec: &Value, status: &mut Value) {
    let started = spec.get("initContainers").is_none();
    for (from, into) in [
        ("initContainers", "initContainerStatuses"),
        ("containers", "containerStatuses"),
    ] {
        let reason = match started || from == "initContainers" {
            true => "ContainerCreating",
            false => "PodInitializing",
        };
        let list = spec[from].as_array().into_iter().flatten();
        let list: Vec<Value> = list.map(|it| waiting(it, reason)).collect();
        if !list.is_empty() {
            status[into] = list.into();
        }
    }
}

fn waiting(container: &Value, reason: &str) -> Value {
    let mounts = container["volumeMounts"].as_array().into_iter().flatten();
    let mounts: Vec<Value> = mounts.map(mounted).collect();
    let mut status = json!({
        "name": container["name"],
        "image": container["image"],
        "imageID": "",
        "ready": false,
        "started": false,
        "restartCount": 0,
        "state": { "waiting": { "reason": reason } },
        "lastState": {},
    });
    if !mounts.is_empty() {
        status["volumeMounts"] = mounts.into();
    }
    status
}

fn mounted(mount: &Value) -> Value {
    let mut status = json!({ "name": mount["name"], "mountPath": mount["mountPath"] });
    if mount["readOnly"] == true {
        status["readOnly"] = true.into();
        status["recursiveReadOnly"] = "Disabled".into();
    }
    status
}

/// All containers run; those that come first have run.
pub(super) fn start(spec: &Value, status: &mut Value, ids: &[String], now: &str) {
    let mut ids = ids.iter();
    for (from, into) in [
        ("initContainers", "initContainerStatuses"),
        ("containers", "containerStatuses"),
    ] {
        let containers = spec[from].as_array().into_iter().flatten();
        let statuses = status.get_mut(into).and_then(Value::as_array_mut);
        let statuses = statuses.into_iter().flatten();
        for ((container, status), id) in containers.zip(statuses).zip(&mut ids) {
            let image = container["image"].as_str().unwrap_or_default();
            status["containerID"] = id.as_str().into();
            status["imageID"] = digest(image).into();
            status["user"] = json!({ "linux": { "uid": 0, "gid": 0, "supplementalGroups": [0] } });
            status["resources"] = container["resources"].clone();
            if let Some(requests) = container["resources"].get("requests") {
                status["allocatedResources"] = requests.clone();
            }
            if from == "initContainers" {
                status["state"] = ended(id, 0, "Completed", now, now);
                status["ready"] = true.into();
            } else {
                status["state"] = json!({ "running": { "startedAt": now } });
                status["started"] = true.into();
                status["ready"] = container.get("readinessProbe").is_none().into();
            }
        }
    }
}

fn ended(id: &str, code: i64, reason: &str, from: &str, to: &str) -> Value {
    json!({ "terminated": {
        "containerID": id,
        "exitCode": code,
        "reason": reason,
        "startedAt": from,
        "finishedAt": to,
    } })
}

fn all(status: &mut Value) -> impl Iterator<Item = &mut Value> {
    let statuses = status.get_mut("containerStatuses");
    statuses.and_then(Value::as_array_mut).into_iter().flatten()
}

pub(super) fn set_ready(status: &mut Value, ready: bool) {
    all(status).for_each(|it| it["ready"] = ready.into());
}

/// The names of those that are not ready.
pub(super) fn unready(status: &Value) -> Vec<String> {
    let list = status["containerStatuses"].as_array().into_iter().flatten();
    let unready = list.filter(|it| it["ready"] != true);
    unready
        .filter_map(|it| it["name"].as_str().map(str::to_owned))
        .collect()
}

/// All containers end.
pub(super) fn end(status: &mut Value, code: i64, now: &str) {
    for container in all(status) {
        let reason = if code == 0 { "Completed" } else { "Error" };
        terminate(container, code, reason, now);
    }
}

fn terminate(container: &mut Value, code: i64, reason: &str, now: &str) {
    let id = container["containerID"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let from = container["state"]["running"]["startedAt"].clone();
    let from = from.as_str().unwrap_or(now);
    container["state"] = ended(&id, code, reason, from, now);
    container["ready"] = false.into();
    container["started"] = false.into();
}

/// The first container ends as it should not.
pub(super) fn crash(status: &mut Value, now: &str) {
    if let Some(container) = all(status).next() {
        let restarts = container["restartCount"].as_i64().unwrap_or_default();
        let (code, reason) = match restarts % 3 {
            1 => (137, "OOMKilled"),
            _ => (1, "Error"),
        };
        terminate(container, code, reason, now);
    }
}

/// The first container is not started again yet.
pub(super) fn back_off(status: &mut Value, message: &str) {
    if let Some(container) = all(status).next() {
        container["lastState"] = container["state"].take();
        container["state"] =
            json!({ "waiting": { "reason": "CrashLoopBackOff", "message": message } });
    }
}

/// The first container runs again.
pub(super) fn restart(status: &mut Value, id: &str, now: &str) {
    if let Some(container) = all(status).next() {
        let restarts = container["restartCount"].as_i64().unwrap_or_default();
        container["restartCount"] = (restarts + 1).into();
        container["containerID"] = id.into();
        container["started"] = true.into();
        container["state"] = json!({ "running": { "startedAt": now } });
    }
}
