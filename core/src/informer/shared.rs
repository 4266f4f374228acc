use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Waker};

use super::delta::{Coalescer, Delta};
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

#[derive(Debug, Default)]
struct Subscriber {
    pending: Coalescer,
    waker: Option<Waker>,
}

/// The tasks that wait for the same thing. Each waiter has a place of its own, which it leaves
/// when it is dropped.
#[derive(Debug, Default)]
struct Waiting {
    wakers: BTreeMap<u64, Waker>,
    next: u64,
}

impl Waiting {
    fn place(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    fn take(&mut self) -> impl Iterator<Item = Waker> + use<> {
        std::mem::take(&mut self.wakers).into_values()
    }
}

/// A place among the tasks that wait for a new status.
#[derive(Debug)]
pub(super) struct Place {
    shared: Arc<Shared>,
    id: u64,
}

impl Drop for Place {
    fn drop(&mut self) {
        let waker = self.shared.lock().waiting.wakers.remove(&self.id);
        // Dropped here, outside the lock.
        drop(waker);
    }
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

    /// A place to wait at, for [`poll_synced`](Self::poll_synced) and
    /// [`poll_status`](Self::poll_status).
    pub(super) fn place(self: &Arc<Self>) -> Place {
        let id = self.lock().waiting.place();
        Place {
            shared: self.clone(),
            id,
        }
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

    /// A status newer than `seen`, which is moved on.
    pub(super) fn poll_status(
        &self,
        seen: &mut Option<u64>,
        place: &Place,
        cx: &Context<'_>,
    ) -> Polled<InformerStatus> {
        let now = self.now();
        self.poll_at(place, cx, |inner| {
            let news = *seen != Some(inner.status_version);
            *seen = Some(inner.status_version);
            news.then(|| inner.status_at(now))
        })
    }

    pub(super) fn poll_synced(&self, place: &Place, cx: &Context<'_>) -> Polled<()> {
        self.poll_at(place, cx, |inner| inner.synced.then_some(()))
    }

    fn poll_at<T>(
        &self,
        place: &Place,
        cx: &Context<'_>,
        ready: impl FnOnce(&Inner) -> Option<T>,
    ) -> Polled<T> {
        let waker = cx.waker().clone();
        let mut inner = self.lock();
        if let Some(value) = ready(&inner) {
            return Polled::Ready(value);
        }
        if inner.is_stopped() {
            return Polled::Stopped;
        }
        let before = inner.waiting.wakers.insert(place.id, waker);
        drop(inner);
        drop(before);
        Polled::Pending
    }

    /// Adds a subscriber, to whom everything in the store is new.
    pub(super) fn subscribe(&self) -> u64 {
        // Filled outside the lock, so that a large store holds up neither writer nor readers;
        // inside it when the store changes faster than that.
        for _ in 0..3 {
            let (indexer, epoch) = {
                let inner = self.lock();
                (inner.indexer.clone(), inner.epoch)
            };
            let subscriber = Subscriber::filled_from(&indexer);
            let mut inner = self.lock();
            if inner.epoch == epoch {
                return inner.admit(subscriber);
            }
        }
        let mut inner = self.lock();
        let subscriber = Subscriber::filled_from(&inner.indexer);
        inner.admit(subscriber)
    }

    pub(super) fn unsubscribe(&self, id: u64) {
        let removed = self.lock().subscribers.remove(&id);
        // Its objects are dropped here, outside the lock.
        drop(removed);
    }

    pub(super) fn poll_change(&self, id: u64, cx: &Context<'_>) -> Polled<Delta> {
        let waker = cx.waker().clone();
        let mut inner = self.lock();
        let stopped = inner.is_stopped();
        let Some(subscriber) = inner.subscribers.get_mut(&id) else {
            return Polled::Stopped;
        };
        if let Some(delta) = subscriber.pending.pop() {
            return Polled::Ready(delta);
        }
        if stopped {
            return Polled::Stopped;
        }
        let before = subscriber.waker.replace(waker);
        drop(inner);
        drop(before);
        Polled::Pending
    }

    pub(super) fn has_pending(&self, id: u64) -> bool {
        self.lock()
            .subscribers
            .get(&id)
            .is_some_and(|subscriber| !subscriber.pending.is_empty())
    }
}

impl Check for Shared {
    fn check(&self) {
        self.ask_to_check();
    }
}

impl Subscriber {
    fn filled_from(indexer: &Indexer) -> Self {
        let mut subscriber = Self::default();
        for object in indexer.iter() {
            subscriber.pending.push(Delta::Added(object.clone()));
        }
        subscriber
    }
}

impl Inner {
    fn admit(&mut self, subscriber: Subscriber) -> u64 {
        let id = self.next_subscriber;
        self.next_subscriber += 1;
        self.subscribers.insert(id, subscriber);
        id
    }

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
