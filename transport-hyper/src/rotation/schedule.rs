//! When something is looked at, and how long that may hold a request up.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::select;
use outrigger::rt::{Instant, Timer};
use tokio::runtime::Handle;

use super::looks::Looks;

/// How soon again when what was found cannot be used: somebody may be about to write the rest.
pub(super) const INTERVAL_UNUSABLE: Duration = Duration::from_secs(1);
/// How long a request waits for a look. A disk may hang; then it goes out with what is known.
pub(super) const WAIT_MAX: Duration = Duration::from_secs(1);

/// Looks, at most one at a time, on a thread that may block.
pub(super) struct Schedule {
    looks: Looks,
    /// When the last one began.
    begun: Mutex<Instant>,
    timer: Arc<dyn Timer>,
    runtime: Handle,
}

impl Schedule {
    /// For something that has just been looked at.
    pub(super) fn new(timer: Arc<dyn Timer>, runtime: Handle) -> Self {
        Self {
            looks: Looks::default(),
            begun: Mutex::new(timer.now()),
            timer,
            runtime,
        }
    }

    /// Looks if the last look began `interval` ago, and waits for it as everyone does who comes
    /// meanwhile.
    pub(super) async fn look_if_due(
        &self,
        interval: Duration,
        work: impl FnOnce() + Send + 'static,
    ) {
        let (age, due) = self.age(interval);
        if due {
            self.look(work).await;
        } else if age < WAIT_MAX {
            let look = self.looks.current();
            select(Box::pin(look), self.timer.sleep(WAIT_MAX - age)).await;
        }
    }

    /// Waits for a look that begins from now on.
    pub(super) async fn look(&self, work: impl FnOnce() + Send + 'static) {
        let look = self.looks.next(&self.runtime, work);
        select(Box::pin(look), self.timer.sleep(WAIT_MAX)).await;
    }

    /// How long ago the last look began, and whether it is time for the next. If so, that begins
    /// now.
    fn age(&self, interval: Duration) -> (Duration, bool) {
        let now = self.timer.now();
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        let age = now - *begun;
        let due = age >= interval;
        if due {
            *begun = now;
        }
        (age, due)
    }
}
