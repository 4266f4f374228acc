//! How a job counts, completes and fails.

use serde_json::Value;

use super::super::Errors;
use super::super::formats;
use super::super::path::Path;
use super::super::read::{
    get, is_set, list_mut, number, number_option, object_mut, set_default, text, text_option,
};
use crate::cluster::apiserver::field_error::FieldError;

const MANY: i64 = 100_000;
const MANY_COMPLETIONS_PARALLELISM: i64 = 10_000;

pub(super) fn default(spec: &mut Value) {
    if !is_set(spec, "podFailurePolicy") {
        return;
    }
    for rule in list_mut(object_mut(spec, "podFailurePolicy"), "rules") {
        for pattern in list_mut(rule, "onPodConditions") {
            set_default(pattern, "status", "True");
        }
    }
}

pub(super) fn validate(spec: &Value, path: &Path, errors: &mut Errors) {
    super::counts(spec, path, errors);
    if is_set(spec, "maxFailedIndexes") && !is_set(spec, "backoffLimitPerIndex") {
        let detail = "when maxFailedIndexes is specified";
        errors.push(FieldError::required(
            path.child("backoffLimitPerIndex"),
            detail,
        ));
    }
    validate_manager(spec, &path.child("managedBy"), errors);
    let mode = text(spec, "completionMode");
    match mode {
        "Indexed" => validate_indexed(spec, path, errors),
        "NonIndexed" => validate_not_indexed(spec, path, errors),
        mode => {
            let path = path.child("completionMode");
            errors.push(FieldError::not_supported(
                path,
                mode,
                &["NonIndexed", "Indexed"],
            ));
        }
    }
    if is_set(spec, "successPolicy") && mode != "Indexed" {
        let value = get(spec, "successPolicy").clone();
        let detail = "requires indexed completion mode";
        errors.push(FieldError::invalid(
            path.child("successPolicy"),
            value,
            detail,
        ));
    }
    validate_replacement(spec, &path.child("podReplacementPolicy"), errors);
}

fn validate_replacement(spec: &Value, path: &Path, errors: &mut Errors) {
    let policy = text(spec, "podReplacementPolicy");
    let known: &[&str] = match is_set(spec, "podFailurePolicy") {
        true => &["Failed"],
        false => &["Failed", "TerminatingOrFailed"],
    };
    if !policy.is_empty() && !known.contains(&policy) {
        errors.push(FieldError::not_supported(path, policy, known));
    }
}

fn validate_indexed(spec: &Value, path: &Path, errors: &mut Errors) {
    let completions = number_option(spec, "completions");
    if completions.is_none() {
        let detail = "when completion mode is Indexed";
        errors.push(FieldError::required(path.child("completions"), detail));
    }
    let mut at_most = |field: &str, limit: i64, detail: String| {
        let number = number(spec, field);
        if number > limit {
            errors.push(FieldError::invalid(path.child(field), number, detail));
        }
    };
    let detail = format!("must be less than or equal to {MANY} when completion mode is Indexed");
    at_most("parallelism", MANY, detail);
    if let Some(completions) = completions {
        let detail = "must be less than or equal to completions".to_owned();
        at_most("maxFailedIndexes", completions, detail);
    }
    let detail = format!("must be less than or equal to {MANY}");
    at_most("maxFailedIndexes", MANY, detail);
    if completions.is_some_and(|completions| completions > MANY)
        && is_set(spec, "backoffLimitPerIndex")
    {
        let limit = MANY_COMPLETIONS_PARALLELISM;
        let detail = format!(
            "must be less than or equal to {limit} when completions are above {MANY} and used \
             with backoff limit per index"
        );
        if is_set(spec, "maxFailedIndexes") {
            at_most("parallelism", limit, detail.clone());
            at_most("maxFailedIndexes", limit, detail);
        } else {
            at_most("parallelism", limit, detail);
            let detail = format!("must be specified when completions is above {MANY}");
            errors.push(FieldError::required(path.child("maxFailedIndexes"), detail));
        }
    }
}

fn validate_not_indexed(spec: &Value, path: &Path, errors: &mut Errors) {
    for field in ["backoffLimitPerIndex", "maxFailedIndexes"] {
        if let Some(number) = number_option(spec, field) {
            let detail = "requires indexed completion mode";
            errors.push(FieldError::invalid(path.child(field), number, detail));
        }
    }
}

/// `example.com/controller`
fn validate_manager(spec: &Value, path: &Path, errors: &mut Errors) {
    let Some(manager) = text_option(spec, "managedBy") else {
        return;
    };
    let parts = manager.split_once('/');
    match parts.filter(|(domain, rest)| !domain.is_empty() && !rest.is_empty()) {
        _ if manager.is_empty() => errors.push(FieldError::required(path, "")),
        None => {
            let detail = "must be a domain-prefixed path (such as \"acme.io/foo\")";
            errors.push(FieldError::invalid(path, manager, detail));
        }
        Some((domain, rest)) => {
            for complaint in formats::dns_subdomain(domain) {
                errors.push(FieldError::invalid(path, domain, complaint));
            }
            let allowed = |c: char| c.is_ascii_alphanumeric() || "/-._~%!$&'()*+,;=:".contains(c);
            if !rest.chars().all(allowed) {
                let pattern = r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+";
                let detail = format!("Invalid path (regex used for validation is '{pattern}')");
                errors.push(FieldError::invalid(path, rest, detail));
            }
        }
    }
    if manager.len() > 63 {
        errors.push(FieldError::too_long(path, 63));
    }
}

/// They change only together with the parallelism of an indexed job.
pub(super) fn validate_completions(spec: &Value, before: &Value, path: &Path, errors: &mut Errors) {
    let completions = get(spec, "completions");
    if completions == get(before, "completions") {
        return;
    }
    if text(spec, "completionMode") != "Indexed" {
        errors.push(FieldError::invalid(
            path,
            completions.clone(),
            "field is immutable",
        ));
    } else if !completions.is_null() && completions != get(spec, "parallelism") {
        let detail = "can only be modified in tandem with spec.parallelism";
        errors.push(FieldError::invalid(path, completions.clone(), detail));
    }
}
