//! Validates objects against a CRD's schema, with the words of kube-openapi's validator.
//!
//! The server walks Go maps, so siblings' errors come in no certain order; here they come by name.

mod combination;
mod format;
mod number;
mod outcome;
mod ratchet;
mod scalar;
mod validator;
mod violation;

use serde_json::Value;

use super::json_schema::JsonSchema;
use crate::cluster::apiserver::field_error::FieldError;
use ratchet::Correlated;
use validator::Validator;
use violation::Violation;

pub(crate) use format::{is_recognized as is_recognized_format, is_request_uri};

/// What is wrong with a value that stands at `root` (empty for a whole object).
pub(crate) fn validate(schema: &JsonSchema, root: &str, value: &Value) -> Vec<FieldError> {
    errors(
        root,
        Validator::alone()
            .validate(schema, "", value)
            .into_violations(),
    )
}

/// Like [`validate`], but what did not change may stay as wrong as it was (ratcheting).
pub(crate) fn validate_update(
    schema: &JsonSchema,
    root: &str,
    value: &Value,
    old: Option<&Value>,
) -> Vec<FieldError> {
    let Some(old) = old else {
        return validate(schema, root, value);
    };
    let correlated = Correlated {
        schema,
        new: value,
        old,
    };
    let outcome = Validator::ratcheting(correlated).validate_unless_same(schema, "", correlated);
    errors(root, outcome.into_violations())
}

fn errors(root: &str, violations: Vec<Violation>) -> Vec<FieldError> {
    violations
        .into_iter()
        .map(|violation| violation.at(root))
        .collect()
}
