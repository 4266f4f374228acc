//! Writing the replicas of an object through its `/scale`.

use serde_json::Value;

use super::update::{check_uid, update};
use super::{Author, check_form, check_size, decode_scale, patch, steps};
use crate::cluster::apiserver::call::Call;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::object::metadata_mut;
use crate::cluster::apiserver::ownership::ScaleUpdate;
use crate::cluster::apiserver::query::WriteQuery;
use crate::cluster::apiserver::scale;
use crate::cluster::apiserver::scope::{Scope, Subresource};
use crate::cluster::apiserver::store::Record;

/// The Scale of an object.
pub(crate) fn scale_of(scope: &Scope, record: &Record) -> Result<Value, Failure> {
    of_object(scope, &steps::present(scope, record))
}

fn of_object(scope: &Scope, object: &Value) -> Result<Value, Failure> {
    match &scope.resource.scale {
        Some(paths) if !scope.resource.is_built_in() => scale::of_custom_object(object, paths),
        _ => Ok(scale::of_workload(object)),
    }
}

/// Replaces or patches the Scale of an object; the new one.
pub(crate) fn scale(model: &mut Model, scope: &Scope, call: &Call) -> Result<Value, Failure> {
    check_size(call)?;
    let patched = call.method == http::Method::PATCH;
    let kind = if patched {
        "PatchOptions"
    } else {
        "UpdateOptions"
    };
    let author = Author::of(call, WriteQuery::decode(&call.query, kind)?);
    if !patched {
        check_form(call)?;
    }
    let validation = author.options.field_validation;
    let replacement = if patched {
        None
    } else {
        Some(decode_scale::scale(model, scope, call, validation)?)
    };
    let old = model.store.get(&scope.resource.storage(), &scope.key());
    let old = old.ok_or_else(|| scope.not_found())?.clone();
    let before = steps::present(scope, &old);
    let live = match &scope.resource.scale {
        Some(paths) if !scope.resource.is_built_in() => scale::before_update(&before, paths)?,
        _ => scale::of_workload(&before),
    };
    let new = match replacement {
        Some(new) => new,
        None => {
            let (patched, strict) = patch::apply(scope, call, &live, validation)?;
            decode_scale::scale_patched(call, &patched, strict, validation)?
        }
    };
    let mut object = match &scope.resource.scale {
        Some(paths) if !scope.resource.is_built_in() => {
            scale::update_custom_object(&before, &new, paths)?
        }
        _ => scale::update_workload(&before, &new)?,
    };
    check_uid(scope, &new, &old, author.options.dry_run)?;
    let time = call.now.to_string();
    let ownership = ScaleUpdate {
        resource: &scope.resource,
        manager: &author.manager,
        time: &time,
    };
    let entries = ownership.track(&before["metadata"]["managedFields"], &live, &new);
    let metadata = metadata_mut(&mut object);
    if entries.is_null() {
        metadata.remove("managedFields");
    } else {
        metadata.insert("managedFields".into(), entries);
    }
    // The object is written as by anyone else.
    let scope = Scope {
        subresource: Subresource::None,
        ..scope.clone()
    };
    let written = update(model, &scope, call, &author, &old, &before, object)?;
    scale_of(&scope, &written.record)
}
