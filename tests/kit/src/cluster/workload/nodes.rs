//! Nodes and their signs of life.

use std::time::Duration;

use outrigger::rt::Timestamp;
use serde_json::{Value, json};

use super::writer::{Hand, Writer};

pub(super) const LEASES: &str = "kube-node-lease";

pub(super) fn name(number: usize) -> String {
    format!("node-{number:04}")
}

/// A node as its kubelet registers it, with its lease.
pub(super) fn register(writer: &mut Writer<'_>, name: &str, number: usize) {
    let zone = format!("zone-{}", char::from(b'a' + (number % 3) as u8));
    let (high, low) = (number / 250 % 250, number % 250 + 1);
    let cidr = format!("10.{}.{}.0/24", 128 + number / 250 % 120, number % 250);
    let now = writer.now.to_string();
    let hex = writer.names.uuid();
    let node = json!({
        "metadata": {
            "name": name,
            "labels": {
                "beta.kubernetes.io/arch": "amd64",
                "beta.kubernetes.io/os": "linux",
                "kubernetes.io/arch": "amd64",
                "kubernetes.io/hostname": name,
                "kubernetes.io/os": "linux",
                "node.kubernetes.io/instance-type": "standard-8",
                "topology.kubernetes.io/region": "region-1",
                "topology.kubernetes.io/zone": zone,
            },
            "annotations": { "volumes.kubernetes.io/controller-managed-attach-detach": "true" },
        },
        "spec": { "podCIDR": cidr, "podCIDRs": [cidr], "providerID": format!("example://{name}") },
        "status": status(name, &format!("192.168.{high}.{low}"), &hex, &now),
    });
    writer.create("nodes", Hand::KUBELET, node);
    // Admission taints it until the node controller has seen that it is ready.
    writer.update("nodes", name, Hand::CONTROLLER, |node| {
        if let Some(spec) = node["spec"].as_object_mut() {
            spec.remove("taints");
        }
    });
    lease(writer, name);
}

fn status(name: &str, address: &str, hex: &str, now: &str) -> Value {
    let amounts = json!({ "cpu": "8", "ephemeral-storage": "203234260Ki", "hugepages-1Gi": "0",
        "hugepages-2Mi": "0", "memory": "32386500Ki", "pods": "110" });
    let mut allocatable = amounts.clone();
    allocatable["cpu"] = "7910m".into();
    allocatable["memory"] = "29331908Ki".into();
    let images: Vec<Value> = super::apps::images()
        .map(|image| json!({ "names": [image], "sizeBytes": 61_204_000 + image.len() * 977_321 }))
        .collect();
    json!({
        "addresses": [
            { "type": "InternalIP", "address": address },
            { "type": "Hostname", "address": name },
        ],
        "capacity": amounts,
        "allocatable": allocatable,
        "conditions": conditions(now),
        "daemonEndpoints": { "kubeletEndpoint": { "Port": 10250 } },
        "images": images,
        "nodeInfo": info(hex),
        "runtimeHandlers": [{ "name": "runc",
            "features": { "recursiveReadOnlyMounts": true, "userNamespaces": true } }],
    })
}

fn info(hex: &str) -> Value {
    json!({
        "architecture": "amd64", "operatingSystem": "linux",
        "bootID": hex, "machineID": hex.replace('-', ""), "systemUUID": hex,
        "containerRuntimeVersion": "containerd://2.1.4", "kernelVersion": "6.12.41",
        "kubeProxyVersion": "", "kubeletVersion": "v1.37.1",
        "osImage": "Debian GNU/Linux 13 (trixie)",
        "swap": { "capacity": 0 },
    })
}

/// All is well.
fn conditions(now: &str) -> Vec<Value> {
    [
        (
            "MemoryPressure",
            "False",
            "KubeletHasSufficientMemory",
            "kubelet has sufficient memory available",
        ),
        (
            "DiskPressure",
            "False",
            "KubeletHasNoDiskPressure",
            "kubelet has no disk pressure",
        ),
        (
            "PIDPressure",
            "False",
            "KubeletHasSufficientPID",
            "kubelet has sufficient PID available",
        ),
        (
            "Ready",
            "True",
            "KubeletReady",
            "kubelet is posting ready status",
        ),
    ]
    .into_iter()
    .map(|(kind, status, reason, message)| {
        json!({ "type": kind, "status": status, "reason": reason, "message": message,
            "lastHeartbeatTime": now, "lastTransitionTime": now })
    })
    .collect()
}

fn lease(writer: &mut Writer<'_>, name: &str) {
    let Some(node) = writer.get("nodes", name) else {
        return;
    };
    let now = micros(writer.now);
    let lease = json!({
        "metadata": {
            "name": name,
            "namespace": LEASES,
            "ownerReferences": [
                { "apiVersion": "v1", "kind": "Node", "name": name, "uid": node.uid() },
            ],
        },
        "spec": { "holderIdentity": name, "leaseDurationSeconds": 40, "renewTime": now },
    });
    writer.create(super::writer::LEASES, Hand::KUBELET, lease);
}

/// Renews the lease of a node; `false` when the node is gone.
pub(super) fn beat(writer: &mut Writer<'_>, name: &str) -> bool {
    if writer.get("nodes", name).is_none() {
        return false;
    }
    let now = micros(writer.now);
    let key = format!("{LEASES}/{name}");
    writer.update(super::writer::LEASES, &key, Hand::KUBELET, |lease| {
        lease["spec"]["renewTime"] = now.into();
    });
    true
}

/// Says that a node is well; `false` when the node is gone.
pub(super) fn report(writer: &mut Writer<'_>, name: &str) -> bool {
    let now = writer.now.to_string();
    writer.update("nodes", name, Hand::KUBELET_STATUS, |node| {
        let conditions = node["status"]["conditions"].as_array_mut();
        for condition in conditions.into_iter().flatten() {
            condition["lastHeartbeatTime"] = now.as_str().into();
        }
    });
    writer.get("nodes", name).is_some()
}

/// RFC 3339 with microseconds, as leases have it.
fn micros(at: Timestamp) -> String {
    let unix = at.as_unix();
    let whole = Timestamp::from_unix(Duration::from_secs(unix.as_secs())).to_string();
    let whole = whole.trim_end_matches('Z').to_owned();
    format!("{whole}.{:06}Z", unix.subsec_micros())
}
