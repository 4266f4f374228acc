//! Work that many ask for at the same time, and one thread does.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;
use tokio::sync::Notify;

use crate::runtime;

/// Runs of one piece of blocking work, at most one at a time.
#[derive(Default)]
pub(super) struct Looks(Arc<Inner>);

#[derive(Default)]
struct Inner {
    count: Mutex<Count>,
    ended: Notify,
}

#[derive(Clone, Copy, Default)]
struct Count {
    begun: u64,
    ended: u64,
}

impl Inner {
    fn count(&self) -> MutexGuard<'_, Count> {
        self.count.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a run unless enough have begun, or one is under way.
    fn begin(&self, wanted: u64) -> bool {
        let mut count = self.count();
        let begins = count.begun < wanted && count.begun == count.ended;
        if begins {
            count.begun += 1;
        }
        begins
    }

    /// Asks `over` now, and again whenever a run has ended.
    async fn until(&self, mut over: impl FnMut() -> bool) {
        loop {
            let mut ended = std::pin::pin!(self.ended.notified());
            // Before the question, or an end between the two would be missed.
            ended.as_mut().enable();
            if over() {
                return;
            }
            ended.await;
        }
    }
}

impl Looks {
    /// Ready when a run has ended that began from now on. All who ask while one is under way share
    /// the next. Whoever drops the future takes the run from nobody.
    pub(super) async fn next(&self, runtime: &Handle, work: impl FnOnce() + Send + 'static) {
        let wanted = self.0.count().begun + 1;
        let mut work = Some(work);
        self.0
            .until(|| {
                if self.0.begin(wanted)
                    && let Some(work) = work.take()
                {
                    let running = Running(Arc::clone(&self.0));
                    runtime::work(runtime, move || {
                        let _running = running;
                        work();
                    });
                }
                self.0.count().ended >= wanted
            })
            .await;
    }

    /// Ready when nothing is under way that is now.
    pub(super) async fn current(&self) {
        let begun = self.0.count().begun;
        self.0.until(|| self.0.count().ended >= begun).await;
    }
}

/// One run. It ends however it ends, also when the runtime never gets to it.
struct Running(Arc<Inner>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.count().ended += 1;
        self.0.ended.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::future::join_all;

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn many_who_ask_share_one_run() {
        let (looks, runs) = (Looks::default(), Arc::new(AtomicUsize::new(0)));
        let (go, gate) = std::sync::mpsc::channel::<()>();
        let runtime = Handle::current();
        let counted = runs.clone();
        let mut first = Box::pin(looks.next(&runtime, move || {
            let _ = gate.recv();
            counted.fetch_add(1, Ordering::SeqCst);
        }));
        assert!(futures_util::poll!(&mut first).is_pending());
        let mut joined = Box::pin(looks.current());
        assert!(futures_util::poll!(&mut joined).is_pending());
        let mut others = Box::pin(join_all((0..100).map(|_| {
            let runs = runs.clone();
            looks.next(&runtime, move || {
                runs.fetch_add(1, Ordering::SeqCst);
            })
        })));
        assert!(futures_util::poll!(&mut others).is_pending());
        // Whoever began the run may go.
        drop(first);
        go.send(()).unwrap();
        joined.await;
        assert!(runs.load(Ordering::SeqCst) >= 1);
        others.await;
        assert_eq!(runs.load(Ordering::SeqCst), 2);
        // A run that fails is over.
        looks.next(&runtime, || panic!("the disk is gone")).await;
        looks.next(&runtime, || ()).await;
        looks.current().await;
    }
}
