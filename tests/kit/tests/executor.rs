//! Many tasks in virtual time.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::time::Duration;

use outrigger::rt::{Instant, Timer};
use outrigger_test::{Aborted, Executor, MockTransport, Stuck, yield_now};

const SECOND: Duration = Duration::from_secs(1);

/// What a panic in `test` says.
fn panic_of(test: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(test)).expect_err("it did not panic");
    *panic.downcast::<String>().expect("a formatted panic")
}

/// Three tasks that log, yield and sleep; what they logged.
fn interleaving(seed: u64) -> String {
    let executor = Executor::new(seed);
    for name in ["a", "b", "c"] {
        let (timer, trace) = (executor.timer().clone(), executor.trace().clone());
        executor.spawn_named(name, async move {
            for round in 0..3 {
                trace.log(name, round);
                yield_now().await;
                timer.sleep(SECOND).await;
            }
        });
    }
    executor.run_for(10 * SECOND);
    assert!(executor.tasks().is_empty());
    executor.trace().to_string()
}

#[test]
fn the_same_seed_is_the_same_run_and_other_seeds_are_others() {
    let runs: Vec<_> = (0..50).map(interleaving).collect();
    assert_eq!(runs, (0..50).map(interleaving).collect::<Vec<_>>());
    let different: BTreeSet<_> = runs.iter().collect();
    assert!(different.len() > 45, "{} interleavings", different.len());
    let firsts: BTreeSet<_> = runs
        .iter()
        .map(|run| run.lines().filter(|line| line.ends_with(": 0")))
        .map(|lines| lines.map(|line| line.replace(' ', "")).collect::<String>())
        .collect();
    assert_eq!(firsts.len(), 6, "every order of three");
}

#[test]
fn a_race_is_found_by_some_seed_and_not_by_others() {
    let lost = |seed: &u64| {
        let executor = Executor::new(*seed);
        let counter = Arc::new(AtomicU64::new(0));
        for _ in 0..2 {
            let counter = Arc::clone(&counter);
            executor.spawn(async move {
                let read = counter.load(Relaxed);
                yield_now().await;
                counter.store(read + 1, Relaxed);
            });
        }
        executor.run_for(SECOND);
        counter.load(Relaxed) < 2
    };
    let found = (0..100).filter(lost).count();
    assert!((20..95).contains(&found), "{found}");
}

#[test]
fn a_panic_is_carried_to_whoever_runs() {
    let executor = Executor::new(77);
    executor.trace().log("test", "before");
    let handle = executor.spawn_named("controller", {
        let timer = executor.timer().clone();
        async move {
            timer.sleep(SECOND).await;
            assert_eq!(1 + 1, 3, "arithmetic");
        }
    });
    let said = panic_of(|| executor.run_for(10 * SECOND));
    for part in [
        "controller panicked: assertion `left == right` failed: arithmetic",
        "seed 77, after 1s",
        "test: before",
        "1.000s controller: panicked",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    // The executor goes on without the task.
    assert_eq!(executor.run(handle), Err(Aborted));
    assert!(executor.tasks().is_empty());

    let said = panic_of(|| executor.run(async { panic!("own fault") }));
    assert!(said.starts_with("the future that is run panicked: own fault\nseed 77"));
    let said = panic_of(|| executor.run(std::future::pending()));
    assert!(said.contains("nothing is left to wake it") && said.contains("seed 77"));
    let payload = catch_unwind(AssertUnwindSafe(|| {
        executor.run(async { std::panic::panic_any(5) });
    }));
    assert_eq!(payload.unwrap_err().downcast_ref(), Some(&5));
}

/// Says when it is dropped.
struct Dropped(Arc<Mutex<Vec<&'static str>>>, &'static str);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.lock().expect("no panic before").push(self.1);
    }
}

#[test]
fn handles_abort_and_detach() {
    let executor = Executor::new(1);
    let dropped = Arc::default();
    let waits = |name| {
        let guard = Dropped(Arc::clone(&dropped), name);
        executor.spawn(async move {
            let _guard = guard;
            std::future::pending::<()>().await;
        })
    };
    drop(waits("detached"));
    let (unpolled, polled) = (waits("unpolled"), waits("polled"));
    unpolled.abort();
    assert_eq!(*dropped.lock().unwrap(), ["unpolled"]);
    executor.run_for(SECOND);
    let waiter = executor.spawn({
        async move {
            polled.abort();
            polled.abort();
            polled.await
        }
    });
    assert_eq!(executor.run(waiter), Ok(Err(Aborted)));
    assert_eq!(executor.run(unpolled), Err(Aborted));
    assert_eq!(executor.tasks(), ["task 0"]);

    let ready = executor.spawn(async { 3 });
    executor.run_for(SECOND);
    ready.abort();
    assert_eq!(executor.run(ready), Ok(3));
    drop(executor);
    assert_eq!(*dropped.lock().unwrap(), ["unpolled", "polled", "detached"]);
}

#[test]
fn a_task_aborts_itself_when_it_next_waits() {
    let executor = Executor::new(1);
    let own = Arc::new(Mutex::new(None::<outrigger_test::JoinHandle<()>>));
    let steps = Arc::new(AtomicU64::new(0));
    let handle = executor.spawn({
        let (own, steps) = (Arc::clone(&own), Arc::clone(&steps));
        async move {
            own.lock().unwrap().as_ref().unwrap().abort();
            steps.fetch_add(1, Relaxed);
            yield_now().await;
            steps.fetch_add(1, Relaxed);
        }
    });
    *own.lock().unwrap() = Some(handle);
    executor.run_for(SECOND);
    assert_eq!(steps.load(Relaxed), 1);
    assert!(own.lock().unwrap().as_ref().unwrap().is_finished());
}

#[test]
fn tasks_spawn_tasks_while_there_is_an_executor() {
    let executor = Executor::new(1);
    let spawner = executor.spawner();
    let answer = executor.run(async {
        let outer = spawner.spawn_named("outer", {
            let spawner = spawner.clone();
            async move { spawner.spawn(async { 5 }).await }
        });
        assert_eq!(outer.name(), "outer");
        outer.await
    });
    assert_eq!(answer, Ok(Ok(5)));
    drop(executor);
    let late = spawner.spawn(async { 5 });
    assert!(late.is_finished());
    late.abort();
    assert_eq!(Executor::new(1).run(late), Err(Aborted));
}

#[test]
fn runs_are_bounded() {
    let executor = Executor::new(1);
    assert_eq!(executor.run_until(|| true, SECOND), Ok(()));
    assert_eq!(executor.run_until(|| false, SECOND), Err(Stuck::Idle));
    executor.run_for(SECOND);
    let limit = 10 * SECOND;
    let heartbeat = executor.spawn({
        let timer = executor.timer().clone();
        async move {
            loop {
                timer.sleep(3 * SECOND).await;
            }
        }
    });
    assert_eq!(
        executor.run_until(|| false, limit),
        Err(Stuck::OutOfTime(limit))
    );
    assert_eq!(executor.timer().now(), Instant::new(11 * SECOND));
    heartbeat.abort();
    executor.spawn(async {
        loop {
            yield_now().await;
        }
    });
    assert_eq!(executor.run_until(|| false, limit), Err(Stuck::Spinning));
}

#[test]
fn quiet_is_no_activity_for_a_while() {
    let executor = Executor::new(1);
    let writes = Arc::new(AtomicU64::new(0));
    let count = || writes.load(Relaxed);
    // Nothing at all is quiet after that while, too.
    executor
        .run_until_quiet(10 * SECOND, 20 * SECOND, count)
        .unwrap();
    assert_eq!(executor.timer().now(), Instant::new(10 * SECOND));
    let writer = executor.spawn({
        let (timer, writes) = (executor.timer().clone(), Arc::clone(&writes));
        async move {
            loop {
                timer.sleep(10 * SECOND).await;
                writes.fetch_add(1, Relaxed);
            }
        }
    });
    // A write at the very moment counts.
    let limit = 95 * SECOND;
    let busy = executor.run_until_quiet(10 * SECOND, limit, count);
    assert_eq!(busy, Err(Stuck::OutOfTime(limit)));
    assert_eq!(
        executor.run_until_quiet(9 * SECOND, limit, count),
        Ok(()),
        "{}",
        executor.report()
    );
    writer.abort();
    assert_eq!(executor.run_until_quiet(10 * SECOND, limit, count), Ok(()));
}

#[test]
fn a_task_cannot_run_the_executor() {
    let executor = Arc::new(Executor::new(1));
    let inner = Arc::clone(&executor);
    let said = panic_of(|| executor.run(async move { inner.run_for(SECOND) }));
    assert!(said.contains("the executor runs already"), "{said}");
    executor.run_for(SECOND);
}

#[test]
fn the_timer_may_be_that_of_a_mock() {
    let mock = MockTransport::new();
    let executor = Executor::with_timer(1, mock.timer().clone());
    executor.run(mock.timer().sleep(SECOND));
    assert_eq!(mock.timer().now(), executor.timer().now());
}

#[test]
fn wakers_work_from_other_threads_and_outlive_the_executor() {
    let executor = Executor::new(1);
    let wakers = Arc::new(Mutex::new(Vec::<Waker>::new()));
    let polls = Arc::new(AtomicU64::new(0));
    for _ in 0..4 {
        let (wakers, polls) = (Arc::clone(&wakers), Arc::clone(&polls));
        executor.spawn(std::future::poll_fn(move |cx| -> Poll<()> {
            polls.fetch_add(1, Relaxed);
            wakers.lock().unwrap().push(cx.waker().clone());
            Poll::Pending
        }));
    }
    let timer = executor.timer().clone();
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..2000 {
                    let waker = wakers.lock().unwrap().pop();
                    if let Some(waker) = waker {
                        waker.wake();
                    }
                }
            });
        }
        executor.run(async {
            for _ in 0..2000 {
                timer.sleep(SECOND).await;
            }
        });
    });
    executor.run_for(SECOND);
    let before = polls.load(Relaxed);
    let late = wakers.lock().unwrap().clone();
    late.iter().for_each(Waker::wake_by_ref);
    executor.run_for(SECOND);
    assert_eq!(polls.load(Relaxed), before + 4);
    drop(executor);
    late.into_iter().for_each(Waker::wake);
    assert_eq!(polls.load(Relaxed), before + 4);
}
