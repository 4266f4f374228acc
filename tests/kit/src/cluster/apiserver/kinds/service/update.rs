//! What an update does to a service, and may not do.

use serde_json::{Value, json};

use super::super::Errors;
use super::super::addresses::validate_ip;
use super::super::formats::dns_subdomain;
use super::super::path::Path;
use super::super::read::{
    copy, get, is_set, list, list_mut, number, object_mut, same, set, text, texts, unset,
};
use super::{is_balanced, is_external, is_headless, needs_health_check, needs_node_ports};
use crate::cluster::apiserver::field_error::FieldError;

/// Drops what the new type has no use for.
pub(crate) fn prepare_update(new: &mut Value, old: &Value) {
    copy(new, old, "status");
    let (spec, before) = (object_mut(new, "spec"), get(old, "spec"));
    drop_unused(spec, before);
    if !is_balanced(spec) {
        set(new, "status", json!({"loadBalancer": {}}));
    }
}

fn needs_address(spec: &Value) -> bool {
    text(spec, "type") != "ExternalName"
}

/// Takes over what was allocated.
pub(crate) fn keep_allocated(new: &mut Value, old: &Value) {
    let (spec, before) = (object_mut(new, "spec"), get(old, "spec"));
    if needs_address(before) && needs_address(spec) {
        if text(spec, "clusterIP").is_empty() {
            copy(spec, before, "clusterIP");
        }
        if list(spec, "clusterIPs").is_empty() {
            copy(spec, before, "clusterIPs");
        }
    }
    if text(spec, "clusterIP") != text(before, "clusterIP")
        && same(get(spec, "clusterIPs"), get(before, "clusterIPs"))
    {
        match text(spec, "clusterIP").to_owned() {
            one if one.is_empty() => unset(spec, "clusterIPs"),
            one => set(spec, "clusterIPs", vec![Value::from(one)]),
        }
    }
    for field in ["ipFamilyPolicy", "ipFamilies"] {
        if needs_address(before) && needs_address(spec) && !is_set(spec, field) {
            copy(spec, before, field);
        }
    }
    if needs_node_ports(before) && needs_node_ports(spec) {
        keep_node_ports(spec, before);
    }
    if needs_health_check(before)
        && needs_health_check(spec)
        && number(spec, "healthCheckNodePort") == 0
    {
        copy(spec, before, "healthCheckNodePort");
    }
}

/// Ports keep theirs by name, unless another one asks for it.
fn keep_node_ports(spec: &mut Value, before: &Value) {
    let asked: Vec<i64> = list(spec, "ports")
        .iter()
        .map(|port| number(port, "nodePort"))
        .collect();
    for port in list_mut(spec, "ports") {
        let name = text(port, "name").to_owned();
        let old = list(before, "ports")
            .iter()
            .rfind(|old| text(old, "name") == name);
        let old = old.map_or(0, |old| number(old, "nodePort"));
        if number(port, "nodePort") == 0 && old != 0 && !asked.contains(&old) {
            set(port, "nodePort", old);
        }
    }
}

fn drop_unused(spec: &mut Value, before: &Value) {
    if needs_address(before) && !needs_address(spec) {
        if same(get(spec, "clusterIPs"), get(before, "clusterIPs")) {
            unset(spec, "clusterIP");
            unset(spec, "clusterIPs");
        }
        drop_if_same(spec, before, &["ipFamilies", "ipFamilyPolicy"]);
        unset(spec, "internalTrafficPolicy");
    }
    if needs_node_ports(before) && !needs_node_ports(spec) {
        let old: Vec<i64> = list(before, "ports")
            .iter()
            .map(|port| number(port, "nodePort"))
            .collect();
        let numbers = list(spec, "ports")
            .iter()
            .map(|port| number(port, "nodePort"));
        if numbers
            .filter(|port| *port != 0)
            .all(|port| old.contains(&port))
        {
            for port in list_mut(spec, "ports") {
                unset(port, "nodePort");
            }
        }
    }
    if needs_health_check(before) && !needs_health_check(spec) {
        drop_if_same(spec, before, &["healthCheckNodePort"]);
    }
    if is_balanced(before) && !is_balanced(spec) {
        drop_if_same(
            spec,
            before,
            &["allocateLoadBalancerNodePorts", "loadBalancerClass"],
        );
    }
    if is_external(before) && !is_external(spec) {
        drop_if_same(spec, before, &["externalTrafficPolicy"]);
    }
}

fn drop_if_same(spec: &mut Value, before: &Value, fields: &[&str]) {
    for field in fields {
        if same(get(spec, field), get(before, field)) {
            unset(spec, field);
        }
    }
}

pub(crate) fn validate_update(new: &Value, old: &Value, errors: &mut Errors) {
    let (spec, before, path) = (get(new, "spec"), get(old, "spec"), Path::new("spec"));
    if needs_address(spec) && needs_address(before) {
        validate_kept(spec, before, &path, errors);
    }
    let class = "loadBalancerClass";
    if is_balanced(spec) && is_balanced(before) && get(spec, class) != get(before, class) {
        let value = get(spec, class).clone();
        errors.push(FieldError::invalid(
            path.child(class),
            value,
            "may not change once set",
        ));
    }
    let port = "healthCheckNodePort";
    if needs_health_check(before)
        && needs_health_check(spec)
        && number(spec, port) != number(before, port)
    {
        errors.push(FieldError::forbidden(
            path.child(port),
            "field is immutable",
        ));
    }
    super::validate(new, errors);
}

/// The primary address and family stay.
fn validate_kept(spec: &Value, before: &Value, path: &Path, errors: &mut Errors) {
    let headless = (is_headless(spec), is_headless(before));
    let changed = "may not change once set";
    if headless != (true, true) {
        let addresses = list(spec, "clusterIPs");
        let first = texts(spec, "clusterIPs").next();
        let kept = texts(before, "clusterIPs").next();
        let path = path.child("clusterIPs").index(0);
        match (kept, first) {
            (Some(_), None) => {
                let detail = "primary clusterIP can not be unset";
                errors.push(FieldError::invalid(path, addresses, detail));
            }
            (Some(kept), Some(first)) if kept != first => {
                errors.push(FieldError::invalid(path, addresses, changed));
            }
            _ => {}
        }
    }
    if headless == (false, false) {
        let first = texts(spec, "ipFamilies").next();
        let kept = texts(before, "ipFamilies").next();
        if kept.is_some() && first.is_some() && kept != first {
            let path = path.child("ipFamilies").index(0);
            errors.push(FieldError::invalid(path, list(spec, "ipFamilies"), changed));
        }
    }
}

pub(crate) fn validate_status(new: &Value, errors: &mut Errors) {
    let path = Path::new("status.loadBalancer.ingress");
    let balancer = get(get(new, "status"), "loadBalancer");
    let ingresses = list(balancer, "ingress");
    if !is_balanced(get(new, "spec")) && !ingresses.is_empty() {
        let detail = "may only be used when `spec.type` is 'LoadBalancer'";
        errors.push(FieldError::forbidden(path, detail));
        return;
    }
    for (index, ingress) in ingresses.iter().enumerate() {
        let path = path.index(index);
        let (address, name) = (text(ingress, "ip"), text(ingress, "hostname"));
        if !address.is_empty() {
            validate_ip(address, &path.child("ip"), errors);
        } else if is_set(ingress, "ipMode") {
            let detail = "may not be specified when `ip` is not set";
            errors.push(FieldError::forbidden(path.child("ipMode"), detail));
        }
        if !name.is_empty() {
            for complaint in dns_subdomain(name) {
                errors.push(FieldError::invalid(path.child("hostname"), name, complaint));
            }
        }
    }
}
