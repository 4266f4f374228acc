use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use super::drive::{Step, drive};
use super::{ManualTimer, Stuck};

/// How long a run may take in virtual time unless told.
pub(crate) const LIMIT: Duration = Duration::from_secs(24 * 3600);

impl ManualTimer {
    /// Runs `future` on this thread, skipping to the next deadline whenever it waits.
    ///
    /// The same future takes the same steps each time. It may not wait for another thread.
    /// To run several, join them, or spawn them on an [`Executor`](crate::Executor).
    ///
    /// # Panics
    /// When it cannot be run to its end within a day of virtual time; see
    /// [`try_run`](Self::try_run).
    ///
    /// # Examples
    /// ```
    /// use std::time::Duration;
    /// use outrigger::rt::Timer;
    /// use outrigger_test::ManualTimer;
    ///
    /// let timer = ManualTimer::new();
    /// let answer = timer.run(async {
    ///     timer.sleep(Duration::from_secs(10)).await;
    ///     42
    /// });
    /// assert_eq!(answer, 42);
    /// ```
    #[track_caller]
    pub fn run<F: Future>(&self, future: F) -> F::Output {
        match self.try_run(LIMIT, future) {
            Ok(output) => output,
            Err(stuck) => panic!("{stuck} ({self:?})"),
        }
    }

    /// Runs `future` as [`run`](Self::run) does, for no more than `limit` of virtual time.
    ///
    /// # Errors
    /// When it cannot be run to its end.
    ///
    /// # Examples
    /// ```
    /// use std::time::Duration;
    /// use outrigger_test::{ManualTimer, Stuck};
    ///
    /// let timer = ManualTimer::new();
    /// let stuck = timer.try_run(Duration::from_secs(1), std::future::pending::<()>());
    /// assert_eq!(stuck, Err(Stuck::Idle));
    /// ```
    pub fn try_run<F: Future>(&self, limit: Duration, future: F) -> Result<F::Output, Stuck> {
        let mut future = pin!(future);
        let woken = Arc::new(Flag(AtomicBool::new(true)));
        let waker = Waker::from(Arc::clone(&woken));
        drive(self, limit, || {
            // Pairs with the wake, so that what was written before it is seen.
            if !woken.0.swap(false, Ordering::AcqRel) {
                return Step::Waiting;
            }
            match future.as_mut().poll(&mut Context::from_waker(&waker)) {
                Poll::Ready(output) => Step::Done(output),
                Poll::Pending => Step::Ran,
            }
        })
    }
}

struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;
    use outrigger::rt::Timer;

    use super::*;

    #[test]
    fn a_run_skips_the_waiting_and_keeps_the_order() {
        let timer = ManualTimer::new();
        let log = std::sync::Mutex::new(Vec::new());
        let tasks = [3, 1, 2].map(|n| {
            let (timer, log) = (&timer, &log);
            async move {
                for round in 1..3 {
                    timer.sleep(Duration::from_secs(n)).await;
                    log.lock().unwrap().push((n, round, timer.now()));
                }
            }
        });
        timer.run(join_all(tasks));
        let log = log.into_inner().unwrap();
        let order: Vec<_> = log.iter().map(|(n, round, _)| (*n, *round)).collect();
        assert_eq!(order, [(1, 1), (1, 2), (2, 1), (3, 1), (2, 2), (3, 2)]);
        assert!(log.is_sorted_by_key(|(_, _, at)| *at));
    }

    #[test]
    fn a_run_is_bounded() {
        let timer = ManualTimer::new();
        let limit = Duration::from_secs(10);
        let forever = async {
            loop {
                timer.sleep(Duration::from_secs(3)).await;
            }
        };
        assert_eq!(
            timer.try_run::<_>(limit, forever),
            Err::<(), _>(Stuck::OutOfTime(limit))
        );
        assert_eq!(timer.now(), outrigger::rt::Instant::new(limit));
        let spinning = std::future::poll_fn(|cx| -> Poll<()> {
            cx.waker().wake_by_ref();
            Poll::Pending
        });
        assert_eq!(timer.try_run(limit, spinning), Err(Stuck::Spinning));
    }

    #[test]
    #[should_panic(expected = "nothing is left to wake it")]
    fn a_run_that_waits_for_nothing_says_so() {
        ManualTimer::new().run(std::future::pending::<()>());
    }
}
