use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::Value;

use super::failure::Failure;
use super::json::write::to_bytes;

/// A whole answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) fn new(code: u16, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        let no_cache = HeaderValue::from_static("no-cache, private");
        headers.insert(header::CACHE_CONTROL, no_cache);
        Self {
            status: StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            headers,
            body: body.into(),
        }
    }

    pub(crate) fn json(code: u16, value: &Value) -> Self {
        let mut body = to_bytes(value);
        body.push(b'\n');
        Self::new(code, "application/json", body)
    }

    /// Go's `http.NotFound`.
    pub(crate) fn plain_not_found() -> Self {
        let reply = Self::new(404, "text/plain; charset=utf-8", "404 page not found\n");
        reply.header("x-content-type-options", "nosniff")
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        // Not everything that a message quotes may stand in a header.
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.append(name, value);
        }
        self
    }

    /// A `Warning` header, as kubectl prints it.
    pub(crate) fn warning(self, text: &str) -> Self {
        let text = text.replace('\\', "\\\\").replace('"', "\\\"");
        self.header("warning", &format!("299 - \"{text}\""))
    }
}

impl From<Failure> for Reply {
    fn from(failure: Failure) -> Self {
        let reply = Self::json(failure.code, &failure.to_status());
        match &failure.details {
            Some(details) if details.retry_after_seconds > 0 => {
                reply.header("retry-after", &details.retry_after_seconds.to_string())
            }
            _ => reply,
        }
    }
}
