use serde_json::Value;

use crate::cluster::apiserver::call::Call;
use crate::cluster::apiserver::model::{Model, Scope};

/// What the server itself writes into the status of what it serves.
pub(super) fn after_update(model: &mut Model, scope: &Scope, new: &mut Value, call: &Call) {
    let _ = (model, scope, new, call);
}
