//! What may change in a pod.

use serde_json::Value;

use super::super::Errors;
use super::super::addresses::validate_ip;
use super::super::formats;
use super::super::immutable;
use super::super::metadata::{NameRule, validate_label_key};
use super::super::path::Path;
use super::super::read::{
    copy, get, list, list_mut, number, number_option, same, set, text, unset,
};
use crate::cluster::apiserver::field_error::FieldError;

const CHANGEABLE: [&str; 5] = [
    "`spec.containers[*].image`",
    "`spec.initContainers[*].image`",
    "`spec.activeDeadlineSeconds`",
    "`spec.tolerations` (only additions to existing tolerations)",
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
];

pub(crate) fn validate_update(new: &Value, old: &Value, errors: &mut Errors) {
    super::validate_pod(new, errors);
    let (new, old, path) = (get(new, "spec"), get(old, "spec"), Path::new("spec"));
    for field in ["containers", "initContainers"] {
        if list(new, field).len() != list(old, field).len() {
            let detail = "pod updates may not add or remove containers";
            errors.push(FieldError::forbidden(path.child(field), detail));
            return;
        }
    }
    if !validate_deadline(new, old, &path.child("activeDeadlineSeconds"), errors) {
        return;
    }
    validate_tolerations(new, old, &path.child("tolerations"), errors);
    validate_gates(new, old, &path.child("schedulingGates"), errors);
    let allowed = with_what_may_change(new, old);
    if !same(&allowed, old) {
        let fields = CHANGEABLE.join(",");
        let detail = format!("pod updates may not change fields other than {fields}\n");
        errors.push(FieldError::forbidden(path, detail));
    }
}

/// It may be set and lowered. Answers whether to look further.
fn validate_deadline(new: &Value, old: &Value, path: &Path, errors: &mut Errors) -> bool {
    let field = "activeDeadlineSeconds";
    let (before, after) = (number_option(old, field), number_option(new, field));
    let before_is_set = before.is_some();
    let Some(after) = after else {
        if before_is_set {
            let detail = "must not update from a positive integer to nil value";
            errors.push(FieldError::invalid(path, Value::Null, detail));
        }
        return true;
    };
    let mut complaints = formats::between(after, 0, i64::from(i32::MAX));
    if complaints.is_empty() && before.is_some_and(|before| before < after) {
        complaints.push("must be less than or equal to previous value".to_owned());
    }
    let right = complaints.is_empty();
    for complaint in complaints {
        errors.push(FieldError::invalid(path, after, complaint));
    }
    right
}

/// Old ones stay but for their seconds.
fn validate_tolerations(new: &Value, old: &Value, path: &Path, errors: &mut Errors) {
    let timeless = |toleration: &Value| {
        let mut timeless = toleration.clone();
        unset(&mut timeless, "tolerationSeconds");
        timeless
    };
    let kept: Vec<_> = list(new, "tolerations").iter().map(timeless).collect();
    let lost = list(old, "tolerations")
        .iter()
        .any(|toleration| !kept.contains(&timeless(toleration)));
    if lost {
        let detail = "existing toleration can not be modified except its tolerationSeconds";
        errors.push(FieldError::forbidden(path, detail));
    }
}

fn validate_gates(new: &Value, old: &Value, path: &Path, errors: &mut Errors) {
    let field = "schedulingGates";
    for (index, gate) in list(new, field).iter().enumerate() {
        let name = text(gate, "name");
        if !list(old, field).iter().any(|old| text(old, "name") == name) {
            let detail =
                format!("only deletion is allowed, but found new scheduling gate '{name}'");
            errors.push(FieldError::forbidden(
                path.index(index).child("name"),
                detail,
            ));
        }
    }
}

/// The new spec with the old one's values where change is allowed.
fn with_what_may_change(new: &Value, old: &Value) -> Value {
    let mut spec = new.clone();
    for field in ["containers", "initContainers"] {
        let before = list(old, field);
        for (container, before) in list_mut(&mut spec, field).iter_mut().zip(before) {
            copy(container, before, "image");
        }
    }
    let mut fields = vec!["activeDeadlineSeconds", "schedulingGates", "tolerations"];
    let gated = !list(old, "schedulingGates").is_empty();
    if gated {
        fields.push("nodeSelector");
    }
    for field in fields {
        copy(&mut spec, old, field);
    }
    let grace = "terminationGracePeriodSeconds";
    if number(old, grace) < 0 && number(&spec, grace) == 1 {
        set(&mut spec, grace, number(old, grace));
    }
    spec
}

pub(crate) fn validate_status(new: &Value, old: &Value, errors: &mut Errors) {
    let (status, before, path) = (get(new, "status"), get(old, "status"), Path::new("status"));
    for (index, condition) in list(status, "conditions").iter().enumerate() {
        let path = path.child("conditions").index(index);
        let kind = text(condition, "type");
        if number(condition, "observedGeneration") < 0 {
            not_a_generation(condition, &path, errors);
        }
        if !["PodScheduled", "Ready", "Initialized"].contains(&kind) {
            validate_label_key(kind, &path.child("Type"), errors);
        }
    }
    let node = text(status, "nominatedNodeName");
    if node != text(before, "nominatedNodeName") && !node.is_empty() {
        for complaint in NameRule::Subdomain.complaints(node, false) {
            let path = path.child("nominatedNodeName");
            errors.push(FieldError::invalid(path, node, complaint));
        }
        if !text(get(old, "spec"), "nodeName").is_empty() {
            let detail = "may not be set on pods that are already bound to a node";
            errors.push(FieldError::forbidden(
                path.child("nominatedNodeName"),
                detail,
            ));
        }
    }
    if number(status, "observedGeneration") < 0 {
        not_a_generation(status, &path, errors);
    }
    immutable(status, before, "qosClass", &path.child("qosClass"), errors);
    for field in ["podIPs", "hostIPs"] {
        for (index, address) in list(status, field).iter().enumerate() {
            let path = path.child(field).index(index);
            validate_ip(text(address, "ip"), &path, errors);
        }
    }
}

fn not_a_generation(object: &Value, path: &Path, errors: &mut Errors) {
    let field = "observedGeneration";
    let detail = "must be a non-negative integer";
    errors.push(FieldError::invalid(
        path.child(field),
        number(object, field),
        detail,
    ));
}
