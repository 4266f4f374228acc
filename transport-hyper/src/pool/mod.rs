//! Connections to one origin, and who waits for one.
//!
//! A request waits in its class's lane. Whatever gives room (a new connection, a stream that
//! ended, a connection that came back) is handed to the lane's first waiter; connections are
//! opened for as many waiters as nothing is under way for. A connection is opened by a task of
//! its own, so a waiter that goes away takes nobody's connection with it.
//!
//! Slots, wakers and tasks are touched only with the lock released: dropping a slot takes it.
//!
//! A pool connects in one way for as long as it lives. When that changes, another pool takes its
//! place, and this one is retired: it hands out no more room, and keeps no connection.

mod http1;
mod http2;
mod lane;
mod slot;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use outrigger::transport::TransportErrorKind;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep_until, timeout};

use self::lane::{Grant, Lane, Reply};
pub(crate) use self::slot::{SendError, Slot};
use crate::dial::{Dialer, Protocol};
use crate::error::{Failure, unsent};
use crate::request::Origin;
use crate::runtime;

/// How long a server may take to send its HTTP/2 settings.
const SETTINGS_TIMEOUT: Duration = Duration::from_secs(10);
/// How long an HTTP/1.1 connection may take to be ready again after a response.
const RETURN_TIMEOUT: Duration = Duration::from_secs(1);

/// Requests that share connections: those that end soon, and those that do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Unary,
    LongLived,
}

pub(crate) struct Pool {
    origin: Origin,
    dialer: Arc<Dialer>,
    /// How long a connection is kept that nobody uses.
    idle_timeout: Duration,
    runtime: Handle,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What the server spoke last.
    protocol: Option<Protocol>,
    unary: Lane,
    long_lived: Lane,
    reaping: bool,
    retired: bool,
}

impl State {
    fn lane(&mut self, class: Class) -> &mut Lane {
        match class {
            Class::Unary => &mut self.unary,
            Class::LongLived => &mut self.long_lived,
        }
    }

    fn has_idle(&self) -> bool {
        self.unary.idle_since().is_some() || self.long_lived.idle_since().is_some()
    }
}

impl Pool {
    pub(crate) fn new(
        origin: Origin,
        dialer: Arc<Dialer>,
        idle_timeout: Duration,
        runtime: Handle,
    ) -> Arc<Self> {
        Arc::new(Self {
            origin,
            dialer,
            idle_timeout,
            runtime,
            state: Mutex::default(),
        })
    }

    /// Room for one exchange; `None` when this pool has been retired.
    pub(crate) async fn acquire(self: &Arc<Self>, class: Class) -> Option<Result<Slot, Failure>> {
        let class = match self.at_once(class) {
            Ok(slot) => return Some(Ok(slot)),
            Err(class) => class,
        };
        let (reply, answer) = oneshot::channel();
        self.update(class, |lane| lane.waiters.push_back(reply));
        match answer.await {
            Ok(answer) => Some(answer),
            Err(_dropped) if self.lock().retired => None,
            Err(_dropped) => Some(Err(aborted())),
        }
    }

    /// Room that is there already, else the class in which to wait for some.
    fn at_once(self: &Arc<Self>, class: Class) -> Result<Slot, Class> {
        let mut state = self.lock();
        // Over HTTP/1.1 an exchange has its connection for itself, so the classes need no
        // separation and share the idle ones.
        let class = match state.protocol {
            Some(Protocol::Http1) => Class::Unary,
            Some(Protocol::Http2) | None => class,
        };
        let grant = state.lane(class).serve_now().ok_or(class)?;
        drop(state);
        Ok(Slot::new(grant, class, Arc::clone(self)))
    }

    /// Hands out no more room. Who waits for some is told by [`acquire`](Self::acquire); what is
    /// open goes on and closes when it ends, and what is idle closes now.
    pub(crate) fn retire(&self) {
        let mut state = self.lock();
        state.retired = true;
        let lanes = [
            std::mem::take(&mut state.unary),
            std::mem::take(&mut state.long_lived),
        ];
        drop(state);
        drop(lanes);
    }

    /// Changes a lane, then hands out what room there is and opens what is missing.
    fn update(self: &Arc<Self>, class: Class, change: impl FnOnce(&mut Lane)) {
        let mut state = self.lock();
        change(state.lane(class));
        self.serve(class, state);
    }

    /// What follows each change.
    fn serve(self: &Arc<Self>, class: Class, mut state: MutexGuard<'_, State>) {
        let protocol = state.protocol;
        let retired = state.retired;
        let lane = state.lane(class);
        if retired {
            let lane = std::mem::take(lane);
            drop(state);
            drop(lane);
            return;
        }
        let grants = lane.serve();
        let missing = lane.attempts_missing(protocol);
        lane.attempts += missing;
        let reap = !state.reaping && state.has_idle();
        state.reaping |= reap;
        drop(state);
        self.hand_out(class, grants);
        for _ in 0..missing {
            self.open(class);
        }
        if reap {
            let next = Instant::now() + self.idle_timeout;
            runtime::spawn(&self.runtime, reap_idle(Arc::downgrade(self), next));
        }
    }

    fn hand_out(self: &Arc<Self>, class: Class, grants: Vec<(Reply, Grant)>) {
        for (reply, grant) in grants {
            // The slot of a waiter that has just gone comes back by being dropped.
            let _gone = reply.send(Ok(Slot::new(grant, class, Arc::clone(self))));
        }
    }

    fn open(self: &Arc<Self>, class: Class) {
        let attempt = Attempt {
            pool: Arc::clone(self),
            class,
            ended: false,
        };
        runtime::spawn(&self.runtime, attempt.run());
    }

    /// Ends an attempt that brought no connection; those it was made for are told.
    fn attempt_failed(self: &Arc<Self>, class: Class, failure: &Failure) {
        let mut told = Vec::new();
        let protocol = self.lock().protocol;
        self.update(class, |lane| {
            lane.attempts = lane.attempts.saturating_sub(1);
            told = lane.give_up(protocol);
        });
        for reply in told {
            let _gone = reply.send(Err(failure.clone()));
        }
    }

    /// Drops what has been idle for too long; says when to look again, if there is reason to.
    fn prune(&self) -> Option<Instant> {
        let mut state = self.lock();
        if let Some(latest) = Instant::now().checked_sub(self.idle_timeout) {
            state.unary.prune(latest);
            state.long_lived.prune(latest);
        }
        let oldest = [state.unary.idle_since(), state.long_lived.idle_since()];
        let oldest = oldest.into_iter().flatten().min();
        state.reaping = oldest.is_some();
        oldest.map(|since| since + self.idle_timeout)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes idle connections while there are any.
async fn reap_idle(pool: Weak<Pool>, mut next: Instant) {
    loop {
        sleep_until(next).await;
        let Some(pool) = pool.upgrade() else { return };
        match pool.prune() {
            Some(at) => next = at,
            None => return,
        }
    }
}

/// One connection being opened. It counts in its lane until it ends, however it ends.
struct Attempt {
    pool: Arc<Pool>,
    class: Class,
    ended: bool,
}

impl Attempt {
    async fn run(mut self) {
        let pool = Arc::clone(&self.pool);
        let dialed = pool.dialer.dial(&pool.origin).await;
        let opened = match dialed {
            Ok((io, Protocol::Http1)) => http1::open(io, &pool.runtime)
                .await
                .map(|connection| self.opened_http1(connection)),
            Ok((io, Protocol::Http2)) => match http2::open(io, &pool.runtime, self.class).await {
                Ok(connection) => self.opened_http2(connection).await,
                Err(failure) => Err(failure),
            },
            Err(failure) => Err(failure),
        };
        if let Err(failure) = opened {
            self.fail(&failure);
        }
    }

    /// All in one step: a request that came between two would find neither the attempt nor its
    /// connection, and have another one opened.
    fn opened_http1(&mut self, connection: http1::Http1) {
        self.ended = true;
        let mut state = self.pool.lock();
        state.protocol = Some(Protocol::Http1);
        let waiters = std::mem::take(&mut state.long_lived.waiters);
        state.unary.waiters.extend(waiters);
        let lane = state.lane(self.class);
        lane.attempts = lane.attempts.saturating_sub(1);
        state.unary.put_idle(connection);
        self.pool.serve(Class::Unary, state);
    }

    /// The first waiter may go ahead at once; for more, the server has to say how many.
    async fn opened_http2(&mut self, connection: http2::Http2) -> Result<(), Failure> {
        let (settled, end) = (connection.settled(), connection.end());
        self.pool.lock().protocol = Some(Protocol::Http2);
        let mut id = 0;
        self.pool
            .update(self.class, |lane| id = lane.put_http2(connection));
        let failure = match timeout(SETTINGS_TIMEOUT, settled).await {
            Ok(true) => {
                self.ended = true;
                self.pool.update(self.class, |lane| {
                    lane.attempts = lane.attempts.saturating_sub(1);
                    lane.settle_http2(id);
                });
                return Ok(());
            }
            Ok(false) => match end.error() {
                Some(error) => unsent(&self.pool.origin, error),
                None => {
                    let why = "the server closed the connection before its HTTP/2 settings";
                    Failure::at(TransportErrorKind::Unprocessed, &self.pool.origin, why)
                }
            },
            Err(_late) => {
                let why = "the server sent no HTTP/2 settings";
                Failure::at(TransportErrorKind::Timeout, &self.pool.origin, why)
            }
        };
        self.pool.update(self.class, |lane| lane.retire_http2(id));
        Err(failure)
    }

    fn fail(&mut self, failure: &Failure) {
        self.ended = true;
        self.pool.attempt_failed(self.class, failure);
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        if !self.ended {
            self.fail(&aborted());
        }
    }
}

fn aborted() -> Failure {
    Failure::new(
        TransportErrorKind::Aborted,
        "the task that was connecting has ended with its tokio runtime, or panicked",
    )
}
