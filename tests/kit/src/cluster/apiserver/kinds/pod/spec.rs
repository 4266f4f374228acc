//! A pod's spec as a whole.

use serde_json::Value;

use super::super::Errors;
use super::super::formats;
use super::super::metadata::{NameRule, validate_labels};
use super::super::path::Path;
use super::super::read::{flag, flag_option, get, is_set, list, number_option, text, text_option};
use super::{
    Owner, affinity, container, env, ephemeral, network, resources, scheduling, security, volume,
};
use crate::cluster::apiserver::field_error::FieldError;

pub(super) fn validate(spec: &Value, path: &Path, owner: Owner, errors: &mut Errors) {
    let volumes = volume::validate_all(spec, &path.child("volumes"), errors);
    container::validate_all(spec, &volumes, path, errors);
    container::validate_init(spec, &volumes, path, errors);
    ephemeral::validate_all(spec, &volumes, path, errors);
    resources::validate_pod(spec, path, errors);
    network::validate_host_ports(spec, path, owner, errors);
    one_of(
        spec,
        "restartPolicy",
        &["Always", "OnFailure", "Never"],
        path,
        errors,
    );
    let policies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
    one_of(spec, "dnsPolicy", &policies, path, errors);
    validate_labels(spec, "nodeSelector", path, errors);
    security::validate_pod(spec, path, errors);
    affinity::validate(get(spec, "affinity"), &path.child("affinity"), errors);
    network::validate_dns(spec, &path.child("dnsConfig"), errors);
    scheduling::validate_gates(spec, path, errors);
    scheduling::validate_spread(spec, &path.child("topologySpreadConstraints"), errors);
    network::validate_host_users(spec, path, errors);
    network::validate_hostname_override(spec, path, errors);
    validate_names(spec, path, errors);
    validate_deadline(spec, path, errors);
    network::validate_hostnames(spec, path, errors);
    scheduling::validate_tolerations(spec, &path.child("tolerations"), errors);
    network::validate_host_aliases(spec, &path.child("hostAliases"), errors);
    validate_classes(spec, path, errors);
    env::validate_file_volumes(spec, path, errors);
}

/// A string that must be there and be one of these.
pub(super) fn one_of(
    object: &Value,
    field: &str,
    known: &[&str],
    path: &Path,
    errors: &mut Errors,
) {
    match text(object, field) {
        "" => errors.push(FieldError::required(path.child(field), "")),
        value if known.contains(&value) => {}
        value => errors.push(FieldError::not_supported(path.child(field), value, known)),
    }
}

/// A string that, if it is there, must be one of these.
pub(super) fn optional_one_of(
    object: &Value,
    field: &str,
    known: &[&str],
    path: &Path,
    errors: &mut Errors,
) {
    if let Some(value) = text_option(object, field)
        && !known.contains(&value)
    {
        errors.push(FieldError::not_supported(path.child(field), value, known));
    }
}

fn validate_names(spec: &Value, path: &Path, errors: &mut Errors) {
    for field in ["serviceAccountName", "nodeName"] {
        subdomain(spec, field, path, errors);
    }
}

fn subdomain(spec: &Value, field: &str, path: &Path, errors: &mut Errors) {
    let name = text(spec, field);
    if name.is_empty() {
        return;
    }
    for complaint in NameRule::Subdomain.complaints(name, false) {
        errors.push(FieldError::invalid(path.child(field), name, complaint));
    }
}

fn validate_deadline(spec: &Value, path: &Path, errors: &mut Errors) {
    if let Some(seconds) = number_option(spec, "activeDeadlineSeconds") {
        for complaint in formats::between(seconds, 1, i64::from(i32::MAX)) {
            let path = path.child("activeDeadlineSeconds");
            errors.push(FieldError::invalid(path, seconds, complaint));
        }
    }
}

/// Classes, overhead and operating system.
fn validate_classes(spec: &Value, path: &Path, errors: &mut Errors) {
    subdomain(spec, "priorityClassName", path, errors);
    if let Some(name) = text_option(spec, "runtimeClassName") {
        for complaint in formats::dns_subdomain(name) {
            let path = path.child("runtimeClassName");
            errors.push(FieldError::invalid(path, name, complaint));
        }
    }
    let policies = ["PreemptLowerPriority", "Never"];
    optional_one_of(spec, "preemptionPolicy", &policies, path, errors);
    if is_set(spec, "os") {
        let path = path.child("os");
        match text(get(spec, "os"), "name") {
            "" => errors.push(FieldError::required(path.child("name"), "")),
            "linux" | "windows" => {}
            name => errors.push(FieldError::not_supported(path, name, &["linux", "windows"])),
        }
    }
}

/// Whether the pod's users are the host's.
pub(super) fn has_host_users(spec: &Value) -> bool {
    flag_option(spec, "hostUsers").unwrap_or(true)
}

pub(super) fn on_host_network(spec: &Value) -> bool {
    flag(spec, "hostNetwork")
}

pub(super) fn is_restartable(init_container: &Value) -> bool {
    text(init_container, "restartPolicy") == "Always"
}

pub(super) fn ports(container: &Value) -> &[Value] {
    list(container, "ports")
}
