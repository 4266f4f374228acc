use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use outrigger::rt::Timer;
use outrigger::transport::{
    Backend, Body, Capabilities, ConnectionSettings, Connector, HttpTransport, Link,
    TransportError, TransportErrorKind,
};

use super::Faults;
use super::exchange::Exchange;
use super::listener::News;
use crate::{ManualTimer, Trace};

/// A transport between a client and another transport, with the faults of a plan.
///
/// Clones are the same transport. The same seed, plan and requests meet the same faults: the
/// faults of the n-th request do not depend on what became of the others. Each fault is written
/// to the [trace](Self::trace) and [counted](Self::injected). Without faults in force it changes
/// nothing, and it keeps the transport contract as the inner one does.
///
/// # Examples
/// ```
/// use std::sync::Arc;
/// use std::time::Duration;
/// use outrigger::rt::Instant;
/// use outrigger::transport::HttpTransport;
/// use outrigger_test::{Answer, Faults, FaultyTransport, MockTransport};
///
/// let mock = MockTransport::new();
/// mock.get("/version").always().answer(Answer::status(200));
/// let faults = Faults::none().reset(0.5).until(Instant::new(Duration::from_secs(60)));
/// let timer = mock.timer().clone();
/// let faulty = FaultyTransport::new(Arc::new(mock), Arc::new(timer.clone()), faults, 7);
///
/// let request = || http::Request::get("http://cluster/version").body(Default::default());
/// let mut failed = 0;
/// for _ in 0..100 {
///     failed += u64::from(timer.run(faulty.send(request().unwrap())).is_err());
/// }
/// assert_eq!(faulty.injected()["reset"], failed);
/// timer.advance(Duration::from_secs(60));
/// assert!(timer.run(faulty.send(request().unwrap())).is_ok());
/// ```
#[derive(Clone)]
pub struct FaultyTransport(pub(super) Arc<Shared>);

/// What all exchanges of a transport share.
pub(super) struct Shared {
    pub(super) inner: Arc<dyn HttpTransport>,
    pub(super) timer: Arc<dyn Timer>,
    pub(super) seed: u64,
    pub(super) news: Arc<News>,
    trace: Trace,
    counts: Mutex<Counts>,
}

#[derive(Default)]
struct Counts {
    requests: u64,
    injected: BTreeMap<&'static str, u64>,
}

impl FaultyTransport {
    /// The transport `inner` with these faults, in the time of `timer`, with a trace of its own.
    pub fn new(
        inner: Arc<dyn HttpTransport>,
        timer: Arc<dyn Timer>,
        faults: Faults,
        seed: u64,
    ) -> Self {
        let trace = Trace::new(Arc::clone(&timer));
        Self::traced(inner, timer, faults, seed, trace)
    }

    /// The same with a given trace, such as that of an [`Executor`](crate::Executor).
    pub fn traced(
        inner: Arc<dyn HttpTransport>,
        timer: Arc<dyn Timer>,
        faults: Faults,
        seed: u64,
        trace: Trace,
    ) -> Self {
        Self(Arc::new(Shared {
            inner,
            timer,
            seed,
            trace,
            news: News::new(faults),
            counts: Mutex::default(),
        }))
    }

    /// Follows another plan from now on, also for exchanges that are open: what the plan before
    /// holds up goes on, and what it has silenced is cut.
    pub fn set_faults(&self, faults: Faults) {
        self.0.news.follow(faults);
    }

    /// What went wrong when.
    pub fn trace(&self) -> &Trace {
        &self.0.trace
    }

    /// How often each kind of fault was injected; a kind that never was is left out.
    ///
    /// The kinds: `drop`, `refuse`, `reset`, `lose answer`, `duplicate`, `429`, `429 as text`,
    /// `500`, `502`, `503`, `410`, `410 as event`, `stall`, `slow`, `cut`, `end watch`,
    /// `silence`, `jump clock`, `sleep`.
    pub fn injected(&self) -> BTreeMap<&'static str, u64> {
        self.0.counts().injected.clone()
    }

    /// The faults of the client's machine, to be spawned on an executor: moves the wall clock of
    /// `timer` as the plan says. It never ends.
    ///
    /// # Examples
    /// ```
    /// use std::sync::Arc;
    /// use std::time::Duration;
    /// use outrigger::rt::Timer;
    /// use outrigger_test::{Executor, Faults, FaultyTransport, MockTransport};
    ///
    /// let executor = Executor::new(7);
    /// let timer = executor.timer().clone();
    /// let faults = Faults::none().sleep(Duration::from_secs(60), Duration::from_secs(3600));
    /// let mock = Arc::new(MockTransport::new());
    /// let faulty = FaultyTransport::new(mock, Arc::new(timer.clone()), faults, 7);
    /// executor.spawn_named("clock", faulty.clock(&timer));
    ///
    /// let before = timer.wall_now();
    /// executor.run_for(Duration::from_secs(600));
    /// let passed = timer.wall_now().saturating_duration_since(before);
    /// assert!(passed > Duration::from_secs(3600));
    /// ```
    pub fn clock(&self, timer: &ManualTimer) -> impl Future<Output = ()> + Send + 'static {
        super::clock::run(Arc::clone(&self.0), timer.clone())
    }

    /// This transport as a link.
    pub fn link(&self, capabilities: Capabilities) -> Link {
        Link::new(Arc::new(self.clone()), capabilities)
    }

    /// A backend of this transport, its timer and its seed.
    pub fn backend(&self, capabilities: Capabilities) -> Backend {
        let connector = Arc::new(Connecting(self.link(capabilities)));
        Backend::new(connector, Arc::clone(&self.0.timer), self.0.seed)
    }
}

#[async_trait]
impl HttpTransport for FaultyTransport {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        Exchange::new(&self.0, &request).run(request).await
    }
}

impl Shared {
    /// Counts a request, from 1.
    pub(super) fn number(&self) -> u64 {
        let mut counts = self.counts();
        counts.requests += 1;
        counts.requests
    }

    /// Writes down a fault.
    pub(super) fn inject(&self, kind: &'static str, how: impl fmt::Display) {
        *self.counts().injected.entry(kind).or_default() += 1;
        self.trace.log("fault", how);
    }

    /// An error as the plan lets the client see it.
    pub(super) fn error(&self, kind: TransportErrorKind, plan: &Faults) -> TransportError {
        let kind = if plan.opaque {
            TransportErrorKind::Network
        } else {
            kind
        };
        TransportError::new(kind, "an injected fault")
    }

    fn counts(&self) -> std::sync::MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for FaultyTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FaultyTransport")
            .field("inner", &self.0.inner)
            .field("seed", &self.0.seed)
            .field("plan", &self.0.news.plan())
            .field("injected", &self.injected())
            .finish()
    }
}

/// Hands out the same link, whatever the settings.
#[derive(Debug)]
struct Connecting(Link);

impl Connector for Connecting {
    fn connect(&self, _: &ConnectionSettings) -> Result<Link, TransportError> {
        Ok(self.0.clone())
    }
}
