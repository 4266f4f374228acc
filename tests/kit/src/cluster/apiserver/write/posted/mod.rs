//! Subresources that are asked to do something, by an object that is not kept.

mod binding;
mod decode;
mod eviction;

use serde_json::{Value, json};

use super::{check_form, check_size};
use crate::cluster::apiserver::call::Call;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::query::WriteQuery;
use crate::cluster::apiserver::scope::{Scope, Subresource};

/// Does what is asked; the object to answer with.
pub(crate) fn post(model: &mut Model, scope: &Scope, call: &Call) -> Result<Value, Failure> {
    check_form(call)?;
    check_size(call)?;
    let options = WriteQuery::decode(&call.query, "CreateOptions")?;
    match scope.subresource {
        Subresource::Eviction => eviction::evict(model, scope, call, &options),
        _ => binding::bind(model, scope, call, &options),
    }
}

/// What is answered when there is nothing more to say.
fn done() -> Value {
    json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201,
    })
}
