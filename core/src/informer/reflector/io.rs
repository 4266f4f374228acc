//! What goes into the reflector and what comes out.

use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, ErrorKind};
use crate::object::{ApiResource, ColumnDefinition, StoredObject};
use crate::request::{Form, Request, ResourcePath};
use crate::rt::{Instant, Timestamp};

/// What to mirror, and the bounds.
#[derive(Clone, Debug)]
pub(in crate::informer) struct Config {
    pub(in crate::informer) resource: Arc<ApiResource>,
    pub(in crate::informer) namespace: Option<Arc<str>>,
    pub(in crate::informer) form: Form,
    pub(in crate::informer) label_selector: String,
    pub(in crate::informer) field_selector: String,
    pub(in crate::informer) page_size: u64,
    pub(in crate::informer) object_limit: usize,
    pub(in crate::informer) watch_silence: Duration,
    pub(in crate::informer) answer_silence: Duration,
}

impl Config {
    pub(super) fn path(&self) -> ResourcePath<'_> {
        ResourcePath {
            resource: &self.resource,
            namespace: self.namespace.as_deref(),
            subresource: None,
            form: self.form,
        }
    }
}

/// Both clocks at one moment.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::informer) struct Now {
    pub(in crate::informer) monotonic: Instant,
    pub(in crate::informer) wall: Timestamp,
}

impl Now {
    /// How long ago `earlier` was, by the clock that saw more of it: a monotonic clock stands
    /// still while the machine sleeps.
    pub(in crate::informer) fn since(self, earlier: Self) -> Duration {
        let wall = self.wall.saturating_duration_since(earlier.wall);
        wall.max(self.monotonic - earlier.monotonic)
    }

    /// Whether the machine slept since `earlier`: the wall clock went on and the other did not.
    pub(super) fn slept_since(self, earlier: Self) -> bool {
        const SLACK: Duration = Duration::from_secs(5);
        let wall = self.wall.saturating_duration_since(earlier.wall);
        wall > (self.monotonic - earlier.monotonic) + SLACK
    }

    /// Why a store may be behind that was looked after at `attended` and not since, if too long
    /// ago or if the machine slept meanwhile.
    pub(in crate::informer) fn unattended_since(self, attended: Self) -> Option<Arc<Error>> {
        let alone = self.since(attended);
        if alone <= UNATTENDED && !self.slept_since(attended) {
            return None;
        }
        let seconds = alone.as_secs();
        let message =
            format!("the informer did not run for {seconds} s; the machine may have slept");
        Some(Arc::new(Error::new(ErrorKind::Transport, message)))
    }
}

/// A driver looks after its informer every few seconds. If it did not for this long, nobody knows
/// what happened meanwhile; a hidden page may be allowed to run once a minute.
const UNATTENDED: Duration = Duration::from_secs(90);

/// Tells one exchange from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::informer) struct ExchangeId(pub(super) u64);

/// What happened.
#[derive(Debug)]
pub(in crate::informer) enum Input<'a> {
    /// The head of a 2xx answer arrived.
    Opened(ExchangeId),
    /// A part of the body arrived.
    Chunk(ExchangeId, &'a [u8]),
    /// The body ended as it should.
    Ended(ExchangeId),
    /// There was no answer, it was no 2xx, or its body broke off.
    Failed(ExchangeId, Error),
    /// It has not been sent: it waits for its turn among this many.
    Queued(ExchangeId, Demand),
    /// Its turn has come and it is sent.
    Admitted(ExchangeId),
    /// Others wait for the connection that it has.
    TurnOver(ExchangeId),
    /// What is open may be dead, for this reason.
    Check(Arc<Error>),
    /// Time passed.
    Tick,
}

/// How many watches share how many connections.
#[derive(Clone, Copy, Debug)]
pub(in crate::informer) struct Demand {
    pub(in crate::informer) watches: usize,
    pub(in crate::informer) places: usize,
}

/// What to do.
#[derive(Debug)]
pub(in crate::informer) enum Output {
    /// Send this; there is no other exchange open.
    Send(ExchangeId, Request),
    /// Drop this exchange.
    Abort(ExchangeId),
    /// Tell the store.
    Event(Event),
    /// Nothing, until something happens or this moment comes.
    Wait { until: Instant },
}

/// What the store learns.
#[derive(Debug)]
pub(in crate::informer) enum Event {
    /// A list begins. One that was under way is void.
    ListStarted,
    /// The rows that follow have the cells of these columns.
    Columns(Arc<[ColumnDefinition]>),
    /// The list has this object.
    Listed(StoredObject),
    /// The list is complete: what it did not have does not exist.
    ListEnded,
    /// An object was added or modified.
    Applied(StoredObject),
    /// An object is gone; its last state.
    Deleted(StoredObject),
}
