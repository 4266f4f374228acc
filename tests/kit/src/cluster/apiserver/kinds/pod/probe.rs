//! Probes and lifecycle hooks.

use serde_json::Value;

use super::super::Errors;
use super::super::formats;
use super::super::numbers::not_negative;
use super::super::path::Path;
use super::super::read::{get, is_set, list, number, number_option, text, text_option};
use super::ports::validate_reference;
use super::spec::optional_one_of;
use crate::cluster::apiserver::field_error::FieldError;

/// `grace`: the pod's terminationGracePeriodSeconds.
pub(super) fn validate_all(
    container: &Value,
    grace: Option<i64>,
    path: &Path,
    errors: &mut Errors,
) {
    validate_lifecycle(container, grace, &path.child("lifecycle"), errors);
    for field in ["livenessProbe", "readinessProbe", "startupProbe"] {
        if is_set(container, field) {
            validate(
                get(container, field),
                field,
                grace,
                &path.child(field),
                errors,
            );
        }
    }
}

fn validate_lifecycle(container: &Value, grace: Option<i64>, path: &Path, errors: &mut Errors) {
    let hooks = get(container, "lifecycle");
    for field in ["postStart", "preStop"] {
        if is_set(hooks, field) {
            let kinds = ["exec", "httpGet", "tcpSocket", "sleep"];
            validate_handler(get(hooks, field), &kinds, grace, &path.child(field), errors);
        }
    }
}

fn validate(probe: &Value, kind: &str, grace: Option<i64>, path: &Path, errors: &mut Errors) {
    let kinds = ["exec", "httpGet", "tcpSocket", "grpc"];
    validate_handler(probe, &kinds, grace, path, errors);
    for field in [
        "initialDelaySeconds",
        "timeoutSeconds",
        "periodSeconds",
        "successThreshold",
        "failureThreshold",
    ] {
        not_negative(probe, field, path, errors);
    }
    let field = "terminationGracePeriodSeconds";
    let seconds = number_option(probe, field);
    if let Some(seconds) = seconds.filter(|seconds| *seconds <= 0) {
        errors.push(FieldError::invalid(
            path.child(field),
            seconds,
            "must be greater than 0",
        ));
    }
    let threshold = number(probe, "successThreshold");
    match (kind, seconds) {
        ("readinessProbe", Some(seconds)) => {
            let detail = "must not be set for readinessProbes";
            errors.push(FieldError::invalid(path.child(field), seconds, detail));
        }
        ("livenessProbe" | "startupProbe", _) if threshold != 1 => {
            let path = path.child("successThreshold");
            errors.push(FieldError::invalid(path, threshold, "must be 1"));
        }
        _ => {}
    }
}

/// Exactly one of `kinds`; those after the first are only told to be too many.
fn validate_handler(
    handler: &Value,
    kinds: &[&str],
    grace: Option<i64>,
    path: &Path,
    errors: &mut Errors,
) {
    let mut found = false;
    for kind in kinds {
        if !is_set(handler, kind) {
            continue;
        }
        let path = path.child(kind);
        if found {
            let detail = "may not specify more than 1 handler type";
            errors.push(FieldError::forbidden(path, detail));
            continue;
        }
        found = true;
        let action = get(handler, kind);
        match *kind {
            "exec" if list(action, "command").is_empty() => {
                errors.push(FieldError::required(path.child("command"), ""));
            }
            "httpGet" => validate_http(action, &path, errors),
            "tcpSocket" => validate_reference(action, &path, errors),
            "grpc" => validate_reference(action, &path, errors),
            "sleep" => validate_sleep(action, grace, &path, errors),
            _ => {}
        }
    }
    if !found {
        errors.push(FieldError::required(path, "must specify a handler type"));
    }
}

fn validate_http(action: &Value, path: &Path, errors: &mut Errors) {
    if text(action, "path").is_empty() {
        errors.push(FieldError::required(path.child("path"), ""));
    }
    validate_reference(action, path, errors);
    let scheme = text(action, "scheme");
    if !["HTTP", "HTTPS"].contains(&scheme) {
        let path = path.child("scheme");
        errors.push(FieldError::not_supported(path, scheme, &["HTTP", "HTTPS"]));
    }
    for header in list(action, "httpHeaders") {
        let name = text(header, "name");
        for complaint in formats::header_name(name) {
            let path = path.child("httpHeaders");
            errors.push(FieldError::invalid(path, name, complaint));
        }
    }
    optional_one_of(action, "protocol", &["HTTP1", "HTTP2"], path, errors);
    if text_option(action, "protocol") == Some("HTTP2") && scheme != "HTTP" {
        let detail = "is only supported with HTTP (H2C)";
        errors.push(FieldError::invalid(path.child("protocol"), "HTTP2", detail));
    }
}

fn validate_sleep(action: &Value, grace: Option<i64>, path: &Path, errors: &mut Errors) {
    let seconds = number(action, "seconds");
    if let Some(grace) = grace
        && !(0..=grace).contains(&seconds)
    {
        let detail =
            format!("must be non-negative and less than terminationGracePeriodSeconds ({grace})");
        errors.push(FieldError::invalid(path, seconds, detail));
    }
}
