use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream;
use http::{Method, Request, Response};
use outrigger::rt::{Instant, Timer};
use outrigger::transport::{
    Body, Capabilities, HttpTransport, Link, TransportError, TransportErrorKind,
};

use super::{End, Exchange, Recording, Scrubber};

/// How many of the answers that are left an error names.
const NAMED: usize = 10;

/// A transport that answers from a recording.
///
/// A request gets the answer that was recorded for its method, path and query, whatever the order
/// of the query's pairs; several of the same get theirs in the order of the recording. Heads,
/// chunks and errors come after the time they took, in virtual time or real, whichever the timer
/// tells. What was recorded as [open](End::Open) stays open. A request without an answer that is
/// left is an error of the kind
/// [`Unsupported`](outrigger::transport::TransportErrorKind::Unsupported) that names it.
///
/// Clones share what is left. Queries are masked before they are compared, as they were when they
/// were recorded.
///
/// # Examples
/// ```
/// use std::sync::Arc;
/// use outrigger::rt::Timer;
/// use outrigger::transport::HttpTransport;
/// use outrigger_test::ManualTimer;
/// use outrigger_test::record::Replay;
///
/// let recording = r#"{"outrigger-recording":1}
/// {"at_us":0,"method":"GET","path":"/api/v1/pods?watch=1&timeoutSeconds=312","headers":[]}
/// {"after_us":3000000,"status":200,"headers":[["content-type","application/json"]]}
/// {"after_us":5000000,"line":{"type":"ADDED","object":{"kind":"Pod"}}}
/// {"end":"open"}
/// "#;
/// let timer = ManualTimer::new();
/// let replay = Replay::new(recording.parse().unwrap(), Arc::new(timer.clone()))
///     .ignoring("timeoutSeconds");
/// timer.run(async {
///     let request = http::Request::get("http://other/api/v1/pods?timeoutSeconds=5&watch=1");
///     let response = replay.send(request.body(Default::default()).unwrap()).await.unwrap();
///     let event = response.into_body().next().await.unwrap().unwrap();
///     assert!(event.starts_with(b"{\"type\":\"ADDED\""));
/// });
/// assert_eq!((timer.now() - Default::default()).as_secs(), 5);
/// assert!(replay.left().is_empty());
/// ```
#[derive(Clone)]
pub struct Replay {
    timer: Arc<dyn Timer>,
    scrubber: Scrubber,
    ignored: BTreeSet<String>,
    at_once: bool,
    left: Arc<Mutex<Left>>,
}

type Left = BTreeMap<Key, VecDeque<Exchange>>;

/// What an answer is found by.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    method: String,
    path: String,
    /// Sorted.
    query: Vec<(String, String)>,
}

/// How a replay is set up.
impl Replay {
    /// Answers from `recording` in the time of `timer`.
    pub fn new(recording: Recording, timer: Arc<dyn Timer>) -> Self {
        let replay = Self {
            timer,
            scrubber: Scrubber::new(),
            ignored: BTreeSet::new(),
            at_once: false,
            left: Arc::default(),
        };
        replay.index(recording.into_exchanges())
    }

    /// Leaves a query parameter out of the comparison, such as one that is random. To be set
    /// before the first request.
    #[must_use]
    pub fn ignoring(mut self, parameter: &str) -> Self {
        self.ignored.insert(parameter.to_owned());
        self.again()
    }

    /// Sets how requests are masked before they are compared: as the recording was. To be set
    /// before the first request.
    #[must_use]
    pub fn scrubber(mut self, scrubber: Scrubber) -> Self {
        self.scrubber = scrubber;
        self.again()
    }

    /// Answers at once, whatever time it took.
    #[must_use]
    pub const fn at_once(mut self) -> Self {
        self.at_once = true;
        self
    }

    /// This transport as a link.
    pub fn link(&self, capabilities: Capabilities) -> Link {
        Link::new(Arc::new(self.clone()), capabilities)
    }

    /// The requests whose answers nobody asked for yet, those of the same kind in order.
    pub fn left(&self) -> Vec<String> {
        let left = self.lock();
        left.values().flatten().map(ToString::to_string).collect()
    }

    fn again(self) -> Self {
        let left = std::mem::take(&mut *self.lock());
        self.index(left.into_values().flatten().collect())
    }

    fn index(self, exchanges: Vec<Exchange>) -> Self {
        let mut left = Left::new();
        for exchange in exchanges {
            let key = self.key(&exchange.method, &exchange.path);
            left.entry(key).or_default().push_back(exchange);
        }
        // Several kinds may have become one.
        for exchanges in left.values_mut() {
            exchanges
                .make_contiguous()
                .sort_by_key(|exchange| exchange.at);
        }
        *self.lock() = left;
        self
    }

    fn key(&self, method: &Method, path: &str) -> Key {
        let path = self.scrubber.scrub_query(path);
        let (path, query) = path.split_once('?').unwrap_or((&path, ""));
        let pairs = form_urlencoded::parse(query.as_bytes()).into_owned();
        let mut query: Vec<_> = pairs
            .filter(|(name, _)| !self.ignored.contains(name))
            .collect();
        query.sort();
        Key {
            method: method.to_string(),
            path: path.to_owned(),
            query,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Left> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl HttpTransport for Replay {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        let mut exchange = self.find(&request)?;
        let began = self.timer.now();
        let Some(head) = exchange.head.take() else {
            // A recording that was edited may end without a head and without an error.
            let error = self.end(exchange.end, began).await;
            return Err(error.unwrap_or_else(|| {
                let what = "the recording has an end and no head here";
                TransportError::new(TransportErrorKind::Protocol, what)
            }));
        };
        self.wait(began, head.after).await;
        let mut response = Response::new(self.clone().body(exchange, began));
        *response.status_mut() = head.status;
        *response.headers_mut() = head.headers;
        Ok(response)
    }
}

/// How it answers.
impl Replay {
    fn find(&self, request: &Request<Bytes>) -> Result<Exchange, TransportError> {
        let path = request.uri().path_and_query();
        let path = path.map_or("/", |path| path.as_str());
        let key = self.key(request.method(), path);
        let mut left = self.lock();
        if let Some(exchange) = left.get_mut(&key).and_then(VecDeque::pop_front) {
            return Ok(exchange);
        }
        drop(left);
        let asked = self.scrubber.scrub_query(path);
        let left = self.left();
        let mut named = left
            .iter()
            .take(NAMED)
            .cloned()
            .collect::<Vec<_>>()
            .join(", ");
        if left.len() > NAMED {
            named.push_str(&format!(" and {} more", left.len() - NAMED));
        }
        let what = format!(
            "no recorded answer is left for {} {asked}; left: {named}",
            request.method()
        );
        Err(TransportError::new(TransportErrorKind::Unsupported, what))
    }

    async fn wait(&self, began: Instant, after: Duration) {
        if !self.at_once {
            let left = (began + after) - self.timer.now();
            self.timer.sleep(left).await;
        }
    }

    fn body(self, exchange: Exchange, began: Instant) -> Body {
        let chunks = VecDeque::from(exchange.chunks);
        let state = Some((self, chunks, exchange.end));
        Body::new(stream::unfold(state, move |state| async move {
            let (replay, mut chunks, end) = state?;
            if let Some(chunk) = chunks.pop_front() {
                replay.wait(began, chunk.after).await;
                return Some((Ok(chunk.bytes), Some((replay, chunks, end))));
            }
            let error = replay.end(end, began).await?;
            Some((Err(error), None))
        }))
    }

    /// Waits for the end of an exchange and gives its error, if it has one.
    async fn end(&self, end: End, began: Instant) -> Option<TransportError> {
        match end {
            End::Open => pending().await,
            End::Finished { after } => {
                self.wait(began, after).await;
                None
            }
            End::Failed {
                after,
                kind,
                message,
            } => {
                self.wait(began, after).await;
                Some(TransportError::new(kind, message))
            }
            End::Truncated => {
                let what = "the recording was full here";
                Some(TransportError::new(TransportErrorKind::Interrupted, what))
            }
        }
    }
}

impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replay")
            .field(
                "left",
                &self.lock().values().map(VecDeque::len).sum::<usize>(),
            )
            .field("ignored", &self.ignored)
            .field("at_once", &self.at_once)
            .finish()
    }
}
