//! `PodLogOptions`.

use std::time::Duration;

use outrigger::rt::Timestamp;
use serde_json::Value;

use crate::cluster::apiserver::call::Call;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::object;
use crate::cluster::apiserver::schema::scalars::time::{Precision, canonical};

#[derive(Clone, Debug, Default)]
pub(crate) struct LogOptions {
    pub(crate) container: String,
    pub(crate) follow: bool,
    pub(crate) previous: bool,
    pub(crate) timestamps: bool,
    pub(crate) since: Option<Timestamp>,
    pub(crate) tail_lines: Option<u64>,
    pub(crate) limit_bytes: Option<u64>,
}

impl LogOptions {
    /// Reads them for the pod of this name.
    pub(crate) fn decode(call: &Call, pod: &str) -> Result<Self, Failure> {
        let query = &call.query;
        let flag = |name| query.boolean(name).unwrap_or_default();
        let since_seconds = query.integer("sinceSeconds")?;
        let since_time = match query.get("sinceTime") {
            // What is no time is the zero time.
            Some("" | "null") => Some(Timestamp::default()),
            Some(text) => Some(moment(text)?),
            None => None,
        };
        let tail_lines = query.integer("tailLines")?;
        let limit_bytes = query.integer("limitBytes")?;
        let mut errors = bounds(tail_lines, limit_bytes);
        errors.extend(wrong_since(since_seconds, since_time.is_some()));
        if query.get("stream").is_some() {
            // A feature that is off unless somebody turns it on.
            errors.push(FieldError::forbidden("stream", "may not be specified"));
        }
        if !errors.is_empty() {
            return Err(Failure::invalid("", "PodLogOptions", pod, &errors));
        }
        let ago = since_seconds.and_then(|seconds| u64::try_from(seconds).ok());
        let ago = ago.map(|seconds| {
            let now = call.now.as_unix();
            Timestamp::from_unix(now.saturating_sub(Duration::from_secs(seconds)))
        });
        Ok(Self {
            container: query.get("container").unwrap_or_default().to_owned(),
            follow: flag("follow"),
            previous: flag("previous"),
            timestamps: flag("timestamps"),
            since: ago.or(since_time),
            tail_lines: tail_lines.and_then(|lines| u64::try_from(lines).ok()),
            limit_bytes: limit_bytes.and_then(|bytes| u64::try_from(bytes).ok()),
        })
    }
}

fn bounds(tail_lines: Option<i64>, limit_bytes: Option<i64>) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if let Some(lines) = tail_lines.filter(|lines| *lines < 0) {
        let rule = "must be greater than or equal to 0";
        errors.push(FieldError::invalid("tailLines", lines, rule));
    }
    if let Some(bytes) = limit_bytes.filter(|bytes| *bytes < 1) {
        let rule = "must be greater than 0";
        errors.push(FieldError::invalid("limitBytes", bytes, rule));
    }
    errors
}

fn wrong_since(seconds: Option<i64>, time: bool) -> Option<FieldError> {
    let seconds = seconds?;
    if time {
        let rule = "at most one of `sinceTime` or `sinceSeconds` may be specified";
        return Some(FieldError::forbidden("[]", rule));
    }
    (seconds < 1).then(|| FieldError::invalid("sinceSeconds", seconds, "must be greater than 0"))
}

fn moment(text: &str) -> Result<Timestamp, Failure> {
    let read = canonical(text, Precision::Seconds).map_err(Failure::bad_request)?;
    let read = read.and_then(|text| object::time(&Value::String(text)));
    Ok(read.unwrap_or_default())
}
