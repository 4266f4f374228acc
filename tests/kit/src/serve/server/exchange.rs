//! One request and its answer, in the order of a kube-apiserver's filters.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CACHE_CONTROL, HOST, HeaderMap, HeaderName, HeaderValue};
use http::request::Parts;
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{Method, Request, Response, StatusCode, Uri, Version};
use hyper::body::Incoming;
use outrigger::transport::{Body, TransportError, TransportErrorKind};
use tokio::sync::Notify;

use super::Site;
use super::authenticate::{Presented, authorize, unauthorized};
use super::reply::{Reply, framed};
use super::request_body::{self, Taken, is_read, too_large};
use super::{cors, malformed};
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::plain;
use crate::cluster::apiserver::request_info::RequestInfo;
use crate::serve::User;

const AUDIT_ID: HeaderName = HeaderName::from_static("audit-id");
/// Which priority the server gave a request; here all are equal.
const PRIORITY: [(&str, &str); 2] = [
    (
        "x-kubernetes-pf-flowschema-uid",
        "e7a1c1c0-0f58-4b53-9e0c-6f75747269a1",
    ),
    (
        "x-kubernetes-pf-prioritylevel-uid",
        "e7a1c1c0-0f58-4b53-9e0c-6f75747269a2",
    ),
];

/// A connection, for the requests that come over it.
#[derive(Clone)]
pub(super) struct Visit {
    pub(super) site: Arc<Site>,
    pub(super) presented: Presented,
    /// Ends the connection after the requests that are under way.
    pub(super) leave: Arc<Notify>,
}

impl Visit {
    /// Answers one request. An error breaks the exchange.
    pub(super) async fn answer(
        self,
        request: Request<Incoming>,
    ) -> Result<Response<Reply>, TransportError> {
        let (mut parts, body) = request.into_parts();
        if let Some(refusal) = malformed::refuse(&parts) {
            return Ok(refusal.map(Reply::whole));
        }
        let (version, headless) = (parts.version, parts.method == Method::HEAD);
        let origin = cors::allowed_origin(&parts.headers, &self.site.origins);
        let audit_id = parts.headers.get(AUDIT_ID).filter(|id| !id.is_empty());
        let audit_id = audit_id.cloned().unwrap_or_else(|| self.site.audit_id());
        parts.uri = self.absolute(&parts);
        let info = RequestInfo::of(&Request::from_parts(parts.clone(), ()));
        let mut response = if origin.is_some() && parts.method == Method::OPTIONS {
            no_content()
        } else {
            self.admit(parts, body, &info).await?
        };
        if let Some(origin) = origin {
            cors::allow(response.headers_mut(), origin);
        }
        let headers = response.headers_mut();
        headers.entry(AUDIT_ID).or_insert(audit_id);
        headers
            .entry(CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-cache, private"));
        let stopped = info.is_watch().then(|| self.site.stopped());
        Ok(framed(response, version, headless, stopped).await)
    }

    /// Lets in who may come in.
    async fn admit(
        &self,
        mut parts: Parts,
        body: Incoming,
        info: &RequestInfo,
    ) -> Result<Response<Body>, TransportError> {
        let known = self
            .site
            .authenticator
            .authenticate(&parts.headers, &self.presented);
        if known.as_ref().is_none_or(User::is_anonymous) && parts.version == Version::HTTP_2 {
            // Whoever is unknown gets one exchange to a connection, for many cost them nothing.
            self.leave.notify_one();
        }
        let head = Request::from_parts(parts.clone(), ());
        let refused = |failure: &Failure| plain::failure(&head, failure).map(Body::from_bytes);
        let Some(user) = known else {
            return Ok(refused(&unauthorized()));
        };
        if let Err(failure) = authorize(&user, info) {
            let mut response = refused(&failure);
            let nosniff = HeaderValue::from_static("nosniff");
            response
                .headers_mut()
                .insert("x-content-type-options", nosniff);
            return Ok(prioritized(response));
        }
        if self.site.authenticator.asks() {
            // Nobody behind is to be tempted by it.
            parts.headers.remove(AUTHORIZATION);
        }
        parts.extensions.insert(user);
        let body = match request_body::take(body).await {
            Taken::Whole(body) => body,
            Taken::TooLarge if is_read(&parts.method) => {
                return Ok(prioritized(refused(&too_large())));
            }
            Taken::TooLarge => Bytes::new(),
            Taken::Broken => return Err(broken()),
        };
        let request = Request::from_parts(parts, body);
        Ok(prioritized(self.site.transport.send(request).await?))
    }

    /// The request's URI with this server before it and the path untouched.
    fn absolute(&self, parts: &Parts) -> Uri {
        let named = parts.uri.authority().cloned().or_else(|| {
            let host = parts.headers.get(HOST)?;
            Authority::try_from(host.as_bytes()).ok()
        });
        let mut uri = http::uri::Parts::default();
        uri.scheme = Some(if self.site.tls {
            Scheme::HTTPS
        } else {
            Scheme::HTTP
        });
        uri.authority = Some(named.unwrap_or_else(|| self.site.authority.clone()));
        uri.path_and_query = Some(
            parts
                .uri
                .path_and_query()
                .cloned()
                .unwrap_or(PathAndQuery::from_static("/")),
        );
        Uri::from_parts(uri).expect("scheme, authority and path are all there")
    }
}

fn prioritized(mut response: Response<Body>) -> Response<Body> {
    let headers: &mut HeaderMap = response.headers_mut();
    for (name, value) in PRIORITY {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

fn no_content() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

fn broken() -> TransportError {
    TransportError::new(
        TransportErrorKind::Aborted,
        "the client broke off its request's body",
    )
}
