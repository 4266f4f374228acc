//! Events of core/v1.

use serde_json::Value;

use super::Errors;
use super::metadata::validate_label_key;
use super::path::Path;
use super::read::{get, is_set, text};
use crate::cluster::apiserver::field_error::FieldError;

pub(crate) fn validate(object: &Value, errors: &mut Errors) {
    if is_set(object, "eventTime") {
        validate_new_style(object, errors);
    } else {
        let (namespace, involved) = namespaces(object);
        let fits = match involved {
            "" => matches!(namespace, "" | "default"),
            involved => involved == namespace,
        };
        if !fits {
            wrong_namespace(involved, errors);
        }
    }
}

/// An event with an eventTime comes from a client of events.k8s.io and must be complete.
fn validate_new_style(object: &Value, errors: &mut Errors) {
    let (namespace, involved) = namespaces(object);
    if involved.is_empty() && !matches!(namespace, "default" | "kube-system") {
        wrong_namespace(involved, errors);
    }
    let component = text(object, "reportingComponent");
    if component.is_empty() {
        errors.push(FieldError::required("reportingComponent", ""));
    }
    validate_label_key(component, &Path::new("reportingComponent"), errors);
    for (field, required, limit) in [
        ("reportingInstance", true, 128),
        ("action", true, 128),
        ("reason", true, 128),
        ("message", false, 1024),
    ] {
        let value = text(object, field);
        if required && value.is_empty() {
            errors.push(FieldError::required(field, ""));
        }
        if value.len() > limit {
            let detail = format!("can have at most {limit} characters");
            errors.push(FieldError::invalid(field, "", detail));
        }
    }
}

fn namespaces(object: &Value) -> (&str, &str) {
    (
        text(get(object, "metadata"), "namespace"),
        text(get(object, "involvedObject"), "namespace"),
    )
}

fn wrong_namespace(involved: &str, errors: &mut Errors) {
    let detail = "does not match event.namespace";
    errors.push(FieldError::invalid(
        "involvedObject.namespace",
        involved,
        detail,
    ));
}
