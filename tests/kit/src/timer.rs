//! Virtual time.

mod drive;
mod run;

use std::collections::BTreeMap;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use outrigger::rt::{BoxFuture, Instant, Timer, Timestamp};

pub use self::drive::Stuck;
pub(crate) use self::drive::{Step, drive};
pub(crate) use self::run::LIMIT;

/// A [`Timer`] that a test moves by hand.
///
/// Nothing passes unless [`advance`](Self::advance) is called, or [`run`](Self::run) drives a
/// future and skips the waiting. Clones share one clock. The wall clock goes along with the
/// monotonic one and can be set apart from it, as when a laptop sleeps.
///
/// # Examples
/// A future that waits an hour is done at once:
/// ```
/// use std::time::Duration;
/// use outrigger::rt::Timer;
/// use outrigger_test::ManualTimer;
///
/// let timer = ManualTimer::new();
/// let started = timer.now();
/// timer.run(timer.sleep(Duration::from_secs(3600)));
/// assert_eq!(timer.now() - started, Duration::from_secs(3600));
/// ```
#[derive(Clone)]
pub struct ManualTimer(Arc<Mutex<Clock>>);

struct Clock {
    now: Duration,
    wall: Duration,
    sleeps: u64,
    /// By deadline, then in the order they were begun.
    sleeping: BTreeMap<(Duration, u64), Option<Waker>>,
}

impl Default for ManualTimer {
    fn default() -> Self {
        Self::new()
    }
}

impl ManualTimer {
    /// A timer at its origin; on the wall it is 2026-01-01T00:00:00Z.
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(Clock {
            now: Duration::ZERO,
            wall: Duration::from_secs(1_767_225_600),
            sleeps: 0,
            sleeping: BTreeMap::new(),
        })))
    }

    /// Lets `duration` pass and wakes those whose deadline it reaches, in the order of their
    /// deadlines, and with the clock at each of them.
    pub fn advance(&self, duration: Duration) {
        let target = self.lock().now.saturating_add(duration);
        while let Some(waker) = self.wake_next(target) {
            waker.wake();
        }
        self.lock().move_to(target);
    }

    /// Goes to the next deadline and wakes those who wait for it; `false` if nobody sleeps.
    pub fn advance_to_next(&self) -> bool {
        let Some(next) = self.next_deadline() else {
            return false;
        };
        let now = self.now();
        self.advance(next - now);
        true
    }

    /// When the next sleeper wakes.
    pub fn next_deadline(&self) -> Option<Instant> {
        let clock = self.lock();
        clock
            .sleeping
            .first_key_value()
            .map(|((deadline, _), _)| Instant::new(*deadline))
    }

    /// How many sleeps are under way: begun, not reached, not dropped.
    pub fn pending(&self) -> usize {
        self.lock().sleeping.len()
    }

    /// Moves the wall clock on by `duration` and leaves the monotonic one: the machine slept.
    pub fn jump_wall(&self, duration: Duration) {
        let mut clock = self.lock();
        clock.wall = clock.wall.saturating_add(duration);
    }

    /// Sets the wall clock, also to an earlier time.
    pub fn set_wall(&self, to: Timestamp) {
        self.lock().wall = to.as_unix();
    }

    /// Takes the next sleeper that is due by `target` and puts the clock at its deadline.
    fn wake_next(&self, target: Duration) -> Option<Waker> {
        let mut clock = self.lock();
        loop {
            let entry = clock.sleeping.first_entry()?;
            let (deadline, _) = *entry.key();
            if deadline > target {
                return None;
            }
            let waker = entry.remove();
            clock.move_to(deadline);
            // One that was never polled has nobody to wake.
            if waker.is_some() {
                return waker;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Clock> {
        // No user code runs under the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock {
    fn move_to(&mut self, target: Duration) {
        let passed = target.saturating_sub(self.now);
        self.now = self.now.max(target);
        self.wall = self.wall.saturating_add(passed);
    }
}

impl Timer for ManualTimer {
    fn now(&self) -> Instant {
        Instant::new(self.lock().now)
    }

    fn wall_now(&self) -> Timestamp {
        Timestamp::from_unix(self.lock().wall)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let mut clock = self.lock();
        let deadline = clock.now.saturating_add(duration);
        let key = (deadline, clock.sleeps);
        clock.sleeps += 1;
        if deadline > clock.now {
            clock.sleeping.insert(key, None);
        }
        Box::pin(Sleep {
            timer: self.clone(),
            key,
        })
    }
}

impl fmt::Debug for ManualTimer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clock = self.lock();
        f.debug_struct("ManualTimer")
            .field("now", &clock.now)
            .field("wall", &Timestamp::from_unix(clock.wall).to_string())
            .field("pending", &clock.sleeping.len())
            .finish()
    }
}

struct Sleep {
    timer: ManualTimer,
    key: (Duration, u64),
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match self.timer.lock().sleeping.get_mut(&self.key) {
            None => Poll::Ready(()),
            Some(waker) => {
                *waker = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        let waker = self.timer.lock().sleeping.remove(&self.key);
        // A waker may own a task whose end takes the lock: it goes after the lock.
        drop(waker);
    }
}

#[cfg(test)]
mod tests {
    use std::task::Wake;

    use futures_util::FutureExt;

    use super::*;

    struct Log(
        &'static str,
        ManualTimer,
        Arc<Mutex<Vec<(&'static str, u64)>>>,
    );

    impl Wake for Log {
        fn wake(self: Arc<Self>) {
            let at = self.1.lock().now.as_secs();
            self.2.lock().unwrap().push((self.0, at));
        }
    }

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn sleepers_wake_in_the_order_of_their_deadlines() {
        let timer = ManualTimer::new();
        let log = Arc::default();
        let mut sleeps = [("c", 3), ("a", 1), ("b", 2), ("after b", 2)].map(|(name, at)| {
            let waker = Waker::from(Arc::new(Log(name, timer.clone(), Arc::clone(&log))));
            let mut sleep = timer.sleep(seconds(at));
            assert!(
                sleep
                    .poll_unpin(&mut Context::from_waker(&waker))
                    .is_pending()
            );
            sleep
        });
        timer.advance(seconds(2));
        assert_eq!(*log.lock().unwrap(), [("a", 1), ("b", 2), ("after b", 2)]);
        assert_eq!(
            (timer.pending(), timer.now()),
            (1, Instant::new(seconds(2)))
        );
        assert!(sleeps[1].as_mut().now_or_never().is_some());
        assert!(sleeps[0].as_mut().now_or_never().is_none());
        assert!(timer.advance_to_next());
        assert!(sleeps[0].as_mut().now_or_never().is_some());
        assert!(!timer.advance_to_next());
    }

    #[test]
    fn a_sleep_counts_from_its_call_and_ends_when_dropped() {
        let timer = ManualTimer::new();
        let unpolled = timer.sleep(seconds(5));
        let dropped = timer.sleep(seconds(5));
        assert!(timer.sleep(Duration::ZERO).now_or_never().is_some());
        assert_eq!(timer.pending(), 2);
        drop(dropped);
        assert_eq!(timer.pending(), 1);
        timer.advance(seconds(5));
        assert!(unpolled.now_or_never().is_some());
    }

    #[test]
    fn the_wall_clock_goes_along_and_jumps_apart() {
        let timer = ManualTimer::new();
        timer.advance(seconds(60));
        assert_eq!(timer.wall_now().to_string(), "2026-01-01T00:01:00Z");
        timer.jump_wall(seconds(3600));
        assert_eq!(timer.wall_now().to_string(), "2026-01-01T01:01:00Z");
        timer.set_wall(Timestamp::from_unix(seconds(0)));
        timer.advance(seconds(1));
        assert_eq!(timer.wall_now().to_string(), "1970-01-01T00:00:01Z");
        assert_eq!(timer.now(), Instant::new(seconds(61)));
    }
}
