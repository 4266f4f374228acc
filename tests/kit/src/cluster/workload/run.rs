use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use futures_util::future::{Either, select};

use super::Workload;
use super::life::Life;
use crate::cluster::apiserver::server::{Shared, Watcher};

/// How long it sleeps when nothing at all is due.
const IDLE: Duration = Duration::from_secs(3600);

pub(super) async fn run(shared: Arc<Shared>, workload: Workload) {
    let mut life = Life::new(workload);
    shared.change(|state| state.model.logs.chatter = true);
    while step(&shared, &mut life, Life::populate) {
        crate::yield_now().await;
    }
    let watcher = Watcher::new(&shared);
    loop {
        while step(&shared, &mut life, Life::step) {
            crate::yield_now().await;
        }
        let now = shared.timer.now();
        let due = life.next_at().map_or(IDLE, |at| at - now);
        let changed = poll_fn(|cx| {
            // Before looking, so that what comes meanwhile wakes it.
            watcher.wake(cx.waker());
            match life.has_seen(shared.lock().model.store.revision()) {
                true => Poll::Pending,
                false => Poll::Ready(()),
            }
        });
        match select(pin!(changed), shared.timer.sleep(due)).await {
            Either::Left(_) | Either::Right(_) => {}
        }
    }
}

/// Takes one small step under the lock; `false` when there was nothing to do.
fn step(
    shared: &Shared,
    life: &mut Life,
    step: impl FnOnce(&mut Life, super::life::Moment<'_>) -> bool,
) -> bool {
    let (at, now) = (shared.timer.now(), shared.timer.wall_now());
    shared.change(|state| {
        let model = &mut state.model;
        step(life, super::life::Moment { model, at, now })
    })
}
