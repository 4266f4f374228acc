//! The ways to run.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::{Context, Poll};
use std::time::Duration;

use outrigger::rt::Timer;

use super::Executor;
use super::tasks::Panicked;
use crate::Stuck;
use crate::timer::{LIMIT, Step, drive};

impl Executor {
    /// Runs `future` and the spawned tasks until `future` is done. Tasks that are not stay.
    ///
    /// # Panics
    /// When a task or `future` panics, or `future` is not done within a day of virtual time;
    /// see [`try_run`](Self::try_run). When called by one of its own tasks.
    ///
    /// # Examples
    /// ```
    /// use outrigger_test::Executor;
    ///
    /// let executor = Executor::new(7);
    /// let two = executor.spawn(async { 2 });
    /// let sum = executor.run(async { 1 + two.await.unwrap() });
    /// assert_eq!(sum, 3);
    /// ```
    #[track_caller]
    pub fn run<F: Future>(&self, future: F) -> F::Output {
        match self.try_run(LIMIT, future) {
            Ok(output) => output,
            Err(stuck) => panic!("{stuck}\n{}", self.report()),
        }
    }

    /// Runs `future` as [`run`](Self::run) does, for no more than `limit` of virtual time.
    ///
    /// # Errors
    /// When it cannot be run to its end.
    ///
    /// # Panics
    /// When a task or `future` panics.
    ///
    /// # Examples
    /// ```
    /// use std::time::Duration;
    /// use outrigger_test::{Executor, Stuck};
    ///
    /// let executor = Executor::new(7);
    /// let stuck = executor.try_run(Duration::from_secs(1), std::future::pending::<()>());
    /// assert_eq!(stuck, Err(Stuck::Idle));
    /// ```
    #[track_caller]
    pub fn try_run<F: Future>(&self, limit: Duration, future: F) -> Result<F::Output, Stuck> {
        let _running = self.enter();
        let mut future = pin!(future);
        let main = Enlisted(self, self.tasks.queue.enlist());
        let waker = self.tasks.queue.waker(main.1);
        let end = drive(&self.timer, limit, || match self.tasks.queue.pick() {
            None => Step::Waiting,
            Some(id) if id == main.1 => {
                let mut cx = Context::from_waker(&waker);
                match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(&mut cx))) {
                    Ok(Poll::Ready(output)) => Step::Done(Ok(output)),
                    Ok(Poll::Pending) => Step::Ran,
                    Err(payload) => Step::Done(Err(Panicked {
                        who: "the future that is run".into(),
                        payload,
                    })),
                }
            }
            Some(id) => match self.tasks.poll(id) {
                Ok(()) => Step::Ran,
                Err(panicked) => Step::Done(Err(panicked)),
            },
        })?;
        match end {
            Ok(output) => Ok(output),
            Err(panicked) => self.fail(panicked),
        }
    }

    /// Runs the spawned tasks for `duration` of virtual time, and until all of them wait.
    ///
    /// # Panics
    /// When a task panics, or some wake each other and no time passes.
    ///
    /// # Examples
    /// ```
    /// use std::time::Duration;
    /// use outrigger::rt::Timer;
    /// use outrigger_test::Executor;
    ///
    /// let executor = Executor::new(7);
    /// let done = executor.spawn(executor.timer().sleep(Duration::from_secs(60)));
    /// executor.run_for(Duration::from_secs(59));
    /// assert!(!done.is_finished());
    /// executor.run_for(Duration::from_secs(1));
    /// assert!(done.is_finished());
    /// ```
    #[track_caller]
    pub fn run_for(&self, duration: Duration) {
        let end = self.timer.now() + duration;
        // A deadline to skip to when nobody else has one.
        let _alarm = self.timer.sleep(duration);
        let run = self.run_tasks(duration, || Check::Waits(self.timer.now() >= end));
        if let Err(stuck) = run {
            panic!("{stuck}\n{}", self.report());
        }
    }

    /// Runs the spawned tasks until `done` says so, for no more than `limit` of virtual time.
    /// It is asked before the first poll and after each.
    ///
    /// # Errors
    /// When it is not reached: [`report`](Self::report) is what the test should print.
    ///
    /// # Panics
    /// When a task panics.
    ///
    /// # Examples
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
    /// use std::time::Duration;
    /// use outrigger::rt::Timer;
    /// use outrigger_test::{Executor, Stuck};
    ///
    /// let executor = Executor::new(7);
    /// let beats = Arc::new(AtomicU32::new(0));
    /// executor.spawn({
    ///     let (timer, beats) = (executor.timer().clone(), beats.clone());
    ///     async move {
    ///         loop {
    ///             timer.sleep(Duration::from_secs(10)).await;
    ///             beats.fetch_add(1, Relaxed);
    ///         }
    ///     }
    /// });
    /// let minute = Duration::from_secs(60);
    /// executor.run_until(|| beats.load(Relaxed) == 3, minute).unwrap();
    /// let stuck = executor.run_until(|| beats.load(Relaxed) == 300, minute);
    /// assert_eq!(stuck, Err(Stuck::OutOfTime(minute)), "{}", executor.report());
    /// ```
    #[track_caller]
    pub fn run_until(&self, mut done: impl FnMut() -> bool, limit: Duration) -> Result<(), Stuck> {
        self.run_tasks(limit, || Check::Always(done()))
    }

    /// Runs the spawned tasks until nothing has happened for `quiet_for` of virtual time, for no
    /// more than `limit`.
    ///
    /// `activity` counts what counts as something happening, usually writes: heartbeats that the
    /// caller leaves out do not keep it from being quiet. It is asked after each poll.
    ///
    /// # Errors
    /// When it does not become quiet.
    ///
    /// # Panics
    /// When a task panics.
    ///
    /// # Examples
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
    /// use std::time::Duration;
    /// use outrigger::rt::Timer;
    /// use outrigger_test::Executor;
    ///
    /// let executor = Executor::new(7);
    /// let writes = Arc::new(AtomicU64::new(0));
    /// executor.spawn({
    ///     let (timer, writes) = (executor.timer().clone(), writes.clone());
    ///     async move {
    ///         // Five writes, and then a resync every ten seconds that writes nothing.
    ///         for round in 0.. {
    ///             writes.fetch_add(u64::from(round < 5), Relaxed);
    ///             timer.sleep(Duration::from_secs(10)).await;
    ///         }
    ///     }
    /// });
    /// let (minute, hour) = (Duration::from_secs(60), Duration::from_secs(3600));
    /// executor.run_until_quiet(minute, hour, || writes.load(Relaxed)).unwrap();
    /// assert_eq!(executor.timer().now() - Default::default(), Duration::from_secs(100));
    /// ```
    #[track_caller]
    pub fn run_until_quiet(
        &self,
        quiet_for: Duration,
        limit: Duration,
        mut activity: impl FnMut() -> u64,
    ) -> Result<(), Stuck> {
        let mut seen = activity();
        let mut since = self.timer.now();
        let mut alarm = self.timer.sleep(quiet_for);
        self.run_tasks(limit, || {
            let now = activity();
            if now != seen {
                (seen, since) = (now, self.timer.now());
                alarm = self.timer.sleep(quiet_for);
            }
            Check::Waits(self.timer.now() - since >= quiet_for)
        })
    }

    /// Runs the spawned tasks until `check` holds.
    #[track_caller]
    fn run_tasks(&self, limit: Duration, mut check: impl FnMut() -> Check) -> Result<(), Stuck> {
        let _running = self.enter();
        let end = drive(&self.timer, limit, || {
            let check = check();
            if matches!(check, Check::Always(true)) {
                return Step::Done(Ok(()));
            }
            match self.tasks.queue.pick().map(|id| self.tasks.poll(id)) {
                Some(Ok(())) => Step::Ran,
                Some(Err(panicked)) => Step::Done(Err(panicked)),
                None if matches!(check, Check::Waits(true)) => Step::Done(Ok(())),
                None => Step::Waiting,
            }
        })?;
        match end {
            Ok(()) => Ok(()),
            Err(panicked) => self.fail(panicked),
        }
    }
}

/// Whether a run is over.
enum Check {
    /// At once.
    Always(bool),
    /// As soon as everything waits.
    Waits(bool),
}

/// The number of the future that is run, struck however the run ends.
struct Enlisted<'a>(&'a Executor, u64);

impl Drop for Enlisted<'_> {
    fn drop(&mut self) {
        self.0.tasks.queue.strike(self.1);
    }
}
