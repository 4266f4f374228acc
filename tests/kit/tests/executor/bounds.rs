use super::*;

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
fn the_timer_may_be_that_of_a_mock() {
    let mock = MockTransport::new();
    let executor = Executor::with_timer(1, mock.timer().clone());
    executor.run(mock.timer().sleep(SECOND));
    assert_eq!(mock.timer().now(), executor.timer().now());
}
