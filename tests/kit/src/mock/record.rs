use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::header::{AUTHORIZATION, COOKIE, HeaderName, PROXY_AUTHORIZATION};
use http::{HeaderMap, Method, Request, Uri};
use outrigger::transport::LongLived;

use super::Action;

/// A request that a [`MockTransport`](super::MockTransport) was asked to send.
///
/// Clones are the same request. Its `Debug` form leaves out credentials and the body.
#[derive(Clone)]
pub struct RecordedRequest(Arc<Inner>);

struct Inner {
    method: Method,
    uri: Uri,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
    long_lived: bool,
    fate: Mutex<Fate>,
}

/// What became of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The client dropped the future or the body before its end.
    Dropped,
    /// It ended with an error.
    Failed,
    /// The body was read to its end.
    Finished,
    /// The head was given, the body is open.
    Open,
    /// The head is not given yet.
    Waiting,
}

impl RecordedRequest {
    pub(super) fn new(request: Request<Bytes>) -> Self {
        let (parts, body) = request.into_parts();
        let query = parts.uri.query().unwrap_or_default();
        Self(Arc::new(Inner {
            query: form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
            long_lived: parts.extensions.get::<LongLived>().is_some(),
            method: parts.method,
            uri: parts.uri,
            headers: parts.headers,
            body,
            fate: Mutex::new(Fate::Waiting),
        }))
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.0.method
    }

    /// The whole URI.
    pub fn uri(&self) -> &Uri {
        &self.0.uri
    }

    /// The path as it was sent.
    pub fn path(&self) -> &str {
        self.0.uri.path()
    }

    /// The query's pairs, decoded, in order.
    pub fn query(&self) -> &[(String, String)] {
        &self.0.query
    }

    /// The first value of a query parameter.
    pub fn query_value(&self, name: &str) -> Option<&str> {
        let pair = self.0.query.iter().find(|(key, _)| key == name);
        pair.map(|(_, value)| value.as_str())
    }

    /// The headers, credentials included.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The first value of a header, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.0.headers.get(name)?.to_str().ok()
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// When it is not JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        match serde_json::from_slice(&self.0.body) {
            Ok(value) => value,
            Err(error) => panic!("the body of {self} is not JSON: {error}"),
        }
    }

    /// What it asks of the Kubernetes API.
    pub fn action(&self) -> Option<Action> {
        Action::of(&self.0.method, &self.0.uri)
    }

    /// Whether it was marked as [`LongLived`].
    pub fn is_long_lived(&self) -> bool {
        self.0.long_lived
    }

    /// What became of it.
    pub fn fate(&self) -> Fate {
        *self.0.fate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the client dropped it before its end.
    pub fn is_dropped(&self) -> bool {
        self.fate() == Fate::Dropped
    }

    /// The request again, without its extensions.
    pub fn to_http(&self) -> Request<Bytes> {
        let mut request = Request::new(self.0.body.clone());
        *request.method_mut() = self.0.method.clone();
        *request.uri_mut() = self.0.uri.clone();
        *request.headers_mut() = self.0.headers.clone();
        request
    }

    pub(super) fn end(&self, fate: Fate) {
        *self.0.fate.lock().unwrap_or_else(PoisonError::into_inner) = fate;
    }
}

/// Ends an exchange as dropped unless it is told otherwise.
pub(super) struct Watcher(pub(super) RecordedRequest);

impl Drop for Watcher {
    fn drop(&mut self) {
        if matches!(self.0.fate(), Fate::Waiting | Fate::Open) {
            self.0.end(Fate::Dropped);
        }
    }
}

/// `GET /api/v1/pods?limit=5`.
impl fmt::Display for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.method, self.0.uri.path())?;
        match self.0.uri.query() {
            Some(query) => write!(f, "?{query}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut headers = self.0.headers.clone();
        for (name, value) in headers.iter_mut() {
            if is_credential(name) {
                value.set_sensitive(true);
            }
        }
        f.debug_struct("RecordedRequest")
            .field("method", &self.0.method)
            .field("uri", &self.0.uri)
            .field("headers", &headers)
            .field("body", &format_args!("{} bytes", self.0.body.len()))
            .field("fate", &self.fate())
            .finish()
    }
}

fn is_credential(name: &HeaderName) -> bool {
    // A WebSocket's subprotocol carries the bearer token in browsers.
    [
        AUTHORIZATION,
        COOKIE,
        PROXY_AUTHORIZATION,
        http::header::SEC_WEBSOCKET_PROTOCOL,
    ]
    .contains(name)
}
