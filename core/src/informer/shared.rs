use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Waker};

use super::delta::{Coalescer, Delta};
use super::indexer::Indexer;
use super::status::{InformerStatus, SyncState};

/// What the driver and the handles share. The driver alone writes it; no user code runs while
/// its lock is held.
#[derive(Debug)]
pub(super) struct Shared(Mutex<Inner>);

#[derive(Debug)]
struct Inner {
    indexer: Indexer,
    status: InformerStatus,
    /// Counts the statuses a person would tell apart.
    status_version: u64,
    synced: bool,
    stop_requested: bool,
    subscribers: BTreeMap<u64, Subscriber>,
    next_subscriber: u64,
    driver: Wakers,
    waiting: Wakers,
}

#[derive(Debug, Default)]
struct Subscriber {
    pending: Coalescer,
    wakers: Wakers,
}

/// The tasks to wake, each once.
#[derive(Debug, Default)]
struct Wakers(Vec<Waker>);

impl Wakers {
    fn register(&mut self, cx: &Context<'_>) {
        if !self.0.iter().any(|waker| waker.will_wake(cx.waker())) {
            self.0.push(cx.waker().clone());
        }
    }

    fn take(&mut self) -> Vec<Waker> {
        std::mem::take(&mut self.0)
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
    pub(super) fn new(indexer: Indexer) -> Self {
        Self(Mutex::new(Inner {
            indexer,
            status: InformerStatus::starting(),
            status_version: 0,
            synced: false,
            stop_requested: false,
            subscribers: BTreeMap::new(),
            next_subscriber: 0,
            driver: Wakers::default(),
            waiting: Wakers::default(),
        }))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Nothing under the lock can panic halfway through a change.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows the store's new state and hands out what changed.
    pub(super) fn publish(
        &self,
        indexer: &Indexer,
        deltas: &[Delta],
        status: InformerStatus,
        synced: bool,
    ) {
        let mut inner = self.lock();
        let mut wake = Vec::new();
        let news = !status.looks_like(&inner.status) || synced != inner.synced;
        if news {
            inner.status_version += 1;
            wake = inner.waiting.take();
        }
        inner.status = status;
        inner.synced = synced;
        if !deltas.is_empty() {
            inner.indexer = indexer.clone();
            for subscriber in inner.subscribers.values_mut() {
                deltas
                    .iter()
                    .for_each(|delta| subscriber.pending.push(delta.clone()));
                wake.extend(subscriber.wakers.take());
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
        let mut wake = inner.waiting.take();
        for subscriber in inner.subscribers.values_mut() {
            wake.extend(subscriber.wakers.take());
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

    /// Whether the driver is to end; else it is woken when it is.
    pub(super) fn poll_stop(&self, cx: &Context<'_>) -> bool {
        let mut inner = self.lock();
        if !inner.stop_requested {
            inner.driver.register(cx);
        }
        inner.stop_requested
    }

    pub(super) fn indexer(&self) -> Indexer {
        self.lock().indexer.clone()
    }

    pub(super) fn status(&self) -> InformerStatus {
        self.lock().status.clone()
    }

    pub(super) fn poll_synced(&self, cx: &Context<'_>) -> Polled<()> {
        let mut inner = self.lock();
        if inner.synced {
            return Polled::Ready(());
        }
        inner.poll_waiting(cx)
    }

    /// A status newer than `seen`, which is moved on.
    pub(super) fn poll_status(
        &self,
        seen: &mut Option<u64>,
        cx: &Context<'_>,
    ) -> Polled<InformerStatus> {
        let mut inner = self.lock();
        if *seen != Some(inner.status_version) {
            *seen = Some(inner.status_version);
            return Polled::Ready(inner.status.clone());
        }
        inner.poll_waiting(cx)
    }

    /// Adds a subscriber, to whom everything in the store is new.
    pub(super) fn subscribe(&self) -> u64 {
        let mut inner = self.lock();
        let mut subscriber = Subscriber::default();
        for object in inner.indexer.iter() {
            subscriber.pending.push(Delta::Added(object.clone()));
        }
        let id = inner.next_subscriber;
        inner.next_subscriber += 1;
        inner.subscribers.insert(id, subscriber);
        id
    }

    pub(super) fn unsubscribe(&self, id: u64) {
        let removed = self.lock().subscribers.remove(&id);
        // Its objects are dropped here, outside the lock.
        drop(removed);
    }

    pub(super) fn poll_change(&self, id: u64, cx: &Context<'_>) -> Polled<Delta> {
        let mut inner = self.lock();
        let stopped = inner.is_stopped();
        let Some(subscriber) = inner.subscribers.get_mut(&id) else {
            return Polled::Stopped;
        };
        match subscriber.pending.pop() {
            Some(delta) => Polled::Ready(delta),
            None if stopped => Polled::Stopped,
            None => {
                subscriber.wakers.register(cx);
                Polled::Pending
            }
        }
    }

    pub(super) fn has_pending(&self, id: u64) -> bool {
        self.lock()
            .subscribers
            .get(&id)
            .is_some_and(|subscriber| !subscriber.pending.is_empty())
    }
}

impl Inner {
    const fn is_stopped(&self) -> bool {
        matches!(self.status.state, SyncState::Stopped)
    }

    fn poll_waiting<T>(&mut self, cx: &Context<'_>) -> Polled<T> {
        if self.is_stopped() {
            return Polled::Stopped;
        }
        self.waiting.register(cx);
        Polled::Pending
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
