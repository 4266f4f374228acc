//! Services.

mod addresses;
mod network;
mod ports;
mod update;

use serde_json::{Value, json};

use self::addresses::validate_addresses;
pub(crate) use self::network::{ServiceNetwork, allocate};
use self::ports::{validate_ports, validate_unique_ports};
pub(crate) use self::update::{keep_allocated, prepare_update, validate_status, validate_update};
use super::Errors;
use super::addresses::{validate_endpoint, validate_range};
use super::formats;
use super::metadata::{validate_label_key, validate_labels};
use super::path::Path;
use super::read::{
    dig, get, is_set, list, list_mut, number, number_option, object_mut, set, set_default, text,
    text_option, texts, unset,
};
use crate::cluster::apiserver::field_error::FieldError;

const DAY: i64 = 86_400;

pub(crate) fn default(object: &mut Value) {
    let spec = object_mut(object, "spec");
    set_default(spec, "sessionAffinity", "None");
    default_affinity(spec);
    set_default(spec, "type", "ClusterIP");
    for port in list_mut(spec, "ports") {
        set_default(port, "protocol", "TCP");
        let target = get(port, "targetPort");
        if target.is_null() || target == 0 || target == "" {
            let number = number(port, "port");
            set(port, "targetPort", number);
        }
    }
    if is_external(spec) {
        set_default(spec, "externalTrafficPolicy", "Cluster");
    }
    if matches!(
        text(spec, "type"),
        "ClusterIP" | "NodePort" | "LoadBalancer"
    ) {
        set_default(spec, "internalTrafficPolicy", "Cluster");
    }
    if is_balanced(spec) {
        set_default(spec, "allocateLoadBalancerNodePorts", true);
    }
    let balanced = is_balanced(spec);
    let balancer = object_mut(object_mut(object, "status"), "loadBalancer");
    for ingress in list_mut(balancer, "ingress") {
        if balanced && !text(ingress, "ip").is_empty() {
            set_default(ingress, "ipMode", "VIP");
        }
    }
}

fn default_affinity(spec: &mut Value) {
    match text(spec, "sessionAffinity") {
        "None" => unset(spec, "sessionAffinityConfig"),
        "ClientIP" => {
            let timeout = dig(
                spec,
                &["sessionAffinityConfig", "clientIP", "timeoutSeconds"],
            );
            if timeout.is_null() {
                let config = json!({"clientIP": {"timeoutSeconds": 10_800}});
                set(spec, "sessionAffinityConfig", config);
            }
        }
        _ => {}
    }
}

/// Whether the service can be reached from outside the cluster.
fn is_external(spec: &Value) -> bool {
    let kind = text(spec, "type");
    let addresses = !list(spec, "externalIPs").is_empty();
    matches!(kind, "NodePort" | "LoadBalancer") || (kind == "ClusterIP" && addresses)
}

fn is_balanced(spec: &Value) -> bool {
    text(spec, "type") == "LoadBalancer"
}

fn is_headless(spec: &Value) -> bool {
    matches!(list(spec, "clusterIPs"), [one] if one == "None")
}

fn needs_node_ports(spec: &Value) -> bool {
    matches!(text(spec, "type"), "NodePort" | "LoadBalancer")
}

fn needs_health_check(spec: &Value) -> bool {
    is_balanced(spec) && text(spec, "externalTrafficPolicy") == "Local"
}

pub(crate) fn prepare_create(object: &mut Value) {
    set(object, "status", json!({"loadBalancer": {}}));
}

pub(crate) fn validate(object: &Value, errors: &mut Errors) {
    let (spec, path) = (get(object, "spec"), Path::new("spec"));
    validate_topology(object, errors);
    let kind = text(spec, "type");
    let ports = list(spec, "ports");
    if ports.is_empty() && !is_headless(spec) && kind != "ExternalName" {
        errors.push(FieldError::required(path.child("ports"), ""));
    }
    validate_kind(spec, &path, errors);
    validate_ports(ports, &path.child("ports"), errors);
    validate_labels(spec, "selector", &path, errors);
    validate_affinity(spec, &path, errors);
    validate_addresses(spec, &path, errors);
    for (index, address) in texts(spec, "externalIPs").enumerate() {
        validate_endpoint(address, &path.child("externalIPs").index(index), errors);
    }
    let known = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
    if !known.contains(&kind) {
        errors.push(FieldError::not_supported(path.child("type"), kind, &known));
    }
    validate_unique_ports(spec, &path.child("ports"), errors);
    validate_balancer(spec, &path, errors);
    validate_traffic(spec, &path, errors);
}

/// Two annotations that mean the same.
fn validate_topology(object: &Value, errors: &mut Errors) {
    let annotations = dig(object, &["metadata", "annotations"]);
    let (mode, hints) = (
        "service.kubernetes.io/topology-mode",
        "service.kubernetes.io/topology-aware-hints",
    );
    let value = text_option(annotations, mode);
    if let (Some(value), Some(other)) = (value, text_option(annotations, hints))
        && value != other
    {
        let detail = format!("must match annotations[{hints}] when both are specified");
        let path = Path::new("metadata.annotations").key(mode);
        errors.push(FieldError::invalid(path, value, detail));
    }
}

fn validate_kind(spec: &Value, path: &Path, errors: &mut Errors) {
    match text(spec, "type") {
        kind @ ("LoadBalancer" | "NodePort") if is_headless(spec) => {
            let detail = format!("may not be set to 'None' for {kind} services");
            let path = path.child("clusterIPs").index(0);
            errors.push(FieldError::invalid(path, "None", detail));
        }
        "ExternalName" => {
            for (field, given) in [
                ("clusterIPs", !list(spec, "clusterIPs").is_empty()),
                ("ipFamilies", !list(spec, "ipFamilies").is_empty()),
                ("ipFamilyPolicy", is_set(spec, "ipFamilyPolicy")),
            ] {
                if given {
                    let detail = "may not be set for ExternalName services";
                    errors.push(FieldError::forbidden(path.child(field), detail));
                }
            }
            let path = path.child("externalName");
            let name = text(spec, "externalName");
            match name.strip_suffix('.').unwrap_or(name) {
                "" => errors.push(FieldError::required(path, "")),
                name => {
                    for complaint in formats::dns_subdomain(name) {
                        errors.push(FieldError::invalid(&path, name, complaint));
                    }
                }
            }
        }
        _ => {}
    }
}

fn validate_affinity(spec: &Value, path: &Path, errors: &mut Errors) {
    let affinity = text(spec, "sessionAffinity");
    let known = ["ClientIP", "None"];
    if !known.contains(&affinity) {
        let path = path.child("sessionAffinity");
        errors.push(FieldError::not_supported(path, affinity, &known));
    }
    let timeout = dig(
        spec,
        &["sessionAffinityConfig", "clientIP", "timeoutSeconds"],
    )
    .as_i64();
    if let Some(seconds) = timeout
        && affinity == "ClientIP"
        && !(1..=DAY).contains(&seconds)
    {
        let path = path.child("sessionAffinityConfig.clientIP.timeoutSeconds");
        let detail = format!("must be greater than 0 and less than {DAY}");
        errors.push(FieldError::invalid(path, seconds, detail));
    }
}

fn validate_balancer(spec: &Value, path: &Path, errors: &mut Errors) {
    let only_balanced = |path: Path, errors: &mut Errors| {
        if !is_balanced(spec) {
            let detail = "may only be used when `type` is 'LoadBalancer'";
            errors.push(FieldError::forbidden(path, detail));
        }
    };
    let ranges = list(spec, "loadBalancerSourceRanges");
    // So spelled by the server.
    let ranges_path = path.child("LoadBalancerSourceRanges");
    if !ranges.is_empty() {
        only_balanced(ranges_path.clone(), errors);
    }
    for (index, range) in texts(spec, "loadBalancerSourceRanges").enumerate() {
        validate_range(range.trim(), &ranges_path.index(index), errors);
    }
    for field in ["allocateLoadBalancerNodePorts", "loadBalancerClass"] {
        if is_set(spec, field) {
            only_balanced(path.child(field), errors);
        }
    }
    if let Some(class) = text_option(spec, "loadBalancerClass")
        && is_balanced(spec)
    {
        validate_label_key(class, &path.child("loadBalancerClass"), errors);
    }
}

fn validate_traffic(spec: &Value, path: &Path, errors: &mut Errors) {
    let policies = ["Cluster", "Local"];
    let external = text(spec, "externalTrafficPolicy");
    let external_path = path.child("externalTrafficPolicy");
    if !is_external(spec) {
        if !external.is_empty() {
            let detail = "may only be set for externally-accessible services";
            errors.push(FieldError::invalid(external_path, external, detail));
        }
    } else if !policies.contains(&external) {
        errors.push(FieldError::not_supported(
            external_path,
            external,
            &policies,
        ));
    }
    let port = number_option(spec, "healthCheckNodePort").unwrap_or_default();
    if port != 0 && !needs_health_check(spec) {
        let detail = "may only be set when `type` is 'LoadBalancer' and \
                      `externalTrafficPolicy` is 'Local'";
        let path = path.child("healthCheckNodePort");
        errors.push(FieldError::invalid(path, port, detail));
    }
    let distributions = ["PreferClose", "PreferSameZone", "PreferSameNode"];
    for (field, known) in [
        ("internalTrafficPolicy", policies.as_slice()),
        ("trafficDistribution", distributions.as_slice()),
    ] {
        if let Some(value) = text_option(spec, field)
            && !known.contains(&value)
        {
            errors.push(FieldError::not_supported(path.child(field), value, known));
        }
    }
}
