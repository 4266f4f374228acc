use std::sync::Arc;
use std::time::Duration;

use super::{Outcome, Selection, versions};
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::query::ListQuery;
use crate::cluster::apiserver::scope::Scope;
use crate::cluster::apiserver::store::Record;

/// A watch to be: what of, for how long.
#[derive(Debug)]
pub(crate) struct WatchPlan {
    pub(crate) scope: Scope,
    pub(crate) selection: Selection,
    pub(crate) timeout: Duration,
    pub(crate) bookmarks: bool,
    /// The initial state ends with a bookmark that says so.
    pub(crate) watch_list: bool,
    pub(crate) start: Started,
}

/// How a watch begins.
#[derive(Debug)]
pub(crate) enum Started {
    /// With what is there, then with what changes after the revision.
    State(Vec<Arc<Record>>, u64),
    /// With what changed after the revision.
    After(u64),
    /// With an ERROR event, its only one.
    Failed(Failure),
}

/// An apiserver ends watches after this much time, and up to as much again.
const TIMEOUT_MIN: u64 = 1800;

pub(crate) fn plan(
    model: &mut Model,
    scope: &Scope,
    query: &ListQuery,
    selection: Selection,
) -> Outcome<WatchPlan> {
    let version = versions::parse(&query.resource_version).map_err(versions::unparsable)?;
    let seconds = match query.timeout_seconds {
        Some(seconds) if seconds != 0 => u64::try_from(seconds).unwrap_or(0),
        _ => TIMEOUT_MIN + model.names.below(TIMEOUT_MIN),
    };
    let initial = query.send_initial_events;
    if initial == Some(true) {
        versions::reached(model, version.unwrap_or_default())?;
    }
    Ok(WatchPlan {
        timeout: Duration::from_secs(seconds),
        bookmarks: query.allow_bookmarks,
        watch_list: initial == Some(true) && query.allow_bookmarks,
        start: start(model, scope, initial, version, &selection),
        scope: scope.clone(),
        selection,
    })
}

fn start(
    model: &Model,
    scope: &Scope,
    initial: Option<bool>,
    version: Option<u64>,
    selection: &Selection,
) -> Started {
    let current = model.store.revision();
    let version = version.unwrap_or_default();
    if initial == Some(true) || (initial.is_none() && version == 0) {
        let prefix = selection.narrow(scope);
        let records = model
            .store
            .range(&scope.resource.storage(), &prefix)
            .filter(|record| selection.matches(&scope.resource, record))
            .cloned()
            .collect();
        return Started::State(records, current);
    }
    let oldest = model.history_start(&scope.resource);
    match version {
        0 => Started::After(current),
        version if version < oldest => {
            let message = format!("too old resource version: {version} ({oldest})");
            Started::Failed(versions::expired(message))
        }
        version => Started::After(version),
    }
}
