use bytes::Bytes;
use http::{HeaderMap, Method};
use outrigger::rt::Timestamp;
use percent_encoding::percent_decode_str;

use super::query::Query;

/// A request as handlers see it.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: Method,
    /// Decoded, as Go's `URL.Path` is: an escaped slash is a slash.
    pub(crate) path: String,
    pub(crate) query: Query,
    /// As it came.
    pub(crate) raw_query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) now: Timestamp,
}

impl Call {
    pub(crate) fn new(request: http::Request<Bytes>, now: Timestamp) -> Self {
        let (parts, body) = request.into_parts();
        let path = percent_decode_str(parts.uri.path()).decode_utf8_lossy();
        Self {
            raw_query: parts.uri.query().unwrap_or_default().to_owned(),
            method: parts.method,
            path: path.into_owned(),
            query: Query::parse(parts.uri.query().unwrap_or_default()),
            headers: parts.headers,
            body,
            now,
        }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}
