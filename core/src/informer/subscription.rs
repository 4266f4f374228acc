use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::delta::Delta;
use super::shared::{Handle, Place, Polled};
use super::status::InformerStatus;
use crate::object::Cached;

/// A real change of one object.
pub enum Change<K> {
    /// The object is there.
    Added(Cached<K>),
    /// The object changed.
    #[non_exhaustive]
    Modified {
        /// What this subscriber knew.
        old: Cached<K>,
        /// What is.
        new: Cached<K>,
    },
    /// The object is gone.
    #[non_exhaustive]
    Deleted {
        /// What this subscriber knew.
        old: Cached<K>,
        /// The state in which it went, as far as it is known.
        last: Cached<K>,
    },
}

impl<K> Change<K> {
    /// The object: as it is, or as it last was.
    pub const fn object(&self) -> &Cached<K> {
        match self {
            Self::Added(object)
            | Self::Modified { new: object, .. }
            | Self::Deleted { last: object, .. } => object,
        }
    }
}

impl<K> Clone for Change<K> {
    fn clone(&self) -> Self {
        match self {
            Self::Added(object) => Self::Added(object.clone()),
            Self::Modified { old, new } => Self::Modified {
                old: old.clone(),
                new: new.clone(),
            },
            Self::Deleted { old, last } => Self::Deleted {
                old: old.clone(),
                last: last.clone(),
            },
        }
    }
}

impl<K> fmt::Debug for Change<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Added(_) => "Added",
            Self::Modified { .. } => "Modified",
            Self::Deleted { .. } => "Deleted",
        };
        f.debug_tuple(name).field(self.object()).finish()
    }
}

impl<K> From<Delta> for Change<K> {
    fn from(delta: Delta) -> Self {
        match delta {
            Delta::Added(object) => Self::Added(Cached::new(object)),
            Delta::Modified { old, new } => Self::Modified {
                old: Cached::new(old),
                new: Cached::new(new),
            },
            Delta::Deleted { old, last } => Self::Deleted {
                old: Cached::new(old),
                last: Cached::new(last),
            },
        }
    }
}

/// One consumer's view of an informer: first an [`Added`](Change::Added) for everything that is
/// there, then every real change.
///
/// For one uid it is `Added`, then any number of `Modified`, then `Deleted`. A relist shows only
/// what it changed; an object that was deleted and made again is `Deleted` and `Added`.
///
/// A slow consumer misses no object but intermediate states: pending changes of one object are
/// merged into one, so that a subscription's memory is bounded by the number of objects.
///
/// It ends when the informer is stopped and everything pending was taken.
///
/// # Cancel safety
/// Dropping a [`next`](Self::next) loses no change.
pub struct Subscription<K> {
    handle: Arc<Handle>,
    id: u64,
    kind: PhantomData<fn() -> K>,
}

impl<K> Subscription<K> {
    pub(super) fn new(handle: Arc<Handle>) -> Self {
        let id = handle.0.subscribe();
        Self {
            handle,
            id,
            kind: PhantomData,
        }
    }

    /// The next change; `None` once the informer is stopped and nothing is pending.
    pub async fn next(&mut self) -> Option<Change<K>> {
        std::future::poll_fn(|cx| self.poll(cx)).await
    }

    /// Whether a change is pending: [`next`](Self::next) would be ready at once.
    pub fn has_pending(&self) -> bool {
        self.handle.0.has_pending(self.id)
    }

    fn poll(&self, cx: &Context<'_>) -> Poll<Option<Change<K>>> {
        match self.handle.0.poll_change(self.id, cx) {
            Polled::Ready(delta) => Poll::Ready(Some(delta.into())),
            Polled::Stopped => Poll::Ready(None),
            Polled::Pending => Poll::Pending,
        }
    }
}

impl<K> Stream for Subscription<K> {
    type Item = Change<K>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(cx)
    }
}

impl<K> Drop for Subscription<K> {
    fn drop(&mut self) {
        self.handle.0.unsubscribe(self.id);
    }
}

impl<K> fmt::Debug for Subscription<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// The statuses of an informer: the present one first, then each new one. A slow consumer skips
/// to the latest. It ends when the informer is stopped, with [`Stopped`](super::SyncState::Stopped).
#[derive(Debug)]
pub struct Statuses {
    handle: Arc<Handle>,
    place: Place,
    seen: Option<u64>,
}

impl Statuses {
    pub(super) fn new(handle: Arc<Handle>) -> Self {
        Self {
            place: handle.0.place(),
            handle,
            seen: None,
        }
    }

    /// The next status.
    ///
    /// # Cancel safety
    /// Dropping the future loses no status.
    pub async fn next(&mut self) -> Option<InformerStatus> {
        std::future::poll_fn(|cx| self.poll(cx)).await
    }

    fn poll(&mut self, cx: &Context<'_>) -> Poll<Option<InformerStatus>> {
        match self.handle.0.poll_status(&mut self.seen, &self.place, cx) {
            Polled::Ready(status) => Poll::Ready(Some(status)),
            Polled::Stopped => Poll::Ready(None),
            Polled::Pending => Poll::Pending,
        }
    }
}

impl Stream for Statuses {
    type Item = InformerStatus;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(cx)
    }
}
