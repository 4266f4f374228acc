use super::*;

const BACKOFF_FIRST: Duration = Duration::from_millis(1600);

#[test]
fn lists_in_pages_then_watches_from_the_first_pages_version() {
    let mut bench = Bench::new(1);
    bench.drain();
    assert_eq!(bench.asked(), "list");
    bench.answer_list("10", "t1", &[config_map("a", 1), config_map("b", 2)]);
    assert_eq!(bench.asked(), "list?continue=t1");
    assert_eq!(bench.store(), ["a@1", "b@2"], "published as it arrives");
    bench.answer_list("10", "", &[config_map("c", 3)]);
    assert_eq!(bench.asked(), "watch@10");
    let id = bench.id();
    bench.input(Input::Opened(id));
    assert_eq!(bench.status(), "live");
    bench.answer(&(event("ADDED", config_map("d", 11)) + &event("MODIFIED", config_map("a", 12))));
    bench.answer(&event(
        "BOOKMARK",
        json!({ "metadata": { "resourceVersion": "40" } }),
    ));
    bench.answer(&event("DELETED", config_map("b", 41)));
    assert_eq!(bench.store(), ["a@12", "c@3", "d@11"]);
    assert_eq!(bench.reflector.status().resource_version, "41");
}

#[test]
fn an_empty_page_may_continue_and_counts_may_be_anything() {
    let mut bench = Bench::new(1);
    bench.drain();
    let huge = json!({ "kind": "ConfigMapList", "items": [], "metadata": {
        "resourceVersion": "10", "continue": "t1", "remainingItemCount": u64::MAX } });
    bench.answer(&huge.to_string());
    assert_eq!(bench.status(), "listing 0 of 18,446,744,073,709,551,615");
    let id = bench.id();
    bench.input(Input::Ended(id));
    assert_eq!(bench.asked(), "list?continue=t1");
    bench.answer_list("10", "", &[config_map("a", 1)]);
    assert_eq!(bench.asked(), "watch@10");
}

#[test]
fn a_watch_that_ends_goes_on_where_it_was_without_a_list() {
    let mut bench = Bench::live();
    bench.answer(&event(
        "BOOKMARK",
        json!({ "metadata": { "resourceVersion": "40" } }),
    ));
    bench.advance(Duration::from_secs(300));
    let id = bench.id();
    bench.input(Input::Ended(id));
    assert_eq!(
        (bench.asked().as_str(), bench.status().as_str()),
        ("watch@40", "live")
    );
}

#[test]
fn a_watch_that_breaks_goes_on_where_it_was_after_a_delay() {
    for error in [
        transport_error(TransportErrorKind::Interrupted),
        transport_error(TransportErrorKind::Refused),
        status_error(500, "InternalError"),
        status_error(503, "ServiceUnavailable"),
        status_error(429, "TooManyRequests"),
    ] {
        let mut bench = Bench::live();
        let expected = error.to_string();
        bench.fail(error);
        assert_eq!(bench.asked(), "nothing");
        assert!(
            bench.status().starts_with("stale since "),
            "{}",
            bench.status()
        );
        assert!(bench.status().contains(&expected), "{}", bench.status());
        assert_eq!(bench.store(), ["a@1"]);
        bench.wait_within(BACKOFF_FIRST);
        assert_eq!(bench.asked(), "watch@10");
        let id = bench.id();
        bench.input(Input::Opened(id));
        assert_eq!(bench.status(), "live");
    }
}

#[test]
fn expired_history_lists_again_and_reports_only_what_changed() {
    let gone = json!({ "kind": "Status", "status": "Failure", "code": 410, "reason": "Expired" });
    for as_event in [true, false] {
        let mut bench = Bench::live();
        bench.deltas.clear();
        match as_event {
            true => bench.answer(&event("ERROR", gone.clone())),
            false => bench.fail(status_error(410, "Gone")),
        }
        bench.wait_within(BACKOFF_FIRST);
        assert_eq!(bench.asked(), "list", "from the newest state");
        bench.answer_list("90", "", &[config_map("a", 1), config_map("b", 80)]);
        assert_eq!(bench.asked(), "watch@90");
        assert_eq!(bench.deltas.len(), 1, "a did not change");
        assert_eq!(bench.store(), ["a@1", "b@80"]);
    }
}

#[test]
fn expired_history_is_put_right_at_once_and_lists_keep_their_distance() {
    let mut bench = Bench::live();
    bench.advance(Duration::from_secs(5));
    let gone = event("ERROR", json!({ "code": 410, "reason": "Expired" }));
    bench.answer(&gone);
    assert_eq!(bench.asked(), "list", "the list before was a while ago");
    // A server whose lists are too old for its watches.
    let mut lists = 0;
    let until = bench.now.monotonic + Duration::from_secs(600);
    while bench.now.monotonic < until {
        if bench.asked().starts_with("list") {
            lists += 1;
            bench.answer_list("20", "", &[]);
            bench.answer(&gone);
        }
        bench.wait_within(Duration::from_secs(60));
    }
    assert!((10..30).contains(&lists), "{lists}");
}

#[test]
fn a_watch_that_opens_only_to_refuse_does_not_end_staleness() {
    let mut bench = Bench::live();
    bench.advance(Duration::from_secs(100));
    bench.fail(transport_error(TransportErrorKind::Interrupted));
    bench.wait_within(BACKOFF_FIRST);
    bench.answer(&event("ERROR", json!({ "code": 410, "reason": "Expired" })));
    let status = bench.status();
    assert!(
        status.starts_with("stale since 1970-01-01T00:00:00Z"),
        "{status}"
    );
}

#[test]
fn a_watch_that_was_open_for_a_while_begins_the_backoff_anew() {
    let mut bench = Bench::live();
    for _ in 0..8 {
        bench.advance(Duration::from_secs(10));
        bench.fail(transport_error(TransportErrorKind::Interrupted));
        bench.wait_within(BACKOFF_FIRST);
        let id = bench.id();
        bench.input(Input::Opened(id));
    }
    let mut longest = Duration::ZERO;
    for _ in 0..8 {
        bench.fail(transport_error(TransportErrorKind::Interrupted));
        longest = longest.max(bench.drain() - bench.now.monotonic);
        bench.wait_within(Duration::from_secs(60));
        let id = bench.id();
        bench.input(Input::Opened(id));
    }
    assert!(longest > Duration::from_secs(25), "{longest:?}");
}

#[test]
fn a_version_in_the_servers_future_lists_again() {
    let mut bench = Bench::live();
    let status = json!({ "kind": "Status", "status": "Failure", "code": 504, "reason": "Timeout",
        "message": "Too large resource version: 10, current: 3" });
    bench.fail(Error::from_status(
        serde_json::from_value(status).unwrap(),
        None,
    ));
    bench.wait_within(BACKOFF_FIRST);
    assert_eq!(bench.asked(), "list");
}

#[test]
fn a_page_that_expired_makes_the_next_list_unpaged() {
    let mut bench = Bench::new(1);
    bench.drain();
    bench.answer_list("10", "t1", &[config_map("a", 1)]);
    bench.fail(status_error(410, "Expired"));
    bench.wait_within(BACKOFF_FIRST);
    assert_eq!(bench.asked(), "list, unpaged");
    bench.answer_list("20", "", &[config_map("b", 15)]);
    assert_eq!(
        (bench.asked().as_str(), bench.store()),
        ("watch@20", vec!["b@15".to_owned()])
    );
}

#[test]
fn nonsense_keeps_the_store_names_itself_and_is_recovered_from() {
    let long = format!("{{\"type\":\"{}", "x".repeat(5000));
    for (body, cause) in [
        ("garbage", "expected a watch event, found 'g'"),
        ("<html>", "HTML"),
        (
            "{\"type\":\"ADDED\",\"object\":{\"a\":tru}}",
            "malformed watch event",
        ),
        (
            "{\"type\":\"WIBBLE\",\"object\":{}}",
            "unknown type of watch event: \"WIBBLE\"",
        ),
        (
            "{\"type\":\"ADDED\",\"object\":{\"metadata\":{}}}",
            "an object without metadata.name",
        ),
        (
            "{\"type\":\"ERROR\",\"object\":7}",
            "an ERROR event without a Status",
        ),
        (&long, "an object is longer than the limit of 4096 bytes"),
    ] {
        let mut bench = Bench::live();
        bench.answer(body);
        assert_eq!(bench.asked(), "nothing", "{body}");
        let status = bench.status();
        assert!(
            status.starts_with("stale since 1970") && status.contains(cause),
            "{status}"
        );
        assert!(status.contains("watch /api/v1/configmaps"), "{status}");
        assert_eq!(bench.store(), ["a@1"]);
        bench.wait_within(BACKOFF_FIRST);
        bench.answer_list("30", "", &[config_map("a", 1)]);
        let id = bench.id();
        bench.input(Input::Opened(id));
        assert_eq!(bench.status(), "live", "{body}");
    }
}

#[test]
fn lists_that_make_no_sense_are_refused() {
    for (body, cause) in [
        (list_body("", "", &[]), "no resourceVersion"),
        (
            list_body("1", "", &[json!({})]),
            "cannot decode item 0 of the list",
        ),
        (
            "{\"kind\":\"Table\",\"rows\":[]}".into(),
            "no \"items\" in a document of kind \"Table\"",
        ),
        ("{\"items\":[".into(), "in the middle"),
    ] {
        let mut bench = Bench::new(1);
        bench.drain();
        let id = bench.id();
        bench.answer(&body);
        bench.input(Input::Ended(id));
        let status = bench.status();
        assert!(
            status.contains(cause) && status.contains("list /api/v1/configmaps"),
            "{status}"
        );
        bench.wait_within(BACKOFF_FIRST);
        assert_eq!(bench.asked(), "list");
    }
    let mut bench = Bench::new(1);
    bench.drain();
    bench.answer_list("1", "t", &[config_map("a", 1)]);
    bench.answer_list("1", "t", &[config_map("b", 1)]);
    assert!(
        bench.status().contains("same continue token twice"),
        "{}",
        bench.status()
    );
}

#[test]
fn silence_is_noticed_by_either_clock() {
    let mut bench = Bench::live();
    let until = bench.drain();
    assert_eq!(until - bench.now.monotonic, Duration::from_secs(150));
    bench.advance(Duration::from_secs(149));
    bench.answer(" ");
    bench.advance(Duration::from_secs(149));
    bench.input(Input::Tick);
    assert_eq!(bench.status(), "live", "white space is a sign of life");
    bench.advance(Duration::from_secs(1));
    bench.input(Input::Tick);
    assert_eq!(
        (bench.asked().as_str(), bench.status().as_str()),
        ("watch@10", "live")
    );
    assert_eq!(bench.sent.len(), 3, "opened anew");
    let id = bench.id();
    bench.input(Input::Opened(id));
    // The machine slept: an hour by the wall clock, a second by the monotonic one.
    bench.now.wall = Timestamp::from_unix(bench.now.wall.as_unix() + Duration::from_secs(3600));
    bench.input(Input::Tick);
    let status = bench.status();
    assert!(
        status.contains("1970-01-01T00:04:59Z"),
        "stale since the last sign of life: {status}"
    );
    bench.wait_within(BACKOFF_FIRST);
    assert_eq!(bench.asked(), "watch@10");
}

#[test]
fn a_silent_watch_that_cannot_be_opened_again_is_stale_since_it_was_last_heard() {
    let mut bench = Bench::live();
    bench.advance(Duration::from_secs(150));
    bench.input(Input::Tick);
    bench.fail(transport_error(TransportErrorKind::Refused));
    let status = bench.status();
    assert!(
        status.starts_with("stale since 1970-01-01T00:00:00Z"),
        "{status}"
    );
}

#[test]
fn a_server_that_fails_every_watch_is_listed_after_a_few() {
    let mut bench = Bench::live();
    let mut asked = Vec::new();
    for _ in 0..4 {
        bench.fail(status_error(500, "InternalError"));
        bench.wait_within(Duration::from_secs(60));
        asked.push(bench.asked());
    }
    assert_eq!(asked, ["watch@10", "watch@10", "watch@10", "list"]);
}

#[test]
fn credentials_that_cannot_be_had_do_not_put_the_store_in_doubt() {
    let mut bench = Bench::live();
    for _ in 0..5 {
        bench.fail(Error::credentials("no token", None));
        bench.wait_within(Duration::from_secs(60));
        assert_eq!(bench.asked(), "watch@10");
    }
}

#[test]
fn a_server_that_says_when_to_ask_again_is_asked_then() {
    let mut bench = Bench::live();
    // Far into the backoff.
    for _ in 0..8 {
        bench.fail(transport_error(TransportErrorKind::Refused));
        bench.wait_within(Duration::from_secs(60));
    }
    let status = Status {
        code: 429,
        ..Status::default()
    };
    bench.fail(Error::from_status(status, Some(Duration::from_secs(2))));
    let delay = bench.drain() - bench.now.monotonic;
    let expected = Duration::from_secs(2)..Duration::from_secs(2) + BACKOFF_FIRST;
    assert!(expected.contains(&delay), "{delay:?}");
}

#[test]
fn answers_to_what_is_over_are_ignored() {
    let mut bench = Bench::live();
    let old = bench.id();
    bench.fail(transport_error(TransportErrorKind::Reset));
    let before = bench.status();
    for input in [
        Input::Opened(old),
        Input::Chunk(old, b"{}"),
        Input::Ended(old),
        Input::Failed(old, status_error(410, "Gone")),
    ] {
        bench.reflector.handle_input(bench.now, input);
        assert_eq!(bench.status(), before);
    }
}
