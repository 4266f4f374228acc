use super::*;

#[test]
fn a_machine_that_slept_has_lost_its_connections() {
    let mut ends = BTreeSet::new();
    for seed in 0..20 {
        let executor = Executor::new(seed);
        let timer = executor.timer().clone();
        let mock = MockTransport::new();
        mock.react("watch", "*", |_| Some(Answer::open().0));
        mock.react("list", "*", |_| Some(Answer::never()));
        let faults = Faults::none()
            .sleep(MINUTE, 60 * MINUTE)
            .until(Instant::new(3 * MINUTE));
        let trace = executor.trace().clone();
        let faulty =
            FaultyTransport::traced(Arc::new(mock), Arc::new(timer.clone()), faults, seed, trace);
        let exchange = |path| {
            let (faulty, timer) = (faulty.clone(), timer.clone());
            executor.spawn(async move {
                let end = whole(faulty.send(request(path)).await).await;
                (end.unwrap_err().kind(), timer.now())
            })
        };
        let (watch, list) = (exchange(WATCH), exchange(PODS));
        executor.spawn_named("clock", faulty.clock(&timer));
        let before = (timer.wall_now(), timer.now());
        executor.run_for(10 * MINUTE);
        let wall = timer.wall_now().saturating_duration_since(before.0);
        let Some(slept) = faulty.injected().get("sleep").copied() else {
            // The first sleep would have come too late.
            continue;
        };
        assert!(wall > timer.now() - before.1, "{}", executor.report());
        let (list, watch) = (executor.run(list).unwrap(), executor.run(watch).unwrap());
        assert_eq!(list.0, Kind::Reset);
        assert_eq!(watch.0, Kind::Interrupted);
        // Cut when the machine woke, or silent until it slept again or the faults were over.
        assert!(watch.1 >= list.1 && watch.1 <= Instant::new(3 * MINUTE));
        ends.insert(watch.1 == list.1);
        assert!(slept > 0 && executor.tasks() == ["clock"]);
    }
    assert_eq!(ends.len(), 2);
}

#[test]
fn clocks_jump_both_ways_until_they_stop() {
    let executor = Executor::new(5);
    let timer = executor.timer().clone();
    let faults = Faults::none()
        .jump_clock(MINUTE, 60 * MINUTE)
        .until(Instant::new(60 * MINUTE));
    let mock = Arc::new(MockTransport::new());
    let faulty = FaultyTransport::new(mock, Arc::new(timer.clone()), faults, 5);
    executor.spawn(faulty.clock(&timer));
    executor.run_for(60 * MINUTE);
    let jumps = faulty.injected()["jump clock"];
    assert!((40..90).contains(&jumps), "{jumps}");
    let trace = faulty.trace().to_string();
    assert!(trace.contains("jumps back by") && trace.contains("jumps forth by"));
    let wall = timer.wall_now();
    executor.run_for(60 * MINUTE);
    assert_eq!(
        timer.wall_now().saturating_duration_since(wall),
        60 * MINUTE
    );
    assert_eq!(faulty.injected()["jump clock"], jumps);
    // Another plan is followed from when it is set.
    faulty.set_faults(Faults::none().jump_clock(MINUTE, MINUTE));
    executor.run_for(60 * MINUTE);
    assert!(faulty.injected()["jump clock"] > jumps);
}
