use std::time::Duration;

use http::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER};
use http::response::Parts;

use crate::error::Error;
use crate::object::{Status, reason_of};
use crate::request::Verb;
use crate::transport::Body;

/// A Status can be long (a 422 names every field), but not longer than this.
const ERROR_BODY_LIMIT: usize = 1 << 20;

/// How much of a text answer that is no Status becomes the message (client-go: 2048 bytes).
const TEXT_LIMIT: usize = 2048;

/// The error behind a response outside 2xx: the Status in its body, else one made from what
/// there is, as client-go's `NewGenericServerResponse` does.
pub(super) async fn error_from_response(response: http::Response<Body>, verb: Verb) -> Error {
    let (parts, body) = response.into_parts();
    // An error body that breaks off tells less, but the code still tells something.
    let body = body.collect(ERROR_BODY_LIMIT).await.unwrap_or_default();
    let retry_after = retry_after(&parts);
    let status = parse_status(&body).unwrap_or_default();
    Error::from_status(completed(status, &parts, &body, verb), retry_after)
}

fn parse_status(body: &[u8]) -> Option<Status> {
    let status = Status::parse(body).ok()?;
    // `{}` and other JSON reads as an empty Status; it says nothing.
    (status.status == "Failure" || !status.reason.is_empty()).then_some(status)
}

fn completed(mut status: Status, parts: &Parts, body: &[u8], verb: Verb) -> Status {
    let code = parts.status.as_u16();
    if status.code == 0 {
        status.code = code;
    }
    if status.reason.is_empty() {
        status.reason = reason_of(code, verb == Verb::Create).to_owned();
    }
    if status.message.is_empty() {
        status.message = message(parts, body);
    }
    status.status = "Failure".to_owned();
    status
}

fn message(parts: &Parts, body: &[u8]) -> String {
    let header = |name| {
        parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let media_type = header(CONTENT_TYPE).unwrap_or_default();
    if parts.status.is_redirection() {
        let to = header(LOCATION).and_then(|to| to.parse::<http::Uri>().ok());
        let host = to.as_ref().and_then(http::Uri::host).unwrap_or("elsewhere");
        return format!("the server redirects to {host}, which is not followed");
    }
    if media_type.starts_with("text/html") {
        return "the answer is an HTML page; is there a proxy in front of the API server?".into();
    }
    let text = String::from_utf8_lossy(&body[..body.len().min(TEXT_LIMIT)]);
    let text = text.trim();
    if media_type.starts_with("text/") && !text.is_empty() {
        return text.to_owned();
    }
    match parts.status.canonical_reason() {
        Some(reason) => format!("the server answered {reason} and no Status"),
        None => "the server answered no Status".to_owned(),
    }
}

/// Whole seconds; the date form is ignored, as client-go does.
fn retry_after(parts: &Parts) -> Option<Duration> {
    let seconds = parts
        .headers
        .get(RETRY_AFTER)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()?;
    Some(Duration::from_secs(seconds))
}
