//! A watch among more watches than there are connections: it waits for its turn, and is ended
//! when others wait.

use std::sync::Arc;

use super::{Demand, Now, Output, Reflector, State, Step, SyncState};
use crate::error::{Error, ErrorKind};

impl Reflector {
    /// The watch is not sent before its turn comes. Until it is open nobody knows what happens.
    pub(super) fn queued(&mut self, demand: Demand, now: Now) {
        let State::Watching(watching) = &mut self.state else {
            return;
        };
        watching.queued = true;
        let since = match &self.health {
            // Something has failed, and the queue is the lesser news.
            SyncState::Stale { .. } if !self.doubted => return,
            SyncState::Stale { since, .. } => *since,
            // Up to now the watches were in good order, or the list has just ended.
            _ => self.heard.unwrap_or(now.wall),
        };
        let Demand { watches, places } = demand;
        let message =
            format!("waiting for a free connection: {watches} watches take turns on {places}");
        let error = Error::new(ErrorKind::Waiting, message);
        let cause = Arc::new(error.asked(watching.verb(), &watching.path));
        self.unproven = None;
        self.health = SyncState::Stale { since, cause };
    }

    /// The watch is sent: from now on an answer can be expected.
    pub(super) fn admitted(&mut self, now: Now) {
        if let State::Watching(watching) = &mut self.state {
            watching.queued = false;
            watching.heard = now;
            watching.started = now;
        }
    }

    /// Others wait: the watch ends, as soon as it has brought something or there is nothing that
    /// it is about to bring.
    pub(super) fn turn_over(&mut self, now: Now) {
        if let State::Watching(watching) = &mut self.state {
            watching.over = true;
        }
        self.make_room(now);
    }

    /// Ends a watch whose turn is over, and goes to the end of the queue. The watch has done what
    /// it could: nothing has failed.
    pub(super) fn make_room(&mut self, now: Now) {
        let State::Watching(watching) = &self.state else {
            return;
        };
        // An event that is cut off comes again; one that is longer than a turn has to arrive.
        if !watching.over || watching.is_inside_its_first_event() {
            return;
        }
        self.outputs.push_back(Output::Abort(watching.id));
        self.unproven = None;
        self.backoff.reset();
        let until = watching.next_start().max(now.monotonic);
        self.state = State::Waiting {
            until,
            then: Step::Watch,
        };
    }
}
