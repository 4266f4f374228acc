use std::sync::Arc;

use super::{DeleteOptions, Deleted};
use crate::cluster::apiserver::call::Call;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::scope::Scope;
use crate::cluster::apiserver::store::Record;

/// The first deletion of a namespace only says so; the namespace controller empties it, and its
/// `spec.finalizers` keep it until then. `None`: it may go now.
pub(super) fn terminate(
    model: &mut Model,
    scope: &Scope,
    record: &Arc<Record>,
    options: &DeleteOptions,
    call: &Call,
) -> Result<Option<Deleted>, Failure> {
    if let Some(why) = options.unmet_precondition(record) {
        return Err(Failure::conflict("", "namespaces", record.name(), &why));
    }
    let mut object = record.to_value();
    if object["metadata"].get("deletionTimestamp").is_none() {
        object["metadata"]["deletionTimestamp"] = call.now.to_string().into();
        object["status"]["phase"] = "Terminating".into();
        let revision = match options.dry_run {
            true => record.revision(),
            false => model.store.next_revision(),
        };
        let written = Record::new(&object, record.version(), revision);
        let written = match options.dry_run {
            true => Arc::new(written),
            false => model.store.put(&scope.resource.storage(), written),
        };
        return Ok(Some(Deleted::Pending(written)));
    }
    let held = object["spec"]["finalizers"].as_array();
    let held = held.is_some_and(|finalizers| !finalizers.is_empty());
    Ok(held.then(|| Deleted::Pending(record.clone())))
}
