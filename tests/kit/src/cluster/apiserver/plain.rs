//! Answers that are whole: objects, Statuses and plain texts, as the API server writes them.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS};
use http::{Request, Response, StatusCode};
use serde::Serialize;

use super::failure::Failure;
use super::negotiation::{is_pretty, negotiate};

/// The media type in which this server writes objects.
pub(crate) const JSON: &str = "application/json";
/// What the real server writes, which is what it says to a client that takes none of it.
const WRITTEN: &str = "application/json, application/yaml, application/vnd.kubernetes.protobuf";

/// An object in the form that the client wants; otherwise 406, or the object in any form if it
/// is about a failure already.
pub(crate) fn object<B, T: Serialize>(
    request: &Request<B>,
    status: StatusCode,
    object: &T,
) -> Response<Bytes> {
    match negotiate(request.headers(), &[JSON], |target| target.is_none()) {
        Some(agreed) => json(status, JSON, object, agreed.pretty || is_pretty(request)),
        None if status.is_client_error() || status.is_server_error() => {
            json(status, JSON, object, true)
        }
        None => not_acceptable(),
    }
}

/// The Status of a failure.
pub(crate) fn failure<B>(request: &Request<B>, failure: &Failure) -> Response<Bytes> {
    let status = StatusCode::from_u16(failure.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = object(request, status, &failure.to_status());
    let details = failure.details.as_ref();
    if let Some(seconds) = details.map(|details| details.retry_after_seconds)
        && seconds > 0
    {
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// 406, which is always JSON for humans.
pub(crate) fn not_acceptable() -> Response<Bytes> {
    let message = format!("only the following media types are accepted: {WRITTEN}");
    let failure = Failure::new(406, "NotAcceptable", message);
    json(StatusCode::NOT_ACCEPTABLE, JSON, &failure.to_status(), true)
}

/// JSON as Go's encoders write it: a line of its own, or indented without a line's end.
pub(crate) fn json<T: Serialize>(
    status: StatusCode,
    content_type: &str,
    value: &T,
    pretty: bool,
) -> Response<Bytes> {
    let written = if pretty {
        serde_json::to_vec_pretty(value)
    } else {
        serde_json::to_vec(value).map(|mut line| {
            line.push(b'\n');
            line
        })
    };
    let body = written.expect("maps have text for keys, and nothing else fails");
    with_type(status, content_type, body)
}

/// A plain text.
pub(crate) fn text(status: StatusCode, text: impl Into<Bytes>) -> Response<Bytes> {
    let mut response = with_type(status, "text/plain; charset=utf-8", text);
    response
        .headers_mut()
        .insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// What is said of a path that no handler knows.
pub(crate) fn page_not_found() -> Response<Bytes> {
    text(StatusCode::NOT_FOUND, "404 page not found\n")
}

pub(crate) fn with_type(
    status: StatusCode,
    content_type: &str,
    body: impl Into<Bytes>,
) -> Response<Bytes> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    if let Ok(value) = HeaderValue::from_str(content_type) {
        response.headers_mut().insert(CONTENT_TYPE, value);
    }
    response
}
