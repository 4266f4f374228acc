//! One exchange: credentials, the replay after a 401, and what the observer is told.

use bytes::Bytes;
use http::StatusCode;
use http::header::{AUTHORIZATION, USER_AGENT};

use super::pretty::without_indent;
use super::response::error_from_response;
use super::{Client, ClientEvent};
use crate::auth::{OnRejected, Version};
use crate::error::{Error, Result};
use crate::request::Request;
use crate::rt::Instant;
use crate::transport::{Body, LongLived, TransportErrorKind};

impl Client {
    pub(super) async fn exchange(&self, request: &Request) -> Result<http::Response<Body>> {
        let id = self.next_exchange_id();
        let (head, version) = self.authorized(request).await?;
        let response = self.attempt(id, request, head).await?;
        let response = match self.wants_replay(response.status(), version).await {
            true => {
                drop(response);
                let (head, _) = self.authorized(request).await?;
                self.attempt(id, request, head).await?
            }
            false => response,
        };
        if response.status().is_success() {
            return Ok(response);
        }
        Err(error_from_response(response, request.verb()).await)
    }

    /// The absolute request with credentials on it, and the version of these, if it is by them that
    /// the request says who asks.
    async fn authorized(
        &self,
        request: &Request,
    ) -> Result<(http::Request<Bytes>, Option<Version>)> {
        let (mut parts, body) = request.as_http().clone().into_parts();
        parts.uri = self.0.base.join(&parts.uri)?;
        if self.0.capabilities.set_user_agent {
            parts.headers.insert(USER_AGENT, self.0.user_agent.clone());
        } else {
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

    async fn attempt(
        &self,
        id: u64,
        request: &Request,
        http: http::Request<Bytes>,
    ) -> Result<http::Response<Body>> {
        let (verb, path) = (request.verb(), request.path());
        let started = self.0.timer.now();
        self.observe(&ClientEvent::RequestStarted { id, verb, path });
        let unfinished = Unfinished {
            client: self,
            id,
            request,
            started,
        };
        let outcome = self.0.http.send(http).await;
        let elapsed = self.0.timer.now() - started;
        std::mem::forget(unfinished);
        match &outcome {
            Ok(response) => {
                let status = response.status();
                self.observe(&ClientEvent::ResponseHead {
                    id,
                    verb,
                    path,
                    status,
                    elapsed,
                });
            }
            Err(error) => {
                let kind = error.kind();
                self.observe(&ClientEvent::RequestFailed {
                    id,
                    verb,
                    path,
                    kind,
                    elapsed,
                });
            }
        }
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

/// Tells the observer of a request whose future was dropped before a response came.
struct Unfinished<'a> {
    client: &'a Client,
    id: u64,
    request: &'a Request,
    started: Instant,
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        let elapsed = self.client.0.timer.now() - self.started;
        let (id, verb, path) = (self.id, self.request.verb(), self.request.path());
        let kind = TransportErrorKind::Aborted;
        self.client.observe(&ClientEvent::RequestFailed {
            id,
            verb,
            path,
            kind,
            elapsed,
        });
    }
}

#[cfg(test)]
mod tests;
