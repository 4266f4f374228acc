//! The checks of numbers that many kinds share.

use serde_json::Value;

use super::Errors;
use super::path::Path;
use super::read::number_option;
use crate::cluster::apiserver::field_error::FieldError;

/// A number that is absent is right.
pub(crate) fn not_negative(object: &Value, field: &str, path: &Path, errors: &mut Errors) {
    if let Some(number) = number_option(object, field) {
        check_not_negative(number, &path.child(field), errors);
    }
}

pub(crate) fn check_not_negative(number: i64, path: &Path, errors: &mut Errors) {
    if number < 0 {
        let detail = "must be greater than or equal to 0";
        errors.push(FieldError::invalid(path, number, detail));
    }
}

pub(crate) fn check_positive(number: i64, path: &Path, errors: &mut Errors) {
    if number <= 0 {
        errors.push(FieldError::invalid(
            path,
            number,
            "must be greater than zero",
        ));
    }
}
