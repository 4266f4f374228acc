use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response, Uri};
use hyper::body::Incoming;
use outrigger::transport::{
    Body, ConnectionSettings, HttpTransport, Reconfigure, TransportError, TransportErrorKind,
};
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::HyperConnector;
use crate::body::{Whole, body};
use crate::dial::Dialer;
use crate::error::{Failure, before_head};
use crate::pool::{Class, Pool, SendError, Slot};
use crate::request::{Destination, Origin, Outgoing};

/// Origins whose pools are kept. A cluster has one.
const ORIGINS_MAX: usize = 64;
/// 1xx responses before the one that counts.
const INFORMATIONAL_MAX: usize = 32;

/// How one set of settings connects.
pub(crate) struct Way {
    pub(crate) dialer: Arc<Dialer>,
    /// How long a connection is kept that nobody uses.
    pub(crate) idle_timeout: Duration,
    /// How long the head of an answer may take.
    pub(crate) head_timeout: Duration,
}

/// HTTP/1.1 and HTTP/2 over pooled connections.
///
/// Made by [`HyperConnector`]. Clones share their connections, which close when the last clone and
/// the last response body are dropped.
#[derive(Clone)]
pub struct HyperTransport(Arc<Inner>);

struct Inner {
    connector: HyperConnector,
    runtime: Handle,
    /// What it connects by. Held while that changes, so that the last change is the one that stays.
    settings: Mutex<ConnectionSettings>,
    state: Mutex<State>,
    /// Where the last request went. A client has one.
    destination: Mutex<Option<Arc<Destination>>>,
}

struct State {
    way: Arc<Way>,
    /// All of `way`, each of another origin.
    pools: Vec<(Origin, Arc<Pool>)>,
}

impl HyperTransport {
    /// Connects by `way`, which `connector` made of `settings`.
    pub(crate) fn new(
        connector: HyperConnector,
        settings: ConnectionSettings,
        way: Way,
        runtime: Handle,
    ) -> Self {
        let state = State {
            way: Arc::new(way),
            pools: Vec::new(),
        };
        Self(Arc::new(Inner {
            connector,
            runtime,
            settings: Mutex::new(settings),
            state: Mutex::new(state),
            destination: Mutex::default(),
        }))
    }

    /// Where a request of that URL goes.
    fn destination(&self, uri: &Uri) -> Result<Arc<Destination>, TransportError> {
        let mut last = lock(&self.0.destination);
        match &*last {
            Some(destination) if destination.is_of(uri) => Ok(Arc::clone(destination)),
            _ => Ok(Arc::clone(last.insert(Arc::new(Destination::of(uri)?)))),
        }
    }

    /// The pool of an origin, and how it connects.
    fn pool(&self, origin: &Origin) -> (Arc<Pool>, Arc<Way>) {
        let mut state = lock(&self.0.state);
        let State { way, pools } = &mut *state;
        if let Some((_, pool)) = pools.iter().find(|(known, _)| known == origin) {
            return (Arc::clone(pool), Arc::clone(way));
        }
        if pools.len() >= ORIGINS_MAX {
            pools.retain(|(_, pool)| Arc::strong_count(pool) > 1);
        }
        let dialer = Arc::clone(&way.dialer);
        let runtime = self.0.runtime.clone();
        let pool = Pool::new(origin.clone(), dialer, way.idle_timeout, runtime);
        pools.push((origin.clone(), Arc::clone(&pool)));
        (pool, Arc::clone(way))
    }

    /// Room for one exchange, and how that connects.
    async fn acquire(&self, origin: &Origin, class: Class) -> Result<(Slot, Arc<Way>), Failure> {
        loop {
            let (pool, way) = self.pool(origin);
            if let Some(slot) = pool.acquire(class).await {
                return Ok((slot?, way));
            }
        }
    }

    /// `None` when it takes longer than `limit`. It is polled by whatever executor, which need not
    /// have a clock.
    async fn within<T>(&self, limit: Duration, future: impl Future<Output = T>) -> Option<T> {
        let limited = {
            let _entered = self.0.runtime.enter();
            timeout(limit, future)
        };
        limited.await.ok()
    }
}

impl fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HyperTransport")
    }
}

#[async_trait]
impl HttpTransport for HyperTransport {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        let destination = self.destination(request.uri())?;
        let origin = &destination.origin;
        let mut outgoing = Outgoing::new(request, Arc::clone(&destination))?;
        let class = outgoing.class;
        loop {
            let (mut slot, way) = self.acquire(origin, class).await?;
            outgoing.forward = way.dialer.forward(origin);
            let head_timeout = way.head_timeout;
            let exchanging = exchange(&mut slot, &mut outgoing);
            let exchanged = match class {
                Class::LongLived => exchanging.await?,
                Class::Unary => self
                    .within(head_timeout, exchanging)
                    .await
                    .ok_or_else(|| no_head(origin, head_timeout))??,
            };
            match exchanged {
                Ok(response) => return Ok(response.map(|incoming| body(incoming, slot))),
                // The connection had ended while idle, and nothing of the request was sent: this
                // exchange begins on another. Each round uses up a connection from before, so
                // the last one is fresh.
                Err(request) => outgoing.restore(request),
            }
        }
    }
}

impl Reconfigure for HyperTransport {
    fn reconfigure(&self, settings: &ConnectionSettings) -> Result<(), TransportError> {
        let mut current = lock(&self.0.settings);
        if *current == *settings {
            return Ok(());
        }
        let way = Arc::new(self.0.connector.way(settings)?);
        current.clone_from(settings);
        let mut state = lock(&self.0.state);
        state.way = way;
        let old = std::mem::take(&mut state.pools);
        drop(state);
        for (_, pool) in &old {
            pool.retire();
        }
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn no_head(origin: &Origin, limit: Duration) -> Failure {
    let why = format!("no response's head within {limit:?}");
    Failure::at(TransportErrorKind::Timeout, origin, why)
}

/// Sends on one connection. The inner error is the request, unsent.
async fn exchange(
    slot: &mut Slot,
    outgoing: &mut Outgoing,
) -> Result<Result<Response<Incoming>, Request<Whole>>, TransportError> {
    let informational = Arc::new(Informational::default());
    let counter = Arc::clone(&informational);
    let sending = slot.send(outgoing, |request| {
        hyper::ext::on_informational(request, move |_| counter.count());
    });
    let sent = tokio::select! {
        sent = sending => sent,
        () = informational.too_many.notified() => {
            return Err(TransportError::new(
                TransportErrorKind::Protocol,
                format!("more than {INFORMATIONAL_MAX} informational responses"),
            ));
        }
    };
    match sent {
        Ok(response) => Ok(Ok(response)),
        Err(SendError::Unsent(unsent)) => match unsent.failure {
            None => Ok(Err(unsent.request)),
            Some(failure) => Err(failure.into()),
        },
        Err(SendError::Failed(error)) => Err(before_head(error)),
    }
}

/// Counts 1xx responses, of which HTTP allows any number.
#[derive(Default)]
struct Informational {
    seen: AtomicUsize,
    too_many: Notify,
}

impl Informational {
    fn count(&self) {
        if self.seen.fetch_add(1, Ordering::Relaxed) >= INFORMATIONAL_MAX {
            self.too_many.notify_one();
        }
    }
}
