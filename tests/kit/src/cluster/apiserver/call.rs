use std::cell::RefCell;

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
    pub(crate) accept: String,
    pub(crate) content_type: String,
    pub(crate) user_agent: String,
    /// What the client is warned of, whatever becomes of its request.
    warnings: RefCell<Vec<String>>,
}

impl Call {
    pub(crate) fn new(request: http::Request<Bytes>, now: Timestamp) -> Self {
        let (parts, body) = request.into_parts();
        let path = percent_decode_str(parts.uri.path()).decode_utf8_lossy();
        let path = path.into_owned();
        let raw_query = parts.uri.query().unwrap_or_default().to_owned();
        let header = |name| {
            let value = parts.headers.get(name).map(http::HeaderValue::as_bytes);
            String::from_utf8_lossy(value.unwrap_or_default()).into_owned()
        };
        Self {
            accept: header(http::header::ACCEPT),
            content_type: header(http::header::CONTENT_TYPE),
            user_agent: header(http::header::USER_AGENT),
            method: parts.method,
            uri: parts.uri,
            path,
            query: Query::parse(&raw_query),
            raw_query,
            headers: parts.headers,
            body,
            now,
            warnings: RefCell::default(),
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

    pub(crate) fn warn(&self, text: impl Into<String>) {
        self.warnings.borrow_mut().push(text.into());
    }

    pub(crate) fn take_warnings(&self) -> Vec<String> {
        self.warnings.take()
    }
}
