//! Hands requests for the cluster on, and its answers back, as they come.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::response::Response;
use bytes::Bytes;
use http::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap,
    HeaderName, HeaderValue, IF_NONE_MATCH, LAST_MODIFIED, LOCATION, RETRY_AFTER, USER_AGENT, VARY,
    WARNING,
};
use http::request::Parts;
use http::uri::PathAndQuery;
use http::{Method, StatusCode, Uri};
use outrigger::transport::{Body, LongLived, TransportError, TransportErrorKind};

use crate::cluster::{Cluster, Failure};
use crate::kubeconfig::with_reason;
use crate::refusal::{CLUSTER, Refusal};
use crate::{media_type, request_body, target};

/// How long the cluster may take until its answer begins; API servers give up after a minute.
const PATIENCE: Duration = Duration::from_secs(65);
const METHODS: [Method; 6] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
];
/// What is said of a request, and nothing else: no cookie, no origin, no credentials of the
/// browser's, nobody to impersonate, nothing about the connection.
const ASKED: [HeaderName; 4] = [ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, IF_NONE_MATCH];
/// What is said of an answer; no cookies, and nothing that a browser acts on by itself.
const ANSWERED: [HeaderName; 6] = [
    CONTENT_ENCODING,
    ETAG,
    LAST_MODIFIED,
    RETRY_AFTER,
    VARY,
    WARNING,
];
/// Besides those: which limits were met, and what to look for in the audit log.
const ANSWERED_BY_KUBERNETES: [&str; 3] = [
    "audit-id",
    "x-kubernetes-pf-flowschema-uid",
    "x-kubernetes-pf-prioritylevel-uid",
];
/// Not the browser's: API servers indent what they answer to browsers.
const OWN_USER_AGENT: &str = concat!("outrigger-demo/", env!("CARGO_PKG_VERSION"));

/// Answers a request for the cluster.
///
/// When the browser goes away, this future or the body of its response is dropped, which ends the
/// exchange with the cluster.
pub(crate) async fn answer(
    State(cluster): State<std::sync::Arc<Cluster>>,
    request: Request,
) -> Response {
    match hand_on(&cluster, request).await {
        Ok(response) => response,
        Err(refusal) => refusal.status(),
    }
}

async fn hand_on(cluster: &Cluster, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let mut asked = asked(&parts)?;
    *asked.body_mut() = request_body::take(body).await?;
    let sent = tokio::time::timeout(PATIENCE, cluster.send(asked)).await;
    match sent {
        Ok(Ok(response)) => answered(response),
        Ok(Err(failure)) => Err(failed(&failure)),
        Err(_) => Err(gateway_timeout("the API server did not answer within 65 s")),
    }
}

/// The request as the cluster gets it, without its body.
fn asked(parts: &Parts) -> Result<http::Request<Bytes>, Refusal> {
    if !METHODS.contains(&parts.method) {
        let status = StatusCode::METHOD_NOT_ALLOWED;
        let message = "not with this method";
        return Err(Refusal::new(status, "MethodNotAllowed", message));
    }
    let path_and_query = parts.uri.path_and_query();
    let text = path_and_query.map_or("", PathAndQuery::as_str);
    // With the slash that the prefix ends in.
    let rest = text.get(CLUSTER.len() - 1..).unwrap_or_default();
    let wrong = || Refusal::bad_request("the cluster has no such paths");
    let uri: Uri = rest.parse().map_err(|_| wrong())?;
    if !target::is_plain(uri.path()) {
        return Err(wrong());
    }
    let mut request = http::Request::new(Bytes::new());
    *request.method_mut() = parts.method.clone();
    let long = stays_open(uri.query());
    if long {
        request.extensions_mut().insert(LongLived);
    }
    *request.uri_mut() = uri;
    let headers = request.headers_mut();
    copy(&parts.headers, headers, &ASKED);
    if long {
        // API servers compress the beginning of a watch as several gzip members, of which
        // browsers read the first only.
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    }
    headers.insert(USER_AGENT, HeaderValue::from_static(OWN_USER_AGENT));
    Ok(request)
}

/// Whether the answer to a query is one that goes on: a watch, or a log that is followed. API
/// servers take for true what is not clearly false.
fn stays_open(query: Option<&str>) -> bool {
    let mut pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    pairs.any(|(name, value)| {
        let no = value == "0" || value.eq_ignore_ascii_case("false");
        matches!(&*name, "watch" | "follow") && !no
    })
}

/// The answer as the browser gets it.
fn answered(response: http::Response<Body>) -> Result<Response, Refusal> {
    let (parts, body) = response.into_parts();
    refuse_misleading(parts.status, &parts.headers)?;
    let mut response = Response::new(axum::body::Body::from_stream(Chunks(body)));
    *response.status_mut() = parts.status;
    let headers = response.headers_mut();
    copy(&parts.headers, headers, &ANSWERED);
    let more = ANSWERED_BY_KUBERNETES.map(HeaderName::from_static);
    copy(&parts.headers, headers, &more);
    headers.insert(CONTENT_TYPE, media_type::of_data(&parts.headers));
    // Secrets are among it.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// A 401 would say that the browser's session is over, where it is the server's that is; redirects
/// would take the browser to where it has nothing to look for.
fn refuse_misleading(status: StatusCode, headers: &HeaderMap) -> Result<(), Refusal> {
    if status == StatusCode::UNAUTHORIZED {
        return Err(bad_gateway(
            "the API server refuses the credentials that the dashboard's server has (401)",
        ));
    }
    if status.is_redirection() && status != StatusCode::NOT_MODIFIED {
        let to = headers.get(LOCATION).and_then(|to| to.to_str().ok());
        let to = to.and_then(|to| to.parse::<Uri>().ok());
        let host = to.as_ref().and_then(Uri::host).unwrap_or("elsewhere");
        return Err(bad_gateway(format!(
            "the API server redirects to {host}, which is not followed"
        )));
    }
    if status.is_informational() {
        return Err(bad_gateway(
            "the API server answered what was not asked for",
        ));
    }
    Ok(())
}

fn copy(from: &HeaderMap, to: &mut HeaderMap, names: &[HeaderName]) {
    for name in names {
        for value in from.get_all(name) {
            to.append(name.clone(), value.clone());
        }
    }
}

fn failed(failure: &Failure) -> Refusal {
    match failure {
        Failure::Credentials(error) => bad_gateway(format!(
            "there are no credentials for the cluster: {}",
            error.chain()
        )),
        Failure::Request => Refusal::bad_request("the request cannot be handed on"),
        Failure::Transport(error) if error.kind() == TransportErrorKind::Timeout => {
            gateway_timeout(&unreachable(error))
        }
        Failure::Transport(error) => bad_gateway(unreachable(error)),
    }
}

fn unreachable(error: &TransportError) -> String {
    format!("the API server cannot be reached: {}", with_reason(error))
}

fn bad_gateway(message: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::BAD_GATEWAY, "BadGateway", message)
}

fn gateway_timeout(message: &str) -> Refusal {
    Refusal::new(StatusCode::GATEWAY_TIMEOUT, "Timeout", message)
}

/// A body as the stream that axum takes. What breaks off there breaks off here.
struct Chunks(Body);

impl futures_util::Stream for Chunks {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::pin::Pin::new(&mut self.0).poll_next(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_open() {
        for (query, open) in [
            (None, false),
            (Some("limit=500"), false),
            (Some("watch=1&timeoutSeconds=9"), true),
            (Some("allowWatchBookmarks=true&watch=true"), true),
            (Some("follow=true"), true),
            (Some("watch=0"), false),
            (Some("watch=false"), false),
            (Some("watch=False&limit=1"), false),
            (Some("watch=f"), true),
            (Some("watch="), true),
            (Some("watch"), true),
        ] {
            assert_eq!(stays_open(query), open, "{query:?}");
        }
    }
}
