//! Each subscription's view: what it has not been told yet.

use std::task::{Context, Waker};

use super::super::delta::{Coalescer, Delta};
use super::super::indexer::Indexer;
use super::{Inner, Polled, Shared};

#[derive(Debug, Default)]
pub(super) struct Subscriber {
    pub(super) pending: Coalescer,
    pub(super) waker: Option<Waker>,
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
}

impl Shared {
    /// Adds a subscriber, to whom everything in the store is new.
    pub(in crate::informer) fn subscribe(&self) -> u64 {
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

    pub(in crate::informer) fn unsubscribe(&self, id: u64) {
        let removed = self.lock().subscribers.remove(&id);
        // Its objects are dropped here, outside the lock.
        drop(removed);
    }

    pub(in crate::informer) fn poll_change(&self, id: u64, cx: &Context<'_>) -> Polled<Delta> {
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

    pub(in crate::informer) fn has_pending(&self, id: u64) -> bool {
        self.lock()
            .subscribers
            .get(&id)
            .is_some_and(|subscriber| !subscriber.pending.is_empty())
    }
}
