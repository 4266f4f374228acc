//! The mock as a transport.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use async_trait::async_trait;
use bytes::Bytes;
use futures_core::Stream;
use http::{Request, Response};
use outrigger::rt::Timer;
use outrigger::transport::{
    Body, ConnectionSettings, Connector, HttpTransport, Link, TransportError, TransportErrorKind,
};

use super::MockTransport;
use super::record::{Fate, RecordedRequest, Watcher};

#[async_trait]
impl HttpTransport for MockTransport {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        let uri = request.uri();
        if uri.authority().is_none() || !matches!(uri.scheme_str(), Some("http" | "https")) {
            let what = format!("{uri} is not an absolute http or https URI");
            return Err(TransportError::new(
                TransportErrorKind::InvalidRequest,
                what,
            ));
        }
        let request = RecordedRequest::new(request);
        let watcher = Watcher(request.clone());
        let answer = match self.ask(&request) {
            Ok(answer) => answer,
            Err(error) => {
                request.end(Fate::Failed);
                return Err(error);
            }
        };
        if let Some(delay) = answer.delay {
            self.timer().sleep(delay).await;
        }
        match answer.give().await {
            Ok(response) => {
                request.end(Fate::Open);
                Ok(response.map(|body| {
                    Body::new(Watched {
                        body: Some(body),
                        watcher,
                    })
                }))
            }
            Err(error) => {
                request.end(Fate::Failed);
                Err(error)
            }
        }
    }
}

impl Connector for MockTransport {
    fn connect(&self, _: &ConnectionSettings) -> Result<Link, TransportError> {
        Ok(self.link())
    }
}

/// A body whose end is recorded.
struct Watched {
    /// `None` after its end, so that a dropped source is seen at once.
    body: Option<Body>,
    watcher: Watcher,
}

impl Stream for Watched {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(None);
        };
        let next = ready!(Pin::new(body).poll_next(cx));
        let fate = match &next {
            Some(Ok(_)) => return Poll::Ready(next),
            Some(Err(_)) => Fate::Failed,
            None => Fate::Finished,
        };
        self.watcher.0.end(fate);
        self.body = None;
        Poll::Ready(next)
    }
}
