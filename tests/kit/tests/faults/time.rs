use super::*;

#[test]
fn faults_keep_to_their_requests_and_their_time() {
    let faults = Faults::none()
        .reset(1.0)
        .on("*", "pods")
        .on("list", "*")
        .during(Instant::new(MINUTE), Instant::new(2 * MINUTE));
    let (mock, faulty) = cluster(faults, 1);
    let timer = mock.timer();
    let fails = |path| get(timer, &faulty, path).0.is_err();
    assert!(!fails(PODS));
    timer.advance(MINUTE);
    assert!(fails(PODS) && !fails(WATCH) && !fails("/api/v1/namespaces/a/pods/b"));
    timer.advance(MINUTE);
    assert!(!fails(PODS));
}

#[test]
fn when_the_time_is_over_all_goes_on_or_ends() {
    let over = Instant::new(MINUTE);
    let hour = 60 * MINUTE;
    let answered = Ok(Bytes::from(TEXT));
    for (faults, end) in [
        (Faults::none().stall(1.0, hour), answered.clone()),
        (Faults::none().slow(1.0, hour), answered.clone()),
        (Faults::none().silence(1.0), Err(Kind::Interrupted)),
    ] {
        for seed in 0..10 {
            let (mock, faulty) = cluster(faults.clone().until(over), seed);
            let (met, _) = get(mock.timer(), &faulty, PODS);
            assert_eq!(met, end, "{faults:?}");
            assert!(mock.timer().now() <= over);
            mock.timer().advance(over - mock.timer().now());
            assert_eq!(
                get(mock.timer(), &faulty, PODS),
                (answered.clone(), Duration::ZERO)
            );

            // The same with a plan that is given up.
            let (mock, faulty) = cluster(faults.clone(), seed);
            let executor = Executor::with_timer(seed, mock.timer().clone());
            let sender = faulty.clone();
            let exchange =
                executor.spawn(async move { whole(sender.send(request(PODS)).await).await });
            executor.run_for(SECOND);
            assert!(!exchange.is_finished(), "{faults:?}");
            faulty.set_faults(Faults::none());
            let met = executor.run(exchange).unwrap();
            assert_eq!(met.map_err(|error| error.kind()), end, "{faults:?}");
            assert_eq!(executor.timer().now(), Instant::new(SECOND));
        }
    }
    // Without an end, silence has none.
    let (mock, faulty) = cluster(Faults::none().silence(1.0), 1);
    let exchange = async { whole(faulty.send(request(PODS)).await).await.is_ok() };
    assert_eq!(mock.timer().try_run(hour, exchange), Err(Stuck::Idle));
}

#[test]
fn a_request_that_goes_on_meets_the_plan_of_then() {
    let stalls = Faults::none().stall(1.0, MINUTE).reset(1.0);
    let mut ends = BTreeSet::new();
    for seed in 0..20 {
        let (mock, faulty) = cluster(stalls.clone(), seed);
        let mut exchange = Box::pin(faulty.send(request(PODS)));
        // One that would stall before its answer is reset before that.
        let stalled = exchange.as_mut().now_or_never().is_none();
        if stalled {
            faulty.set_faults(Faults::none());
            assert!(mock.timer().run(exchange).is_ok());
        }
        ends.insert(stalled);
    }
    assert_eq!(ends.len(), 2);
}
