//! Reading what a body holds.

use serde_json::Value;

use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::json::type_meta::{TypeMeta, type_meta, unrecognized};
use crate::cluster::apiserver::json::{Document, Json, StrictErrors, write};
use crate::cluster::apiserver::kinds;
use crate::cluster::apiserver::model::{Model, Scope};
use crate::cluster::apiserver::query::FieldValidation;
use crate::cluster::apiserver::schema::decode::{Decoded, decode as decode_typed};
use crate::cluster::apiserver::schema::decode::{strict_error, unfit};
use crate::cluster::apiserver::schema::{Schema, builtin, custom, defaults};

/// An object, and what the client is warned of.
type Read = (Value, Vec<String>);

/// Reads an object from a body, as the kind of the path.
pub(super) fn decode(
    model: &Model,
    scope: &Scope,
    body: &[u8],
    validation: FieldValidation,
) -> Result<Read, Failure> {
    let expected = &scope.resource;
    if !expected.is_built_in() {
        return decode_custom(scope, body, validation);
    }
    let unreadable =
        |problem: String| Failure::bad_request(unrecognized(&expected.kind, &problem, body));
    let document = Document::parse(body).map_err(|problem| {
        unreadable(format!(
            "couldn't get version/kind; json parse error: {problem}"
        ))
    })?;
    let given = type_meta(document.root()).map_err(unreadable)?;
    let kind = or(&given.kind, &expected.kind);
    let api_version = or(&given.api_version, &expected.api_version());
    let (_, version) = split(&api_version);
    let unfit =
        |problem: String| Failure::bad_request(unfit(&kind, version, &expected.kind, &problem));
    if kind != expected.kind || api_version != expected.api_version() {
        return Err(unfit(mismatch(model, scope, &kind, &api_version)));
    }
    let decoded = typed(scope, document.root()).map_err(unfit)?;
    match validation {
        FieldValidation::Strict if !decoded.strict.is_empty() => {
            Err(unfit(strict_error(&decoded.strict)))
        }
        FieldValidation::Ignore => Ok((decoded.object, Vec::new())),
        _ => Ok((decoded.object, decoded.strict)),
    }
}

/// Reads a custom object: the path tells neither its kind nor its version, and what kind it is
/// matters only when it is judged.
fn decode_custom(scope: &Scope, body: &[u8], validation: FieldValidation) -> Result<Read, Failure> {
    let expected = &scope.resource;
    let unreadable =
        |problem: String| Failure::bad_request(unrecognized(&expected.kind, &problem, body));
    let document = Document::parse(body).map_err(|problem| {
        unreadable(format!(
            "couldn't get version/kind; json parse error: {problem}"
        ))
    })?;
    let given = type_meta(document.root()).map_err(unreadable)?;
    if given.kind.is_empty() {
        return Err(unreadable(custom::missing_kind(body)));
    }
    let (_, version) = split(&given.api_version);
    let unfit = |problem: String| {
        Failure::bad_request(unfit(&given.kind, version, &expected.kind, &problem))
    };
    let decoded = custom::decode(&expected.schema, document.root()).map_err(unfit)?;
    let api_version = expected.api_version();
    if given.api_version != api_version {
        return Err(Failure::bad_request(format!(
            "the API version in the data ({}) does not match the expected API version \
             ({api_version})",
            given.api_version
        )));
    }
    match validation {
        FieldValidation::Strict if !decoded.strict.is_empty() => {
            Err(unfit(strict_error(&decoded.strict)))
        }
        FieldValidation::Ignore => Ok((decoded.object, Vec::new())),
        _ => Ok((decoded.object, decoded.strict)),
    }
}

/// Reads an object that a patch has made.
pub(super) fn decode_patched(
    scope: &Scope,
    patched: &Value,
    mut strict: Vec<String>,
    validation: FieldValidation,
) -> Result<Read, Failure> {
    let invalid = |why: String| {
        let text = String::from_utf8_lossy(&write::to_bytes(patched)).into_owned();
        Failure::invalid("", "", "", &[FieldError::invalid("patch", text, why)])
    };
    let document = Document::of(patched);
    let given = type_meta(document.root()).map_err(invalid)?;
    check_patched_type(scope, &given).map_err(invalid)?;
    let decoded = typed(scope, document.root()).map_err(invalid)?;
    strict.extend(decoded.strict);
    match validation {
        FieldValidation::Strict if !strict.is_empty() => Err(invalid(strict_error(&strict))),
        FieldValidation::Ignore => Ok((decoded.object, Vec::new())),
        _ => Ok((decoded.object, strict)),
    }
}

/// A patch may not make an object of another kind of it.
fn check_patched_type(scope: &Scope, given: &TypeMeta) -> Result<(), String> {
    let expected = &scope.resource;
    let known = given.kind == expected.kind && given.api_version == expected.api_version();
    if known {
        return Ok(());
    }
    if given.kind.is_empty() {
        return Err("Object 'Kind' is missing".into());
    }
    Err(format!(
        "no kind \"{}\" is registered for version \"{}\"",
        given.kind, given.api_version
    ))
}

fn typed(scope: &Scope, json: Json<'_>) -> Result<Decoded, String> {
    if !scope.resource.is_built_in() {
        return custom::decode(&scope.resource.schema, json);
    }
    let mut decoded = decode_typed(&scope.resource.schema, json)?;
    if decoded.object.is_null() {
        decoded.object = Value::Object(serde_json::Map::new());
    }
    defaults::apply(&scope.resource.schema, &mut decoded.object);
    kinds::default(&scope.resource, &mut decoded.object);
    Ok(decoded)
}

fn scale_schema() -> &'static Schema {
    builtin::schema("autoscaling/v1.Scale").expect("a Scale is described")
}

/// Reads a Scale.
pub(super) fn scale(body: &[u8], validation: FieldValidation) -> Result<Read, Failure> {
    let unreadable = |problem: String| Failure::bad_request(unrecognized("Scale", &problem, body));
    let document = Document::parse(body).map_err(|problem| {
        unreadable(format!(
            "couldn't get version/kind; json parse error: {problem}"
        ))
    })?;
    let unfit = |problem: String| Failure::bad_request(unfit("Scale", "v1", "Scale", &problem));
    let decoded = decode_typed(scale_schema(), document.root()).map_err(unfit)?;
    match validation {
        FieldValidation::Strict if !decoded.strict.is_empty() => {
            Err(unfit(strict_error(&decoded.strict)))
        }
        FieldValidation::Ignore => Ok((decoded.object, Vec::new())),
        _ => Ok((decoded.object, decoded.strict)),
    }
}

/// Reads a Scale that a patch has made.
pub(super) fn scale_patched(
    patched: &Value,
    mut strict: Vec<String>,
    validation: FieldValidation,
) -> Result<Read, Failure> {
    let invalid = |why: String| {
        let text = String::from_utf8_lossy(&write::to_bytes(patched)).into_owned();
        Failure::invalid("", "", "", &[FieldError::invalid("patch", text, why)])
    };
    let decoded = decode_typed(scale_schema(), Document::of(patched).root()).map_err(invalid)?;
    strict.extend(decoded.strict);
    match validation {
        FieldValidation::Strict if !strict.is_empty() => Err(invalid(strict_error(&strict))),
        FieldValidation::Ignore => Ok((decoded.object, Vec::new())),
        _ => Ok((decoded.object, strict)),
    }
}

/// Why an object of this kind cannot stand where the path points.
fn mismatch(model: &Model, scope: &Scope, kind: &str, api_version: &str) -> String {
    let (group, version) = split(api_version);
    let served = model
        .types()
        .any(|it| it.group == group && it.version == version && it.kind == kind);
    // Every version has the kinds of options and of the machinery.
    let everywhere = ["DeleteOptions", "ListOptions", "Status", "WatchEvent"];
    if !served && !everywhere.contains(&kind) {
        return format!(
            "no kind \"{kind}\" is registered for version \"{api_version}\" in scheme \
             \"pkg/runtime/scheme.go:111\""
        );
    }
    format!(
        "converting ({version}.{kind}) to ({}.{}): unknown conversion",
        package(&scope.resource.group),
        scope.resource.kind
    )
}

/// The Go package of a group.
fn package(group: &str) -> &str {
    match group {
        "" => "core",
        group => group.split('.').next().unwrap_or(group),
    }
}

fn split(api_version: &str) -> (&str, &str) {
    api_version.split_once('/').unwrap_or(("", api_version))
}

fn or(given: &str, expected: &str) -> String {
    let text = if given.is_empty() { expected } else { given };
    text.to_owned()
}

/// Reads a patch as JSON, and what a strict reader has against it.
pub(super) fn parse_patch(body: &[u8], validation: FieldValidation) -> Result<Read, Failure> {
    let bad = |problem: String| {
        Failure::bad_request(match validation {
            FieldValidation::Ignore => problem,
            _ => format!("error decoding patch: {problem}"),
        })
    };
    let mut strict = StrictErrors::default();
    let document = Document::parse(body).map_err(bad)?;
    let value = document.root().to_value(&mut strict).map_err(bad)?;
    Ok((value, strict.into_messages()))
}

/// A patch that is not the list or the object that it must be.
pub(super) fn patch_of_wrong_type(patch: &Value, go_type: &str) -> Failure {
    let what = match patch {
        Value::Array(_) => "array",
        Value::Object(_) => "object",
        Value::String(_) => "string",
        Value::Number(_) => "number",
        Value::Bool(_) => "bool",
        Value::Null => "null",
    };
    Failure::bad_request(format!(
        "error decoding patch: json: cannot unmarshal {what} into Go value of type {go_type}"
    ))
}
