//! Tasks that wait for the first sync, or for a new status.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::task::{Context, Waker};

use super::super::status::InformerStatus;
use super::{Inner, Polled, Shared};

/// The tasks that wait for the same thing. Each waiter has a place of its own, which it leaves
/// when it is dropped.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    wakers: BTreeMap<u64, Waker>,
    next: u64,
}

impl Waiting {
    fn place(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    pub(super) fn take(&mut self) -> impl Iterator<Item = Waker> + use<> {
        std::mem::take(&mut self.wakers).into_values()
    }
}

/// A place among the tasks that wait for a new status.
#[derive(Debug)]
pub(in crate::informer) struct Place {
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

impl Shared {
    /// A place to wait at, for [`poll_synced`](Self::poll_synced) and
    /// [`poll_status`](Self::poll_status).
    pub(in crate::informer) fn place(self: &Arc<Self>) -> Place {
        let id = self.lock().waiting.place();
        Place {
            shared: self.clone(),
            id,
        }
    }

    /// A status newer than `seen`, which is moved on.
    pub(in crate::informer) fn poll_status(
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

    pub(in crate::informer) fn poll_synced(&self, place: &Place, cx: &Context<'_>) -> Polled<()> {
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
}
