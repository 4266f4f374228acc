//! Reading an object of the kind that a subresource takes.

use serde_json::Value;

use super::super::decode::{complain, mismatch};
use super::super::stated::Stated;
use super::super::steps;
use crate::cluster::apiserver::call::Call;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::object::{self, metadata_mut};
use crate::cluster::apiserver::query::WriteQuery;
use crate::cluster::apiserver::schema::builtin;
use crate::cluster::apiserver::schema::decode::decode as decode_typed;
use crate::cluster::apiserver::scope::Scope;

/// The kind that is taken.
pub(super) struct Taken {
    pub(super) group: &'static str,
    pub(super) kind: &'static str,
    pub(super) api_version: &'static str,
    pub(super) go_type: &'static str,
    /// Uid and version of the object are conditions, not to be chosen by the server.
    pub(super) preconditions: bool,
}

/// Reads the body, and lets in what goes where the path says.
pub(super) fn decode(
    model: &Model,
    scope: &Scope,
    call: &Call,
    options: &WriteQuery,
    taken: &Taken,
) -> Result<Value, Failure> {
    let stated = Stated::read(&call.body, taken.kind, taken.api_version);
    let stated = stated.map_err(Failure::bad_request)?;
    let unfit = |problem| stated.refused(problem);
    let root = stated.document.root();
    if !stated.is(taken.kind, taken.api_version) {
        let target = (taken.group, taken.kind);
        let (kind, api_version) = (&stated.kind, &stated.api_version);
        return Err(unfit(mismatch(model, target, kind, api_version, root)));
    }
    let schema = builtin::schema(taken.go_type).expect("what is taken is described");
    let decoded = decode_typed(schema, root).map_err(unfit)?;
    complain(call, &decoded.strict, options.field_validation).map_err(unfit)?;
    let mut new = decoded.object;
    if !taken.preconditions {
        let metadata = metadata_mut(&mut new);
        for field in ["uid", "resourceVersion"] {
            metadata.remove(field);
        }
    }
    steps::match_namespace(scope, &mut new)?;
    steps::admit(model, scope, &new)?;
    Ok(new)
}

/// The object names what the path names.
pub(super) fn check_name(scope: &Scope, new: &Value, kind: &str) -> Result<(), Failure> {
    if object::text(new, "name") == scope.name {
        return Ok(());
    }
    let message = format!("name in URL does not match name in {kind} object");
    Err(Failure::bad_request(message))
}
