use std::sync::Arc;

use super::{DeleteOptions, delete};
use crate::cluster::apiserver::call::Call;
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::query::ListQuery;
use crate::cluster::apiserver::read::{Listed, Outcome, Selection, list};
use crate::cluster::apiserver::scope::Scope;
use crate::cluster::apiserver::store::Record;

/// Deletes what a list with these options would show; answers with that list.
pub(crate) fn delete_collection(
    model: &mut Model,
    scope: &Scope,
    query: &ListQuery,
    options: &DeleteOptions,
    call: &Call,
) -> Outcome<Listed> {
    let selection = Selection::parse(scope, query)?;
    let listed = list(model, scope, query, &selection)?;
    let records: Vec<Arc<Record>> = listed.records.clone();
    for record in records {
        let scope = Scope {
            namespace: record.namespace().to_owned(),
            name: record.name().to_owned(),
            ..scope.clone()
        };
        match delete(model, &scope, options, call) {
            Err(failure) if failure.code != 404 => return Err(failure.into()),
            _ => {}
        }
    }
    Ok(listed)
}
