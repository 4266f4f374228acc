//! Leases.

use serde_json::Value;

use super::Errors;
use super::numbers::not_negative;
use super::path::Path;
use super::read::{get, number_option, object_mut};
use crate::cluster::apiserver::field_error::FieldError;

pub(crate) fn default(object: &mut Value) {
    object_mut(object, "spec");
}

pub(crate) fn validate(object: &Value, errors: &mut Errors) {
    let (spec, path) = (get(object, "spec"), Path::new("spec"));
    if let Some(seconds) = number_option(spec, "leaseDurationSeconds")
        && seconds <= 0
    {
        let path = path.child("leaseDurationSeconds");
        errors.push(FieldError::invalid(path, seconds, "must be greater than 0"));
    }
    not_negative(spec, "leaseTransitions", &path, errors);
}
