//! Many tasks in virtual time, in an order that a seed decides.

mod handle;
mod queue;
mod runs;
mod tasks;

use std::any::Any;
use std::fmt;
use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use outrigger::rt::Timer;

pub use self::handle::{Aborted, JoinHandle};
pub use self::tasks::Spawner;
use self::tasks::{Panicked, Tasks};
use crate::{ManualTimer, Trace};

/// How many lines of the trace a failure shows.
const SHOWN: usize = 100;

/// Runs many tasks in virtual time, one poll at a time.
///
/// Which of the runnable tasks is polled next is decided by the seed: another seed is another
/// interleaving, the same seed is the same run. When every task waits, time skips to the next
/// deadline of the [timer](Self::timer). Nothing runs unless one of the `run` methods is called,
/// and then on the calling thread. Wakers work from any thread, but a run does not wait for
/// other threads: when nothing is runnable and no deadline is left, it ends.
///
/// A task that panics ends the run with its message, its name, the seed and the latest lines of
/// the [trace](Self::trace). Dropping the executor drops its tasks.
///
/// # Examples
/// ```
/// use std::time::Duration;
/// use outrigger::rt::Timer;
/// use outrigger_test::Executor;
///
/// let executor = Executor::new(7);
/// let timer = executor.timer().clone();
/// let slow = executor.spawn_named("slow", {
///     let timer = timer.clone();
///     async move {
///         timer.sleep(Duration::from_secs(3600)).await;
///         "done"
///     }
/// });
/// assert_eq!(executor.run(slow), Ok("done"));
/// assert_eq!(timer.now() - Default::default(), Duration::from_secs(3600));
/// ```
pub struct Executor {
    seed: u64,
    timer: ManualTimer,
    tasks: Arc<Tasks>,
    running: AtomicBool,
}

impl Executor {
    /// An executor with a timer of its own.
    pub fn new(seed: u64) -> Self {
        Self::with_timer(seed, ManualTimer::new())
    }

    /// An executor that goes by `timer`, such as that of a [`MockTransport`](crate::MockTransport).
    pub fn with_timer(seed: u64, timer: ManualTimer) -> Self {
        let trace = Trace::new(Arc::new(timer.clone()));
        let (tasks, running) = (Tasks::new(seed, trace), AtomicBool::new(false));
        Self {
            seed,
            timer,
            tasks,
            running,
        }
    }

    /// The seed that replays this run.
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// The virtual time.
    pub const fn timer(&self) -> &ManualTimer {
        &self.timer
    }

    /// What happened: tasks spawned and ended, and what else is logged to it.
    pub fn trace(&self) -> &Trace {
        &self.tasks.trace
    }

    /// Spawns a task, named by a number. It is first polled by one of the `run` methods.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send + 'static> + Send + 'static,
    {
        self.tasks.spawn(None, future)
    }

    /// Spawns a task by a name, for the trace and for failures.
    pub fn spawn_named<F>(&self, name: &str, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send + 'static> + Send + 'static,
    {
        self.tasks.spawn(Some(name), future)
    }

    /// Spawns from within tasks, and does not keep the executor.
    pub fn spawner(&self) -> Spawner {
        Spawner(Arc::downgrade(&self.tasks))
    }

    /// The names of the tasks that are not done, in the order they were spawned.
    pub fn tasks(&self) -> Vec<String> {
        self.tasks.names()
    }

    /// What a failed test should print: the seed, the time, who is not done, and the latest 100
    /// lines of the trace.
    pub fn report(&self) -> String {
        let now = self.timer.now() - Default::default();
        let tasks = self.tasks().join(", ");
        let tail = self.trace().tail(SHOWN);
        format!(
            "seed {}, after {now:?} of virtual time; not done: {tasks}\n{tail}",
            self.seed
        )
    }

    #[track_caller]
    fn fail(&self, panicked: Panicked) -> ! {
        let Panicked { who, payload } = panicked;
        match message(&*payload) {
            Some(message) => panic!("{who} panicked: {message}\n{}", self.report()),
            None => std::panic::resume_unwind(payload),
        }
    }

    /// Marks the executor as running until the guard is dropped.
    #[track_caller]
    fn enter(&self) -> Running<'_> {
        let nested = self.running.swap(true, Ordering::AcqRel);
        assert!(!nested, "the executor runs already; a task can only spawn");
        Running(&self.running)
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        self.tasks.clear();
    }
}

impl fmt::Debug for Executor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Executor")
            .field("seed", &self.seed)
            .field("timer", &self.timer)
            .field("tasks", &self.tasks())
            .finish()
    }
}

struct Running<'a>(&'a AtomicBool);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

fn message(payload: &(dyn Any + Send)) -> Option<&str> {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied())
}

/// Lets the other runnable tasks go first, or not: the seed decides.
///
/// # Examples
/// ```
/// use outrigger_test::{Executor, yield_now};
///
/// let executor = Executor::new(7);
/// executor.run(async { yield_now().await });
/// ```
pub async fn yield_now() {
    let mut yielded = false;
    poll_fn(|cx| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
