//! What open exchanges must hear of at once: another plan, a machine that slept.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use super::Faults;

/// The plan that is followed and how often the machine slept, with those who want to know.
#[derive(Default)]
pub(super) struct News(Mutex<State>);

#[derive(Default)]
struct State {
    plan: Arc<Faults>,
    sleeps: u64,
    listeners: u64,
    waiting: BTreeMap<u64, Waker>,
}

impl News {
    pub(super) fn new(plan: Faults) -> Arc<Self> {
        Arc::new(Self(Mutex::new(State {
            plan: Arc::new(plan),
            ..State::default()
        })))
    }

    pub(super) fn plan(&self) -> Arc<Faults> {
        Arc::clone(&self.lock().plan)
    }

    pub(super) fn follow(&self, plan: Faults) {
        self.change(|state| state.plan = Arc::new(plan));
    }

    pub(super) fn machine_slept(&self) {
        self.change(|state| state.sleeps += 1);
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.lock();
        change(&mut state);
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        // Wakers are user code.
        waiting.into_values().for_each(Waker::wake);
    }

    pub(super) fn listen(self: &Arc<Self>) -> Listener {
        let mut state = self.lock();
        state.listeners += 1;
        Listener {
            key: state.listeners,
            sleeps: state.sleeps,
            news: Arc::clone(self),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One who wants to know.
pub(super) struct Listener {
    key: u64,
    sleeps: u64,
    news: Arc<News>,
}

impl Listener {
    /// The plan, and whether the machine slept since the last look; news after this one wake the
    /// task.
    pub(super) fn look(&mut self, cx: &Context<'_>) -> (Arc<Faults>, bool) {
        let waker = cx.waker().clone();
        let mut state = self.news.lock();
        let before = state.waiting.insert(self.key, waker);
        let slept = std::mem::replace(&mut self.sleeps, state.sleeps) != state.sleeps;
        let plan = Arc::clone(&state.plan);
        drop(state);
        // A waker may own a task whose end takes the lock: it goes after the lock.
        drop(before);
        (plan, slept)
    }

    /// Ready when another plan than `plan` is followed.
    pub(super) async fn other_than(&mut self, plan: &Arc<Faults>) {
        poll_fn(|cx| match self.look(cx) {
            (now, _) if Arc::ptr_eq(&now, plan) => Poll::Pending,
            _ => Poll::Ready(()),
        })
        .await;
    }

    /// Ready when the machine has slept.
    pub(super) async fn slept(&mut self) {
        poll_fn(|cx| match self.look(cx) {
            (_, true) => Poll::Ready(()),
            (_, false) => Poll::Pending,
        })
        .await;
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let waker = self.news.lock().waiting.remove(&self.key);
        drop(waker);
    }
}
