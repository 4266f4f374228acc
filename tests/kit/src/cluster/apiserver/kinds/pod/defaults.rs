//! What stands in a pod's spec when nothing is given.

use serde_json::{Value, json};

use super::super::quantity::Quantity;
use super::super::read::{
    entries, flag, get, is_set, list, list_mut, number, object_mut, set, set_default, text,
};
use super::image::pull_policy;

/// Of a pod itself: more than of a template.
pub(crate) fn default(object: &mut Value) {
    let spec = object_mut(object, "spec");
    default_spec(spec);
    if number(spec, "terminationGracePeriodSeconds") < 0 {
        set(spec, "terminationGracePeriodSeconds", 1);
    }
    set_default(spec, "enableServiceLinks", true);
    let host = flag(spec, "hostNetwork");
    for field in ["containers", "initContainers"] {
        for container in list_mut(spec, field) {
            request_what_is_limited(container);
            if host {
                default_host_ports(container);
            }
        }
    }
    sync_addresses(object_mut(object, "status"));
}

/// `template` of a Deployment, ReplicaSet or Job.
pub(crate) fn default_template(spec: &mut Value) {
    let template = object_mut(spec, "template");
    default_spec(object_mut(template, "spec"));
}

fn default_spec(spec: &mut Value) {
    let account = match text(spec, "serviceAccountName") {
        "" => text(spec, "serviceAccount").to_owned(),
        account => account.to_owned(),
    };
    if !account.is_empty() {
        set(spec, "serviceAccountName", account.as_str());
        set(spec, "serviceAccount", account);
    }
    for field in ["containers", "initContainers", "ephemeralContainers"] {
        for container in list_mut(spec, field) {
            default_container(container);
        }
    }
    for volume in list_mut(spec, "volumes") {
        default_volume(volume);
    }
    set_default(spec, "restartPolicy", "Always");
    set_default(spec, "dnsPolicy", "ClusterFirst");
    set_default(spec, "schedulerName", "default-scheduler");
    set_default(spec, "terminationGracePeriodSeconds", 30);
    object_mut(spec, "securityContext");
    if !is_set(spec, "containers") {
        set(spec, "containers", Value::Null);
    }
    default_resources(spec, "overhead");
}

fn default_container(container: &mut Value) {
    let policy = pull_policy(text(container, "image"));
    set_default(container, "imagePullPolicy", policy);
    set_default(container, "terminationMessagePath", "/dev/termination-log");
    set_default(container, "terminationMessagePolicy", "File");
    for port in list_mut(container, "ports") {
        set_default(port, "protocol", "TCP");
    }
    for variable in list_mut(container, "env") {
        if let Some(source) = variable.get_mut("valueFrom") {
            default_references(source);
        }
    }
    let resources = object_mut(container, "resources");
    default_resources(resources, "limits");
    default_resources(resources, "requests");
    for field in ["livenessProbe", "readinessProbe", "startupProbe"] {
        if is_set(container, field) {
            default_probe(object_mut(container, field));
        }
    }
    for field in ["postStart", "preStop"] {
        if is_set(get(container, "lifecycle"), field) {
            default_http(object_mut(object_mut(container, "lifecycle"), field));
        }
    }
}

fn default_references(source: &mut Value) {
    if is_set(source, "fieldRef") {
        set_default(object_mut(source, "fieldRef"), "apiVersion", "v1");
    }
    if is_set(source, "resourceFieldRef") {
        set_default(object_mut(source, "resourceFieldRef"), "divisor", "0");
    }
}

/// Rounds a list of resources up to thousandths.
pub(crate) fn default_resources(object: &mut Value, field: &str) {
    let rounded: Vec<(String, String)> = entries(object, field)
        .filter_map(|(name, value)| {
            let quantity = Quantity::parse(value.as_str()?)?;
            Some((name.to_owned(), quantity.rounded_to_milli()?))
        })
        .collect();
    for (name, value) in rounded {
        set(object_mut(object, field), &name, value);
    }
}

fn default_probe(probe: &mut Value) {
    for (field, number_of) in [
        ("timeoutSeconds", 1),
        ("periodSeconds", 10),
        ("successThreshold", 1),
        ("failureThreshold", 3),
    ] {
        if number(probe, field) == 0 {
            set(probe, field, number_of);
        }
    }
    default_http(probe);
    if is_set(probe, "grpc") {
        let grpc = object_mut(probe, "grpc");
        if !is_set(grpc, "service") {
            set(grpc, "service", "");
        }
    }
}

fn default_http(handler: &mut Value) {
    if is_set(handler, "httpGet") {
        let action = object_mut(handler, "httpGet");
        set_default(action, "path", "/");
        set_default(action, "scheme", "HTTP");
    }
}

/// A volume without a source is an empty directory.
fn default_volume(volume: &mut Value) {
    let sourceless = volume.as_object().is_some_and(|fields| {
        fields
            .iter()
            .all(|(name, value)| name == "name" || value.is_null())
    });
    if sourceless {
        set(volume, "emptyDir", json!({}));
    }
    for source in ["secret", "configMap", "downwardAPI", "projected"] {
        if is_set(volume, source) {
            set_default(object_mut(volume, source), "defaultMode", 420);
        }
    }
    if is_set(volume, "hostPath") && !is_set(get(volume, "hostPath"), "type") {
        set(object_mut(volume, "hostPath"), "type", "");
    }
    for (source, field, value) in SOURCE_DEFAULTS {
        if is_set(volume, source) {
            set_default(object_mut(volume, source), field, *value);
        }
    }
    if is_set(volume, "azureDisk") {
        set_default(object_mut(volume, "azureDisk"), "readOnly", false);
    }
    default_inline_volumes(volume);
    default_items(volume);
}

/// The drivers' own defaults.
const SOURCE_DEFAULTS: &[(&str, &str, &str)] = &[
    ("iscsi", "iscsiInterface", "default"),
    ("rbd", "pool", "rbd"),
    ("rbd", "user", "admin"),
    ("rbd", "keyring", "/etc/ceph/keyring"),
    ("azureDisk", "cachingMode", "ReadWrite"),
    ("azureDisk", "kind", "Shared"),
    ("azureDisk", "fsType", "ext4"),
    ("scaleIO", "storageMode", "ThinProvisioned"),
    ("scaleIO", "fsType", "xfs"),
];

fn default_inline_volumes(volume: &mut Value) {
    if is_set(volume, "ephemeral") {
        let claim = object_mut(object_mut(volume, "ephemeral"), "volumeClaimTemplate");
        object_mut(claim, "metadata");
        let spec = object_mut(claim, "spec");
        set_default(spec, "volumeMode", "Filesystem");
        object_mut(spec, "resources");
    }
    if is_set(volume, "image") {
        let image = object_mut(volume, "image");
        let policy = pull_policy(text(image, "reference"));
        set_default(image, "pullPolicy", policy);
    }
}

fn default_items(volume: &mut Value) {
    if is_set(volume, "downwardAPI") {
        for item in list_mut(object_mut(volume, "downwardAPI"), "items") {
            default_references(item);
        }
    }
    if !is_set(volume, "projected") {
        return;
    }
    let projected = object_mut(volume, "projected");
    if !is_set(projected, "sources") {
        set(projected, "sources", Value::Null);
    }
    for source in list_mut(projected, "sources") {
        if is_set(source, "downwardAPI") {
            for item in list_mut(object_mut(source, "downwardAPI"), "items") {
                default_references(item);
            }
        }
        if is_set(source, "serviceAccountToken") {
            let token = object_mut(source, "serviceAccountToken");
            set_default(token, "expirationSeconds", 3600);
        }
    }
}

fn request_what_is_limited(container: &mut Value) {
    let resources = object_mut(container, "resources");
    let limits: Vec<(String, Value)> = entries(resources, "limits")
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .collect();
    for (name, value) in limits {
        let requests = object_mut(resources, "requests");
        if !is_set(requests, &name) {
            set(requests, &name, value);
        }
    }
}

fn default_host_ports(container: &mut Value) {
    for port in list_mut(container, "ports") {
        if number(port, "hostPort") == 0 {
            let number = number(port, "containerPort");
            set(port, "hostPort", number);
        }
    }
}

/// `podIP` and `podIPs` say the same; where they differ, the former is right.
fn sync_addresses(status: &mut Value) {
    let one = text(status, "podIP").to_owned();
    let first = list(status, "podIPs").first().unwrap_or(&Value::Null);
    let first = text(first, "ip").to_owned();
    if one.is_empty() && !first.is_empty() {
        set(status, "podIP", first);
    } else if one != first {
        set(status, "podIPs", json!([{"ip": one}]));
    }
}
