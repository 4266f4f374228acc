//! A server with a fault, to prove that a run finds it.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::StreamExt;
use http::{Request, Response};
use outrigger::transport::{Body, HttpTransport, TransportError};
use outrigger_suite::server::Server;

/// Changes responses on their way.
pub(crate) type Fault = fn(&Request<()>, &mut Response<Bytes>);

/// The same server with a fault in it.
pub(crate) fn with_fault(server: Server, fault: Fault) -> Server {
    let http = Arc::new(Faulty {
        http: server.http,
        fault,
    });
    Server { http, ..server }
}

struct Faulty {
    http: Arc<dyn HttpTransport>,
    fault: Fault,
}

impl fmt::Debug for Faulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Faulty")
    }
}

#[async_trait]
impl HttpTransport for Faulty {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        let asked = {
            let (parts, _) = request.clone().into_parts();
            Request::from_parts(parts, ())
        };
        let (head, body) = self.http.send(request).await?.into_parts();
        let query = asked.uri().query().unwrap_or_default();
        if query.contains("watch=") {
            return Ok(Response::from_parts(head, self.events(asked, body)));
        }
        let body = body.collect(usize::MAX).await?;
        let mut response = Response::from_parts(head, body);
        (self.fault)(&asked, &mut response);
        Ok(response.map(Body::from_bytes))
    }
}

impl Faulty {
    /// Each event passes as if it were a response; an emptied one is lost.
    fn events(&self, asked: Request<()>, body: Body) -> Body {
        let fault = self.fault;
        let mut unfinished = Vec::new();
        Body::new(body.map(move |chunk| {
            unfinished.extend_from_slice(&chunk?);
            let mut passed = Vec::new();
            while let Some(end) = unfinished.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = unfinished.drain(..=end).collect();
                let mut event = Response::new(line.into());
                fault(&asked, &mut event);
                passed.extend_from_slice(event.body());
            }
            Ok(passed.into())
        }))
    }
}
