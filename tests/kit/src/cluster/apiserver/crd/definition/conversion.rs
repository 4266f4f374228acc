use std::collections::BTreeSet;

use serde_json::Value;

use super::{list, text};
use crate::cluster::apiserver::crd::path;
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::kinds::formats::dns_1035_label;

pub(super) fn validate(conversion: &Value, at: &str) -> Vec<FieldError> {
    if !conversion.is_object() {
        return Vec::new();
    }
    let strategy = text(conversion, "strategy");
    let strategy_at = path::child(at, "strategy");
    let mut errors = Vec::new();
    match strategy {
        "" => errors.push(FieldError::required(strategy_at, "")),
        "None" | "Webhook" => {}
        other => {
            let known = ["None", "Webhook"];
            errors.push(FieldError::not_supported(strategy_at, other, &known));
        }
    }
    let is_wanted = strategy == "Webhook";
    errors.extend(validate_webhook(&conversion["webhook"], is_wanted, at));
    errors
}

fn validate_webhook(webhook: &Value, is_wanted: bool, at: &str) -> Vec<FieldError> {
    let client = webhook
        .get("clientConfig")
        .filter(|client| !client.is_null());
    let client_at = path::child(at, "webhookClientConfig");
    let versions = list(webhook, "conversionReviewVersions");
    let versions_at = path::child(at, "conversionReviewVersions");
    let mut errors = Vec::new();
    if is_wanted {
        let detail = "required when strategy is set to Webhook";
        match client {
            None => errors.push(FieldError::required(client_at, detail)),
            Some(client) => errors.extend(validate_client(client, &client_at)),
        }
        errors.extend(validate_versions(versions, &versions_at));
    } else {
        let detail = "should not be set when strategy is not set to Webhook";
        if client.is_some() {
            errors.push(FieldError::forbidden(client_at, detail));
        }
        if !versions.is_empty() {
            errors.push(FieldError::forbidden(versions_at, detail));
        }
    }
    errors
}

/// Only which of both is given: the webhook is never called.
fn validate_client(client: &Value, at: &str) -> Option<FieldError> {
    let given = |field: &str| client.get(field).is_some_and(|value| !value.is_null());
    let detail = "exactly one of url or service is required";
    (given("url") == given("service")).then(|| FieldError::required(at, detail))
}

fn validate_versions(versions: &[Value], at: &str) -> Vec<FieldError> {
    if versions.is_empty() {
        return vec![FieldError::required(at, "")];
    }
    let mut errors = Vec::new();
    let mut seen = BTreeSet::new();
    for (index, version) in versions.iter().enumerate() {
        let version = version.as_str().unwrap_or_default();
        let at = path::index(at, index);
        if !seen.insert(version) {
            errors.push(FieldError::invalid(at, version, "duplicate version"));
            continue;
        }
        for problem in dns_1035_label(version) {
            errors.push(FieldError::invalid(at.as_str(), version, problem));
        }
    }
    if !seen.contains("v1") && !seen.contains("v1beta1") {
        let detail = "must include at least one of v1, v1beta1";
        errors.push(FieldError::invalid(at, versions.to_vec(), detail));
    }
    errors
}
