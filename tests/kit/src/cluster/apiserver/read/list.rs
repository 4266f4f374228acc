use std::sync::Arc;

use super::{Outcome, Selection, versions};
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::query::ListQuery;
use crate::cluster::apiserver::scope::Scope;
use crate::cluster::apiserver::store::{Continue, Record};

/// A list, or one page of it.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) records: Vec<Arc<Record>>,
    pub(crate) revision: u64,
    pub(crate) continue_token: String,
    /// Only known when nothing is selected.
    pub(crate) remaining: Option<usize>,
}

/// Where a list reads.
struct Place {
    revision: u64,
    start: String,
    limit: usize,
}

const EXPIRED_PAGE: &str = "The provided continue parameter is too old to display a consistent \
    list result. You can start a new list without the continue parameter, or use the continue \
    token in this response to retrieve the remainder of the results. Continuing with the provided \
    token results in an inconsistent list - objects that were created, modified, or deleted \
    between the time the first chunk was returned and now may show up in the list.";

pub(crate) fn list(
    model: &Model,
    scope: &Scope,
    query: &ListQuery,
    selection: &Selection,
) -> Outcome<Listed> {
    let prefix = selection.narrow(scope);
    let place = place(model, query, selection.names_one(scope))?;
    let storage = scope.resource.storage();
    let mut page = model.store.page(
        &storage,
        &prefix,
        &place.start,
        place.revision,
        place.limit,
        |record| selection.matches(&scope.resource, record),
    );
    if selection.names_one(scope) {
        page.more_after = None;
    }
    let revision = i64::try_from(place.revision).unwrap_or(i64::MAX);
    let remaining = page.more_after.is_some() && selection.is_everything();
    Ok(Listed {
        records: page.records,
        revision: place.revision,
        continue_token: page
            .more_after
            .map(|key| Continue::after(&key, &prefix, revision).encode())
            .unwrap_or_default(),
        remaining: remaining.then_some(page.remaining),
    })
}

/// `single`: only one object is asked for.
fn place(model: &Model, query: &ListQuery, single: bool) -> Outcome<Place> {
    let current = model.store.revision();
    let wanted = &query.resource_version;
    // The watch cache answers "any version" at once and whole.
    let limit = match wanted.as_str() {
        "0" => 0,
        _ => usize::try_from(query.limit).unwrap_or(0),
    };
    if !query.continue_token.is_empty() {
        let token = Continue::decode(&query.continue_token)
            .map_err(|why| Failure::bad_request(format!("invalid continue token: {why}")))?;
        if !matches!(wanted.as_str(), "" | "0") {
            let text = "specifying resource version is not allowed when using continue";
            return Err(Failure::bad_request(text).into());
        }
        return Ok(Place {
            revision: page_revision(model, &token)?,
            start: token.start().to_owned(),
            limit,
        });
    }
    let version = versions::parse(wanted)
        .map_err(|why| Failure::bad_request(format!("invalid resource version: {why}")))?;
    let exact = match query.resource_version_match.as_str() {
        "Exact" => true,
        // A limit with a version and nothing said means that version, for old clients.
        "" => query.limit > 0 && version.unwrap_or_default() > 0 && !single,
        _ => false,
    };
    versions::reached(model, version.unwrap_or_default())?;
    let revision = match version {
        Some(version) if exact => at_exactly(model, version)?,
        Some(0) if model.stale_reads => model.store.history().start(),
        _ => current,
    };
    Ok(Place {
        revision,
        start: String::new(),
        limit,
    })
}

fn at_exactly(model: &Model, version: u64) -> Result<u64, Failure> {
    if version < model.store.history().start() {
        let text = "The resourceVersion for the provided list is too old.";
        return Err(versions::expired(text));
    }
    Ok(version)
}

fn page_revision(model: &Model, token: &Continue) -> Outcome<u64> {
    let Ok(revision) = u64::try_from(token.revision) else {
        return Ok(model.store.revision());
    };
    versions::reached(model, revision)?;
    if revision < model.store.history().start() {
        let mut failure = versions::expired(EXPIRED_PAGE);
        failure.continue_token = Continue::from(token.start().to_owned(), -1).encode();
        return Err(failure.into());
    }
    Ok(revision)
}
