//! Responses of `fetch`.

use gloo_net::http::Response;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap};
use http::{HeaderName, HeaderValue, StatusCode};
use outrigger::transport::{Body, TransportError, TransportErrorKind};
use send_wrapper::SendWrapper;
use web_sys::ResponseType;

use crate::abort::AbortGuard;
use crate::body::FetchBody;

pub(crate) fn from_fetch(
    response: &Response,
    mut guard: AbortGuard,
) -> Result<http::Response<Body>, TransportError> {
    if response.type_() == ResponseType::Opaqueredirect {
        return Err(TransportError::new(
            TransportErrorKind::Redirect,
            "a browser does not say where to",
        ));
    }
    let status = StatusCode::from_u16(response.status())
        .map_err(|error| TransportError::new(TransportErrorKind::Protocol, error))?;
    let body = match response.body() {
        Some(stream) => Body::new(SendWrapper::new(FetchBody::new(&stream, guard)?)),
        None => {
            guard.disarm();
            Body::empty()
        }
    };
    let mut converted = http::Response::new(body);
    *converted.status_mut() = status;
    *converted.headers_mut() = headers_of(response);
    Ok(converted)
}

fn headers_of(response: &Response) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in response.headers().entries() {
        // JavaScript spells bytes as the characters of these numbers.
        let value: Vec<u8> = value.chars().map(|char| char as u8).collect();
        let (name, value) = (HeaderName::try_from(name), HeaderValue::try_from(value));
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.append(name, value);
        }
    }
    // The browser has decoded the body.
    if headers.remove(CONTENT_ENCODING).is_some() {
        headers.remove(CONTENT_LENGTH);
    }
    headers
}
