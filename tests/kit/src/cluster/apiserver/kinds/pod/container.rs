//! Containers of a pod.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::Errors;
use super::super::formats;
use super::super::path::Path;
use super::super::read::{get, is_set, list, number_option, text};
use super::spec::{has_host_users, is_restartable, one_of, optional_one_of};
use super::volume::Volumes;
use super::{env, mount, ports, probe, resources, security};
use crate::cluster::apiserver::field_error::FieldError;

const RESTART_POLICIES: [&str; 3] = ["Always", "Never", "OnFailure"];

pub(super) fn validate_all(spec: &Value, volumes: &Volumes<'_>, path: &Path, errors: &mut Errors) {
    let path = path.child("containers");
    let containers = list(spec, "containers");
    if containers.is_empty() {
        errors.push(FieldError::required(path, ""));
        return;
    }
    let grace = number_option(spec, "terminationGracePeriodSeconds");
    let mut names = BTreeSet::new();
    for (index, container) in containers.iter().enumerate() {
        let path = path.index(index);
        validate_common(container, spec, volumes, &path, errors);
        let name = text(container, "name");
        if !names.insert(name) {
            errors.push(FieldError::duplicate(path.child("name"), name));
        }
        probe::validate_all(container, grace, &path, errors);
        validate_restart_rules(container, &path, errors);
    }
    ports::validate_host_ports(containers, &path, errors);
}

pub(super) fn validate_init(spec: &Value, volumes: &Volumes<'_>, path: &Path, errors: &mut Errors) {
    let list_path = path.child("initContainers");
    let grace = number_option(spec, "terminationGracePeriodSeconds");
    let mut names: BTreeSet<_> = list(spec, "containers")
        .iter()
        .map(|container| text(container, "name"))
        .collect();
    for (index, container) in list(spec, "initContainers").iter().enumerate() {
        let path = list_path.index(index);
        validate_common(container, spec, volumes, &path, errors);
        validate_restart_rules(container, &path, errors);
        let name = text(container, "name");
        if names.contains(name) {
            errors.push(FieldError::duplicate(path.child("name"), name));
        } else if !name.is_empty() {
            names.insert(name);
        }
        ports::validate_host_ports(std::slice::from_ref(container), &list_path, errors);
        if is_restartable(container) {
            probe::validate_all(container, grace, &path, errors);
        } else {
            forbid_probes(container, &path, errors);
        }
    }
}

/// An init container that ends is not watched.
fn forbid_probes(container: &Value, path: &Path, errors: &mut Errors) {
    for field in [
        "lifecycle",
        "livenessProbe",
        "readinessProbe",
        "startupProbe",
    ] {
        if is_set(container, field) {
            let detail = "may not be set for init containers without restartPolicy=Always";
            errors.push(FieldError::forbidden(path.child(field), detail));
        }
    }
    for (index, policy) in list(container, "resizePolicy").iter().enumerate() {
        if text(policy, "restartPolicy") == "RestartContainer" {
            errors.push(FieldError::invalid(
                path.child("resizePolicy")
                    .index(index)
                    .child("restartPolicy"),
                "RestartContainer",
                "must not be set to 'RestartContainer' for non-sidecar initContainers",
            ));
        }
    }
}

pub(super) fn validate_common(
    container: &Value,
    spec: &Value,
    volumes: &Volumes<'_>,
    path: &Path,
    errors: &mut Errors,
) {
    validate_name(text(container, "name"), &path.child("name"), errors);
    if text(container, "image").is_empty() {
        errors.push(FieldError::required(path.child("image"), ""));
    }
    let policies = ["File", "FallbackToLogsOnError"];
    one_of(
        container,
        "terminationMessagePolicy",
        &policies,
        path,
        errors,
    );
    ports::validate(container, &path.child("ports"), errors);
    env::validate(container, &path.child("env"), errors);
    env::validate_from(container, &path.child("envFrom"), errors);
    mount::validate(container, volumes, &path.child("volumeMounts"), errors);
    mount::validate_devices(container, volumes, &path.child("volumeDevices"), errors);
    let policies = ["Always", "IfNotPresent", "Never"];
    one_of(container, "imagePullPolicy", &policies, path, errors);
    let claims = resources::claim_names(spec);
    let resources_path = path.child("resources");
    resources::validate(
        get(container, "resources"),
        &claims,
        &resources_path,
        errors,
    );
    validate_resize(container, spec, &path.child("resizePolicy"), errors);
    let context = get(container, "securityContext");
    let context_path = path.child("securityContext");
    security::validate(context, has_host_users(spec), &context_path, errors);
}

fn validate_name(name: &str, path: &Path, errors: &mut Errors) {
    if name.is_empty() {
        errors.push(FieldError::required(path, ""));
        return;
    }
    for complaint in formats::dns_label(name) {
        errors.push(FieldError::invalid(path, name, complaint));
    }
}

fn validate_resize(container: &Value, spec: &Value, path: &Path, errors: &mut Errors) {
    let mut seen = BTreeSet::new();
    for (index, policy) in list(container, "resizePolicy").iter().enumerate() {
        let resource = text(policy, "resourceName");
        if !seen.insert(resource) {
            errors.push(FieldError::duplicate(path.index(index), resource));
        }
        for (field, known) in [
            ("resourceName", ["cpu", "memory"]),
            ("restartPolicy", ["NotRequired", "RestartContainer"]),
        ] {
            match text(policy, field) {
                "" => errors.push(FieldError::required(path, "")),
                value if known.contains(&value) => {}
                value => errors.push(FieldError::not_supported(path, value, &known)),
            }
        }
        let restart = text(policy, "restartPolicy");
        if text(spec, "restartPolicy") == "Never" && restart != "NotRequired" {
            let detail = "must be 'NotRequired' when pod `restartPolicy` is 'Never'";
            errors.push(FieldError::invalid(path, restart, detail));
        }
    }
}

fn validate_restart_rules(container: &Value, path: &Path, errors: &mut Errors) {
    let rules = list(container, "restartPolicyRules");
    if !is_set(container, "restartPolicy") && !rules.is_empty() {
        let detail = "must specify restartPolicy when restart rules are used";
        errors.push(FieldError::required(path.child("restartPolicy"), detail));
    }
    optional_one_of(container, "restartPolicy", &RESTART_POLICIES, path, errors);
    let path = path.child("restartPolicyRules");
    if rules.len() > 20 {
        errors.push(FieldError::too_many(&path, rules.len(), 20));
    }
    for (index, rule) in rules.iter().enumerate() {
        validate_restart_rule(rule, &path.index(index), errors);
    }
}

fn validate_restart_rule(rule: &Value, path: &Path, errors: &mut Errors) {
    let actions = ["Restart", "RestartAllContainers"];
    let action = text(rule, "action");
    if !actions.contains(&action) {
        errors.push(FieldError::not_supported(
            path.child("action"),
            action,
            &actions,
        ));
    }
    let path = path.child("exitCodes");
    if !is_set(rule, "exitCodes") {
        errors.push(FieldError::required(path, "must be specified"));
        return;
    }
    let codes = get(rule, "exitCodes");
    let operator = text(codes, "operator");
    if !["In", "NotIn"].contains(&operator) {
        let path = path.child("operator");
        errors.push(FieldError::not_supported(path, operator, &["In", "NotIn"]));
    }
    let values = list(codes, "values").len();
    if values > 255 {
        errors.push(FieldError::too_many(path.child("values"), values, 255));
    }
}
