//! create, replace, patch and apply.

mod applied_body;
mod apply;
mod create;
mod decode;
mod decode_custom;
mod decode_scale;
mod json_patch;
mod patch;
mod posted;
mod resized;
mod scaled;
mod stated;
mod steps;
mod topology;
mod update;

use std::sync::Arc;

use serde_json::Value;

pub(crate) use self::create::create;
pub(crate) use self::patch::patch;
pub(crate) use self::posted::post;
pub(crate) use self::scaled::{scale, scale_of};
pub(crate) use self::update::replace;
use super::call::Call;
use super::failure::Failure;
use super::json::{DEEPEST_STORED, depth};
use super::model::Model;
use super::negotiate::body::{BodyType, body_type};
use super::object::metadata_mut;
use super::ownership::manager_name;
use super::query::WriteQuery;
use super::scope::{Scope, Subresource, method_not_supported, not_simulated};
use super::store::Record;

/// What a write came to.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) record: Arc<Record>,
    pub(crate) created: bool,
    /// Nothing was stored: the object has no resourceVersion yet.
    pub(crate) dry_run: bool,
    /// The resourceVersion that a new object came with, which only a dry run leaves to it.
    pub(crate) given_version: Option<Value>,
}

/// The most bytes a body may have.
const BODY_MAX: usize = 3 * 1024 * 1024;

/// The most bytes etcd takes for one object.
const OBJECT_MAX: usize = 1536 * 1024;

/// Who writes, when, and how much of it is meant.
pub(crate) struct Author {
    pub(crate) manager: String,
    pub(crate) options: WriteQuery,
    /// A custom object is still to be given the form in which it is kept.
    pub(crate) applies: bool,
    /// Whole numbers of a custom object are floats until it is stored, and so count as changed.
    pub(crate) writes_floats: bool,
}

impl Author {
    fn of(call: &Call, options: WriteQuery) -> Self {
        let manager = manager_name(&options.field_manager, &call.user_agent);
        Self {
            manager,
            options,
            applies: false,
            writes_floats: false,
        }
    }

    fn applying(call: &Call) -> Result<Self, Failure> {
        let author = Self::of(call, WriteQuery::decode_apply(&call.query)?);
        Ok(Self {
            applies: true,
            ..author
        })
    }
}

/// Whether this can be written to at all, by this method.
pub(crate) fn check_method(scope: &Scope, call: &Call) -> Result<(), Failure> {
    let named = !scope.name.is_empty();
    let (verb, fits) = match call.method.as_str() {
        "POST" => {
            let everywhere = scope.resource.namespaced && scope.namespace.is_empty();
            let whole = scope.subresource == Subresource::None;
            (
                "create",
                whole && !everywhere && !(named && scope.resource.is_built_in()),
            )
        }
        "PUT" => ("update", named),
        _ => ("patch", named),
    };
    if fits || (!scope.resource.is_built_in() && verb != "create") {
        Ok(())
    } else {
        Err(method_not_supported(scope, verb))
    }
}

/// Whether a body is in a form that can be read.
fn check_form(call: &Call) -> Result<(), Failure> {
    match body_type(&call.content_type)? {
        BodyType::Json => Ok(()),
        BodyType::Yaml => Err(not_simulated("bodies in YAML; send JSON")),
    }
}

/// Handlers of custom resources find out late that a name is missing.
fn check_named(scope: &Scope) -> Result<(), Failure> {
    match scope.name.as_str() {
        "" => Err(Failure::bad_request("name must be provided")),
        _ => Ok(()),
    }
}

fn check_size(call: &Call) -> Result<(), Failure> {
    if call.body.len() <= BODY_MAX {
        return Ok(());
    }
    let message = format!("Request entity too large: limit is {BODY_MAX}");
    Err(Failure::new(413, "RequestEntityTooLarge", message))
}

/// Sets or takes away an object's `managedFields`.
fn set_owners(object: &mut Value, owners: Value) {
    match owners {
        Value::Null => metadata_mut(object).remove("managedFields"),
        owners => metadata_mut(object).insert("managedFields".into(), owners),
    };
}

/// What is more than a message to etcd can hold fails before anything else can.
fn check_message(record: &Record) -> Result<(), Failure> {
    const MESSAGE_MAX: usize = 2 * 1024 * 1024;
    let size = record.text().len();
    if size <= MESSAGE_MAX {
        return Ok(());
    }
    let message = format!(
        "rpc error: code = ResourceExhausted desc = trying to send message larger than max \
         ({size} vs. {MESSAGE_MAX})"
    );
    Err(Failure::new(500, "", message))
}

/// Stores an object, or only says what it would be.
fn store(
    model: &mut Model,
    scope: &Scope,
    object: &Value,
    author: &Author,
    previous: Option<&Arc<Record>>,
) -> Result<Arc<Record>, Failure> {
    let (dry_run, given) = (author.options.dry_run, object);
    let stored;
    let object = if author.applies && !scope.resource.is_built_in() {
        stored = decode_custom::as_stored(scope, given);
        &stored
    } else {
        given
    };
    let raw = (object != given).then(|| given.clone());
    let version = &scope.resource.version;
    if depth(object) > DEEPEST_STORED {
        let what = format!("objects that nest deeper than {DEEPEST_STORED} levels");
        return Err(not_simulated(&what));
    }
    if dry_run {
        let revision = previous.map_or(0, |record| record.revision());
        return Ok(Arc::new(Record::new(object, version, revision)));
    }
    let mut object = object.clone();
    // Long deprecated, and not kept.
    metadata_mut(&mut object).remove("selfLink");
    let record = Record::new(&object, version, model.store.next_revision());
    check_message(&record)?;
    if record.text().len() > OBJECT_MAX {
        let message = "etcdserver: request is too large";
        return Err(Failure::new(500, "", message));
    }
    Ok(model.put(&scope.resource, record.with_raw(raw)))
}
