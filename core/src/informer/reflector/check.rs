//! Somebody doubts that what is open still works: a machine that slept, a page that was hidden.

use std::sync::Arc;
use std::time::Duration;

use super::{Now, Output, Reflector, State, Step, SyncState};
use crate::error::Error;

/// An exchange that was asked for, or brought something, less than this ago is trusted.
const TRUSTED: Duration = Duration::from_secs(10);

/// The least time between two delays that a check cuts short.
const SPACING: Duration = Duration::from_secs(10);

impl Reflector {
    /// Goes stale because of `cause` until a watch opens, and sees to it that one does soon.
    ///
    /// An open watch is not trusted: it is opened anew from where the store is. A delay after a
    /// failure is cut short, unless the server asked for it. What was sent a moment ago, and what
    /// waits for its turn, goes on.
    pub(super) fn check(&mut self, cause: Arc<Error>, now: Now) {
        if matches!(self.health, SyncState::Live) {
            self.go_stale(cause, now);
            self.doubted = true;
        }
        match &mut self.state {
            State::Watching(watching) if watching.queued => {}
            State::Watching(watching) => {
                if watching.opened || now.since(watching.started) >= TRUSTED {
                    let until = watching.next_start().max(now.monotonic);
                    self.outputs.push_back(Output::Abort(watching.id));
                    let then = Step::Watch;
                    self.state = State::Waiting { until, then };
                }
            }
            State::Listing(listing) => {
                if now.since(listing.heard) >= TRUSTED {
                    self.outputs.push_back(Output::Abort(listing.id));
                    let (until, then) = (now.monotonic, Step::List);
                    self.state = State::Waiting { until, then };
                }
            }
            State::Waiting { until, .. } => {
                if self.checked.is_none_or(|last| now.since(last) >= SPACING) {
                    self.checked = Some(now);
                    let soon = now.monotonic.max(self.not_before);
                    *until = soon.min(*until);
                }
            }
        }
        self.check_time(now);
    }
}
