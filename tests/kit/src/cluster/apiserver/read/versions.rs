use super::{Outcome, Refusal};
use crate::cluster::apiserver::failure::{Cause, Failure};
use crate::cluster::apiserver::model::Model;

/// A revision that the store has not reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Await {
    pub(crate) revision: u64,
}

/// Reads a `resourceVersion` parameter; an empty one is `None`.
///
/// # Errors
/// What the server says of it.
pub(super) fn parse(text: &str) -> Result<Option<u64>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(revision) if digits => Ok(Some(revision)),
        _ => {
            let why = if digits {
                "value out of range"
            } else {
                "invalid syntax"
            };
            Err(format!(
                "resourceVersion: Invalid value: {text:?}: strconv.ParseUint: parsing {text:?}: {why}"
            ))
        }
    }
}

/// What get and watch make of a version that is no number: an error without a reason.
pub(super) fn unparsable(why: String) -> Failure {
    Failure::new(500, "", why)
}

/// Asks for a revision at least this new.
pub(super) fn reached(model: &Model, revision: u64) -> Outcome<()> {
    if revision > model.store.revision() {
        return Err(Refusal::Await(Await { revision }));
    }
    Ok(())
}

/// The revision did not come in time.
pub(crate) fn too_large(wanted: u64, current: u64) -> Failure {
    let message = format!("Timeout: Too large resource version: {wanted}, current: {current}");
    let mut failure = Failure::about(504, "Timeout", message, "", "", "");
    if let Some(details) = &mut failure.details {
        details.retry_after_seconds = 1;
        details.causes = vec![Cause {
            reason: "ResourceVersionTooLarge",
            message: "Too large resource version".into(),
            field: String::new(),
        }];
    }
    failure
}

/// History does not reach back that far.
pub(crate) fn expired(message: impl Into<String>) -> Failure {
    Failure::new(410, "Expired", message)
}
