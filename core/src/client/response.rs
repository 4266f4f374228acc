use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER};
use http::response::Parts;
use http::{HeaderMap, Method};

use crate::error::{Answered, Error};
use crate::json;
use crate::object::{Status, StatusCause, UNEXPECTED_RESPONSE, reason_of};
use crate::request::Request;
use crate::transport::Body;

/// A Status can be long (a 422 names every field), but not longer than this.
pub(super) const ERROR_BODY_LIMIT: usize = 1 << 20;

/// How much of a text answer that is no Status becomes the message (client-go: 2048 bytes).
const TEXT_LIMIT: usize = 2048;

/// How far into an answer its kind is looked for. API servers write it first.
const KIND_WITHIN: usize = 256;

/// The error behind a response outside 2xx: the Status in its body, else one made from what
/// there is, as client-go's `NewGenericServerResponse` does. No more than `limit` bytes of the body
/// are read.
pub(super) async fn error_from_response(
    response: http::Response<Body>,
    request: &Request,
    limit: usize,
) -> Error {
    let (parts, body) = response.into_parts();
    let body = beginning(body, limit).await;
    let method = request.as_http().method();
    let status = match is_json(&parts.headers) {
        true => failure(&body).map(|status| completed(status, &parts, method)),
        false => None,
    };
    let status = status.unwrap_or_else(|| made(&parts, &body, method));
    let answered = Answered::new(parts.status, &parts.headers);
    Error::from_status(status, retry_after(&parts.headers)).answered(answered)
}

/// The error in an answer of 2xx that is a Status of a failure, which client-go takes for what it
/// is.
pub(crate) fn failure_within(parts: &Parts, body: &[u8]) -> Option<Error> {
    let start = &body[..body.len().min(KIND_WITHIN)];
    if !start.windows(8).any(|window| window == b"\"Status\"") {
        return None;
    }
    let status = failure(body)?;
    let answered = Answered::new(parts.status, &parts.headers);
    Some(Error::from_status(status, retry_after(&parts.headers)).answered(answered))
}

/// What there is of a body, up to `limit` bytes: one that breaks off tells less, but something.
async fn beginning(mut body: Body, limit: usize) -> Bytes {
    let mut whole = BytesMut::new();
    while whole.len() < limit
        && let Some(Ok(chunk)) = body.next().await
    {
        whole.extend_from_slice(&chunk[..chunk.len().min(limit - whole.len())]);
    }
    whole.freeze()
}

/// Whether the body is read as JSON: it is if nothing says what it is.
fn is_json(headers: &HeaderMap) -> bool {
    let media_type = media_type(headers);
    media_type.is_empty() || media_type == "application/json"
}

fn media_type(headers: &HeaderMap) -> String {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let media_type = value.and_then(|value| value.split(';').next());
    media_type.unwrap_or_default().trim().to_ascii_lowercase()
}

/// The Status of a failure.
fn failure(body: &[u8]) -> Option<Status> {
    #[derive(Default)]
    struct Head {
        api_version: String,
        kind: String,
    }
    json::members!(Head {
        "apiVersion" => api_version,
        "kind" => kind,
    });
    let status: Status = json::from_slice(body).ok()?;
    if status.status != "Failure" {
        return None;
    }
    let head: Head = json::from_slice(body).ok()?;
    let is_status =
        head.kind == "Status" && matches!(head.api_version.as_str(), "" | "v1" | "meta.k8s.io/v1");
    is_status.then_some(status)
}

/// A Status that says all that programs look at.
fn completed(mut status: Status, parts: &Parts, method: &Method) -> Status {
    let code = parts.status.as_u16();
    if status.code == 0 {
        status.code = code;
    }
    if status.reason.is_empty() {
        status.reason = reason_of(code, *method == Method::POST).to_owned();
    }
    if status.message.is_empty() {
        status.message = message(parts, b"");
    }
    status
}

/// A Status for an answer that is none.
fn made(parts: &Parts, body: &[u8], method: &Method) -> Status {
    let mut status = Status {
        status: "Failure".to_owned(),
        message: message(parts, body),
        ..Status::default()
    };
    let cause = StatusCause {
        reason: UNEXPECTED_RESPONSE.to_owned(),
        message: status.message.clone(),
        ..StatusCause::default()
    };
    status.details.causes.push(cause);
    let retry_after = retry_after(&parts.headers).unwrap_or_default();
    status.details.retry_after_seconds = retry_after.as_secs();
    completed(status, parts, method)
}

fn message(parts: &Parts, body: &[u8]) -> String {
    let media_type = media_type(&parts.headers);
    if parts.status.is_redirection() {
        let to = parts.headers.get(LOCATION).and_then(|to| to.to_str().ok());
        let to = to.and_then(|to| to.parse::<http::Uri>().ok());
        let host = to.as_ref().and_then(http::Uri::host).unwrap_or("elsewhere");
        return format!("the server redirects to {host}, which is not followed");
    }
    if media_type == "text/html" {
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
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: i64 = headers
        .get(RETRY_AFTER)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()?;
    // A time that is over is no time to wait.
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}
