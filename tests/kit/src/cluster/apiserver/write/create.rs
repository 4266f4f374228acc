use serde_json::Value;

use super::{
    Author, Written, check_form, check_message, check_size, decode, steps, store, topology,
};
use crate::cluster::apiserver::call::Call;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::kinds;
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::object::{self, metadata_mut};
use crate::cluster::apiserver::query::WriteQuery;
use crate::cluster::apiserver::scope::Scope;
use crate::cluster::apiserver::store::Record;

/// How often a generated name may be taken already.
const NAME_ATTEMPTS: usize = 8;

pub(crate) fn create(model: &mut Model, scope: &Scope, call: &Call) -> Result<Written, Failure> {
    check_form(call)?;
    check_size(call)?;
    let options = WriteQuery::decode(&call.query, "CreateOptions")?;
    let author = Author::of(call, options);
    let mut new = decode::decode(model, scope, call, author.options.field_validation)?;
    wipe_system_fields(&mut new);
    steps::match_namespace(scope, &mut new)?;
    steps::dedup_owners(call, &mut new);
    create_decoded(model, scope, call, &author, new)
}

/// The part of a creation that a replace of what does not exist has as well.
pub(super) fn create_decoded(
    model: &mut Model,
    scope: &Scope,
    call: &Call,
    author: &Author,
    mut new: Value,
) -> Result<Written, Failure> {
    steps::own(scope, None, &mut new, author, call);
    create_owned(model, scope, call, author, new)
}

/// The part of a creation that an apply of what does not exist has as well.
pub(super) fn create_owned(
    model: &mut Model,
    scope: &Scope,
    call: &Call,
    author: &Author,
    mut new: Value,
) -> Result<Written, Failure> {
    steps::admit(model, scope, &new)?;
    kinds::admit_create(&scope.resource, &mut new);
    topology::admit(model, scope, &mut new);
    let base = object::text(&new, "generateName").to_owned();
    let generated = !base.is_empty() && object::text(&new, "name").is_empty();
    let attempts = if generated { NAME_ATTEMPTS } else { 1 };
    for attempt in 1..=attempts {
        let mut new = new.clone();
        if generated {
            let name = model.names.name(&base);
            metadata_mut(&mut new).insert("name".into(), name.into());
        }
        match create_named(model, scope, call, author, new) {
            Err(failure) if failure.reason == "AlreadyExists" && attempt < attempts => {}
            outcome => return outcome,
        }
    }
    unreachable!("the last attempt returns")
}

fn create_named(
    model: &mut Model,
    scope: &Scope,
    call: &Call,
    author: &Author,
    mut new: Value,
) -> Result<Written, Failure> {
    let uid = model.names.uuid();
    let metadata = metadata_mut(&mut new);
    metadata.insert("uid".into(), uid.into());
    let now = call.now.to_string();
    metadata.insert("creationTimestamp".into(), now.into());
    steps::prepare_create(model, scope, &mut new, call)?;
    let scope = Scope {
        name: object::text(&new, "name").to_owned(),
        ..scope.clone()
    };
    let version = object::text(&new, "resourceVersion").parse::<u64>();
    if !author.options.dry_run && version.is_ok_and(|version| version != 0) {
        let message = "resourceVersion should not be set on objects to be created";
        return Err(Failure::new(500, "", message));
    }
    check_message(&Record::new(&new, &scope.resource.version, 0))?;
    if let Some(existing) = model.store.get(&scope.resource.storage(), &scope.key()) {
        let (group, plural) = (&scope.resource.group, &scope.resource.plural);
        let mut failure = Failure::already_exists(group, plural, &scope.name);
        if !object::text(&new, "generateName").is_empty() {
            failure = generated_name_taken(&scope);
        }
        if existing.to_value()["metadata"]
            .get("deletionTimestamp")
            .is_some()
        {
            failure.message = format!("object is being deleted: {}", failure.message);
        }
        return Err(failure);
    }
    let given_version = metadata_mut(&mut new).remove("resourceVersion");
    let dry_run = author.options.dry_run;
    Ok(Written {
        record: store(model, &scope, &new, author, None)?,
        created: true,
        dry_run,
        given_version,
    })
}

fn generated_name_taken(scope: &Scope) -> Failure {
    let (group, plural) = (&scope.resource.group, &scope.resource.plural);
    let mut failure = Failure::already_exists(group, plural, &scope.name);
    failure.message += ", the server was not able to generate a unique name for the object";
    if let Some(details) = &mut failure.details {
        details.retry_after_seconds = 1;
    }
    failure
}

/// What only the server sets.
pub(super) fn wipe_system_fields(new: &mut Value) {
    let metadata = metadata_mut(new);
    for field in [
        "creationTimestamp",
        "uid",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "selfLink",
    ] {
        metadata.remove(field);
    }
}
