//! Requests sent raw, and answers read whole.

use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{self, Either};
use http::{HeaderMap, Method, Request, Response};
use outrigger::transport::{Body, LongLived, TransportError, TransportErrorKind};
use outrigger_suite::server::{BASE, Server};
use serde_json::{Map, Value, json};

/// How long an exchange may take; servers give up some requests after three seconds.
const LIMIT: Duration = Duration::from_secs(30);
const BODY_MAX: usize = 64 << 20;

/// The headers that a client can depend on.
const HEADERS: [&str; 6] = [
    "allow",
    "cache-control",
    "content-type",
    "location",
    "retry-after",
    "warning",
];

/// A request without its server.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) method: Method,
    pub(crate) target: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
}

/// What a server said, and how its body reads as JSON.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Status, headers and body, or how the exchange failed.
    pub(crate) shown: Value,
}

impl Answer {
    pub(crate) fn status(&self) -> Option<u64> {
        self.shown["status"].as_u64()
    }

    pub(crate) fn body(&self) -> &Value {
        &self.shown["body"]
    }
}

/// Starts an exchange.
pub(crate) async fn open(
    server: &Server,
    sent: &Sent,
    watch: bool,
) -> Result<Response<Body>, TransportError> {
    let mut request = Request::builder()
        .method(&sent.method)
        .uri(format!("{BASE}{}", sent.target));
    for (name, value) in &sent.headers {
        request = request.header(*name, value);
    }
    if !sent.headers.iter().any(|(name, _)| *name == "user-agent") {
        request = request.header("user-agent", "differential/1.0");
    }
    let mut request = request
        .body(sent.body.clone())
        .unwrap_or_else(|error| panic!("{sent:?} cannot be sent: {error}"));
    if watch {
        request.extensions_mut().insert(LongLived);
    }
    server.http.send(request).await
}

/// One whole exchange.
pub(crate) async fn exchange(server: &Server, sent: &Sent, watch: bool) -> Answer {
    let whole = Box::pin(async {
        let response = match open(server, sent, watch).await {
            // A server may close a connection just as a request is about to go out on it.
            // Nothing of it was sent then, and a client asks again.
            Err(error) if error.kind() == TransportErrorKind::Unprocessed => {
                open(server, sent, watch).await?
            }
            other => other?,
        };
        let (head, body) = response.into_parts();
        let body = body.collect(BODY_MAX).await?;
        let body = if watch && head.status.is_success() {
            events(&body)
        } else {
            readable(&body)
        };
        let shown = json!({
            "status": head.status.as_u16(),
            "headers": headers(&head.headers),
            "body": body,
        });
        Ok::<_, TransportError>(Answer { shown })
    });
    match future::select(whole, server.timer.sleep(LIMIT)).await {
        Either::Left((Ok(answer), _)) => answer,
        Either::Left((Err(error), _)) => Answer {
            shown: json!({ "failed": format!("{:?}", error.kind()) }),
        },
        Either::Right(_) => Answer {
            shown: json!({ "failed": "no answer" }),
        },
    }
}

fn headers(all: &HeaderMap) -> Value {
    let mut shown = Map::new();
    for name in HEADERS {
        let values: Vec<_> = all
            .get_all(name)
            .iter()
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .collect();
        if !values.is_empty() {
            shown.insert(name.to_owned(), values.into());
        }
    }
    shown.into()
}

fn readable(body: &[u8]) -> Value {
    match serde_json::from_slice(body) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => value,
        _ => json!({ "text": String::from_utf8_lossy(body) }),
    }
}

/// The events of a finished watch. Bookmarks come when the clock says so, except the one that
/// ends the initial events.
fn events(body: &[u8]) -> Value {
    let lines = body
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    let events = lines
        .map(readable)
        .filter(|event| !is_timed_bookmark(event));
    json!({ "events": events.collect::<Vec<_>>() })
}

pub(crate) fn is_timed_bookmark(event: &Value) -> bool {
    let annotations = event.pointer("/object/metadata/annotations");
    let ends = annotations.is_some_and(|all| !all["k8s.io/initial-events-end"].is_null());
    event["type"] == "BOOKMARK" && !ends
}
