use super::*;

#[test]
fn bodies_are_cut_at_any_byte() {
    let mut ends = BTreeSet::new();
    for seed in 0..400 {
        for (faults, clean) in [
            (Faults::none().cut_bodies(1.0), false),
            (Faults::none().end_watches(1.0), true),
        ] {
            let (mock, faulty) = cluster(faults, seed);
            let mut body = mock
                .timer()
                .run(faulty.send(request(WATCH)))
                .unwrap()
                .into_body();
            let mut came = Vec::new();
            let end = mock.timer().run(async {
                loop {
                    match body.next().await {
                        Some(Ok(chunk)) => came.extend_from_slice(&chunk),
                        end => break end,
                    }
                }
            });
            assert!(TEXT.as_bytes().starts_with(&came));
            assert_eq!(end.is_none(), clean);
            let kind = end.and_then(Result::err).map(|error| error.kind());
            assert!(kind.is_none_or(|kind| kind == Kind::Interrupted));
            assert!(mock.timer().run(body.next()).is_none());
            ends.insert((clean, came.len()));
        }
    }
    assert_eq!(ends.len(), 2 * (TEXT.len() + 1));
}

#[test]
fn slow_bodies_are_the_same_bodies() {
    let mut borders = BTreeSet::new();
    for seed in 0..200 {
        let (mock, faulty) = cluster(Faults::none().slow(1.0, 2 * SECOND), seed);
        let mut body = mock
            .timer()
            .run(faulty.send(request(PODS)))
            .unwrap()
            .into_body();
        let mut came = Vec::new();
        mock.timer().run(async {
            let mut before = mock.timer().now();
            while let Some(piece) = body.next().await {
                came.extend_from_slice(&piece.unwrap());
                borders.insert(came.len());
                let now = mock.timer().now();
                assert!(now - before <= 2 * SECOND);
                before = now;
            }
        });
        assert_eq!(came, TEXT.as_bytes());
    }
    assert_eq!(borders.len(), TEXT.len());
}

#[test]
fn whatever_waits_ends_when_the_exchange_is_dropped() {
    for faults in [
        Faults::none().stall(1.0, MINUTE),
        Faults::none().drop_requests(1.0),
        Faults::none().slow(1.0, MINUTE),
        Faults::none().silence(1.0).until(Instant::new(MINUTE)),
    ] {
        for seed in 0..4 {
            let (mock, faulty) = cluster(faults.clone(), seed);
            let exchange = async { whole(faulty.send(request(PODS)).await).await };
            assert!(exchange.now_or_never().is_none());
            assert_eq!(mock.timer().pending(), 0, "{faults:?}");
            assert!(mock.requests().iter().all(|request| request.is_dropped()));
        }
    }
}
