use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::StreamExt;
use outrigger::informer::{InformerStatus, Statuses, Subscription, SyncState};
use outrigger::rt::{BoxFuture, Instant, Timer, Timestamp};
use outrigger::{Api, ApiResource, Change, Client, Error, Informer, TableRow};

/// How many changes are taken before messages have their turn.
const BATCH: usize = 1_000;

/// An informer over the rows of a resource, with the driver that runs it.
pub(crate) struct Feed {
    informer: Informer<TableRow>,
    driver: BoxFuture<'static, ()>,
    changes: Subscription<TableRow>,
    statuses: Statuses,
    timer: Arc<dyn Timer>,
    /// Until then others have their turn.
    pause: Option<BoxFuture<'static, ()>>,
    /// Whether everything was taken at least once that a first list brought.
    complete: bool,
    /// Since when not everything was taken; none when it was, at this feed's last turn.
    behind: Option<Instant>,
    /// Whether everything was taken that a list brought, and the watch is open. A watch may bring
    /// more at once than is taken in a turn: that is what happens now, and not a past to catch up.
    settled: bool,
    /// Since when it has not been settled.
    since: Timestamp,
    /// Why the informer was not live when it was last asked to check.
    checking: Option<Arc<Error>>,
}

/// What a [`Feed`] brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct News {
    /// How many objects changed while everything was up to date.
    pub(crate) changes: usize,
    /// How many changes were taken, those of lists too.
    pub(crate) taken: usize,
    /// Whether there is anything else to tell.
    pub(crate) any: bool,
}

impl Feed {
    /// Follows a resource in one namespace, or in all.
    pub(crate) fn new(
        client: &Client,
        timer: &Arc<dyn Timer>,
        resource: ApiResource,
        namespace: Option<&str>,
    ) -> Self {
        let api = Api::dynamic(client.clone(), resource);
        let api = match namespace {
            Some(namespace) => api.within(namespace),
            None => api,
        };
        let (informer, driver) = Informer::builder(&api.tables()).build();
        Self {
            changes: informer.subscribe(),
            statuses: informer.statuses(),
            informer,
            driver: Box::pin(driver),
            since: timer.wall_now(),
            timer: timer.clone(),
            pause: None,
            complete: false,
            behind: None,
            settled: false,
            checking: None,
        }
    }

    pub(crate) const fn informer(&self) -> &Informer<TableRow> {
        &self.informer
    }

    /// Runs the informer, and takes what changed, up to a bound.
    pub(crate) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        mut take: impl FnMut(Change<TableRow>),
    ) -> News {
        let before = (self.is_drained(), self.settled);
        // Somebody may have asked for a check since the last poll.
        let was_steady = is_steady(&self.informer.status());
        // It ends with the informer, which lives as long as this.
        let _ = self.driver.as_mut().poll(cx);
        let mut news = News::default();
        while let Poll::Ready(Some(_)) = self.statuses.poll_next_unpin(cx) {
            news.any = true;
        }
        let status = self.informer.status();
        self.doubt(&status, was_steady);
        if self.has_turn(cx) {
            news.taken = self.take(cx, &mut take);
            news.changes = if self.settled { news.taken } else { 0 };
            if news.taken < BATCH {
                self.behind = None;
                news.any |= !self.complete && has_list(&status);
                self.complete |= has_list(&status);
                self.settled = self.complete && is_steady(&status);
            } else {
                self.behind.get_or_insert_with(|| self.timer.now());
                self.begin_pause(cx);
            }
        }
        news.any |= news.taken > 0 || before != (self.is_drained(), self.settled);
        news
    }

    /// Notes that there is, or was, more to come than what a watch tells of.
    fn doubt(&mut self, status: &InformerStatus, was_steady: bool) {
        let is_steady = was_steady && is_steady(status);
        match &status.state {
            SyncState::Stale { since, .. } => self.since = *since,
            _ if self.settled && !is_steady => self.since = self.timer.wall_now(),
            _ => {}
        }
        self.settled &= is_steady;
    }

    fn begin_pause(&mut self, cx: &mut Context<'_>) {
        let mut pause = self.timer.sleep(Duration::ZERO);
        // Where no time has to pass, the next poll comes at once.
        match pause.as_mut().poll(cx) {
            Poll::Ready(()) => cx.waker().wake_by_ref(),
            Poll::Pending => self.pause = Some(pause),
        }
    }

    fn has_turn(&mut self, cx: &mut Context<'_>) -> bool {
        if let Some(pause) = &mut self.pause
            && pause.as_mut().poll(cx).is_pending()
        {
            return false;
        }
        self.pause = None;
        true
    }

    fn take(&mut self, cx: &mut Context<'_>, take: &mut impl FnMut(Change<TableRow>)) -> usize {
        for taken in 0..BATCH {
            match self.changes.poll_next_unpin(cx) {
                Poll::Ready(Some(change)) => take(change),
                _ => return taken,
            }
        }
        BATCH
    }

    /// Makes sure that what is there is up to date.
    pub(crate) fn check(&mut self) {
        let was_live = self.informer.status().is_live();
        self.informer.check();
        self.checking = match self.informer.status().state {
            SyncState::Stale { cause, .. } if was_live => Some(cause),
            _ => None,
        };
    }

    /// Whether this is the doubt of a [`check`](Self::check), and nothing that went wrong.
    pub(crate) fn is_check(&self, cause: &Arc<Error>) -> bool {
        self.checking
            .as_ref()
            .is_some_and(|mine| Arc::ptr_eq(mine, cause))
    }

    /// Whether a first list was taken in whole.
    pub(crate) const fn is_complete(&self) -> bool {
        self.complete
    }

    /// Whether nothing is left to be taken, as far as is known.
    pub(crate) const fn is_drained(&self) -> bool {
        self.behind.is_none()
    }

    /// For how long something has been left to be taken.
    pub(crate) fn behind(&self) -> Duration {
        let behind = self.behind.map(|since| self.timer.now() - since);
        behind.unwrap_or_default()
    }

    /// Whether what was taken is what there is.
    pub(crate) const fn is_settled(&self) -> bool {
        self.settled
    }

    /// Since when it has not been settled.
    pub(crate) const fn since(&self) -> Timestamp {
        self.since
    }
}

/// Whether what comes is of a watch, so that everything was up to date before.
const fn is_steady(status: &InformerStatus) -> bool {
    status.is_live() && status.listing.is_none()
}

/// Whether the store has held a complete list. Some aggregated API servers set no versions.
const fn has_list(status: &InformerStatus) -> bool {
    status.is_live() || !status.resource_version.is_empty()
}
