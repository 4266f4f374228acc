//! What the browser says of failures, which is little.

use outrigger::transport::{TransportError, TransportErrorKind};
use wasm_bindgen::{JsCast, JsValue};

/// An exchange failed: `fetch` was rejected, which is a `TypeError` that says "Failed to fetch",
/// whatever happened, or a read of the body was.
pub(crate) fn of_js(error: &JsValue) -> TransportError {
    let name = error.dyn_ref::<js_sys::Error>().map(js_sys::Error::name);
    let aborted = name.is_some_and(|name| name == ABORT);
    TransportError::new(kind(aborted), text_of(error))
}

const ABORT: &str = "AbortError";

const fn kind(aborted: bool) -> TransportErrorKind {
    if aborted {
        TransportErrorKind::Aborted
    } else {
        TransportErrorKind::Network
    }
}

/// The request cannot be sent.
pub(crate) fn invalid(what: impl Into<String>) -> TransportError {
    TransportError::new(TransportErrorKind::InvalidRequest, what.into())
}

/// A browser cannot do that.
pub(crate) fn unsupported(what: impl Into<String>) -> TransportError {
    TransportError::new(TransportErrorKind::Unsupported, what.into())
}

/// `TypeError: network error`.
pub(crate) fn text_of(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => format!("{}: {}", error.name(), error.message()),
        None => "a JavaScript value that is not an Error".to_owned(),
    }
}
