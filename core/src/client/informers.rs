//! What a client does for its informers.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::Client;
pub(crate) use super::budget::{Queued, Turn};
use super::call::Rules;
use crate::error::Result;
use crate::request::Request;
use crate::rt::BoxFuture;
use crate::transport::Body;

/// What keeps something open, and can make sure that it still works.
pub(crate) trait Check: Send + Sync {
    /// Trusts nothing that is open.
    fn check(&self);
}

/// The informers of a client and its clones, as long as they live.
#[derive(Default)]
pub(super) struct Informers(Mutex<Vec<Weak<dyn Check>>>);

impl Informers {
    pub(super) fn add(&self, informer: Weak<dyn Check>) {
        let mut informers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        informers.retain(|informer| informer.strong_count() > 0);
        informers.push(informer);
    }

    pub(super) fn check(&self) {
        let informers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let alive: Vec<Arc<dyn Check>> = informers.iter().filter_map(Weak::upgrade).collect();
        drop(informers);
        alive.iter().for_each(|informer| informer.check());
    }
}

impl fmt::Debug for Informers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Informers")
    }
}

impl Client {
    /// As [`Informer::check`](crate::Informer::check), for all informers of this client and its
    /// clones: when the machine woke up, the page is shown again, or the network is back. None of
    /// them is live when this returns.
    pub fn check(&self) {
        self.0.informers.check();
    }

    /// Has `informer` checked by [`check`](Self::check), as long as it lives.
    pub(crate) fn register(&self, informer: Weak<dyn Check>) {
        self.0.informers.add(informer);
    }

    /// The queue for a turn of an informer's watch; `None` where nobody has to wait.
    pub(crate) fn turn(&self, preferred: bool) -> Option<Queued> {
        let budget = self.0.budget.as_ref();
        budget.map(|budget| budget.rotating(preferred))
    }

    /// As [`open`](Self::open), by one who has a turn if one is needed, and who knows when to send
    /// again: one attempt, at once.
    pub(crate) fn open_now(&self, request: Request) -> BoxFuture<'_, Result<http::Response<Body>>> {
        let rules = Rules::once(self, &request);
        self.open_by(request, rules)
    }
}
