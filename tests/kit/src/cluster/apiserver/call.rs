use bytes::Bytes;
use http::{HeaderMap, Method, Uri};
use outrigger::rt::Timestamp;
use percent_encoding::percent_decode_str;

use super::query::Query;

/// A request as handlers see it.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
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
        let path = path.into_owned();
        let raw_query = parts.uri.query().unwrap_or_default().to_owned();
        Self {
            method: parts.method,
            uri: parts.uri,
            path,
            query: Query::parse(&raw_query),
            raw_query,
            headers: parts.headers,
            body,
            now,
        }
    }

    /// The request without its body.
    pub(crate) fn head(&self) -> http::Request<()> {
        let mut head = http::Request::new(());
        *head.method_mut() = self.method.clone();
        *head.uri_mut() = self.uri.clone();
        *head.headers_mut() = self.headers.clone();
        head
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}
