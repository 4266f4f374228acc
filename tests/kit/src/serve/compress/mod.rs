//! gzip as kube-apiserver 1.37 does it, for any transport; it runs in a browser as well.

mod gzip;

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue, VARY,
};
use http::{Method, Request, Response, StatusCode};
use outrigger::transport::{Body, HttpTransport, TransportError};

use self::gzip::{Gzip, Members};
use crate::cluster::apiserver::request_info::{RequestInfo, is_true, query_value};

/// Answers longer than this are compressed.
const THRESHOLD: usize = 128 << 10;

/// What the API server's serializers write. Logs and health checks are not among them.
const SERIALIZED: [&str; 4] = [
    "application/json",
    "application/yaml",
    "application/vnd.kubernetes.protobuf",
    "application/cbor",
];

/// A transport whose answers are compressed as kube-apiserver 1.37 compresses its own.
///
/// When the request's `Accept-Encoding` names `gzip` (without a `q`, which the server does not
/// understand):
/// - Objects and lists of more than 128 KiB are compressed, be they read, written or deleted.
/// - Watch-lists (`sendInitialEvents=true&allowWatchBookmarks=true`) are compressed from the
///   first byte to the last, as **one gzip member per flush**: whatever is there when the server
///   has nothing more to say. A decoder that stops after the first member loses events.
/// - Other watches are not compressed.
///
/// # Examples
/// ```
/// use std::sync::Arc;
/// use bytes::Bytes;
/// use http::Request;
/// use outrigger::transport::HttpTransport;
/// use outrigger_test::serve::Compressed;
/// use outrigger_test::{Answer, MockTransport};
/// use serde_json::json;
///
/// let mock = MockTransport::new();
/// let items = vec![json!({"metadata": {"name": "web-0"}}); 10_000];
/// mock.get("/api/v1/pods").answer(Answer::json(&json!({"kind": "PodList", "items": items})));
/// let http = Compressed::new(Arc::new(mock.clone()));
///
/// let request = Request::get("http://cluster/api/v1/pods")
///     .header("accept-encoding", "gzip")
///     .body(Bytes::new())
///     .unwrap();
/// let response = mock.timer().run(http.send(request)).unwrap();
/// assert_eq!(response.headers()["content-encoding"], "gzip");
/// ```
#[derive(Clone, Debug)]
pub struct Compressed(Arc<dyn HttpTransport>);

impl Compressed {
    /// Compresses what `transport` answers.
    pub fn new(transport: Arc<dyn HttpTransport>) -> Self {
        Self(transport)
    }
}

#[async_trait]
impl HttpTransport for Compressed {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        let way = Way::of(&request);
        let response = self.0.send(request).await?;
        let Some(way) = way else { return Ok(response) };
        if !is_serialized(response.headers()) {
            return Ok(response);
        }
        match way {
            Way::WatchList if response.status() == StatusCode::OK => {
                Ok(compressed(response, Members::OnePerFlush))
            }
            _ => Ok(long_compressed(response).await),
        }
    }
}

/// How a request's answer is compressed.
#[derive(Clone, Copy)]
enum Way {
    WhenLong,
    WatchList,
}

impl Way {
    fn of(request: &Request<Bytes>) -> Option<Self> {
        if !accepts_gzip(request.headers()) || request.method() == Method::HEAD {
            return None;
        }
        let info = RequestInfo::of(request);
        let is_set = |name| query_value(request.uri(), name).is_some_and(|value| is_true(&value));
        if !info.is_watch() {
            let mut parts = info.path.trim_start_matches('/').split('/');
            return matches!(parts.next(), Some("api" | "apis")).then_some(Self::WhenLong);
        }
        // A watch that is refused is answered with a Status, which is never long.
        (is_set("sendInitialEvents") && is_set("allowWatchBookmarks")).then_some(Self::WatchList)
    }
}

/// As the server reads it: the first header alone, and no quality.
fn accepts_gzip(headers: &HeaderMap) -> bool {
    headers
        .get(ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|token| token.trim() == "gzip"))
}

fn is_serialized(headers: &HeaderMap) -> bool {
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    SERIALIZED.contains(&media_type) && !headers.contains_key(CONTENT_ENCODING)
}

/// Compresses the body if it is long, which is known once so much of it has come.
async fn long_compressed(response: Response<Body>) -> Response<Body> {
    let (parts, mut body) = response.into_parts();
    let mut came = Vec::new();
    let mut length = 0;
    while length <= THRESHOLD {
        let Some(chunk) = body.next().await else {
            break;
        };
        let broken = chunk.is_err();
        length += chunk.as_ref().map_or(0, Bytes::len);
        came.push(chunk);
        if broken {
            break;
        }
    }
    let body = Body::new(stream::iter(came).chain(body));
    let response = Response::from_parts(parts, body);
    if length > THRESHOLD {
        compressed(response, Members::One)
    } else {
        response
    }
}

fn compressed(response: Response<Body>, members: Members) -> Response<Body> {
    let mut response = response.map(|body| Body::new(Gzip::new(body, members)));
    let headers = response.headers_mut();
    headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    headers.append(VARY, HeaderValue::from_static("Accept-Encoding"));
    headers.remove(CONTENT_LENGTH);
    response
}

#[cfg(test)]
mod tests;
