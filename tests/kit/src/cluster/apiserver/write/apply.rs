//! Server-side apply.

use serde_json::Value;

use super::applied_body::{Body, check_encoding};
use super::create::{create_owned, wipe_system_fields};
use super::update::{parse_version, update};
use super::{Author, Written, decode, decode_scale, set_owners, steps};
use crate::cluster::apiserver::call::Call;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::object::{self, metadata_mut};
use crate::cluster::apiserver::ownership::{
    Applied, ScaleUpdate, Update, kind_text, object_text, sync_last_applied,
};
use crate::cluster::apiserver::schema::{Schema, Shape};
use crate::cluster::apiserver::scope::{Scope, Subresource};

/// Creates or changes an object so that it has what the body says.
pub(super) fn apply(model: &mut Model, scope: &Scope, call: &Call) -> Result<Written, Failure> {
    let mut author = Author::applying(call)?;
    check_encoding(call)?;
    let old = model.store.get(&scope.resource.storage(), &scope.key());
    let Some(old) = old.cloned() else {
        // What does not exist has no subresources.
        if scope.subresource != Subresource::None {
            return Err(scope.not_found());
        }
        let new = apply_to(scope, call, &mut author, None)?;
        return create(model, scope, call, &author, new);
    };
    let before = steps::present(scope, &old);
    let mut new = apply_to(scope, call, &mut author, Some(&before))?;
    steps::match_namespace(scope, &mut new)?;
    steps::match_name(scope, &new)?;
    steps::dedup_owners(call, &mut new);
    update(model, scope, call, &author, &old, &before, new)
}

fn create(
    model: &mut Model,
    scope: &Scope,
    call: &Call,
    author: &Author,
    mut new: Value,
) -> Result<Written, Failure> {
    let uid = object::text(&new, "uid");
    if !uid.is_empty() {
        let why = format!(
            "uid mismatch: the provided object specified uid {uid}, and no existing object was found"
        );
        let (group, plural) = (&scope.resource.group, &scope.resource.plural);
        return Err(Failure::conflict(group, plural, &scope.name, &why));
    }
    steps::match_namespace(scope, &mut new)?;
    steps::match_name(scope, &new)?;
    steps::dedup_owners(call, &mut new);
    let version = object::text(&new, "resourceVersion");
    if !version.is_empty() {
        parse_version(version)?;
    }
    metadata_mut(&mut new).remove("resourceVersion");
    wipe_system_fields(&mut new);
    create_owned(model, scope, call, author, new)
}

/// The object as it is with what the body says, and with its owners.
fn apply_to(
    scope: &Scope,
    call: &Call,
    author: &mut Author,
    before: Option<&Value>,
) -> Result<Value, Failure> {
    let body = Body::read(call)?;
    check_kind(
        &body.applied,
        &scope.resource.kind,
        &scope.resource.api_version(),
    )?;
    check_managers(&body.applied)?;
    let time = call.now.to_string();
    let subresource = scope.subresource.name();
    let ownership = Update::of(&scope.resource, subresource, &author.manager, &time);
    let live = before.unwrap_or(&ownership.blank);
    let Applied { object, entries } = ownership.apply(live, &body.applied, author.options.force)?;
    author.writes_floats = object.is_some()
        && !scope.resource.is_built_in()
        && scope.subresource == Subresource::None
        && has_whole_numbers(scope, &body.applied);
    let mut new = match object {
        None => live.clone(),
        Some(merged) => decode::decode_applied(scope, merged)
            .map_err(|why| unconvertible(&scope.resource.schema, &body.applied, &why))?,
    };
    sync_last_applied(&author.manager, &body.applied, &mut new);
    set_owners(&mut new, entries);
    body.complain(call, author.options.field_validation)?;
    Ok(new)
}

/// The Scale with what the body says, and the owners of the object whose Scale it is.
pub(super) fn apply_scale(
    scope: &Scope,
    call: &Call,
    author: &Author,
    ownership: &ScaleUpdate<'_>,
    owners: &Value,
    live: &Value,
) -> Result<(Value, Value), Failure> {
    let body = Body::read(call)?;
    check_kind(&body.applied, "Scale", "autoscaling/v1")?;
    check_managers(&body.applied)?;
    let schema = decode_scale::scale_schema();
    let force = author.options.force;
    let Applied { object, entries } =
        ownership.apply(schema, owners, live, &body.applied, force)?;
    let mut new = match object {
        None => live.clone(),
        Some(_) if !scope.resource.is_built_in() => {
            let why = "request to convert CR to an invalid group/version: autoscaling/v1";
            return Err(unconverted(&body.applied, why));
        }
        Some(merged) => decode_scale::scale_applied(&merged)
            .map_err(|why| unconvertible(schema, &body.applied, &why))?,
    };
    body.complain(call, author.options.field_validation)?;
    steps::match_namespace(scope, &mut new)?;
    steps::match_name(scope, &new)?;
    Ok((new, entries))
}

/// A value is such that Go cannot hold it, although its schema allows it.
fn unconvertible(schema: &Schema, applied: &Value, why: &str) -> Failure {
    let why = of_converter(schema, why).unwrap_or_else(|| why.to_owned());
    let kind = kind_text(applied);
    unconverted(
        applied,
        &format!("unable to convert unstructured object to {kind}: {why}"),
    )
}

/// What the converter says where a decoder says this.
fn of_converter(schema: &Schema, why: &str) -> Option<String> {
    if why.starts_with("illegal base64") {
        return Some(format!("error decoding from json: {why}"));
    }
    let (what, rest) = why
        .strip_prefix("json: cannot unmarshal ")?
        .split_once(" into Go struct field ")?;
    let (path, go_type) = rest.split_once(" of type ")?;
    let shape = shape_at(schema, path.split('.').skip(1));
    Some(match shape {
        Some(Shape::Integer { .. }) => format!("cannot convert float64 to {go_type}"),
        _ => format!("json: cannot unmarshal {what} into Go value of type {go_type}"),
    })
}

/// What stands at a path of field names, items of lists having none.
fn shape_at<'a>(schema: &'a Schema, path: impl Iterator<Item = &'a str>) -> Option<&'a Shape> {
    let mut at = schema;
    for field in path {
        while let Shape::List(list) = &at.shape {
            at = &list.items;
        }
        at = at.field(field)?;
    }
    Some(&at.shape)
}

fn unconverted(applied: &Value, why: &str) -> Failure {
    let what = object_text(applied);
    let message = format!("failed to convert new object ({what}) to proper version: {why}");
    Failure::new(500, "", message)
}

/// The body must say what it is.
fn check_kind(applied: &Value, kind: &str, api_version: &str) -> Result<(), Failure> {
    if applied["kind"] == kind && applied["apiVersion"] == api_version {
        return Ok(());
    }
    let given = kind_text(applied);
    Err(Failure::bad_request(format!(
        "invalid object type: {given}"
    )))
}

/// Who owns what is not for the body to say, not even that nobody does.
fn check_managers(applied: &Value) -> Result<(), Failure> {
    if applied["metadata"]["managedFields"].is_array() {
        let message = "metadata.managedFields must be nil";
        return Err(Failure::bad_request(message));
    }
    Ok(())
}

/// Whether there are any in what counts for an object's generation.
fn has_whole_numbers(scope: &Scope, applied: &Value) -> bool {
    fn any(value: &Value) -> bool {
        match value {
            Value::Number(number) => number.is_i64(),
            Value::Array(items) => items.iter().any(any),
            Value::Object(fields) => fields.values().any(any),
            _ => false,
        }
    }
    let counts = |name: &str| name != "metadata" && !(name == "status" && scope.resource.status);
    let mut fields = applied.as_object().into_iter().flatten();
    fields.any(|(name, value)| counts(name) && any(value))
}
