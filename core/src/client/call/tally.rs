use std::time::Duration;

use http::StatusCode;

use super::super::{Client, ClientEvent};
use crate::request::{Request, Verb};
use crate::rt::Instant;
use crate::transport::TransportErrorKind;

/// What is told of a call when it is over, which is when this is dropped. It is kept only where
/// somebody listens.
pub(in crate::client) struct Tally {
    client: Client,
    id: u64,
    verb: Verb,
    path: String,
    template: String,
    pub(super) status: Option<StatusCode>,
    pub(super) kind: Option<TransportErrorKind>,
    pub(super) attempts: u32,
    pub(super) throttled: Duration,
    started: Instant,
    sent: u64,
    pub(super) received: u64,
}

impl Tally {
    /// Dropped before anything else is said, the call was given up.
    pub(super) fn begin(client: &Client, request: &Request, id: u64) -> Option<Box<Self>> {
        client.0.observer.as_ref()?;
        Some(Box::new(Self {
            client: client.clone(),
            id,
            verb: request.verb(),
            template: request.template(),
            path: request.path().to_owned(),
            status: None,
            kind: Some(TransportErrorKind::Aborted),
            attempts: 0,
            throttled: Duration::ZERO,
            started: client.0.timer.now(),
            sent: request.as_http().body().len() as u64,
            received: 0,
        }))
    }

    pub(in crate::client) fn started(&self) -> ClientEvent<'_> {
        ClientEvent::RequestStarted {
            id: self.id,
            verb: self.verb,
            path: &self.path,
            template: &self.template,
            host: self.client.0.base.host(),
            attempt: self.attempts,
        }
    }

    pub(in crate::client) fn head(&self, status: StatusCode, elapsed: Duration) -> ClientEvent<'_> {
        ClientEvent::ResponseHead {
            id: self.id,
            verb: self.verb,
            path: &self.path,
            template: &self.template,
            host: self.client.0.base.host(),
            attempt: self.attempts,
            status,
            elapsed,
        }
    }

    pub(in crate::client) fn broke(
        &self,
        kind: TransportErrorKind,
        elapsed: Duration,
    ) -> ClientEvent<'_> {
        ClientEvent::RequestFailed {
            id: self.id,
            verb: self.verb,
            path: &self.path,
            template: &self.template,
            host: self.client.0.base.host(),
            attempt: self.attempts,
            kind,
            elapsed,
        }
    }

    pub(super) fn throttled(&mut self, waited: Duration) {
        self.throttled += waited;
        self.client.observe(&ClientEvent::Throttled {
            id: self.id,
            verb: self.verb,
            path: &self.path,
            template: &self.template,
            waited,
        });
    }

    pub(super) fn retrying(&self, wait: Duration) {
        self.client.observe(&ClientEvent::Retrying {
            id: self.id,
            verb: self.verb,
            path: &self.path,
            template: &self.template,
            attempts: self.attempts,
            wait,
        });
    }
}

impl Drop for Tally {
    fn drop(&mut self) {
        self.client.observe(&ClientEvent::Finished {
            id: self.id,
            verb: self.verb,
            path: &self.path,
            template: &self.template,
            host: self.client.0.base.host(),
            status: self.status,
            kind: self.kind,
            attempts: self.attempts,
            throttled: self.throttled,
            elapsed: self.client.0.timer.now() - self.started,
            sent: self.sent,
            received: self.received,
        });
    }
}
