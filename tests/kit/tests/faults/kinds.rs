use super::*;

#[test]
fn each_fault_is_what_it_says() {
    let answered = Ok(Bytes::from(TEXT));
    for (kind, faults, path, end, delivered, takes) in [
        (
            "drop",
            Faults::none().drop_requests(1.0),
            PODS,
            Err(Kind::Timeout),
            0,
            30,
        ),
        (
            "refuse",
            Faults::none().refuse(1.0),
            PODS,
            Err(Kind::Refused),
            0,
            0,
        ),
        (
            "reset",
            Faults::none().reset(1.0),
            PODS,
            Err(Kind::Reset),
            0,
            0,
        ),
        (
            "lose answer",
            Faults::none().lose_answers(1.0),
            PODS,
            Err(Kind::Reset),
            1,
            0,
        ),
        (
            "duplicate",
            Faults::none().duplicate(1.0),
            PODS,
            answered.clone(),
            2,
            0,
        ),
        (
            "stall",
            Faults::none().stall(1.0, 7 * SECOND),
            PODS,
            answered,
            1,
            14,
        ),
    ] {
        let (mock, faulty) = cluster(faults.clone(), 1);
        let met = get(mock.timer(), &faulty, path);
        assert_eq!(met, (end.clone(), takes * SECOND), "{kind}");
        assert_eq!(mock.requests().len(), delivered, "{kind}");
        let injected = faulty.injected();
        assert_eq!(injected.keys().collect::<Vec<_>>(), [&kind], "{kind}");
        let trace = faulty.trace().to_string();
        assert!(
            trace.starts_with("    0.000s fault: #1 list v1 pods: "),
            "{trace}"
        );

        // Browsers do not say what happened.
        faulty.set_faults(faults.opaque());
        let (met, _) = get(mock.timer(), &faulty, path);
        assert_eq!(met, end.map_err(|_| Kind::Network), "{kind}");
    }
}

#[test]
fn refusals_are_what_servers_and_proxies_say() {
    for (refusal, path, expected) in [
        (
            Refusal::TooManyRequestsText { retry_after: 2 },
            PODS,
            "429 2 text/plain; charset=utf-8 Too many requests, please try again later.",
        ),
        (
            Refusal::TooManyRequests { retry_after: 3 },
            PODS,
            "429 3 application/json TooManyRequests 429 {\"retryAfterSeconds\":3}",
        ),
        (
            Refusal::InternalError,
            PODS,
            "500 - application/json InternalError 500 \
             {\"causes\":[{\"message\":\"etcdserver: request timed out\"}]}",
        ),
        (Refusal::BadGateway, PODS, "502 - text/html <html>"),
        (
            Refusal::Unavailable { retry_after: 1 },
            "/version",
            "503 1 application/json ServiceUnavailable 503 null",
        ),
        (
            Refusal::Expired,
            PODS,
            "410 - application/json Expired 410 null",
        ),
        (
            Refusal::Expired,
            WATCH,
            "410 - application/json Expired 410 null",
        ),
        (
            Refusal::ExpiredEvent,
            WATCH,
            "200 - application/json ERROR Expired 410",
        ),
    ] {
        let (mock, faulty) = cluster(Faults::none().status(1.0, refusal), 1);
        let response = mock.timer().run(faulty.send(request(path))).unwrap();
        let header = |name| {
            let value = response.headers().get(name)?;
            Some(value.to_str().unwrap().to_owned())
        };
        let retry_after = header("retry-after").unwrap_or("-".to_owned());
        let head = format!(
            "{} {retry_after} {}",
            response.status().as_u16(),
            header("content-type").unwrap()
        );
        let body = mock.timer().run(whole(Ok(response))).unwrap();
        let body = match serde_json::from_slice::<Value>(&body) {
            Ok(event) if event["type"] == "ERROR" => format!(
                "ERROR {} {}",
                event["object"]["reason"].as_str().unwrap(),
                event["object"]["code"]
            ),
            Ok(status) => format!(
                "{} {} {}",
                status["reason"].as_str().unwrap(),
                status["code"],
                status["details"]
            ),
            Err(_) => String::from_utf8_lossy(&body)
                .lines()
                .next()
                .unwrap()
                .to_owned(),
        };
        assert_eq!(format!("{head} {body}"), expected);
        assert!(mock.requests().is_empty());
    }
}

#[test]
fn expiry_strikes_only_what_can_expire() {
    let expired = Faults::none().status(1.0, Refusal::Expired);
    let event = Faults::none().status(1.0, Refusal::ExpiredEvent);
    for (faults, path) in [
        (expired, "/api/v1/namespaces/a/pods/b"),
        (event.clone(), PODS),
        (event.and(Faults::none().end_watches(1.0)), PODS),
    ] {
        let (mock, faulty) = cluster(faults, 1);
        assert_eq!(get(mock.timer(), &faulty, path).0, Ok(Bytes::from(TEXT)));
    }
    let (mock, faulty) = cluster(Faults::none().status(1.0, Refusal::Expired), 1);
    let (body, _) = get(mock.timer(), &faulty, "/api/v1/pods?limit=5&continue=abc");
    let body = String::from_utf8(body.unwrap().to_vec()).unwrap();
    assert!(
        body.contains("The provided continue parameter is too old"),
        "{body}"
    );
}

#[test]
fn a_backend_of_it_serves_a_client() {
    let (mock, faulty) = cluster(Faults::none(), 7);
    let backend = faulty.backend(Capabilities::minimal(6));
    assert_eq!((backend.seed, backend.timer.now()), (7, mock.timer().now()));
    let link = backend.connector.connect(&Default::default()).unwrap();
    assert_eq!(link.capabilities, Capabilities::minimal(6));
    assert!(mock.timer().run(link.http.send(request(PODS))).is_ok());
    assert!(format!("{faulty:?}").contains("seed: 7"));
}

#[test]
#[should_panic(expected = "1.5 is not a probability")]
fn a_probability_is_checked() {
    drop(Faults::none().reset(1.5));
}
