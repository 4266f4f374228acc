//! What the driver and the handles share.

mod subscribers;
mod waiting;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Waker};

use self::subscribers::Subscriber;
pub(super) use self::waiting::Place;
use self::waiting::Waiting;
use super::delta::Delta;
use super::indexer::Indexer;
use super::reflector::Now;
use super::status::{InformerStatus, SyncState};
use crate::client::Check;
use crate::error::{Error, ErrorKind};
use crate::rt::{Timer, Timestamp};

/// What the driver and the handles share. The driver alone writes it, but for what a handle asks
/// of it; no user code runs while its lock is held.
#[derive(Debug)]
pub(super) struct Shared {
    timer: Arc<dyn Timer>,
    inner: Mutex<Inner>,
}

/// What the driver says of itself each time that it ran.
#[derive(Debug)]
pub(super) struct Published {
    pub(super) status: InformerStatus,
    pub(super) synced: bool,
    /// When the server was last heard.
    pub(super) heard: Option<Timestamp>,
    pub(super) at: Now,
}

/// What a handle asks of the driver.
#[derive(Debug)]
pub(super) enum Order {
    Stop,
    Check(Arc<Error>),
}

#[derive(Debug)]
struct Inner {
    indexer: Indexer,
    /// Counts the states of the store.
    epoch: u64,
    status: InformerStatus,
    /// Counts the statuses a person would tell apart.
    status_version: u64,
    synced: bool,
    heard: Option<Timestamp>,
    /// When the driver last ran.
    attended: Now,
    stop_requested: bool,
    /// Its watch goes before others where connections are few.
    preferred: bool,
    /// Why the driver is to check what it has open.
    check: Option<Arc<Error>>,
    subscribers: BTreeMap<u64, Subscriber>,
    next_subscriber: u64,
    driver: Option<Waker>,
    waiting: Waiting,
}

/// What a poll of something shared finds.
#[derive(Debug)]
pub(super) enum Polled<T> {
    Ready(T),
    Pending,
    Stopped,
}

impl Shared {
    pub(super) fn new(indexer: Indexer, timer: Arc<dyn Timer>) -> Self {
        let inner = Mutex::new(Inner {
            indexer,
            epoch: 0,
            status: InformerStatus::starting(),
            status_version: 0,
            synced: false,
            heard: None,
            attended: Now::default(),
            stop_requested: false,
            preferred: false,
            check: None,
            subscribers: BTreeMap::new(),
            next_subscriber: 0,
            driver: None,
            waiting: Waiting::default(),
        });
        Self { timer, inner }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Nothing under the lock can panic halfway through a change.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows the store's new state and hands out what changed.
    pub(super) fn publish(&self, indexer: &Indexer, deltas: &[Delta], published: Published) {
        let Published {
            mut status,
            synced,
            heard,
            at,
        } = published;
        let mut inner = self.lock();
        let mut wake = Vec::new();
        if inner.check.is_some() && status.is_live() {
            // The driver does not know yet that it is asked to check this.
            status.state = inner.status.state.clone();
        }
        inner.heard = heard;
        inner.attended = at;
        let new_columns = !Arc::ptr_eq(indexer.columns(), inner.indexer.columns());
        let news = !status.looks_like(&inner.status) || synced != inner.synced || new_columns;
        if news {
            inner.status_version += 1;
            wake.extend(inner.waiting.take());
        }
        inner.status = status;
        inner.synced = synced;
        if new_columns || !deltas.is_empty() {
            inner.indexer = indexer.clone();
            inner.epoch += 1;
            for subscriber in inner.subscribers.values_mut() {
                deltas
                    .iter()
                    .for_each(|delta| subscriber.pending.push(delta.clone()));
                wake.extend(subscriber.waker.take());
            }
        }
        drop(inner);
        wake.into_iter().for_each(Waker::wake);
    }

    /// The driver is gone; what it left is all there will be.
    pub(super) fn stopped(&self) {
        let mut inner = self.lock();
        inner.stop_requested = true;
        inner.status.state = SyncState::Stopped;
        inner.status.listing = None;
        inner.status_version += 1;
        let mut wake: Vec<Waker> = inner.waiting.take().collect();
        for subscriber in inner.subscribers.values_mut() {
            wake.extend(subscriber.waker.take());
        }
        drop(inner);
        wake.into_iter().for_each(Waker::wake);
    }

    /// Asks the driver to end.
    pub(super) fn request_stop(&self) {
        let mut inner = self.lock();
        inner.stop_requested = true;
        let wake = inner.driver.take();
        drop(inner);
        wake.into_iter().for_each(Waker::wake);
    }

    /// Takes back the word that the store is live, and asks the driver to make sure.
    pub(super) fn ask_to_check(&self) {
        let cause = Error::new(ErrorKind::Transport, "it is being checked");
        let now = self.timer.wall_now();
        let mut inner = self.lock();
        if inner.stop_requested {
            return;
        }
        let cause = inner.check.get_or_insert_with(|| Arc::new(cause)).clone();
        let mut wake: Vec<Waker> = inner.driver.take().into_iter().collect();
        if inner.status.is_live() {
            let since = inner.heard.unwrap_or(now);
            inner.status.state = SyncState::Stale { since, cause };
            inner.status_version += 1;
            wake.extend(inner.waiting.take());
        }
        drop(inner);
        wake.into_iter().for_each(Waker::wake);
    }

    /// Has the driver tell whoever gives out turns.
    pub(super) fn prefer(&self, preferred: bool) {
        let mut inner = self.lock();
        if inner.preferred == preferred {
            return;
        }
        inner.preferred = preferred;
        let wake = inner.driver.take();
        drop(inner);
        wake.into_iter().for_each(Waker::wake);
    }

    pub(super) fn is_preferred(&self) -> bool {
        self.lock().preferred
    }

    /// What the driver is to do; else it is woken when there is something.
    pub(super) fn poll_order(&self, cx: &Context<'_>) -> Option<Order> {
        let waker = cx.waker().clone();
        let mut inner = self.lock();
        let order = match inner.check.take() {
            _ if inner.stop_requested => Some(Order::Stop),
            check => check.map(Order::Check),
        };
        let before = inner.driver.replace(waker);
        drop(inner);
        drop(before);
        order
    }

    pub(super) fn indexer(&self) -> Indexer {
        self.lock().indexer.clone()
    }

    pub(super) fn status(&self) -> InformerStatus {
        let now = self.now();
        self.lock().status_at(now)
    }

    fn now(&self) -> Now {
        Now {
            monotonic: self.timer.now(),
            wall: self.timer.wall_now(),
        }
    }
}

impl Check for Shared {
    fn check(&self) {
        self.ask_to_check();
    }
}

impl Inner {
    /// The status as far as it can be known: a driver that did not run says nothing.
    fn status_at(&self, now: Now) -> InformerStatus {
        let mut status = self.status.clone();
        if status.is_live()
            && let Some(cause) = now.unattended_since(self.attended)
        {
            let since = self.heard.unwrap_or(self.attended.wall);
            status.state = SyncState::Stale { since, cause };
        }
        status
    }

    const fn is_stopped(&self) -> bool {
        matches!(self.status.state, SyncState::Stopped)
    }
}

/// Ends the driver when the last handle is gone: nobody could see what it does.
#[derive(Debug)]
pub(super) struct Handle(pub(super) Arc<Shared>);

impl Drop for Handle {
    fn drop(&mut self) {
        self.0.request_stop();
    }
}
