//! Answers that are whole: objects, Statuses and plain texts, as the API server writes them.

use std::borrow::Cow;

use bytes::Bytes;
use http::header::{
    ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, USER_AGENT, X_CONTENT_TYPE_OPTIONS,
};
use http::{Request, Response, StatusCode};
use serde::Serialize;

use super::failure::Failure;
use super::negotiate::encoding::Encoding;
use super::negotiate::router::Route;
use super::negotiate::{Wishes, accepted, of_failure};

/// The media type in which most is written.
pub(crate) const JSON: &str = "application/json";

/// Asks something about the form that a request wants its answer in.
pub(crate) fn with_wishes<B, T>(request: &Request<B>, ask: impl FnOnce(Wishes<'_>) -> T) -> T {
    let text = |name: HeaderName| {
        let value = request.headers().get(name);
        value.map_or(Cow::Borrowed(""), |it| {
            String::from_utf8_lossy(it.as_bytes())
        })
    };
    ask(Wishes {
        accept: &text(ACCEPT),
        user_agent: &text(USER_AGENT),
        query: request.uri().query().unwrap_or_default(),
    })
}

/// A document in the form that the client wants, or 406.
pub(crate) fn document<B, T: Serialize>(request: &Request<B>, document: &T) -> Response<Bytes> {
    match with_wishes(request, |wishes| accepted(wishes, Route::Document)) {
        Ok(accepted) => encoded(StatusCode::OK, accepted.encoding, "", document),
        // Whoever takes none of the forms is told so in JSON for humans.
        Err(refusal) => failure(request, &refusal),
    }
}

/// The Status of a failure.
pub(crate) fn failure<B>(request: &Request<B>, failure: &Failure) -> Response<Bytes> {
    let status = StatusCode::from_u16(failure.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let encoding = with_wishes(request, of_failure);
    let mut response = encoded(status, encoding, "", &failure.to_status());
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

/// Something in a form that was agreed upon; `params` go behind the media type.
pub(crate) fn encoded<T: Serialize>(
    status: StatusCode,
    encoding: Encoding,
    params: &str,
    value: &T,
) -> Response<Bytes> {
    let content_type = format!("{}{params}", encoding.content_type());
    match encoding {
        Encoding::Json => json(status, &content_type, value, false),
        Encoding::PrettyJson => json(status, &content_type, value, true),
        Encoding::Yaml => {
            let value = serde_json::to_value(value).expect("maps have text for keys");
            with_type(status, &content_type, encoding.write(&value))
        }
    }
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
