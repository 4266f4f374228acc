//! One exchange: credentials, the replay after a 401, and what the observer is told.

use bytes::Bytes;
use http::header::{AUTHORIZATION, USER_AGENT};
use http::{HeaderMap, HeaderValue, StatusCode};

use super::Client;
use super::call::{Call, Tally};
use super::pretty::without_indent;
use crate::auth::{OnRejected, Version};
use crate::error::{Error, Result};
use crate::request::Request;
use crate::rt::Instant;
use crate::transport::{Body, LongLived, TransportErrorKind};

/// Who asks and with what, and the transport's `Host`.
const HEADERS_ADDED: usize = 3;

impl Client {
    /// One attempt of a call: whatever the server answers.
    pub(super) async fn exchange(
        &self,
        request: &Request,
        call: &Call<'_>,
    ) -> Result<http::Response<Body>> {
        let (head, version) = self.authorized(request).await?;
        let response = self.attempt(call, head).await?;
        if !self.wants_replay(response.status(), version).await {
            return Ok(response);
        }
        drop(response);
        let (head, _) = self.authorized(request).await?;
        self.attempt(call, head).await
    }

    /// The absolute request with credentials on it, and the version of these, if it is by them that
    /// the request says who asks.
    async fn authorized(
        &self,
        request: &Request,
    ) -> Result<(http::Request<Bytes>, Option<Version>)> {
        let (mut parts, body) = with_room(request.as_http()).into_parts();
        parts.uri = self.0.base.join(&parts.uri)?;
        if self.0.capabilities.set_user_agent {
            self.name_itself(&mut parts.headers);
        } else {
            parts.headers.remove(USER_AGENT);
            parts.uri = without_indent(parts.uri)?;
        }
        if request.is_long_lived() {
            parts.extensions.insert(LongLived);
        }
        let mut version = None;
        if let Some(credentials) = &self.0.credentials {
            // A header of its own is none of theirs, and a 401 to it says nothing about them.
            let own = parts.headers.contains_key(AUTHORIZATION);
            let used = credentials.authorize(&mut parts).await?;
            self.0.follower.follow(&**credentials)?;
            version = Some(used).filter(|_| !own);
        }
        Ok((http::Request::from_parts(parts, body), version))
    }

    /// A request that says who asks is left alone. An empty name says nothing, as in client-go's
    /// `userAgentRoundTripper`.
    fn name_itself(&self, headers: &mut HeaderMap) {
        let own = headers.get(USER_AGENT);
        if own.is_none_or(HeaderValue::is_empty) {
            headers.insert(USER_AGENT, self.0.user_agent.clone());
        }
    }

    async fn attempt(
        &self,
        call: &Call<'_>,
        http: http::Request<Bytes>,
    ) -> Result<http::Response<Body>> {
        let Some(tally) = &call.tally else {
            return self.0.http.send(http).await.map_err(Error::from_transport);
        };
        let started = self.0.timer.now();
        self.observe(&tally.started());
        let unfinished = Unfinished {
            client: self,
            tally,
            started,
        };
        let outcome = self.0.http.send(http).await;
        let elapsed = self.0.timer.now() - started;
        std::mem::forget(unfinished);
        self.observe(&match &outcome {
            Ok(response) => tally.head(response.status(), elapsed),
            Err(error) => tally.broke(error.kind(), elapsed),
        });
        outcome.map_err(Error::from_transport)
    }

    async fn wants_replay(&self, status: StatusCode, version: Option<Version>) -> bool {
        match (&self.0.credentials, version) {
            (Some(credentials), Some(version)) if status == StatusCode::UNAUTHORIZED => {
                credentials.rejected(version).await == OnRejected::Retry
            }
            _ => false,
        }
    }
}

/// A copy that has room for the headers to come, and so is allocated once.
fn with_room(request: &http::Request<Bytes>) -> http::Request<Bytes> {
    let mut copy = http::Request::new(request.body().clone());
    copy.method_mut().clone_from(request.method());
    copy.uri_mut().clone_from(request.uri());
    copy.extensions_mut().clone_from(request.extensions());
    let own = request.headers();
    let mut headers = HeaderMap::with_capacity(own.len() + HEADERS_ADDED);
    for (name, value) in own {
        headers.append(name, value.clone());
    }
    *copy.headers_mut() = headers;
    copy
}

/// Tells the observer of a request whose future was dropped before a response came.
struct Unfinished<'a> {
    client: &'a Client,
    tally: &'a Tally,
    started: Instant,
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        let elapsed = self.client.0.timer.now() - self.started;
        let event = self.tally.broke(TransportErrorKind::Aborted, elapsed);
        self.client.observe(&event);
    }
}

#[cfg(test)]
mod tests;
