use super::*;

/// A client that gets pods and follows a watch until it has seen what it wants, through all
/// faults; what happened meanwhile.
fn survive(seed: u64) -> String {
    let executor = Executor::new(seed);
    let timer = executor.timer().clone();
    let mock = MockTransport::new();
    mock.react("list", "pods", |_| Some(Answer::bytes(TEXT)));
    mock.react("watch", "pods", |_| {
        let (answer, body) = Answer::open();
        body.send_event("ADDED", &json!({"kind": "Pod"}));
        Some(answer)
    });
    let end = Instant::new(60 * MINUTE);
    let trace = executor.trace().clone();
    let faulty = FaultyTransport::traced(
        Arc::new(mock),
        Arc::new(timer.clone()),
        Faults::everything().until(end),
        seed,
        trace.clone(),
    );
    executor.spawn_named("clock", faulty.clock(&timer));
    for n in 0..3 {
        let (http, timer) = (faulty.clone(), timer.clone());
        executor.spawn_named(&format!("watcher {n}"), async move {
            loop {
                drop(whole(http.send(request(WATCH)).await).await);
                timer.sleep(SECOND).await;
            }
        });
    }
    executor.run(async {
        while timer.now() < end + MINUTE {
            match whole(faulty.send(request(PODS)).await).await {
                Ok(body) if body == TEXT => trace.log("client", "all of it"),
                Ok(body) => trace.log("client", format_args!("{body:?}")),
                Err(error) => {
                    assert!(timer.now() <= end, "{}", executor.report());
                    let source = error.source().expect("a source");
                    trace.log("client", format_args!("{error}: {source}"));
                }
            }
            timer.sleep(SECOND).await;
        }
    });
    trace.to_string()
}

#[test]
fn the_same_seed_is_the_same_run_through_everything() {
    let runs: Vec<_> = (0..5).map(survive).collect();
    assert_eq!(runs, (0..5).map(survive).collect::<Vec<_>>());
    let all = runs.concat();
    for kind in [
        "reset",
        "429",
        "502",
        "cut",
        "slow",
        "silent",
        "sleeps",
        "jumps",
        "all of it",
    ] {
        assert!(all.contains(kind), "{kind}");
    }
    assert_eq!(BTreeSet::from_iter(runs).len(), 5);
}
