//! A job's status, which only moves forward.

use serde_json::Value;

use super::super::Errors;
use super::super::numbers::not_negative;
use super::super::path::Path;
use super::super::read::{flag, get, is_set, list, number, number_option, text};
use crate::cluster::apiserver::field_error::FieldError;

pub(crate) fn validate_status(new: &Value, old: &Value, errors: &mut Errors) {
    let (status, before, path) = (get(new, "status"), get(old, "status"), Path::new("status"));
    for field in ["active", "succeeded", "failed", "ready", "terminating"] {
        not_negative(status, field, &path, errors);
    }
    validate_results(status, before, &path, errors);
    validate_finished(new, before, &path, errors);
    if number_option(status, "ready").is_some_and(|ready| ready > number(status, "active")) {
        let detail = "cannot set more ready pods than active";
        errors.push(FieldError::invalid(
            path.child("ready"),
            number(status, "ready"),
            detail,
        ));
    }
    let conditions = path.child("conditions");
    exclude(
        status,
        ("SuccessCriteriaMet", "Failed"),
        "Failed=true",
        &conditions,
        errors,
    );
    let kinds = ("SuccessCriteriaMet", "FailureTarget");
    exclude(status, kinds, "FailureTarget=true", &conditions, errors);
    validate_progress(new, old, &path, errors);
}

/// Results exclude each other, and have causes.
fn validate_results(status: &Value, before: &Value, path: &Path, errors: &mut Errors) {
    let changed = |kind| is_true(status, kind) != is_true(before, kind);
    let conditions = path.child("conditions");
    for (other, shown) in [
        ("Failed", "Failed=true"),
        ("FailureTarget", "FailureTarget=true"),
    ] {
        if changed("Complete") || changed(other) {
            exclude(status, ("Complete", other), shown, &conditions, errors);
        }
    }
    validate_completion(status, before, path, errors);
    for (result, cause, shown) in [
        ("Failed", "FailureTarget", "the FailureTarget=true"),
        (
            "Complete",
            "SuccessCriteriaMet",
            "the SuccessCriteriaMet=true",
        ),
    ] {
        let relevant = changed(result) || (result == "Complete" && changed(cause));
        if relevant && is_true(status, result) && !is_true(status, cause) {
            let detail = format!("cannot set {result}=True condition without {shown} condition");
            refuse(&conditions, detail, errors);
        }
    }
}

fn is_true(status: &Value, kind: &str) -> bool {
    list(status, "conditions")
        .iter()
        .any(|condition| text(condition, "type") == kind && text(condition, "status") == "True")
}

fn is_finished(status: &Value) -> bool {
    is_true(status, "Complete") || is_true(status, "Failed")
}

fn refuse(path: &Path, detail: impl Into<String>, errors: &mut Errors) {
    errors.push(FieldError::invalid(path, Value::Null, detail).hiding_value());
}

fn exclude(status: &Value, kinds: (&str, &str), shown: &str, path: &Path, errors: &mut Errors) {
    if is_true(status, kinds.0) && is_true(status, kinds.1) {
        refuse(
            path,
            format!("cannot set {}=True and {shown} conditions", kinds.0),
            errors,
        );
    }
}

/// completionTime goes with Complete.
fn validate_completion(status: &Value, before: &Value, path: &Path, errors: &mut Errors) {
    let complete = is_true(status, "Complete");
    let time = get(status, "completionTime");
    let path = path.child("completionTime");
    if *time == *get(before, "completionTime") && complete == is_true(before, "Complete") {
        return;
    }
    if !time.is_null() && !complete {
        let detail = "cannot set completionTime when there is no Complete=True condition";
        errors.push(FieldError::invalid(&path, time.clone(), detail));
    }
    if time.is_null() && complete {
        let detail = "completionTime is required for Complete jobs";
        errors.push(FieldError::required(&path, detail));
    }
    if let (Some(start), Some(end)) = (get(status, "startTime").as_str(), time.as_str())
        && end < start
    {
        let detail = "must be equal to or after `startTime`";
        errors.push(FieldError::invalid(path, end, detail));
    }
}

/// Nothing runs in a job that is over.
fn validate_finished(new: &Value, before: &Value, path: &Path, errors: &mut Errors) {
    let status = get(new, "status");
    let unchanged = is_finished(status) == is_finished(before);
    if !is_finished(status) {
        return;
    }
    let active = number(status, "active");
    if active > 0 && !(unchanged && active == number(before, "active")) {
        let detail = "active>0 is invalid for finished job";
        errors.push(FieldError::invalid(path.child("active"), active, detail));
    }
    let spec = get(new, "spec");
    let trivial = flag(spec, "suspend") && number_option(spec, "completions") == Some(0);
    let started = is_set(status, "startTime");
    if !started && !trivial && (!unchanged || is_set(before, "startTime")) {
        let detail = "startTime is required for finished job";
        errors.push(FieldError::required(path.child("startTime"), detail));
    }
    let terminating = number(status, "terminating");
    if terminating > 0 && !(unchanged && terminating == number(before, "terminating")) {
        let detail = "terminating>0 is invalid for finished job";
        errors.push(FieldError::invalid(
            path.child("terminating"),
            terminating,
            detail,
        ));
    }
}

/// What is over stays over, and counters do not go back.
fn validate_progress(new: &Value, old: &Value, path: &Path, errors: &mut Errors) {
    let (status, before) = (get(new, "status"), get(old, "status"));
    let conditions = path.child("conditions");
    for kind in ["Failed", "Complete", "FailureTarget"] {
        if is_true(before, kind) && !is_true(status, kind) {
            let detail = format!("cannot disable the terminal {kind}=True condition");
            refuse(&conditions, detail, errors);
        }
    }
    let spec = get(new, "spec");
    let elastic = text(spec, "completionMode") == "Indexed"
        && get(spec, "completions") == get(spec, "parallelism");
    for (field, may_fall) in [("failed", false), ("succeeded", elastic)] {
        let count = number(status, field);
        if !may_fall && count < number(before, field) {
            let detail = format!("cannot decrease the {field} counter");
            errors.push(FieldError::invalid(path.child(field), count, detail));
        }
    }
    let time = get(status, "completionTime");
    let earlier = get(before, "completionTime");
    if !time.is_null() && !earlier.is_null() && time != earlier {
        let path = path.child("completionTime");
        errors.push(FieldError::invalid(
            path,
            time.clone(),
            "field is immutable",
        ));
    }
    if is_true(before, "SuccessCriteriaMet") && !is_true(status, "SuccessCriteriaMet") {
        let detail = "cannot disable the SuccessCriteriaMet=True condition";
        refuse(&conditions, detail, errors);
    }
}
