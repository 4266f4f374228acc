//! Writing the replicas of an object through its `/scale`.

use serde_json::Value;

use super::applied_body::check_encoding;
use super::update::{check_uid, update};
use super::{Author, apply, check_form, check_size, decode_scale, patch, set_owners, steps};
use crate::cluster::apiserver::call::Call;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::ownership::ScaleUpdate;
use crate::cluster::apiserver::query::{FieldValidation, WriteQuery};
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
        _ => scale::of_workload(object),
    }
}

/// Replaces, patches or applies the Scale of an object; the new one.
pub(crate) fn scale(model: &mut Model, scope: &Scope, call: &Call) -> Result<Value, Failure> {
    check_size(call)?;
    let verb = Verb::of(scope, call)?;
    let author = Author::of(call, verb.options(call)?);
    if verb == Verb::Replace {
        check_form(call)?;
    }
    let validation = author.options.field_validation;
    let replacement = match verb {
        Verb::Replace => Some(decode_scale::scale(model, scope, call, validation)?),
        Verb::Patch => None,
        Verb::Apply => check_encoding(call).map(|()| None)?,
    };
    let old = model.store.get(&scope.resource.storage(), &scope.key());
    let old = old.ok_or_else(|| scope.not_found())?.clone();
    let before = steps::present(scope, &old);
    if let Some(new) = &replacement {
        check_uid(scope, new, &old, author.options.dry_run)?;
    }
    let live = live_scale(scope, &before)?;
    let time = call.now.to_string();
    let ownership = ScaleUpdate {
        resource: &scope.resource,
        manager: &author.manager,
        time: &time,
    };
    let owners = &before["metadata"]["managedFields"];
    let (new, owners) = match (replacement, verb) {
        (None, Verb::Apply) => apply::apply_scale(scope, call, &author, &ownership, owners, &live)?,
        (replacement, _) => {
            let new = match replacement {
                Some(new) => new,
                None => patched(scope, call, &live, validation)?,
            };
            let owners = ownership.track(owners, &live, &new);
            (new, owners)
        }
    };
    let mut object = with_scale(scope, &before, &new)?;
    if verb != Verb::Replace {
        check_uid(scope, &new, &old, author.options.dry_run)?;
    }
    set_owners(&mut object, owners);
    // The object is written as by anyone else.
    let scope = Scope {
        subresource: Subresource::None,
        ..scope.clone()
    };
    let written = update(model, &scope, call, &author, &old, &before, object)?;
    scale_of(&scope, &written.record)
}

/// The Scale that is to be written over.
fn live_scale(scope: &Scope, object: &Value) -> Result<Value, Failure> {
    match &scope.resource.scale {
        Some(paths) if !scope.resource.is_built_in() => scale::before_update(object, paths),
        // A write has another code for the same error.
        _ => scale::of_workload(object).map_err(|failure| Failure::new(500, "", failure.message)),
    }
}

fn with_scale(scope: &Scope, object: &Value, new: &Value) -> Result<Value, Failure> {
    match &scope.resource.scale {
        Some(paths) if !scope.resource.is_built_in() => {
            scale::update_custom_object(object, new, paths)
        }
        _ => scale::update_workload(object, new),
    }
}

/// How a Scale is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    Replace,
    Patch,
    Apply,
}

impl Verb {
    fn of(scope: &Scope, call: &Call) -> Result<Self, Failure> {
        if call.method != http::Method::PATCH {
            return Ok(Self::Replace);
        }
        Ok(match patch::is_apply(scope, call)? {
            true => Self::Apply,
            false => Self::Patch,
        })
    }

    fn options(self, call: &Call) -> Result<WriteQuery, Failure> {
        match self {
            Self::Replace => WriteQuery::decode(&call.query, "UpdateOptions"),
            Self::Patch => WriteQuery::decode(&call.query, "PatchOptions"),
            Self::Apply => WriteQuery::decode_apply(&call.query),
        }
    }
}

fn patched(
    scope: &Scope,
    call: &Call,
    live: &Value,
    validation: FieldValidation,
) -> Result<Value, Failure> {
    let (patched, strict) = patch::patched(scope, call, live, validation)?;
    decode_scale::scale_patched(call, &patched, strict, validation)
}
