//! The spawned tasks, and the polling of one.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};

use outrigger::rt::BoxFuture;

use super::handle::{JoinHandle, Outcome, Report};
use super::queue::Queue;
use crate::Trace;

/// All tasks that are not done.
pub(super) struct Tasks {
    pub(super) queue: Arc<Queue>,
    pub(super) trace: Trace,
    alive: Mutex<BTreeMap<u64, Task>>,
}

struct Task {
    name: Arc<str>,
    waker: Waker,
    /// `None` while it is polled.
    future: Option<BoxFuture<'static, ()>>,
    aborted: bool,
}

/// A task's panic, on its way to whoever runs the executor.
pub(super) struct Panicked {
    pub(super) who: Arc<str>,
    pub(super) payload: Box<dyn Any + Send>,
}

impl Tasks {
    pub(super) fn new(seed: u64, trace: Trace) -> Arc<Self> {
        Arc::new(Self {
            queue: Queue::new(seed),
            trace,
            alive: Mutex::default(),
        })
    }

    pub(super) fn spawn<F>(self: &Arc<Self>, name: Option<&str>, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send + 'static> + Send + 'static,
    {
        let outcome = Arc::new(Outcome::running());
        let report = Report(Arc::clone(&outcome));
        // The executor may be polled on another thread, so the task is complete before its number
        // can be picked.
        let mut alive = self.lock();
        let id = self.queue.enlist();
        let name: Arc<str> = name.map_or_else(|| format!("task {id}").into(), Arc::from);
        let task = Task {
            name: Arc::clone(&name),
            waker: self.queue.waker(id),
            future: Some(Box::pin(async move { report.done(future.await) })),
            aborted: false,
        };
        alive.insert(id, task);
        drop(alive);
        self.trace.log(&name, "spawned");
        JoinHandle::new(id, name, Arc::downgrade(self), outcome)
    }

    pub(super) fn abort(&self, id: u64) {
        let mut alive = self.lock();
        let Some(task) = alive.get_mut(&id) else {
            return;
        };
        let name = Arc::clone(&task.name);
        let future = task.future.take();
        if future.is_some() {
            alive.remove(&id);
            self.queue.strike(id);
        } else {
            // Whoever polls it drops it.
            task.aborted = true;
        }
        drop(alive);
        self.trace.log(name, "aborted");
        // User code runs outside the lock.
        drop(future);
    }

    /// Polls a task, and forgets it when it is done.
    pub(super) fn poll(&self, id: u64) -> Result<(), Panicked> {
        let Some((name, waker, mut future)) = self.take(id) else {
            return Ok(());
        };
        let mut cx = Context::from_waker(&waker);
        let polled = catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(&mut cx)));
        let what = match &polled {
            Ok(Poll::Pending) => {
                self.put_back(id, future);
                return Ok(());
            }
            Ok(Poll::Ready(())) => "done",
            Err(_) => "panicked",
        };
        self.lock().remove(&id);
        self.queue.strike(id);
        self.trace.log(&name, what);
        drop(future);
        polled
            .map(drop)
            .map_err(|payload| Panicked { who: name, payload })
    }

    fn take(&self, id: u64) -> Option<(Arc<str>, Waker, BoxFuture<'static, ()>)> {
        let mut alive = self.lock();
        let task = alive.get_mut(&id)?;
        let future = task.future.take()?;
        Some((Arc::clone(&task.name), task.waker.clone(), future))
    }

    fn put_back(&self, id: u64, future: BoxFuture<'static, ()>) {
        let mut alive = self.lock();
        match alive.get_mut(&id) {
            Some(task) if !task.aborted => task.future = Some(future),
            _ => {
                alive.remove(&id);
                self.queue.strike(id);
                drop(alive);
                drop(future);
            }
        }
    }

    /// The names of those that are not done, in the order they were spawned.
    pub(super) fn names(&self) -> Vec<String> {
        let alive = self.lock();
        alive.values().map(|task| task.name.to_string()).collect()
    }

    /// Drops them all, and those that are spawned meanwhile.
    pub(super) fn clear(&self) {
        loop {
            let Some((id, task)) = self.lock().pop_first() else {
                return;
            };
            self.queue.strike(id);
            drop(task);
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, Task>> {
        // No user code runs under the lock.
        self.alive.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Spawns on an executor from within its tasks; from [`Executor::spawner`](super::Executor).
///
/// It does not keep the executor. When that is gone, what is spawned is dropped.
#[derive(Clone)]
pub struct Spawner(pub(super) Weak<Tasks>);

impl Spawner {
    /// Spawns a task; see [`Executor::spawn`](super::Executor::spawn).
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send + 'static> + Send + 'static,
    {
        self.spawn_as(None, future)
    }

    /// Spawns a task by a name; see [`Executor::spawn_named`](super::Executor::spawn_named).
    pub fn spawn_named<F>(&self, name: &str, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send + 'static> + Send + 'static,
    {
        self.spawn_as(Some(name), future)
    }

    fn spawn_as<F>(&self, name: Option<&str>, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send + 'static> + Send + 'static,
    {
        if let Some(tasks) = self.0.upgrade() {
            return tasks.spawn(name, future);
        }
        let outcome = Arc::new(Outcome::running());
        drop(Report(Arc::clone(&outcome)));
        let name = name.unwrap_or("task without an executor");
        JoinHandle::new(0, name.into(), Weak::new(), outcome)
    }
}

impl std::fmt::Debug for Spawner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Spawner")
    }
}
