//! The body of a watch: frames as they come.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use outrigger::rt::{BoxFuture, Instant, Timestamp};
use outrigger::transport::{TransportError, TransportErrorKind};

use super::frame::Frames;
use super::read::{Started, WatchPlan};
use super::server::{Shared, Watcher};
use super::store::{Change, Record};

/// A bookmark this often, for those who asked for them.
const BOOKMARK_EVERY: Duration = Duration::from_secs(60);

/// The last bookmark comes this long before the watch ends.
const BOOKMARK_BEFORE_END: Duration = Duration::from_secs(2);

/// Frames are put together into chunks of about this size.
const CHUNK: usize = 64 * 1024;

/// A watch under way, as a stream of its body's chunks.
pub(crate) struct Watching {
    shared: Arc<Shared>,
    watcher: Watcher,
    /// The server's run that it belongs to; a restart breaks it.
    run: u64,
    plan: WatchPlan,
    frames: Frames,
    /// The initial state that is yet to be sent.
    initial: std::vec::IntoIter<Arc<Record>>,
    initial_end: bool,
    /// Changes up to here were sent.
    revision: u64,
    end: Instant,
    next_bookmark: Option<Instant>,
    sleep: Option<BoxFuture<'static, ()>>,
    over: bool,
}

impl Watching {
    pub(crate) fn new(shared: Arc<Shared>, run: u64, mut plan: WatchPlan, frames: Frames) -> Self {
        let start = std::mem::replace(&mut plan.start, Started::After(0));
        let now = shared.timer.now();
        let mut watching = Self {
            frames,
            run,
            end: now + plan.timeout,
            next_bookmark: None,
            initial: Vec::new().into_iter(),
            initial_end: false,
            revision: 0,
            sleep: None,
            over: false,
            watcher: Watcher::new(&shared),
            shared,
            plan,
        };
        match start {
            Started::State(records, revision) => {
                watching.initial = records.into_iter();
                watching.initial_end = watching.plan.watch_list;
                watching.revision = revision;
            }
            Started::After(revision) => watching.revision = revision,
            Started::Failed(failure) => {
                watching.frames.error(&failure);
                watching.over = true;
            }
        }
        watching.plan_bookmark(now);
        watching
    }

    fn plan_bookmark(&mut self, now: Instant) {
        if !self.plan.bookmarks {
            return;
        }
        let last = Instant::default()
            + (self.end - Instant::default()).saturating_sub(BOOKMARK_BEFORE_END);
        let next = (now + BOOKMARK_EVERY).min(last);
        self.next_bookmark = (next > now).then_some(next);
    }

    /// Puts together what there is to say.
    fn fill(&mut self) -> Result<(), TransportError> {
        let now = self.shared.timer.wall_now();
        while !self.frames.is_full(CHUNK) {
            let Some(record) = self.initial.next() else {
                break;
            };
            self.frames.object("ADDED", &record, now);
        }
        if !self.initial.as_slice().is_empty() {
            return Ok(());
        }
        if std::mem::take(&mut self.initial_end) {
            self.frames.bookmark(self.revision, true, now);
        }
        let shared = self.shared.clone();
        let state = shared.lock();
        if state.run != self.run {
            let why = "the API server went away";
            return Err(TransportError::new(TransportErrorKind::Interrupted, why));
        }
        let history = state.model.store.history();
        if self.revision < history.start() {
            // Too slow: the server lets go of such a watch, without a word.
            self.over = true;
            return Ok(());
        }
        for change in history.since(self.revision) {
            if self.frames.is_full(CHUNK) {
                return Ok(());
            }
            self.revision = change.revision();
            self.frames_of(change, now);
            self.over |= self.frames.broken;
        }
        // Of the same look: a bookmark at a later revision would hide what came between.
        self.revision = self.revision.max(state.model.store.revision());
        Ok(())
    }

    /// A change as this watch sees it: what comes into its selection is added, what leaves it is
    /// deleted.
    fn frames_of(&mut self, change: &Change, now: Timestamp) {
        let scope = &self.plan.scope;
        if change.storage() != self.storage() || !change.key().starts_with(&scope.prefix()) {
            return;
        }
        let seen = |record: &Arc<Record>| self.plan.selection.matches(&scope.resource, record);
        let before = change.old().filter(|record| seen(record));
        let after = change.current().filter(|record| seen(record));
        let frames = &mut self.frames;
        match (before, after) {
            (None, None) => {}
            (None, Some(record)) => frames.object("ADDED", record, now),
            (Some(_), Some(record)) => frames.object("MODIFIED", record, now),
            (Some(_), None) if change.current().is_none() => {
                frames.object("DELETED", change.last(), now);
            }
            (Some(old), None) => {
                frames.object("DELETED", &old.at_revision(change.revision()), now);
            }
        }
    }

    fn storage(&self) -> String {
        self.plan.scope.resource.storage()
    }

    /// Whether time alone has something to say; registers for when it will.
    fn poll_time(&mut self, cx: &mut Context<'_>) -> bool {
        loop {
            let now = self.shared.timer.now();
            if now >= self.end {
                self.over = true;
                return true;
            }
            if self.next_bookmark.is_some_and(|at| now >= at) {
                let wall = self.shared.timer.wall_now();
                self.frames.bookmark(self.revision, false, wall);
                self.plan_bookmark(now);
                return true;
            }
            let next = self.next_bookmark.map_or(self.end, |at| at.min(self.end));
            let timer = &self.shared.timer;
            let sleep = self.sleep.get_or_insert_with(|| timer.sleep(next - now));
            if sleep.as_mut().poll(cx).is_pending() {
                return false;
            }
            self.sleep = None;
        }
    }
}

impl Stream for Watching {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(chunk) = self.frames.take() {
                return Poll::Ready(Some(Ok(chunk)));
            }
            if self.over {
                return Poll::Ready(None);
            }
            // Before looking, so that what comes meanwhile wakes it.
            self.watcher.wake(cx.waker());
            if let Err(error) = self.fill() {
                self.over = true;
                return Poll::Ready(Some(Err(error)));
            }
            if self.frames.is_empty() && !self.over && !self.poll_time(cx) {
                return Poll::Pending;
            }
        }
    }
}
