use std::sync::Arc;

use serde_json::Value;

use super::create::create_decoded;
use super::{Author, Written, check_form, check_named, check_size, decode, steps, store};
use crate::cluster::apiserver::call::Call;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::kinds;
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::object::{self, finalizers, metadata_mut};
use crate::cluster::apiserver::ownership::keep_times;
use crate::cluster::apiserver::query::WriteQuery;
use crate::cluster::apiserver::scope::{Scope, Subresource};
use crate::cluster::apiserver::store::Record;

/// What is said to whoever writes over a change that they have not seen.
const MODIFIED: &str = "the object has been modified; please apply your changes to the latest \
    version and try again";

pub(crate) fn replace(model: &mut Model, scope: &Scope, call: &Call) -> Result<Written, Failure> {
    check_named(scope)?;
    check_size(call)?;
    let options = WriteQuery::decode(&call.query, "UpdateOptions")?;
    check_form(call)?;
    let author = Author::of(call, options);
    let mut new = decode::decode(model, scope, call, author.options.field_validation)?;
    steps::match_namespace(scope, &mut new)?;
    steps::match_name(scope, &new)?;
    steps::dedup_owners(call, &mut new);
    let Some(old) = model.store.get(&scope.resource.storage(), &scope.key()) else {
        if scope.subresource == Subresource::None && kinds::allows_create_on_update(&scope.resource)
        {
            return create_decoded(model, scope, call, &author, new);
        }
        return Err(scope.not_found());
    };
    let old = old.clone();
    check_uid(scope, &new, &old, author.options.dry_run)?;
    let before = steps::present(scope, &old);
    steps::own(scope, Some(&before), &mut new, &author, call);
    update(model, scope, call, &author, &old, &before, new)
}

/// An object that names a uid means that object and no other of its name.
pub(super) fn check_uid(
    scope: &Scope,
    new: &Value,
    old: &Record,
    dry_run: bool,
) -> Result<(), Failure> {
    let uid = object::text(new, "uid");
    if uid.is_empty() || uid == old.uid() {
        return Ok(());
    }
    let why = format!(
        "StorageError: invalid object, Code: 4, Key: {}, ResourceVersion: 0, \
         AdditionalErrorMsg: Precondition failed: UID in precondition: {uid}, UID in object meta: \
         {}",
        scope.etcd_key(dry_run),
        old.uid()
    );
    let (group, plural) = (&scope.resource.group, &scope.resource.plural);
    Err(Failure::conflict(group, plural, &scope.name, &why))
}

/// The part of an update that a replace and a patch share: `new` is what the client wants, its
/// fields owned.
pub(super) fn update(
    model: &mut Model,
    scope: &Scope,
    call: &Call,
    author: &Author,
    old: &Arc<Record>,
    before: &Value,
    mut new: Value,
) -> Result<Written, Failure> {
    check_version(scope, &mut new, old)?;
    kinds::admit_update(&scope.resource, scope.subresource.name(), &mut new);
    let version = before["metadata"]["resourceVersion"].clone();
    metadata_mut(&mut new).insert("resourceVersion".into(), version);
    steps::prepare_update(model, scope, &mut new, before, call)?;
    if author.writes_floats && new["metadata"]["generation"] == before["metadata"]["generation"] {
        let generation = before["metadata"]["generation"]
            .as_i64()
            .unwrap_or_default();
        metadata_mut(&mut new).insert("generation".into(), (generation + 1).into());
    }
    keep_times(before, &mut new);
    let dry_run = author.options.dry_run;
    let written = |record: Arc<Record>| Written {
        record,
        created: false,
        dry_run,
        given_version: None,
    };
    if is_finished(scope, before, &new) {
        let last = Record::new(&new, &scope.resource.version, old.revision());
        if !dry_run {
            model.remove(&scope.resource, &scope.key());
        }
        return Ok(written(Arc::new(last)));
    }
    // A dry run shows what it was given all the same.
    if !dry_run && is_unchanged(old, before, &new) {
        return Ok(written(old.clone()));
    }
    Ok(written(store(model, scope, &new, author, Some(old))?))
}

/// What is not kept does not count.
fn is_unchanged(old: &Record, before: &Value, new: &Value) -> bool {
    if let Some(raw) = old.raw() {
        let mut new = new.clone();
        metadata_mut(&mut new).remove("resourceVersion");
        return *raw == new;
    }
    if new["metadata"].get("selfLink").is_none() {
        return before == new;
    }
    let mut new = new.clone();
    metadata_mut(&mut new).remove("selfLink");
    *before == new
}

/// Optimistic concurrency.
fn check_version(scope: &Scope, new: &mut Value, old: &Record) -> Result<(), Failure> {
    let given = object::text(new, "resourceVersion");
    let (group, plural) = (&scope.resource.group, &scope.resource.plural);
    if matches!(given, "" | "0") {
        return kinds::unconditional_update(&scope.resource)
            .map_err(|error| Failure::invalid(group, plural, &scope.name, &[error]));
    }
    match parse_version(given)? {
        version if version == old.revision() => Ok(()),
        _ => Err(Failure::conflict(group, plural, &scope.name, MODIFIED)),
    }
}

/// The number that an object's `resourceVersion` is.
pub(super) fn parse_version(given: &str) -> Result<u64, Failure> {
    given.parse().map_err(|_| {
        let why = if given.bytes().all(|byte| byte.is_ascii_digit()) {
            "value out of range"
        } else {
            "invalid syntax"
        };
        let message = format!("strconv.ParseUint: parsing {given:?}: {why}");
        Failure::new(500, "", message)
    })
}

/// The last finalizer of an object that is being deleted went.
fn is_finished(scope: &Scope, before: &Value, new: &Value) -> bool {
    let old = &before["metadata"];
    let held = scope.is_core("Namespace")
        && new["spec"]["finalizers"]
            .as_array()
            .is_some_and(|it| !it.is_empty());
    finalizers(new).is_empty()
        && !held
        && old.get("deletionTimestamp").is_some()
        && old["deletionGracePeriodSeconds"].as_i64().unwrap_or(0) == 0
}
