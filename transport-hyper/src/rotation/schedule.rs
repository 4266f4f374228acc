//! When something is looked at, and how long that may hold a request up.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use outrigger::rt::{Instant, Timer};
use tokio::runtime::Handle;
use tokio::select;

use super::looks::Looks;

/// How soon again when what was found cannot be used: somebody may be about to write the rest.
pub(super) const INTERVAL_UNUSABLE: Duration = Duration::from_secs(1);
/// How long a request waits for a look. A disk may hang; then it goes out with what is known.
pub(super) const WAIT_MAX: Duration = Duration::from_secs(1);

/// Looks at something, and says whether what was found can be used. Blocks.
pub(super) type Look = Box<dyn FnOnce() -> bool + Send>;

/// Looks, at most one at a time, on a thread that may block.
pub(super) struct Schedule {
    looks: Looks,
    interval: Duration,
    /// What was found last can be used.
    sound: Arc<AtomicBool>,
    /// When the last one began.
    begun: Mutex<Instant>,
    timer: Arc<dyn Timer>,
    runtime: Handle,
}

impl Schedule {
    /// For something that has just been looked at, and is to be again after `interval`. `sound`
    /// says whether what was found can be used.
    pub(super) fn new(
        interval: Duration,
        sound: bool,
        timer: Arc<dyn Timer>,
        runtime: Handle,
    ) -> Self {
        Self {
            looks: Looks::default(),
            interval,
            sound: Arc::new(AtomicBool::new(sound)),
            begun: Mutex::new(timer.now()),
            timer,
            runtime,
        }
    }

    /// Looks if it is time, and waits for it as everyone does who comes meanwhile.
    pub(super) async fn look_if_due(&self, work: Look) {
        let (age, due) = self.age();
        if due {
            self.look(work).await;
        } else if age < WAIT_MAX {
            select! {
                biased;
                () = self.looks.current() => {}
                () = self.timer.sleep(WAIT_MAX - age) => {}
            }
        }
    }

    /// Waits for a look that begins from now on.
    pub(super) async fn look(&self, work: Look) {
        let sound = Arc::clone(&self.sound);
        let work = move || sound.store(work(), Ordering::Relaxed);
        select! {
            biased;
            () = self.looks.next(&self.runtime, work) => {}
            () = self.timer.sleep(WAIT_MAX) => {}
        }
    }

    /// How long ago the last look began, and whether it is time for the next. If so, that begins
    /// now.
    fn age(&self) -> (Duration, bool) {
        let interval = match self.sound.load(Ordering::Relaxed) {
            true => self.interval,
            false => INTERVAL_UNUSABLE,
        };
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
