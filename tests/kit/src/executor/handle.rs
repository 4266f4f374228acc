use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};

use super::tasks::Tasks;

/// A spawned task: await it for its output, abort it, or drop it to let the task go on alone.
///
/// # Cancel safety
/// Dropping the handle detaches the task. An output that was awaited is gone from the handle:
/// awaiting it again answers [`Aborted`].
///
/// # Examples
/// ```
/// use outrigger_test::{Aborted, Executor};
///
/// let executor = Executor::new(7);
/// let answer = executor.spawn(async { 42 });
/// let never = executor.spawn(std::future::pending::<()>());
/// never.abort();
/// executor.run(async {
///     assert_eq!(answer.await, Ok(42));
///     assert_eq!(never.await, Err(Aborted));
/// });
/// ```
pub struct JoinHandle<T> {
    id: u64,
    name: Arc<str>,
    tasks: Weak<Tasks>,
    outcome: Arc<Outcome<T>>,
}

/// A task was aborted, or its executor is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aborted;

impl fmt::Display for Aborted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the task was aborted")
    }
}

impl std::error::Error for Aborted {}

impl<T> JoinHandle<T> {
    pub(super) const fn new(
        id: u64,
        name: Arc<str>,
        tasks: Weak<Tasks>,
        outcome: Arc<Outcome<T>>,
    ) -> Self {
        Self {
            id,
            name,
            tasks,
            outcome,
        }
    }

    /// Drops the task's future: at once, on this thread, or, when the task is being polled, as
    /// soon as it waits. What is done stays done.
    pub fn abort(&self) {
        if let Some(tasks) = self.tasks.upgrade() {
            tasks.abort(self.id);
        }
    }

    /// Whether the task is done or gone.
    pub fn is_finished(&self) -> bool {
        !matches!(*self.outcome.lock(), State::Running(_))
    }

    /// The name it was spawned by.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, Aborted>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.outcome.lock();
        match std::mem::replace(&mut *state, State::Gone) {
            State::Done(output) => Poll::Ready(Ok(output)),
            State::Gone => Poll::Ready(Err(Aborted)),
            State::Running(before) => {
                *state = State::Running(Some(cx.waker().clone()));
                // A waker may own a task whose end takes the lock: it goes after the lock.
                drop(state);
                drop(before);
                Poll::Pending
            }
        }
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle")
            .field("name", &self.name)
            .field("finished", &self.is_finished())
            .finish()
    }
}

/// What became of a task, shared by the task and its handle.
pub(super) struct Outcome<T>(Mutex<State<T>>);

enum State<T> {
    Running(Option<Waker>),
    Done(T),
    Gone,
}

impl<T> Outcome<T> {
    pub(super) const fn running() -> Self {
        Self(Mutex::new(State::Running(None)))
    }

    fn settle(&self, state: State<T>) {
        let mut current = self.lock();
        let State::Running(waiting) = &mut *current else {
            return;
        };
        let waiting = waiting.take();
        *current = state;
        drop(current);
        // Wakers are user code.
        if let Some(waiting) = waiting {
            waiting.wake();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The task's side of an outcome: dropped without a report, the task is gone.
pub(super) struct Report<T>(pub(super) Arc<Outcome<T>>);

impl<T> Report<T> {
    pub(super) fn done(self, output: T) {
        self.0.settle(State::Done(output));
    }
}

impl<T> Drop for Report<T> {
    fn drop(&mut self) {
        self.0.settle(State::Gone);
    }
}
