use std::error::Error as _;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_core::Stream;
use http::{Request, Response};
use outrigger::rt::{Instant, Timer};
use outrigger::transport::{Body, Capabilities, HttpTransport, Link, TransportError};

use super::exchange::whole;
use super::{Chunk, End, Exchange, Head, Recording, Scrubber};

/// How many bytes of bodies a recorder keeps unless told.
const LIMIT: usize = 64 << 20;

/// A transport between a client and another transport that writes down what passes.
///
/// Clones write the same recording. It changes nothing of what passes. It keeps up to 64 MiB of
/// bodies, unless [told](Self::limit), of requests and responses together; bodies that go on when
/// it is full are recorded as [truncated](End::Truncated), and requests without theirs.
///
/// # Examples
/// See the [module](super).
#[derive(Clone)]
pub struct Recorder {
    inner: Arc<dyn HttpTransport>,
    timer: Arc<dyn Timer>,
    scrubber: Scrubber,
    limit: usize,
    tape: Arc<Tape>,
}

/// What was recorded, secrets included.
struct Tape {
    began: Instant,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    exchanges: Vec<Exchange>,
    bytes: usize,
}

impl Recorder {
    /// Records what passes to and from `inner`, in the time of `timer`, from now on.
    pub fn new(inner: Arc<dyn HttpTransport>, timer: Arc<dyn Timer>) -> Self {
        let (began, state) = (timer.now(), Mutex::default());
        Self {
            inner,
            timer,
            scrubber: Scrubber::new(),
            limit: LIMIT,
            tape: Arc::new(Tape { began, state }),
        }
    }

    /// Sets what is masked, instead of what [`Scrubber::new`] masks.
    #[must_use]
    pub fn scrubber(mut self, scrubber: Scrubber) -> Self {
        self.scrubber = scrubber;
        self
    }

    /// Sets how many bytes of bodies are kept.
    #[must_use]
    pub const fn limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// What passed so far, masked. Exchanges that are open are in it as far as they came.
    pub fn recording(&self) -> Recording {
        let exchanges = self.tape.lock().exchanges.clone();
        // The scrubber's hooks are user code and run outside the lock.
        let scrubbed = exchanges.into_iter().map(|mut exchange| {
            self.scrubber.scrub(&mut exchange);
            exchange
        });
        scrubbed.collect()
    }

    /// This transport as a link.
    pub fn link(&self, capabilities: Capabilities) -> Link {
        Link::new(Arc::new(self.clone()), capabilities)
    }
}

#[async_trait]
impl HttpTransport for Recorder {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        let track = self.begin(&request);
        match self.inner.send(request).await {
            Ok(response) => {
                let after = track.after();
                let (status, headers) = (response.status(), response.headers().clone());
                track.write(|exchange| exchange.head = Some(Head::new(after, status, headers)));
                Ok(response.map(|body| Body::new(Taped { body, track })))
            }
            Err(error) => {
                track.fail(&error);
                Err(error)
            }
        }
    }
}

impl Recorder {
    fn begin(&self, request: &Request<Bytes>) -> Track {
        let sent = self.timer.now();
        let mut exchange = Exchange::new(sent - self.tape.began, request.clone());
        let mut state = self.tape.lock();
        if state.bytes + exchange.body.len() > self.limit {
            exchange.body = Bytes::new();
        }
        state.bytes += exchange.body.len();
        state.exchanges.push(exchange);
        Track {
            number: state.exchanges.len() - 1,
            sent,
            recorder: self.clone(),
        }
    }
}

/// One exchange on the tape.
struct Track {
    number: usize,
    sent: Instant,
    recorder: Recorder,
}

impl Track {
    fn after(&self) -> Duration {
        whole(self.recorder.timer.now() - self.sent)
    }

    fn write(&self, write: impl FnOnce(&mut Exchange)) {
        let mut state = self.recorder.tape.lock();
        if let Some(exchange) = state.exchanges.get_mut(self.number)
            && exchange.end == End::Open
        {
            write(exchange);
        }
    }

    fn chunk(&self, bytes: &Bytes) {
        let chunk = Chunk::new(self.after(), bytes.clone());
        let mut state = self.recorder.tape.lock();
        let state = &mut *state;
        let Some(exchange) = state.exchanges.get_mut(self.number) else {
            return;
        };
        if exchange.end != End::Open {
            return;
        }
        if state.bytes + bytes.len() > self.recorder.limit {
            exchange.end = End::Truncated;
            return;
        }
        state.bytes += bytes.len();
        exchange.chunks.push(chunk);
    }

    fn fail(&self, error: &TransportError) {
        let end = End::Failed {
            after: self.after(),
            kind: error.kind(),
            message: error.source().map(ToString::to_string).unwrap_or_default(),
        };
        self.write(|exchange| exchange.end = end);
    }
}

/// A body that is written down while it is read.
struct Taped {
    body: Body,
    track: Track,
}

impl Stream for Taped {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(Pin::new(&mut self.body).poll_next(cx));
        let track = &self.track;
        match &next {
            Some(Ok(bytes)) => track.chunk(bytes),
            Some(Err(error)) => track.fail(error),
            None => {
                let after = track.after();
                track.write(|exchange| exchange.end = End::Finished { after });
            }
        }
        Poll::Ready(next)
    }
}

impl Tape {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.tape.lock();
        f.debug_struct("Recorder")
            .field("inner", &self.inner)
            .field("exchanges", &state.exchanges.len())
            .field("bytes", &state.bytes)
            .finish()
    }
}
