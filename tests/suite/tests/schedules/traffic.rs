use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::Stream;
use outrigger::transport::{Body, HttpTransport, TransportError};
use outrigger_test::Trace;
use serde_json::Value;

/// The transport of the informer, watched: what it asks, and how much at once.
pub(crate) struct Traffic {
    pub(crate) inner: Arc<dyn HttpTransport>,
    pub(crate) trace: Trace,
    pub(crate) open: Arc<Mutex<Open>>,
}

/// What is in flight, and the worst of what was.
#[derive(Debug, Default)]
pub(crate) struct Open {
    lists: u32,
    watches: u32,
    /// The last resourceVersion that a watch brought, be it by a bookmark; a list makes it void.
    told: Option<String>,
    pub(crate) problem: Option<String>,
}

impl Open {
    fn begin(&mut self, watch: bool, query: &str) {
        *self.count(watch) += 1;
        if self.lists > 1 || self.watches > 1 {
            let text = format!("{} lists and {} watches at once", self.lists, self.watches);
            self.problem.get_or_insert(text);
        }
        if !watch {
            self.told = None;
        } else if let Some(told) = &self.told
            && !query
                .split('&')
                .any(|pair| pair == format!("resourceVersion={told}"))
        {
            let text = format!("told of {told}, it watches ?{query}");
            self.problem.get_or_insert(text);
        }
    }

    const fn count(&mut self, watch: bool) -> &mut u32 {
        if watch {
            &mut self.watches
        } else {
            &mut self.lists
        }
    }
}

/// An exchange in flight.
struct Guard {
    open: Arc<Mutex<Open>>,
    watch: bool,
}

impl Drop for Guard {
    fn drop(&mut self) {
        *lock(&self.open).count(self.watch) -= 1;
    }
}

fn lock(open: &Mutex<Open>) -> std::sync::MutexGuard<'_, Open> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl HttpTransport for Traffic {
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Body>, TransportError> {
        let query = request.uri().query().unwrap_or_default().to_owned();
        let watch = query.contains("watch=true");
        lock(&self.open).begin(watch, &query);
        let guard = Guard {
            open: self.open.clone(),
            watch,
        };
        let answer = self.inner.send(request).await;
        match &answer {
            Ok(response) => {
                let status = response.status();
                self.trace
                    .log("informer", format_args!("?{query} → {status}"));
            }
            Err(error) => self
                .trace
                .log("informer", format_args!("?{query} → {error}")),
        }
        let line = Vec::new();
        Ok(answer?.map(|body| Body::new(Guarded { body, guard, line })))
    }
}

struct Guarded {
    body: Body,
    guard: Guard,
    /// The event that is arriving.
    line: Vec<u8>,
}

impl Guarded {
    /// Notes how far a watch has come.
    fn note(&mut self, chunk: &[u8]) {
        for part in chunk.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            // An event counts when it is complete, the end of its line or not.
            if let Ok(event) = serde_json::from_slice::<Value>(&self.line) {
                self.line.clear();
                if let Some(version) = event["object"]["metadata"]["resourceVersion"].as_str() {
                    lock(&self.guard.open).told = Some(version.to_owned());
                }
            }
        }
    }
}

impl Stream for Guarded {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let polled = Pin::new(&mut self.body).poll_next(cx);
        if let Poll::Ready(Some(Ok(chunk))) = &polled
            && self.guard.watch
        {
            self.note(&chunk.clone());
        }
        polled
    }
}

impl fmt::Debug for Traffic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Traffic").finish_non_exhaustive()
    }
}
