use super::*;

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
