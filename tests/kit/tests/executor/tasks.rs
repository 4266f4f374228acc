use super::*;

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
fn a_task_cannot_run_the_executor() {
    let executor = Arc::new(Executor::new(1));
    let inner = Arc::clone(&executor);
    let said = panic_of(|| executor.run(async move { inner.run_for(SECOND) }));
    assert!(said.contains("the executor runs already"), "{said}");
    executor.run_for(SECOND);
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
