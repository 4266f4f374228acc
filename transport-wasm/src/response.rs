//! Responses of `fetch`.

use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap};
use http::{HeaderName, HeaderValue, StatusCode};
use js_sys::Array;
use outrigger::transport::{Body, TransportError, TransportErrorKind};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Response, ResponseType};

use crate::abort::AbortGuard;
use crate::body::FetchBody;

pub(crate) fn from_fetch(
    response: &JsValue,
    mut guard: AbortGuard,
) -> Result<http::Response<Body>, TransportError> {
    let Some(response) = response.dyn_ref::<Response>() else {
        return Err(TransportError::new(
            TransportErrorKind::Protocol,
            "what `fetch` gave is no Response",
        ));
    };
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
    for entry in response.headers().entries().into_iter().flatten() {
        let entry = Array::from(&entry);
        let (Some(name), Some(value)) = (entry.get(0).as_string(), entry.get(1).as_string()) else {
            continue;
        };
        // JavaScript spells bytes as the characters of these numbers.
        let value: Vec<u8> = value.chars().map(|char| char as u8).collect();
        let (name, value) = (HeaderName::try_from(name), HeaderValue::try_from(value));
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.append(name, value);
        }
    }
    // The browser has decoded the body. Across origins it shows the length that was sent, and not
    // whether that was another one.
    let hidden = response.type_() == ResponseType::Cors;
    if headers.remove(CONTENT_ENCODING).is_some() || hidden {
        headers.remove(CONTENT_LENGTH);
    }
    headers
}
