use std::sync::Mutex;

use super::*;

/// A client of several tasks; what each of them sees.
fn session(executor: &Executor, http: Arc<dyn HttpTransport>) -> Vec<Vec<String>> {
    let log = Arc::new(Mutex::new(vec![Vec::new(); 3]));
    for task in 0..3 {
        let (http, log) = (Arc::clone(&http), Arc::clone(&log));
        let timer = executor.timer().clone();
        executor.spawn(async move {
            for n in 0..20 {
                timer.sleep(Duration::from_millis(700)).await;
                let path = format!("/api/v1/namespaces/n{task}/pods?limit={n}");
                let began = timer.now();
                let answer = http.send(request(&path)).await;
                let seen = seen(answer, &timer, began).await;
                log.lock().expect("no panic before")[task].extend(seen);
            }
        });
    }
    executor
        .run_until(|| executor.tasks().is_empty(), 3600 * SECOND)
        .expect("an end");
    let log = log.lock().expect("no panic before");
    log.clone()
}

#[test]
fn a_session_is_the_same_from_its_recording() {
    for seed in 0..20 {
        let executor = Executor::new(seed);
        let timer = Arc::new(executor.timer().clone());
        let mock = MockTransport::new();
        mock.react("*", "*", |request| {
            let limit = request.query_value("limit")?;
            Some(Answer::chunks([
                format!("{{\"limit\":{limit},"),
                "\"items\":[]}\n".to_owned(),
                "{\"kind\":\"Pod\"}\n".to_owned(),
                "é".to_owned(),
            ]))
        });
        let faults = Faults::none()
            .reset(0.1)
            .drop_requests(0.1)
            .slow(0.5, 2 * SECOND)
            .stall(0.1, SECOND)
            .cut_bodies(0.1)
            .end_watches(0.1);
        let faulty = FaultyTransport::new(Arc::new(mock), timer.clone(), faults, seed);
        let recorder = Recorder::new(Arc::new(faulty), timer);
        let recorded = session(&executor, Arc::new(recorder.clone()));

        let text = recorder.recording().to_string();
        let recording: Recording = text.parse().unwrap();
        assert_eq!(recording, recorder.recording());
        assert_eq!(recording.to_string(), text);

        let executor = Executor::new(seed + 1000);
        let replay = Replay::new(recording, Arc::new(executor.timer().clone()));
        assert_eq!(session(&executor, Arc::new(replay.clone())), recorded);
        assert!(replay.left().is_empty());
    }
}

#[test]
fn a_recording_holds_no_secret() {
    let mock = MockTransport::new();
    mock.get("/api/v1/secrets").answer(
        Answer::json(&json!({"items": [{"data": {"key": "czNjcjN0"}}]}))
            .header("set-cookie", "session=s3cr3t"),
    );
    mock.post("/token?code=s3cr3t")
        .answer(Answer::json(&json!({"access_token": "s3cr3t"})));
    let timer = mock.timer().clone();
    let recorder = Recorder::new(Arc::new(mock), Arc::new(timer.clone()));
    let mut list = request("/api/v1/secrets");
    list.headers_mut()
        .insert("authorization", "Bearer s3cr3t".parse().unwrap());
    let mut token = request("/token?code=s3cr3t");
    *token.method_mut() = http::Method::POST;
    *token.body_mut() = Bytes::from("{\"password\":\"s3cr3t\"}");
    for request in [list, token] {
        let answer = timer.run(recorder.send(request)).unwrap();
        timer.run(answer.into_body().collect(1000)).unwrap();
    }
    let recording = recorder.recording();
    let shown = format!("{recording} {recording:?} {recorder:?}");
    assert!(
        !shown.contains("s3cr3t") && !shown.contains("czNjcjN0"),
        "{shown}"
    );
    assert!(
        shown.contains("{\"items\":[{\"data\":{\"key\":\"AAAAAAAA\"}}]}"),
        "{shown}"
    );

    // Who asks with the secret gets the answer that was recorded without it.
    let replay = Replay::new(recording, Arc::new(timer.clone()));
    let mut token = request("/token?code=other!");
    *token.method_mut() = http::Method::POST;
    assert_eq!(timer.run(replay.send(token)).unwrap().status(), 200);

    let recorder = recorder.scrubber(Scrubber::nothing());
    assert!(recorder.recording().to_string().contains("s3cr3t"));
}

#[test]
fn what_is_open_is_recorded_as_far_as_it_came() {
    let mock = MockTransport::new();
    let watch = mock.get("/watch").open();
    mock.get("/never").answer(Answer::never());
    let timer = mock.timer().clone();
    let recorder = Recorder::new(Arc::new(mock), Arc::new(timer.clone()));
    watch.send("one");
    let mut body = timer
        .run(recorder.send(request("/watch")))
        .unwrap()
        .into_body();
    timer.run(body.next()).unwrap().unwrap();
    assert!(
        timer
            .try_run(SECOND, recorder.send(request("/never")))
            .is_err()
    );
    let recording = recorder.recording();
    let ends: Vec<_> = recording
        .exchanges()
        .iter()
        .map(|exchange| &exchange.end)
        .collect();
    assert_eq!(ends, [&End::Open, &End::Open]);
    watch.end();
    assert!(timer.run(body.next()).is_none());
    let finished = End::Finished {
        after: Duration::ZERO,
    };
    assert_eq!(recorder.recording().exchanges()[0].end, finished);

    // Nothing comes where nothing was recorded.
    let replay = Replay::new(recording, Arc::new(timer.clone()));
    let mut body = timer
        .run(replay.send(request("/watch")))
        .unwrap()
        .into_body();
    assert_eq!(timer.run(body.next()).unwrap().unwrap(), "one");
    assert_eq!(timer.try_run(SECOND, body.next()).unwrap_err(), Stuck::Idle);
    let never = timer.try_run(SECOND, replay.send(request("/never")));
    assert_eq!(never.unwrap_err(), Stuck::Idle);
}

#[test]
fn a_recording_is_bounded() {
    let mock = MockTransport::new();
    mock.get("/a")
        .always()
        .answer(Answer::chunks(["12345", "67890", "x"]));
    let timer = mock.timer().clone();
    let recorder = Recorder::new(Arc::new(mock), Arc::new(timer.clone())).limit(7);
    for _ in 0..2 {
        // The client gets all of it.
        let answer = timer.run(recorder.send(request("/a"))).unwrap();
        assert_eq!(
            timer.run(answer.into_body().collect(100)).unwrap(),
            "1234567890x"
        );
    }
    let recording = recorder.recording();
    for (exchange, kept) in recording.exchanges().iter().zip([1, 0]) {
        assert_eq!(
            (exchange.chunks.len(), &exchange.end),
            (kept, &End::Truncated)
        );
    }
    let replay = Replay::new(recording, Arc::new(timer.clone()));
    let answer = timer.run(replay.send(request("/a"))).unwrap();
    let error = timer.run(answer.into_body().collect(100)).unwrap_err();
    assert_eq!(error.kind(), Kind::Interrupted);
}
