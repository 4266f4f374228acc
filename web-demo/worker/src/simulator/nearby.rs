use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use outrigger::rt::Timer;
use outrigger::transport::{
    Body, Capabilities, ConnectionSettings, Connector, HttpTransport, Link, TransportError,
};

/// How far away the server is.
const LATENCY: Duration = Duration::from_millis(2);

/// A server as if it were nearby: each answer takes a moment.
#[derive(Clone, Debug)]
pub(super) struct Nearby {
    server: Arc<dyn HttpTransport>,
    timer: Arc<dyn Timer>,
}

impl Nearby {
    pub(super) fn new(server: Arc<dyn HttpTransport>, timer: Arc<dyn Timer>) -> Self {
        Self { server, timer }
    }
}

#[async_trait]
impl HttpTransport for Nearby {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        self.timer.sleep(LATENCY).await;
        self.server.send(request).await
    }
}

impl Connector for Nearby {
    fn connect(&self, _: &ConnectionSettings) -> Result<Link, TransportError> {
        Ok(Link::new(Arc::new(self.clone()), Capabilities::all()))
    }
}
