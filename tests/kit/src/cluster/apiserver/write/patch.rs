use serde_json::Value;

use super::update::update;
use super::{Author, Written, apply, check_named, check_size, decode, json_patch, steps};
use crate::cluster::apiserver::call::Call;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::json::{Document, StrictErrors};
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::negotiate::body::{PatchType, patch_type};
use crate::cluster::apiserver::query::{FieldValidation, WriteQuery};
use crate::cluster::apiserver::respond;
use crate::cluster::apiserver::scope::{Scope, not_simulated};

/// The most operations of one JSON patch.
const OPERATIONS_MAX: usize = 10_000;

pub(crate) fn patch(model: &mut Model, scope: &Scope, call: &Call) -> Result<Written, Failure> {
    check_named(scope)?;
    check_size(call)?;
    if is_apply(scope, call)? {
        return apply::apply(model, scope, call);
    }
    let options = WriteQuery::decode(&call.query, "PatchOptions")?;
    let author = Author::of(call, options);
    let validation = author.options.field_validation;
    let old = model.store.get(&scope.resource.storage(), &scope.key());
    let old = old.ok_or_else(|| scope.not_found())?.clone();
    let before = steps::present(scope, &old);
    let (patched, strict) = patched(scope, call, &before, validation)?;
    let mut new = decode::decode_patched(model, scope, call, &patched, strict, validation)?;
    steps::own(scope, Some(&before), &mut new, &author, call);
    steps::match_namespace(scope, &mut new)?;
    steps::match_name(scope, &new)?;
    steps::dedup_owners(call, &mut new);
    update(model, scope, call, &author, &old, &before, new)
}

/// Whether the request holds what is to be applied, rather than a patch.
pub(super) fn is_apply(scope: &Scope, call: &Call) -> Result<bool, Failure> {
    let kind = patch_type(call.content_type.as_str(), respond::route(scope, call))?;
    Ok(kind == PatchType::Apply)
}

/// What the patch that a request holds makes of an object.
pub(super) fn patched(
    scope: &Scope,
    call: &Call,
    before: &Value,
    validation: FieldValidation,
) -> Result<(Value, Vec<String>), Failure> {
    let kind = patch_type(call.content_type.as_str(), respond::route(scope, call))?;
    let apply: Apply = match kind {
        PatchType::Json => apply_operations,
        PatchType::Merge => apply_merge,
        PatchType::StrategicMerge => {
            let what = "strategic merge patches; use a JSON merge patch";
            return Err(not_simulated(what));
        }
        PatchType::Apply => return Err(not_simulated("server-side apply here")),
    };
    apply(before, &call.body, validation)
}

/// Applies a patch of one kind: the patched object, and what a strict reader has against the
/// patch.
type Apply = fn(&Value, &[u8], FieldValidation) -> Result<(Value, Vec<String>), Failure>;

fn apply_operations(
    before: &Value,
    body: &[u8],
    validation: FieldValidation,
) -> Result<(Value, Vec<String>), Failure> {
    let go_type = match validation {
        FieldValidation::Ignore => "jsonpatch.Patch",
        _ => "[]handlers.jsonPatchOp",
    };
    let (value, strict) = parse_patch(body, validation)?;
    if value.is_null() {
        return Ok((before.clone(), Vec::new()));
    }
    let Value::Array(operations) = &value else {
        return Err(patch_of_wrong_type(&value, go_type, validation));
    };
    if let Some(odd) = operations.iter().find(|operation| !operation.is_object()) {
        let go_type = match validation {
            FieldValidation::Ignore => "jsonpatch.Operation",
            _ => "handlers.jsonPatchOp",
        };
        return Err(patch_of_wrong_type(odd, go_type, validation));
    }
    if operations.len() > OPERATIONS_MAX {
        let message = format!(
            "The allowed maximum operations in a JSON patch is {OPERATIONS_MAX}, got {}",
            operations.len()
        );
        return Err(Failure::new(413, "RequestEntityTooLarge", message));
    }
    let refused = || {
        let message = "the server rejected our request due to an error in our request";
        Failure::about(422, "Invalid", message.into(), "", "", "")
    };
    let mut patched = before.clone();
    json_patch::apply(&mut patched, operations).map_err(|_| refused())?;
    let strict = strict.into_iter().map(|text| format!("json patch {text}"));
    Ok((patched, strict.collect()))
}

fn apply_merge(
    before: &Value,
    body: &[u8],
    validation: FieldValidation,
) -> Result<(Value, Vec<String>), Failure> {
    let (patch, strict) = parse_patch(body, validation)?;
    let is_scalar = !patch.is_object() && !patch.is_array();
    if patch.is_null() || (is_scalar && validation == FieldValidation::Ignore) {
        return Err(Failure::bad_request("Invalid JSON Patch"));
    }
    if patch.is_array() && validation == FieldValidation::Ignore {
        // A patch that is no object takes the document's place.
        return Ok((patch, strict));
    }
    if !patch.is_object() {
        return Err(patch_of_wrong_type(
            &patch,
            "map[string]interface {}",
            validation,
        ));
    }
    let mut patched = before.clone();
    json_patch::merge(&mut patched, &patch);
    Ok((patched, strict))
}

/// Reads a patch as JSON, and what a strict reader has against it.
fn parse_patch(body: &[u8], validation: FieldValidation) -> Result<(Value, Vec<String>), Failure> {
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
fn patch_of_wrong_type(patch: &Value, go_type: &str, validation: FieldValidation) -> Failure {
    let what = match patch {
        Value::Array(_) => "array",
        Value::Object(_) => "object",
        Value::String(_) => "string",
        Value::Number(_) => "number",
        Value::Bool(_) => "bool",
        Value::Null => "null",
    };
    let why = format!("json: cannot unmarshal {what} into Go value of type {go_type}");
    Failure::bad_request(match validation {
        FieldValidation::Ignore => why,
        _ => format!("error decoding patch: {why}"),
    })
}
