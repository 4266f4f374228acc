//! The reflector: lists, watches, and recovers, as a state machine without IO.
//!
//! # How to run it
//! 1. Call [`poll_output`](Reflector::poll_output) and do what it says, until it says
//!    [`Output::Wait`].
//! 2. Wait for the exchange, or until the moment it named.
//! 3. Give it what happened by [`handle_input`](Reflector::handle_input), and go to 1.
//!
//! At most one exchange is open at any time. Input of an exchange that is over is ignored.
//! Nothing a server sends can make the machine panic, spin or refuse; what is wrong with an
//! answer becomes a [stale](super::SyncState::Stale) state, a delay, and another try.
//!
//! # Where it differs from client-go's reflector
//! - It lists from the newest state (`resourceVersion` unset), in pages, always. client-go's
//!   first list asks for `resourceVersion=0`, which may go back in time against another
//!   apiserver.
//! - A watch that breaks is opened again from where it was; client-go lists again after some.
//! - A watch that was open for ten seconds begins the backoff anew. client-go waits for two minutes
//!   without a failure, and so stays away for up to a minute after a second restart.
//! - After expired history the backoff counts from the list before, so that an informer that lost
//!   its place is put right at once. client-go waits from the moment it learnt of it.
//! - Silence is bounded: a watch on which nothing arrives is opened again, so that a connection
//!   that died without a word is noticed on every transport.
//! - Where watches share connections, one waits for its turn before it is sent, and ends when its
//!   turn is over. The store is stale while it waits, and the silence is not the server's.

mod check;
mod health;
mod io;
mod list;
mod turns;
mod watch;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

pub(super) use self::io::{Config, Demand, Event, ExchangeId, Input, Now, Output};
use self::list::Listing;
use self::watch::Watching;
use super::backoff::ReflectorBackoff;
use super::status::{InformerStatus, ListProgress, SyncState};
use crate::object::ColumnDefinition;
use crate::random::Random;
use crate::request::Request;
use crate::rt::{Instant, Timestamp};

/// The reflector's state machine.
#[derive(Debug)]
pub(super) struct Reflector {
    config: Config,
    state: State,
    outputs: VecDeque<Output>,
    backoff: ReflectorBackoff,
    random: Random,
    next_id: u64,
    /// The moment of history that the store shows, once a list was complete.
    resource_version: String,
    /// When the last list began.
    list_started: Instant,
    /// The columns of the last list, where it was a Table.
    columns: Option<Arc<[ColumnDefinition]>>,
    /// The last list was not taken in, as its pages did not agree on the columns.
    thrown_away: bool,
    /// A list in pages expired underway; the next one asks for everything at once.
    unpaged: bool,
    /// The last moment at which the server was heard.
    heard: Option<Timestamp>,
    /// Since when the store was stale, until the watch that ended this has brought something: a
    /// server may open a watch only to say that its history is gone.
    unproven: Option<Timestamp>,
    /// How far the last list came.
    listed: Option<ListProgress>,
    /// How many watches in a row failed before they brought an event.
    failed_watches: u32,
    /// It is stale for nothing but a doubt: nothing has failed.
    doubted: bool,
    /// When a check last cut a delay short.
    checked: Option<Now>,
    /// Before this the server wants to hear nothing.
    not_before: Instant,
    health: SyncState,
}

#[derive(Debug)]
enum State {
    Waiting { until: Instant, then: Step },
    Listing(Listing),
    Watching(Watching),
}

/// What comes after a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    List,
    Watch,
}

impl Reflector {
    pub(super) fn new(config: Config, seed: u64) -> Self {
        Self {
            config,
            state: State::Waiting {
                until: Instant::default(),
                then: Step::List,
            },
            outputs: VecDeque::new(),
            backoff: ReflectorBackoff::new(Random::new(seed)),
            random: Random::new(!seed),
            next_id: 0,
            resource_version: String::new(),
            list_started: Instant::default(),
            columns: None,
            thrown_away: false,
            unpaged: false,
            heard: None,
            unproven: None,
            listed: None,
            failed_watches: 0,
            doubted: false,
            checked: None,
            not_before: Instant::default(),
            health: SyncState::Starting,
        }
    }

    /// What is to be done. It always answers; [`Output::Wait`] means nothing is left.
    pub(super) fn poll_output(&mut self, now: Now) -> Output {
        if self.outputs.is_empty() {
            self.check_time(now);
        }
        let until = self.deadline();
        self.outputs.pop_front().unwrap_or(Output::Wait { until })
    }

    /// Takes in what happened.
    pub(super) fn handle_input(&mut self, now: Now, input: Input<'_>) {
        let current = match &self.state {
            State::Listing(listing) => Some(listing.id),
            State::Watching(watching) => Some(watching.id),
            State::Waiting { .. } => None,
        };
        match input {
            Input::Tick => self.check_time(now),
            Input::Opened(id) if current == Some(id) => {
                self.hear(now);
                self.opened();
            }
            Input::Chunk(id, chunk) if current == Some(id) => {
                self.hear(now);
                match &self.state {
                    State::Listing(_) => self.list_chunk(chunk, now),
                    _ => self.watch_chunk(chunk, now),
                }
            }
            Input::Ended(id) if current == Some(id) => match &self.state {
                State::Listing(_) => self.list_ended(now),
                _ => self.watch_ended(now),
            },
            Input::Failed(id, error) if current == Some(id) => {
                self.note_expired_page(&error);
                let then = self.after(&error);
                self.fail_over(error, then, now);
            }
            Input::Queued(id, demand) if current == Some(id) => self.queued(demand, now),
            Input::Admitted(id) if current == Some(id) => self.admitted(now),
            Input::TurnOver(id) if current == Some(id) => self.turn_over(now),
            Input::Check(cause) => self.check(cause, now),
            // An exchange that is over.
            Input::Opened(_)
            | Input::Chunk(..)
            | Input::Ended(_)
            | Input::Failed(..)
            | Input::Queued(..)
            | Input::Admitted(_)
            | Input::TurnOver(_) => {}
        }
    }

    /// How the mirror is doing.
    pub(super) fn status(&self) -> InformerStatus {
        let listing = match &self.state {
            State::Listing(listing) => Some(listing.progress(self.config.page_size)),
            // The list is complete and counts when the watch is open.
            State::Watching(watching) if !watching.opened => self.listed,
            _ => None,
        };
        let resource_version = self.resource_version.clone();
        InformerStatus {
            state: self.health.clone(),
            listing,
            resource_version,
        }
    }

    /// The last moment at which the server was heard.
    pub(super) const fn heard(&self) -> Option<Timestamp> {
        self.heard
    }

    fn hear(&mut self, now: Now) {
        self.heard = Some(now.wall);
        match &mut self.state {
            State::Listing(listing) => listing.heard = now,
            State::Watching(watching) => watching.heard = now,
            State::Waiting { .. } => {}
        }
    }

    fn opened(&mut self) {
        if let State::Watching(watching) = &mut self.state {
            watching.opened = true;
            self.listed = None;
            if let SyncState::Stale { since, .. } = self.health {
                self.unproven = Some(since);
            }
            self.doubted = false;
            self.health = SyncState::Live;
        }
    }

    /// The next moment at which time alone changes something.
    fn deadline(&self) -> Instant {
        match &self.state {
            State::Waiting { until, .. } => *until,
            State::Listing(listing) => listing.heard.monotonic + self.config.answer_silence,
            State::Watching(watching) if watching.queued => Instant::new(Duration::MAX),
            State::Watching(watching) => watching.heard.monotonic + self.watch_limit(watching),
        }
    }

    fn watch_limit(&self, watching: &Watching) -> Duration {
        if watching.opened && watching.over {
            // Others wait, and the rest of an event does not come.
            self.config.watch_silence.min(self.config.answer_silence)
        } else if watching.opened {
            self.config.watch_silence
        } else {
            self.config.answer_silence
        }
    }

    fn check_time(&mut self, now: Now) {
        match &self.state {
            State::Waiting { until, then } if *until <= now.monotonic => match then {
                Step::List => self.start_list(now),
                Step::Watch => self.start_watch(now),
            },
            State::Waiting { .. } => {}
            State::Listing(listing) => {
                if now.since(listing.heard) >= self.config.answer_silence {
                    self.silent(self.config.answer_silence, Step::List, now);
                }
            }
            // Nobody was asked, so nobody is silent.
            State::Watching(watching) if watching.queued => {}
            State::Watching(watching) => {
                let limit = self.watch_limit(watching);
                if now.since(watching.heard) >= limit {
                    self.watch_silent(limit, now);
                }
            }
        }
    }

    /// A watch on which nothing arrives is opened anew. Where time went by at the ordinary pace,
    /// the server may just have had nothing to say, and only a watch that cannot be opened makes
    /// the store stale; after a sleep it is stale until the watch is open.
    fn watch_silent(&mut self, limit: Duration, now: Now) {
        match &self.state {
            State::Watching(watching) if watching.opened && !now.slept_since(watching.heard) => {
                self.outputs.push_back(Output::Abort(watching.id));
                self.state = State::Waiting {
                    until: now.monotonic,
                    then: Step::Watch,
                };
                self.check_time(now);
            }
            _ => self.silent(limit, Step::Watch, now),
        }
    }

    fn send(&mut self, request: Request) -> ExchangeId {
        self.next_id += 1;
        let id = ExchangeId(self.next_id);
        self.outputs.push_back(Output::Send(id, request));
        id
    }
}

#[cfg(test)]
mod tests;
