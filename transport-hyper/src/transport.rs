use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use outrigger::transport::{Body, HttpTransport, TransportError, TransportErrorKind};
use tokio::runtime::Handle;
use tokio::sync::Notify;

use crate::body::body;
use crate::dial::Dialer;
use crate::error::{before_head, unsent};
use crate::pool::{Pool, SendError, Slot};
use crate::request::{Origin, Outgoing};

/// Origins whose pools are kept. A cluster has one.
const ORIGINS_MAX: usize = 64;
/// 1xx responses before the one that counts.
const INFORMATIONAL_MAX: usize = 32;

/// HTTP/1.1 and HTTP/2 over pooled connections.
///
/// Made by [`HyperConnector`](crate::HyperConnector). Clones share their connections, which close
/// when the last clone and the last response body are dropped.
#[derive(Clone)]
pub struct HyperTransport(Arc<Inner>);

struct Inner {
    dialer: Arc<Dialer>,
    runtime: Handle,
    pools: Mutex<BTreeMap<Origin, Arc<Pool>>>,
}

impl HyperTransport {
    pub(crate) fn new(dialer: Dialer, runtime: Handle) -> Self {
        Self(Arc::new(Inner {
            dialer: Arc::new(dialer),
            runtime,
            pools: Mutex::default(),
        }))
    }

    fn pool(&self, origin: Origin) -> Arc<Pool> {
        let pools = self.0.pools.lock();
        let mut pools = pools.unwrap_or_else(PoisonError::into_inner);
        if let Some(pool) = pools.get(&origin) {
            return Arc::clone(pool);
        }
        if pools.len() >= ORIGINS_MAX {
            pools.retain(|_, pool| Arc::strong_count(pool) > 1);
        }
        let dialer = Arc::clone(&self.0.dialer);
        let pool = Pool::new(origin.clone(), dialer, self.0.runtime.clone());
        pools.insert(origin, Arc::clone(&pool));
        pool
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
        let (origin, mut outgoing) = Outgoing::new(request)?;
        outgoing.forward = self.0.dialer.forward(&origin);
        let pool = self.pool(origin);
        loop {
            let mut slot = pool.acquire(outgoing.class).await?;
            match exchange(&mut slot, &mut outgoing).await? {
                Ok(response) => return Ok(response.map(|incoming| body(incoming, slot))),
                // The connection had ended while idle, and nothing of the request was sent: this
                // exchange begins on another. Each round uses up a connection from before, so
                // the last one is fresh.
                Err(request) => outgoing.restore(request),
            }
        }
    }
}

/// Sends on one connection. The inner error is the request, unsent.
async fn exchange(
    slot: &mut Slot,
    outgoing: &mut Outgoing,
) -> Result<Result<Response<Incoming>, Request<Full<Bytes>>>, TransportError> {
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
        Err(SendError::Unsent(stale)) if stale.reused => Ok(Err(stale.request)),
        Err(SendError::Unsent(fresh)) => Err(unsent(fresh.error)),
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
