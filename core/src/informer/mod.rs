//! Informers: a local mirror of a resource that keeps itself up to date. They need the feature
//! `informer`.
//!
//! An [`Informer`] lists a resource, watches it from there, and recovers from everything that
//! goes wrong on the way: broken connections, expired history, servers that restart or answer
//! nonsense. Consumers read its [`Store`] or take [`Change`]s from a [`Subscription`]; whatever
//! happens underneath, they see only what really changed.
//!
//! ```text
//!  bytes in → list splitter, event framer → reflector → writer → store → subscriptions
//!             (crate::watch)                (protocol)   (diff)   (snapshots)  (coalesced)
//! requests out ←──────────────────────────────┘
//! ```
//!
//! Everything but the [`Driver`] is free of IO. Nothing is generic below the typed view:
//! typed and dynamic users share one machine.

mod backoff;
mod builder;
mod delta;
mod driver;
mod exchange;
mod indexer;
mod reflector;
mod shared;
mod status;
mod store;
mod subscription;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::task::Poll;

pub use self::builder::{IndexValues, InformerBuilder};
pub use self::driver::Driver;
use self::shared::{Handle, Polled};
pub use self::status::{InformerStatus, ListProgress, SyncState};
pub use self::store::{Snapshot, Store};
pub use self::subscription::{Change, Statuses, Subscription};
use crate::api::Api;
use crate::error::{Error, ErrorKind, Result};
use crate::object::{ColumnDefinition, TableRow};

/// A local mirror of a resource. Cloning it gives another handle on the same mirror.
///
/// ```no_run
/// # async fn example(pods: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
/// use outrigger::{Change, Informer};
///
/// let (informer, driver) =
///     Informer::builder(&pods).index("node", |pod| pod.path("/spec/nodeName")).build();
/// # fn spawn(_: impl std::future::Future<Output = ()> + Send + 'static) {}
/// spawn(driver);
/// informer.synced().await?;
/// println!("{} pods", informer.store().len());
///
/// let mut changes = informer.subscribe();
/// while let Some(change) = changes.next().await {
///     match change {
///         Change::Added(pod) => println!("+ {}", pod.name()),
///         Change::Deleted { last, .. } => println!("- {}", last.name()),
///         Change::Modified { new, .. } => println!("~ {}", new.name()),
///     }
/// }
/// # Ok(()) }
/// ```
pub struct Informer<K> {
    handle: Arc<Handle>,
    kind: PhantomData<fn() -> K>,
}

impl<K: 'static> Informer<K> {
    /// Starts to build an informer of what `api` lists.
    pub fn builder(api: &Api<K>) -> InformerBuilder<K> {
        InformerBuilder::new(api)
    }
}

impl<K> Informer<K> {
    const fn new(handle: Arc<Handle>) -> Self {
        Self {
            handle,
            kind: PhantomData,
        }
    }

    /// Ready once the store has held a complete list.
    ///
    /// It waits through failures; [`status`](Self::status) tells of them.
    ///
    /// # Errors
    /// [`ErrorKind::Stopped`] when the informer was stopped or its driver dropped before.
    ///
    /// # Cancel safety
    /// Dropping the future changes nothing.
    pub async fn synced(&self) -> Result<()> {
        let place = self.handle.0.place();
        std::future::poll_fn(|cx| match self.handle.0.poll_synced(&place, cx) {
            Polled::Ready(()) => Poll::Ready(Ok(())),
            Polled::Pending => Poll::Pending,
            Polled::Stopped => {
                let message = "the informer was stopped before its first list was complete";
                Poll::Ready(Err(Error::new(ErrorKind::Stopped, message)))
            }
        })
        .await
    }

    /// The local cache.
    pub fn store(&self) -> Store<K> {
        Store::new(self.handle.clone())
    }

    /// Everything that is there, then every real change.
    pub fn subscribe(&self) -> Subscription<K> {
        Subscription::new(self.handle.clone())
    }

    /// Makes sure that the store is up to date, now: for a page that was hidden, a network that
    /// came back, a machine that may have slept.
    ///
    /// What is open is not trusted any more. The [status](Self::status) is no longer live when
    /// this returns, and is again when a new watch from the same place is open; there is a list
    /// only if the server has forgotten the place. A retry after a failure comes at once, unless
    /// the server asked for the delay.
    ///
    /// It may be called often: there is one watch in a second at most, what is less than 10 s
    /// under way goes on, and one delay in 10 s is cut short.
    pub fn check(&self) {
        self.handle.0.ask_to_check();
    }

    /// Whether somebody looks at what it shows: then its watch stays open where others take turns,
    /// on a transport that has
    /// [few connections](crate::transport::Capabilities::parallel_streams).
    ///
    /// A preferred informer's watch is first in the queue, the oldest turn of another that has had
    /// its answer ends for it at once, and its own does not end as long as it is preferred. One connection at least is
    /// left to the others in turns. So if more are preferred than the rest has room for, or if
    /// there is only one place for watches, the preferred take turns too.
    ///
    /// It may be changed at any time and takes effect when the driver is polled next, which it is
    /// woken for. An informer that is no longer preferred has had its turn if that began 5 s ago;
    /// then its watch ends if others wait. None is preferred at first. Where every watch has a
    /// connection it changes nothing.
    pub fn prefer(&self, preferred: bool) {
        self.handle.0.prefer(preferred);
    }

    /// How it is doing, as far as can be known: a live informer whose driver did not run for 90 s
    /// by either clock is stale, even before the driver runs again.
    pub fn status(&self) -> InformerStatus {
        self.handle.0.status()
    }

    /// How it is doing, now and whenever that changes.
    pub fn statuses(&self) -> Statuses {
        Statuses::new(self.handle.clone())
    }

    /// Ends the driver and every subscription. The store keeps what it has.
    pub fn stop(&self) {
        self.handle.0.request_stop();
    }
}

impl Informer<TableRow> {
    /// The columns of which the rows have the cells, the newest that are known: none before the
    /// first page of the first list, and none if the server makes no Tables.
    ///
    /// Columns change when a CustomResourceDefinition does, or when an API server of another
    /// version answers. The informer learns of it from the next list, or from the first event of
    /// the next watch (a bookmark after a minute at the latest, on most servers); then it lists
    /// anew, and columns and rows change at once: every row is
    /// [`Modified`](super::Change::Modified), and [`statuses`](Self::statuses) has a new one. While
    /// it lists it is not live.
    ///
    /// The pages of a list may have been made before and after such a change. A list of that kind
    /// is taken in only if it is the first, or the one before was like it too, and is followed by
    /// another. Until then rows of different columns are in the store, and
    /// [`Cached::columns`](crate::Cached::columns) says of which a row is.
    ///
    /// ```no_run
    /// # async fn example(client: outrigger::Client) -> outrigger::Result<()> {
    /// use outrigger::Informer;
    ///
    /// let widgets = client.resource("widgets.example.com").await?.tables();
    /// let (informer, driver) = Informer::builder(&widgets).build();
    /// # fn spawn(_: impl std::future::Future<Output = ()> + Send + 'static) {}
    /// spawn(driver);
    /// informer.synced().await?;
    /// let snapshot = informer.store().snapshot();
    /// for row in snapshot.iter() {
    ///     for (column, cell) in row.columns().iter().zip(row.cells()) {
    ///         println!("{} of {}: {cell}", column.name, row.name());
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub fn columns(&self) -> Arc<[ColumnDefinition]> {
        self.store().snapshot().columns().clone()
    }
}

impl<K> Clone for Informer<K> {
    fn clone(&self) -> Self {
        Self::new(self.handle.clone())
    }
}

impl<K> fmt::Debug for Informer<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Informer")
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}
