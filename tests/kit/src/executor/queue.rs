//! Who is runnable, and who of them is next.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Wake, Waker};

use crate::random::Random;

/// The runnable tasks, by number. Shared with wakers, which may be on any thread and outlive the
/// executor; no user code runs under its lock.
pub(super) struct Queue(Mutex<State>);

struct State {
    random: Random,
    next: u64,
    /// Tasks that are not done, and whether they are in `runnable`.
    alive: BTreeMap<u64, bool>,
    runnable: Vec<u64>,
}

impl Queue {
    pub(super) fn new(seed: u64) -> Arc<Self> {
        Arc::new(Self(Mutex::new(State {
            random: Random::new(seed),
            next: 0,
            alive: BTreeMap::new(),
            runnable: Vec::new(),
        })))
    }

    /// A number for a task that is runnable at once.
    pub(super) fn enlist(&self) -> u64 {
        let mut state = self.lock();
        let id = state.next;
        state.next += 1;
        state.alive.insert(id, true);
        state.runnable.push(id);
        id
    }

    /// Makes a task runnable, if it is alive.
    fn wake(&self, id: u64) {
        let mut state = self.lock();
        let state = &mut *state;
        if let Some(queued @ false) = state.alive.get_mut(&id) {
            *queued = true;
            state.runnable.push(id);
        }
    }

    /// Takes one of the runnable tasks, whichever the seed says.
    pub(super) fn pick(&self) -> Option<u64> {
        let mut state = self.lock();
        let state = &mut *state;
        if state.runnable.is_empty() {
            return None;
        }
        let id = state
            .runnable
            .swap_remove(state.random.index(state.runnable.len()));
        state.alive.insert(id, false);
        Some(id)
    }

    /// Forgets a task that is done or gone.
    pub(super) fn strike(&self, id: u64) {
        let mut state = self.lock();
        if state.alive.remove(&id) == Some(true) {
            // Not `swap_remove`: the order of the others stays what it was.
            state.runnable.retain(|runnable| *runnable != id);
        }
    }

    /// Wakes the task of that number.
    pub(super) fn waker(self: &Arc<Self>, id: u64) -> Waker {
        let queue = Arc::clone(self);
        Waker::from(Arc::new(TaskWaker { queue, id }))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct TaskWaker {
    queue: Arc<Queue>,
    id: u64,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.queue.wake(self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_picked_once_for_any_number_of_wakes() {
        let queue = Queue::new(1);
        let id = queue.enlist();
        let waker = queue.waker(id);
        waker.wake_by_ref();
        assert_eq!((queue.pick(), queue.pick()), (Some(id), None));
        waker.wake_by_ref();
        waker.wake_by_ref();
        assert_eq!((queue.pick(), queue.pick()), (Some(id), None));
    }

    #[test]
    fn a_struck_task_is_not_picked_however_late_its_wakers_are() {
        let queue = Queue::new(1);
        let (gone, stays) = (queue.enlist(), queue.enlist());
        queue.strike(gone);
        queue.waker(gone).wake();
        assert_eq!((queue.pick(), queue.pick()), (Some(stays), None));
    }

    #[test]
    fn the_seed_decides_the_order() {
        let order = |seed| -> Vec<_> {
            let queue = Queue::new(seed);
            (0..20).for_each(|_| _ = queue.enlist());
            std::iter::from_fn(|| queue.pick()).collect()
        };
        assert_eq!(order(3), order(3));
        let mut sorted = order(3);
        assert_ne!(sorted, order(4));
        sorted.sort_unstable();
        assert_eq!(sorted, (0..20).collect::<Vec<_>>());
    }
}
