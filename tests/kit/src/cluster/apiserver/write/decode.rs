//! Reading what a body holds.

use serde_json::Value;

use super::decode_custom::decode_custom;
use super::stated::Stated;
use crate::cluster::apiserver::call::Call;
use crate::cluster::apiserver::failure::{Cause, Failure};
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::json::type_meta::{TypeMeta, type_meta};
use crate::cluster::apiserver::json::{Document, Json, Token, write};
use crate::cluster::apiserver::kinds;
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::object::metadata_mut;
use crate::cluster::apiserver::query::FieldValidation;
use crate::cluster::apiserver::schema::decode::strict_error;
use crate::cluster::apiserver::schema::decode::{Decoded, decode as decode_typed};
use crate::cluster::apiserver::schema::{custom, defaults};
use crate::cluster::apiserver::scope::Scope;

/// What Go's untyped objects say where a version is wanted of one that has none.
pub(super) const UNVERSIONED: &str =
    "Object 'apiVersion' is missing in 'object has no apiVersion field'";

/// Reads an object from a body, as the kind of the path.
pub(super) fn decode(
    model: &Model,
    scope: &Scope,
    call: &Call,
    validation: FieldValidation,
) -> Result<Value, Failure> {
    let expected = &scope.resource;
    if !expected.is_built_in() {
        return decode_custom(scope, call, validation);
    }
    let api_version = expected.api_version();
    let stated = Stated::read(&call.body, &expected.kind, &api_version);
    let stated = stated.map_err(Failure::bad_request)?;
    let unfit = |problem| stated.refused(problem);
    let root = stated.document.root();
    if !stated.is(&expected.kind, &api_version) {
        let (kind, api_version) = (&stated.kind, &stated.api_version);
        return Err(unfit(mismatch(
            model,
            target(scope),
            kind,
            api_version,
            root,
        )));
    }
    let decoded = typed(scope, root).map_err(unfit)?;
    complain(call, &decoded.strict, validation).map_err(unfit)?;
    Ok(decoded.object)
}

/// What a strict reader has against a body: an error, a warning for each, or nothing.
pub(super) fn complain(
    call: &Call,
    strict: &[String],
    validation: FieldValidation,
) -> Result<(), String> {
    match validation {
        FieldValidation::Strict if !strict.is_empty() => return Err(strict_error(strict)),
        FieldValidation::Warn => strict.iter().for_each(|text| call.warn(text)),
        FieldValidation::Strict | FieldValidation::Ignore => {}
    }
    Ok(())
}

/// What a patch made is no object of its kind.
pub(super) fn invalid_patch(patched: &Value, why: String) -> Failure {
    let text = String::from_utf8_lossy(&write::to_bytes(patched)).into_owned();
    Failure::invalid("", "", "", &[FieldError::invalid("patch", text, why)])
}

/// Reads an object that a patch has made.
pub(super) fn decode_patched(
    model: &Model,
    scope: &Scope,
    call: &Call,
    patched: &Value,
    mut strict: Vec<String>,
    validation: FieldValidation,
) -> Result<Value, Failure> {
    let invalid = |why| invalid_patch(patched, why);
    let document = Document::of(patched);
    let given = type_meta(document.root()).map_err(invalid)?;
    if scope.resource.is_built_in() {
        if given.api_version.is_empty() && given.kind == scope.resource.kind {
            // Without a version it is read as the server holds it inside, where no field has a
            // name, and nothing is left of it.
            strict.extend(unnamed_fields(document.root()));
            complain(call, &strict, validation).map_err(invalid)?;
            return Ok(Value::Object(serde_json::Map::new()));
        }
        check_patched_type(model, scope, &given, document.root()).map_err(invalid)?;
    } else if given.kind.is_empty() {
        return Err(invalid(custom::missing_kind(&write::to_bytes(patched))));
    } else if given.api_version.is_empty() {
        return Err(unversioned());
    }
    let decoded = typed(scope, document.root()).map_err(invalid)?;
    strict.extend(decoded.strict);
    complain(call, &strict, validation).map_err(invalid)?;
    Ok(decoded.object)
}

/// What the machinery of custom resources says of a patched object without a version.
fn unversioned() -> Failure {
    let message = format!("Internal error occurred: {UNVERSIONED}");
    let mut failure = Failure::about(500, "InternalError", message, "", "", "");
    if let Some(details) = &mut failure.details {
        details.causes = vec![Cause {
            message: UNVERSIONED.into(),
            ..Cause::default()
        }];
    }
    failure
}

/// Reads an object that an apply has made, whose fields are known to be those of its kind. A
/// custom one is only filled up with defaults: nulls and the like are still there to be judged.
pub(super) fn decode_applied(scope: &Scope, merged: Value) -> Result<Value, String> {
    if scope.resource.is_built_in() {
        return Ok(typed(scope, Document::of(&merged).root())?.object);
    }
    let mut object = merged;
    let metadata = metadata_mut(&mut object);
    // What metadata cannot be counts as not given.
    metadata.retain(|name, value| match name.as_str() {
        "creationTimestamp" | "deletionTimestamp" => value.is_string(),
        "generation" | "deletionGracePeriodSeconds" => value.is_i64(),
        _ => true,
    });
    defaults::apply(&scope.resource.schema, &mut object);
    Ok(object)
}

/// A patch may not make an object of another kind of it.
fn check_patched_type(
    model: &Model,
    scope: &Scope,
    given: &TypeMeta,
    json: Json<'_>,
) -> Result<(), String> {
    let expected = &scope.resource;
    if given.kind == expected.kind && given.api_version == expected.api_version() {
        return Ok(());
    }
    if given.kind.is_empty() {
        return Ok(());
    }
    Err(mismatch(
        model,
        target(scope),
        &given.kind,
        &given.api_version,
        json,
    ))
}

fn unnamed_fields(json: Json<'_>) -> Vec<String> {
    let known = ["apiVersion", "kind"];
    let unknown = json.members().filter(|(key, _)| !known.contains(key));
    let mut unknown: Vec<String> = unknown
        .map(|(key, _)| format!("unknown field \"{key}\""))
        .collect();
    unknown.sort_unstable();
    unknown
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
    // The path has told what the body may leave out.
    decoded.object["kind"] = scope.resource.kind.as_str().into();
    decoded.object["apiVersion"] = scope.resource.api_version().into();
    kinds::default(&scope.resource, &mut decoded.object);
    if clears_managers(json) {
        // An empty list is not written, but it means something: nobody owns anything any more.
        let none = Value::Array(Vec::new());
        metadata_mut(&mut decoded.object).insert("managedFields".into(), none);
    }
    Ok(decoded)
}

fn clears_managers(json: Json<'_>) -> bool {
    let managers = member(json, "metadata").and_then(|it| member(it, "managedFields"));
    managers.is_some_and(|list| *list.token() == Token::List && list.items().next().is_none())
}

fn member<'a>(json: Json<'a>, name: &str) -> Option<Json<'a>> {
    let members = json.members().filter(|(key, _)| *key == name);
    members.map(|(_, value)| value).last()
}

/// Why an object of this kind cannot stand where the path points. It is read as what it says it is
/// before anyone asks whether that is wanted.
pub(super) fn mismatch(
    model: &Model,
    (group_wanted, kind_wanted): (&str, &str),
    kind: &str,
    api_version: &str,
    json: Json<'_>,
) -> String {
    // Every version has the kinds of options and of the machinery.
    const EVERYWHERE: [&str; 5] = [
        "DeleteOptions",
        "List",
        "ListOptions",
        "Status",
        "WatchEvent",
    ];
    let (group, version) = split(api_version);
    let served = model.types().find(|it| {
        it.is_built_in() && it.group == group && it.version == version && it.kind == kind
    });
    if let Some(Err(problem)) = served.map(|it| decode_typed(&it.schema, json)) {
        return problem;
    }
    if served.is_none() && !EVERYWHERE.contains(&kind) {
        return format!(
            "no kind \"{kind}\" is registered for version \"{api_version}\" in scheme \
             \"pkg/runtime/scheme.go:111\""
        );
    }
    format!(
        "converting ({version}.{kind}) to ({}.{}): unknown conversion",
        package(group_wanted),
        kind_wanted
    )
}

fn target(scope: &Scope) -> (&str, &str) {
    (&scope.resource.group, &scope.resource.kind)
}

/// The Go package of a group.
fn package(group: &str) -> &str {
    match group {
        "" => "core",
        group => group.split('.').next().unwrap_or(group),
    }
}

pub(super) fn split(api_version: &str) -> (&str, &str) {
    api_version.split_once('/').unwrap_or(("", api_version))
}
