//! get, list and watch.

mod list;
mod selection;
mod versions;
mod watch;

pub(crate) use self::list::{Listed, list};
pub(crate) use self::selection::Selection;
pub(crate) use self::versions::{Await, too_large};
pub(crate) use self::watch::{Started, WatchPlan, plan};

use std::sync::Arc;

use super::call::Call;
use super::failure::Failure;
use super::model::Model;
use super::scope::Scope;
use super::store::Record;

/// What handling a request comes to, when it may have to wait for a later revision.
pub(crate) type Outcome<T> = Result<T, Refusal>;

/// Why there is no answer yet, or never will be.
#[derive(Debug)]
pub(crate) enum Refusal {
    Failed(Failure),
    /// Ask again when the store has come to this revision; give up after a while.
    Await(Await),
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// One object.
pub(crate) fn get(model: &Model, scope: &Scope, call: &Call) -> Outcome<Arc<Record>> {
    let wanted = call.query.get("resourceVersion").unwrap_or_default();
    let wanted = versions::parse(wanted).map_err(versions::unparsable)?;
    versions::reached(model, wanted.unwrap_or_default())?;
    let record = model.store.get(&scope.resource.storage(), &scope.key());
    Ok(record.ok_or_else(|| scope.not_found())?.clone())
}
