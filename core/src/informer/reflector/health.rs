//! What becomes of the store and of the next try when an exchange is over before its time.

use std::sync::Arc;
use std::time::Duration;

use super::super::backoff::RETRY_AFTER_CAP;
use super::{Listing, Now, Output, Reflector, State, Step, SyncState, Watching};
use crate::error::{Error, ErrorKind};
use crate::object::Status;

/// How many watches in a row may end in a server error before a list takes over.
const FAILED_WATCHES_MAX: u32 = 3;

impl Reflector {
    /// Gives up on an exchange on which nothing arrives.
    pub(super) fn silent(&mut self, limit: Duration, then: Step, now: Now) {
        let message = format!("nothing was heard for {} s", limit.as_secs());
        self.abort(Error::new(ErrorKind::Transport, message), then, now);
    }

    /// What to do after an exchange failed: a mirror that is only behind is caught up by a
    /// watch; one that may be wrong is listed anew.
    pub(super) fn after(&self, error: &Error) -> Step {
        let (State::Watching(_), false) = (&self.state, self.resource_version.is_empty()) else {
            return Step::List;
        };
        let server_error = error
            .status()
            .is_some_and(|status| status.code >= 500 && !is_of_the_future(status));
        let passing = match error.kind() {
            // Nothing was said about the store.
            ErrorKind::Credentials | ErrorKind::Transport => true,
            _ if error.is_too_many_requests() => true,
            // It may be this very resourceVersion that the server cannot serve.
            _ => server_error && self.failed_watches < FAILED_WATCHES_MAX,
        };
        if passing { Step::Watch } else { Step::List }
    }

    /// Drops the exchange because of what it brought, and tries again later.
    pub(super) fn abort(&mut self, error: Error, then: Step, now: Now) {
        if let State::Listing(Listing { id, .. }) | State::Watching(Watching { id, .. }) =
            &self.state
        {
            self.outputs.push_back(Output::Abort(*id));
        }
        self.fail_over(error, then, now);
    }

    /// Goes stale and tries again later; there is no exchange any more.
    pub(super) fn fail_over(&mut self, error: Error, then: Step, now: Now) {
        let error = match &self.state {
            State::Listing(listing) => error.asked(listing.verb(), &listing.path),
            State::Watching(watching) => error.asked(watching.verb(), &watching.path),
            State::Waiting { .. } => error,
        };
        if let State::Watching(watching) = &self.state {
            self.failed_watches += 1;
            if watching.was_healthy(now) {
                self.backoff.reset();
            }
        }
        let asked = error.retry_after().unwrap_or_default();
        let delay = self.backoff.delay(now.monotonic, asked);
        // The list that expired history asks for is no repetition of what failed; it is only kept
        // from following the list before too soon.
        let from = if error.is_expired() {
            self.list_started
        } else {
            now.monotonic
        };
        self.not_before = now.monotonic + asked.min(RETRY_AFTER_CAP);
        self.doubted = false;
        self.go_stale(Arc::new(error), now);
        self.state = State::Waiting {
            until: (from + delay).max(now.monotonic),
            then,
        };
    }

    /// The store may be behind: since the server was last heard, or longer if it was so before.
    pub(super) fn go_stale(&mut self, cause: Arc<Error>, now: Now) {
        let since = match &self.health {
            SyncState::Stale { since, .. } => *since,
            SyncState::Live => {
                let young = matches!(&self.state, State::Watching(open) if open.is_young(now));
                let before = self.unproven.take().filter(|_| young);
                before.or(self.heard).unwrap_or(now.wall)
            }
            _ => now.wall,
        };
        self.health = SyncState::Stale { since, cause };
    }

    /// Lists anew because there are rows of which the cells belong to other columns. Nothing went
    /// wrong, but until then the store misses what happens; the backoff is against servers that do
    /// not agree.
    pub(super) fn list_again(&mut self, now: Now) {
        if let (SyncState::Live, State::Watching(watching)) = (&self.health, &self.state) {
            let message = "the columns have changed; the rows are listed anew";
            let error = Error::new(ErrorKind::Decode, message);
            let cause = Arc::new(error.asked(watching.verb(), &watching.path));
            self.go_stale(cause, now);
        }
        let delay = self.backoff.delay(now.monotonic, Duration::ZERO);
        self.state = State::Waiting {
            until: (self.list_started + delay).max(now.monotonic),
            then: Step::List,
        };
    }
}

/// Whether the server said that a resourceVersion lies in its future.
fn is_of_the_future(status: &Status) -> bool {
    const MESSAGE: &str = "Too large resource version";
    let causes = &status.details.causes;
    causes
        .iter()
        .any(|cause| cause.reason == "ResourceVersionTooLarge")
        || (status.reason == "Timeout"
            && (status.message.contains(MESSAGE)
                || causes.iter().any(|cause| cause.message.contains(MESSAGE))))
}
