//! Deletion: finalizers, grace periods, preconditions, propagation.

mod collection;
mod namespaces;
mod options;

use std::sync::Arc;

use serde_json::{Value, json};

pub(crate) use self::collection::delete_collection;
pub(crate) use self::options::DeleteOptions;
use super::call::Call;
use super::crd::lifecycle;
use super::failure::Failure;
use super::model::Model;
use super::object::{self, finalizers, set_finalizers};
use super::scope::Scope;
use super::store::Record;

/// What a deletion came to.
#[derive(Debug)]
pub(crate) enum Deleted {
    /// It is gone: its last state.
    Gone(Arc<Record>),
    /// It stays for now, with a deletion timestamp; finalizers or a grace period are pending.
    Pending(Arc<Record>),
}

/// What is to become of an object that is asked to go.
enum Plan {
    /// Take it out at once.
    Now,
    /// Write this, then take it out at once.
    WriteThenNow(Value),
    /// Write this and wait for those who will finish it.
    Write(Value),
    /// It is on its way already.
    Nothing,
}

const ORPHAN: &str = "orphan";
const FOREGROUND: &str = "foregroundDeletion";

impl Deleted {
    pub(crate) const fn record(&self) -> &Arc<Record> {
        match self {
            Self::Gone(record) | Self::Pending(record) => record,
        }
    }
}

pub(crate) fn delete(
    model: &mut Model,
    scope: &Scope,
    options: &DeleteOptions,
    call: &Call,
) -> Result<Deleted, Failure> {
    let storage = scope.resource.storage();
    let record = model.store.get(&storage, &scope.key());
    let record = record.ok_or_else(|| scope.not_found())?.clone();
    if options.unsafe_deletion {
        return Err(unsafe_deletion(scope, options.dry_run));
    }
    if scope.is_core("Namespace")
        && let Some(pending) = namespaces::terminate(model, scope, &record, options, call)?
    {
        return Ok(pending);
    }
    options.check_preconditions(scope, &record)?;
    if scope.resource.group == "apiextensions.k8s.io"
        && record.to_value()["metadata"]
            .get("deletionTimestamp")
            .is_none()
    {
        let marked = lifecycle::mark_deleted(&record.to_value(), &call.now.to_string());
        let written = Record::new(&marked, record.version(), model.store.next_revision());
        return Ok(Deleted::Pending(match options.dry_run {
            true => record,
            false => model.store.put(&storage, written),
        }));
    }
    let plan = plan(scope, &record, options, call);
    let write = |model: &mut Model, object: Value| {
        if options.dry_run {
            return Arc::new(Record::new(&object, record.version(), record.revision()));
        }
        let record = Record::new(&object, record.version(), model.store.next_revision());
        model.store.put(&storage, record)
    };
    let written = match plan {
        Plan::Nothing => return Ok(Deleted::Pending(record)),
        Plan::Write(object) if object == record.to_value() => {
            return Ok(Deleted::Pending(record));
        }
        Plan::Write(object) => return Ok(Deleted::Pending(write(model, object))),
        Plan::WriteThenNow(object) => Some(write(model, object)),
        Plan::Now => None,
    };
    if options.dry_run {
        return Ok(Deleted::Gone(written.unwrap_or(record)));
    }
    let had_finalizers = !finalizers(&record.to_value()).is_empty();
    if written.is_none() && had_finalizers && options.resource_version.is_some() {
        return Err(lost_precondition(scope, &record));
    }
    let gone = model.remove(&scope.resource, &scope.key());
    Ok(Deleted::Gone(gone.unwrap_or(record)))
}

/// Only what cannot be read may be deleted unread, and here everything can.
fn unsafe_deletion(scope: &Scope, dry_run: bool) -> Failure {
    let why = format!(
        "StorageError: invalid object, Code: 4, Key: {}, ResourceVersion: 0, AdditionalErrorMsg: \
         unsafe deletion is not allowed because the object is decodable from storage",
        scope.etcd_key(dry_run)
    );
    let (group, plural) = (&scope.resource.group, &scope.resource.plural);
    Failure::conflict(group, plural, &scope.name, &why)
}

/// When the policy takes the last finalizer away, the real server goes on with the version of an
/// object that it has not written, and no object has that (`Store.Delete` in apiserver's
/// `registry/generic/registry/store.go`).
fn lost_precondition(scope: &Scope, record: &Record) -> Failure {
    let why = format!(
        "StorageError: invalid object, Code: 4, Key: {}, ResourceVersion: 0, AdditionalErrorMsg: \
         Precondition failed: ResourceVersion in precondition: , ResourceVersion in object meta: {}",
        scope.etcd_key(false),
        record.revision()
    );
    let (group, plural) = (&scope.resource.group, &scope.resource.plural);
    Failure::conflict(group, plural, &scope.name, &why)
}

fn plan(scope: &Scope, record: &Record, options: &DeleteOptions, call: &Call) -> Plan {
    let mut object = record.to_value();
    let before = finalizers(&object);
    if scope.is_core("Pod") {
        match grace(&mut object, options, call) {
            Grace::Pending => return Plan::Nothing,
            Grace::None => {}
            Grace::Seconds(seconds) => {
                let after = propagation_finalizers(scope, &before, options);
                set_finalizers(&mut object, &after);
                return match seconds > 0 || !after.is_empty() {
                    true => Plan::Write(object),
                    false => Plan::WriteThenNow(object),
                };
            }
        }
    }
    let after = propagation_finalizers(scope, &before, options);
    if after.is_empty() {
        return Plan::Now;
    }
    set_finalizers(&mut object, &after);
    mark(&mut object, call);
    Plan::Write(object)
}

/// Notes that an object is being deleted.
fn mark(object: &mut Value, call: &Call) {
    let metadata = &mut object["metadata"];
    if metadata.get("deletionTimestamp").is_none() {
        object::bump_generation(metadata);
        metadata["deletionTimestamp"] = call.now.to_string().into();
    }
    metadata["deletionGracePeriodSeconds"] = 0.into();
}

enum Grace {
    /// The object goes without grace.
    None,
    /// It has this long; zero is not even that.
    Seconds(i64),
    /// It has a grace period that this deletion does not shorten.
    Pending,
}

/// A pod is given time to end, once.
fn grace(pod: &mut Value, options: &DeleteOptions, call: &Call) -> Grace {
    let asked = options
        .grace_period_seconds
        .map(|seconds| if seconds < 0 { 1 } else { seconds });
    let metadata = &pod["metadata"];
    if metadata.get("deletionTimestamp").is_some() {
        let running = metadata["deletionGracePeriodSeconds"].as_i64().unwrap_or(0);
        if running == 0 {
            return Grace::None;
        }
        return match asked {
            Some(asked) if asked < running => shorten(pod, running, asked, call),
            _ => Grace::Pending,
        };
    }
    let mut seconds = asked
        .or_else(|| pod.pointer("/spec/terminationGracePeriodSeconds")?.as_i64())
        .unwrap_or(30);
    let scheduled = pod.pointer("/spec/nodeName").is_some_and(|name| name != "");
    let phase = pod.pointer("/status/phase").and_then(Value::as_str);
    if !scheduled || matches!(phase, Some("Failed" | "Succeeded")) {
        seconds = 0;
    }
    let seconds = seconds.max(if seconds < 0 { 1 } else { 0 });
    let metadata = &mut pod["metadata"];
    object::bump_generation(metadata);
    metadata["deletionTimestamp"] = object::later(call.now, seconds).to_string().into();
    metadata["deletionGracePeriodSeconds"] = seconds.into();
    Grace::Seconds(seconds)
}

fn shorten(pod: &mut Value, running: i64, asked: i64, call: &Call) -> Grace {
    let metadata = &mut pod["metadata"];
    let ends = object::time(&metadata["deletionTimestamp"]).unwrap_or(call.now);
    let moved = object::later(ends, asked - running);
    let (ends, seconds) = if moved < call.now {
        (call.now, asked.min(1))
    } else {
        (moved, asked)
    };
    metadata["deletionTimestamp"] = ends.to_string().into();
    metadata["deletionGracePeriodSeconds"] = seconds.into();
    Grace::Seconds(seconds)
}

/// The finalizers by which the garbage collector learns what to do with dependents.
fn propagation_finalizers(
    scope: &Scope,
    before: &[String],
    options: &DeleteOptions,
) -> Vec<String> {
    let has = |finalizer: &str| before.iter().any(|it| it == finalizer);
    let (orphan, foreground) = if scope.is_core("Event") {
        (false, false)
    } else {
        match (
            options.orphan_dependents,
            options.propagation_policy.as_deref(),
        ) {
            (Some(orphan), _) => (orphan, false),
            (None, Some(policy)) => (policy == "Orphan", policy == "Foreground"),
            (None, None) if has(ORPHAN) || has(FOREGROUND) => (has(ORPHAN), !has(ORPHAN)),
            // Jobs orphan their pods unless told otherwise, as they always did.
            (None, None) => (
                scope.resource.group == "batch" && scope.resource.kind == "Job",
                false,
            ),
        }
    };
    let mut after: Vec<String> = before
        .iter()
        .filter(|it| !matches!(it.as_str(), ORPHAN | FOREGROUND))
        .cloned()
        .collect();
    if orphan {
        after.push(ORPHAN.into());
    }
    if foreground {
        after.push(FOREGROUND.into());
    }
    after
}

/// What a successful deletion answers, for kinds that do not answer with the object.
pub(crate) fn success(scope: &Scope, record: &Record) -> Value {
    let mut details = json!({ "name": record.name() });
    if !scope.resource.group.is_empty() {
        details["group"] = scope.resource.group.as_str().into();
    }
    details["kind"] = scope.resource.plural.as_str().into();
    if !record.uid().is_empty() {
        details["uid"] = record.uid().into();
    }
    json!({ "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success",
        "details": details })
}

/// Whether a deletion answers with the object itself, also when it is gone.
pub(crate) fn returns_object(scope: &Scope) -> bool {
    ["Namespace", "Pod", "Service"]
        .iter()
        .any(|kind| scope.is_core(kind))
}
