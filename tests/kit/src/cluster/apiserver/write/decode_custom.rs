//! Reading custom objects.

use serde_json::Value;

use super::decode::{UNVERSIONED, complain};
use super::stated::Stated;
use crate::cluster::apiserver::call::Call;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::json::Document;
use crate::cluster::apiserver::json::type_meta::{TypeMeta, unrecognized};
use crate::cluster::apiserver::query::FieldValidation;
use crate::cluster::apiserver::schema::decode::Decoded;
use crate::cluster::apiserver::schema::{Schema, Shape, custom};
use crate::cluster::apiserver::scope::Scope;

/// Reads a custom object: the path tells neither its kind nor its version, and what kind it is
/// matters only when it is judged.
pub(super) fn decode_custom(
    scope: &Scope,
    call: &Call,
    validation: FieldValidation,
) -> Result<Value, Failure> {
    let expected = &scope.resource;
    let stated = Stated::read(&call.body, &expected.kind, &expected.api_version());
    let stated = stated.map_err(Failure::bad_request)?;
    let unfit = |problem| stated.refused(problem);
    if stated.given.kind.is_empty() {
        // A strict reader gives up before it has an idea of what it reads.
        let problem = custom::missing_kind(&call.body);
        return Err(match validation {
            FieldValidation::Ignore => unfit(problem),
            FieldValidation::Warn | FieldValidation::Strict => {
                Failure::bad_request(unrecognized(&expected.kind, &problem, &call.body))
            }
        });
    }
    // What is of another kind is not held against this one's schema.
    let open = Schema::of(Shape::Any);
    let schema = if stated.kind == expected.kind {
        &*expected.schema
    } else {
        &open
    };
    let decoded = custom::decode(schema, stated.document.root()).map_err(unfit)?;
    check_version(scope, call, &stated.given, &decoded, validation)?;
    complain(call, &decoded.strict, validation).map_err(unfit)?;
    Ok(decoded.object)
}

fn check_version(
    scope: &Scope,
    call: &Call,
    given: &TypeMeta,
    decoded: &Decoded,
    validation: FieldValidation,
) -> Result<(), Failure> {
    let expected = scope.resource.api_version();
    let stated = decoded.object["apiVersion"].as_str().unwrap_or_default();
    if stated == expected {
        return Ok(());
    }
    if stated.is_empty()
        && !given.api_version.is_empty()
        && validation == FieldValidation::Strict
        && of_metadata(&decoded.strict).next().is_some()
    {
        // What is wrong cannot be said of something without a version.
        return Err(Failure::bad_request(UNVERSIONED));
    }
    if validation == FieldValidation::Warn {
        of_metadata(&decoded.strict).for_each(|text| call.warn(text));
    }
    Err(Failure::bad_request(format!(
        "the API version in the data ({stated}) does not match the expected API version \
         ({expected})"
    )))
}

/// What a strict reader has against an object whose schema nobody knows.
fn of_metadata(strict: &[String]) -> impl Iterator<Item = &String> {
    strict.iter().filter(|text| {
        let field = text.strip_prefix("unknown field \"");
        field.is_none_or(|field| field.starts_with("metadata."))
    })
}

/// A custom object as it is read again once it is stored.
pub(super) fn as_stored(scope: &Scope, object: &Value) -> Value {
    let document = Document::of(object);
    let decoded = custom::decode(&scope.resource.schema, document.root());
    decoded.map_or_else(|_| object.clone(), |decoded| decoded.object)
}
