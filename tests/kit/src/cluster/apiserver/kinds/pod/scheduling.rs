//! Where a pod may run: tolerations, gates, spreading.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::Errors;
use super::super::formats;
use super::super::label_selector;
use super::super::metadata::validate_label_key;
use super::super::numbers::check_positive;
use super::super::path::Path;
use super::super::read::{get, is_set, list, number, number_option, text};
use super::affinity::validate_label_keys;
use super::spec::optional_one_of;
use crate::cluster::apiserver::field_error::FieldError;

const EFFECTS: [&str; 3] = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

pub(super) fn validate_gates(spec: &Value, path: &Path, errors: &mut Errors) {
    for (index, gate) in list(spec, "readinessGates").iter().enumerate() {
        let path = path.child("readinessGates").index(index);
        validate_label_key(
            text(gate, "conditionType"),
            &path.child("conditionType"),
            errors,
        );
    }
    let mut seen = BTreeSet::new();
    for (index, gate) in list(spec, "schedulingGates").iter().enumerate() {
        let path = path.child("schedulingGates").index(index);
        let name = text(gate, "name");
        validate_label_key(name, &path, errors);
        if !seen.insert(name) {
            errors.push(FieldError::duplicate(path, name));
        }
    }
}

pub(super) fn validate_tolerations(spec: &Value, path: &Path, errors: &mut Errors) {
    for (index, toleration) in list(spec, "tolerations").iter().enumerate() {
        validate_toleration(toleration, &path.index(index), errors);
    }
}

fn validate_toleration(toleration: &Value, path: &Path, errors: &mut Errors) {
    let (key, operator) = (text(toleration, "key"), text(toleration, "operator"));
    let (value, effect) = (text(toleration, "value"), text(toleration, "effect"));
    if !key.is_empty() {
        validate_label_key(key, &path.child("key"), errors);
    } else if operator != "Exists" {
        let detail = "operator must be Exists when `key` is empty, which means \"match all values \
                      and all keys\"";
        errors.push(FieldError::invalid(
            path.child("operator"),
            operator,
            detail,
        ));
    }
    if is_set(toleration, "tolerationSeconds") && effect != "NoExecute" {
        let detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
        errors.push(FieldError::invalid(path.child("effect"), effect, detail));
    }
    validate_operator(operator, value, &path.child("operator"), errors);
    if !effect.is_empty() {
        validate_effect(effect, &path.child("effect"), errors);
    }
}

/// The operator, and the value that it takes.
fn validate_operator(operator: &str, value: &str, path: &Path, errors: &mut Errors) {
    match operator {
        "" | "Equal" => {
            let complaints = formats::label_value(value);
            if !complaints.is_empty() {
                let detail = complaints.join(";");
                errors.push(FieldError::invalid(path, value, detail));
            }
        }
        "Exists" if !value.is_empty() => {
            let detail = "value must be empty when `operator` is 'Exists'";
            errors.push(FieldError::invalid(path, value, detail));
        }
        "Exists" => {}
        operator => {
            let known = ["Equal", "Exists"];
            errors.push(FieldError::not_supported(path, operator, &known));
        }
    }
}

/// Of a taint, or of a toleration.
pub(crate) fn validate_effect(effect: &str, path: &Path, errors: &mut Errors) {
    if effect.is_empty() {
        errors.push(FieldError::required(path, ""));
    } else if !EFFECTS.contains(&effect) {
        errors.push(FieldError::not_supported(path, effect, &EFFECTS));
    }
}

pub(super) fn validate_spread(spec: &Value, path: &Path, errors: &mut Errors) {
    let constraints = list(spec, "topologySpreadConstraints");
    for (index, constraint) in constraints.iter().enumerate() {
        let path = path.index(index);
        check_positive(
            number(constraint, "maxSkew"),
            &path.child("maxSkew"),
            errors,
        );
        let key = text(constraint, "topologyKey");
        if key.is_empty() {
            errors.push(FieldError::required(
                path.child("topologyKey"),
                "can not be empty",
            ));
        }
        let action = text(constraint, "whenUnsatisfiable");
        let actions = ["DoNotSchedule", "ScheduleAnyway"];
        if !actions.contains(&action) {
            let path = path.child("whenUnsatisfiable");
            errors.push(FieldError::not_supported(path, action, &actions));
        }
        let repeated = constraints[index + 1..].iter().any(|other| {
            text(other, "topologyKey") == key && text(other, "whenUnsatisfiable") == action
        });
        if repeated {
            let path = path.child("{topologyKey, whenUnsatisfiable}");
            errors.push(FieldError::duplicate(path, format!("{{{key}, {action}}}")));
        }
        validate_domains(constraint, action, &path.child("minDomains"), errors);
        for field in ["nodeAffinityPolicy", "nodeTaintsPolicy"] {
            optional_one_of(constraint, field, &["Honor", "Ignore"], &path, errors);
        }
        validate_label_keys(constraint, &path, errors);
        let selector = get(constraint, "labelSelector");
        label_selector::validate(selector, &path.child("labelSelector"), errors);
    }
}

fn validate_domains(constraint: &Value, action: &str, path: &Path, errors: &mut Errors) {
    let Some(domains) = number_option(constraint, "minDomains") else {
        return;
    };
    check_positive(domains, path, errors);
    if action != "DoNotSchedule" {
        let detail =
            format!("can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}");
        errors.push(FieldError::invalid(path, domains, detail));
    }
}
