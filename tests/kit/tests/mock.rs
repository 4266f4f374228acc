//! What a test gets from the mock.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use http::{Method, Request, Response};
use outrigger::rt::Timer;
use outrigger::transport::{
    Body, Capabilities, ConnectionSettings, HttpTransport, LongLived, TransportError,
    TransportErrorKind as Kind,
};
use outrigger_test::{Answer, Fate, MockTransport};
use serde_json::json;

fn request(method: Method, path: &str) -> Request<Bytes> {
    let builder = Request::builder()
        .method(method)
        .uri(format!("http://cluster{path}"));
    builder.body(Bytes::new()).expect("a request")
}

fn get(mock: &MockTransport, path: &str) -> Result<Response<Body>, TransportError> {
    mock.timer().run(mock.send(request(Method::GET, path)))
}

#[track_caller]
fn text(mock: &MockTransport, path: &str) -> String {
    let response = get(mock, path).expect("a response");
    let body = response.into_body().collect(1 << 20).now_or_never();
    let bytes = body.expect("the body is open").expect("a whole body");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What a panic in `test` says.
fn panic_of(test: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(test)).expect_err("it did not panic");
    *panic.downcast::<String>().expect("a formatted panic")
}

#[test]
fn answers_are_given_in_the_order_they_were_scripted() {
    let mock = MockTransport::new();
    mock.get("/a").answer(Answer::bytes("one"));
    mock.get("/a").times(2).answer(Answer::bytes("two"));
    mock.get("/a").always().answer(Answer::bytes("rest"));
    let answers: Vec<_> = (0..5).map(|_| text(&mock, "/a")).collect();
    assert_eq!(answers, ["one", "two", "two", "rest", "rest"]);
    mock.verify();
}

#[test]
fn answers_are_matched_by_method_path_and_query() {
    let mock = MockTransport::new();
    mock.get("/a?x=1")
        .query("y", "a,b")
        .answer(Answer::bytes("both"));
    mock.get("/a?x=1")
        .no_other_query()
        .answer(Answer::bytes("just x"));
    mock.get("/a").always().answer(Answer::bytes("any"));
    mock.delete("/a").answer(Answer::bytes("deleted"));
    assert_eq!(text(&mock, "/a?x=1&z=2"), "any");
    assert_eq!(text(&mock, "/a?y=a%2Cb&z=2&x=1"), "both");
    assert_eq!(text(&mock, "/a?x=1"), "just x");
    let deleted = mock
        .timer()
        .run(mock.send(request(Method::DELETE, "/a")))
        .unwrap();
    assert_eq!(deleted.status(), 200);
    mock.verify();
}

#[test]
fn an_unmatched_request_names_itself_everywhere() {
    let mock = MockTransport::new();
    mock.get("/api/v1/nodes?limit=5")
        .answer(Answer::status(200));
    let error = get(&mock, "/api/v1/pods?limit=5").unwrap_err();
    assert_eq!(error.kind(), Kind::Unsupported);
    let what = "no answer for GET /api/v1/pods?limit=5; \
                scripted: GET /api/v1/nodes?limit=5 (asked 0 of 1 times)";
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), what);
    let unasked = "scripted and not asked for: GET /api/v1/nodes?limit=5 (asked 0 of 1 times)";
    assert_eq!(mock.problems(), [what, unasked]);
    assert_eq!(panic_of(|| mock.verify()), format!("{what}\n{unasked}"));
}

#[test]
fn a_dropped_mock_reports_unmatched_requests_unless_it_was_looked_at() {
    let unmatched = || {
        let mock = MockTransport::new();
        get(&mock, "/version").unwrap_err();
        mock
    };
    assert_eq!(
        panic_of(|| drop(unmatched())),
        "no answer for GET /version; scripted: nothing"
    );
    assert_eq!(unmatched().problems().len(), 1);
    let other = panic_of(|| {
        let _mock = unmatched();
        panic!("{}", "the test's own");
    });
    assert_eq!(other, "the test's own");
}

#[test]
fn bodies_come_in_their_chunks_and_break_at_the_byte() {
    let mock = MockTransport::new();
    for at in 0..=6 {
        let answer = Answer::chunks(["abc", "def"]).failing_at(at, Kind::Interrupted);
        mock.get("/a").answer(answer);
        let mut body = get(&mock, "/a").unwrap().into_body();
        let mut came = Vec::new();
        let error = loop {
            match body.next().now_or_never().unwrap().expect("a clean end") {
                Ok(chunk) => came.extend_from_slice(&chunk),
                Err(error) => break error,
            }
        };
        assert_eq!(came, b"abcdef"[..at]);
        assert_eq!(error.kind(), Kind::Interrupted);
        assert_eq!(mock.requests()[at].fate(), Fate::Failed);
    }
}

#[test]
fn an_open_body_is_fed_by_its_handle() {
    let mock = MockTransport::new();
    let watch = mock.get("/api/v1/pods?watch=1").open();
    watch.send("first ");
    let mut body = get(&mock, "/api/v1/pods?watch=1").unwrap().into_body();
    let mut next = || body.next().now_or_never();
    assert_eq!(next().unwrap().unwrap().unwrap(), "first ");
    assert!(next().is_none());
    watch.send_event("ADDED", &json!({"kind": "Pod"}));
    let event = next().unwrap().unwrap().unwrap();
    assert_eq!(
        event,
        "{\"object\":{\"kind\":\"Pod\"},\"type\":\"ADDED\"}\n"
    );
    assert_eq!(
        (watch.readers(), mock.requests()[0].fate()),
        (1, Fate::Open)
    );
    watch.end();
    assert!(next().unwrap().is_none());
    assert_eq!(
        (watch.readers(), mock.requests()[0].fate()),
        (0, Fate::Finished)
    );
    let ended = catch_unwind(|| watch.send("more")).unwrap_err();
    assert_eq!(
        ended.downcast_ref::<&str>(),
        Some(&"the body has already ended")
    );
}

#[test]
fn an_open_body_wakes_its_reader_and_breaks_off() {
    let mock = MockTransport::new();
    let watch = mock.get("/watch").open();
    let mut body = get(&mock, "/watch").unwrap().into_body();
    let later = async {
        mock.timer().sleep(Duration::from_secs(5)).await;
        watch.fail(Kind::Reset);
    };
    let (next, ()) = mock
        .timer()
        .run(futures_util::future::join(body.next(), later));
    assert_eq!(next.unwrap().unwrap_err().kind(), Kind::Reset);
}

#[test]
fn what_the_client_drops_is_recorded() {
    let mock = MockTransport::new();
    let watch = mock.get("/watch").open();
    mock.get("/never").answer(Answer::never());
    drop(get(&mock, "/watch").unwrap());
    assert_eq!(watch.readers(), 0);
    assert!(
        mock.send(request(Method::GET, "/never"))
            .now_or_never()
            .is_none()
    );
    assert!(
        mock.requests()
            .iter()
            .all(outrigger_test::RecordedRequest::is_dropped)
    );
    mock.verify();
}

#[test]
fn answers_take_their_time() {
    let mock = MockTransport::new();
    mock.get("/slow")
        .answer(Answer::status(204).delayed(Duration::from_secs(90)));
    let before = mock.timer().now();
    assert_eq!(get(&mock, "/slow").unwrap().status(), 204);
    assert_eq!(mock.timer().now() - before, Duration::from_secs(90));
}

#[test]
fn reactors_are_asked_before_scripts_and_the_latest_first() {
    let mock = MockTransport::new();
    mock.get("/api/v1/pods")
        .always()
        .answer(Answer::bytes("script"));
    mock.react("*", "pods", |_| Some(Answer::bytes("any verb")));
    mock.react("list", "*", |request| {
        let name = request.query_value("labelSelector")?;
        Some(Answer::api_error(404, "NotFound", &format!("no {name}")))
    });
    mock.react("list", "nodes", |_| Some(Answer::failure(Kind::Refused)));
    assert_eq!(text(&mock, "/api/v1/pods"), "any verb");
    assert_eq!(
        get(&mock, "/api/v1/pods?labelSelector=a").unwrap().status(),
        404
    );
    assert_eq!(
        get(&mock, "/api/v1/nodes").unwrap_err().kind(),
        Kind::Refused
    );
    let actions: Vec<_> = mock.actions().iter().map(ToString::to_string).collect();
    assert_eq!(actions, ["list v1 pods", "list v1 pods", "list v1 nodes"]);
}

#[test]
fn a_reactor_may_use_the_mock() {
    let mock = MockTransport::new();
    let script = mock.get("/api/v1/pods").open();
    mock.react("create", "pods", move |_| {
        script.send_event("ADDED", &json!({}));
        Some(Answer::status(201))
    });
    let mut watch = get(&mock, "/api/v1/pods").unwrap().into_body();
    mock.timer()
        .run(mock.send(request(Method::POST, "/api/v1/pods")))
        .unwrap();
    assert!(watch.next().now_or_never().is_some());
}

#[test]
fn requests_are_recorded_without_their_credentials() {
    let mock = MockTransport::new();
    mock.post("/api/v1/pods").answer(Answer::status(201));
    let mut sent = request(Method::POST, "/api/v1/pods?a=%2C&b");
    sent.headers_mut()
        .insert("authorization", "Bearer s3cr3t".parse().unwrap());
    sent.headers_mut()
        .insert("cookie", "session=s3cr3t".parse().unwrap());
    sent.extensions_mut().insert(LongLived);
    *sent.body_mut() = Bytes::from("{\"data\": \"s3cr3t\"}");
    mock.timer().run(mock.send(sent)).unwrap();
    let recorded = &mock.requests()[0];
    assert!(!format!("{recorded:?} {mock:?}").contains("s3cr3t"));
    assert_eq!(recorded.header("authorization"), Some("Bearer s3cr3t"));
    assert_eq!(recorded.json(), json!({"data": "s3cr3t"}));
    assert_eq!(
        recorded.query(),
        [("a".into(), ",".into()), ("b".into(), String::new())]
    );
    assert!(recorded.is_long_lived());
}

#[test]
fn the_backend_is_the_mock() {
    let mock = MockTransport::with_capabilities(Capabilities::minimal(6));
    mock.get("/version")
        .answer(Answer::json(&json!({"major": "1"})));
    let backend = mock.backend();
    let link = backend
        .connector
        .connect(&ConnectionSettings::default())
        .unwrap();
    assert_eq!(link.capabilities.parallel_streams, Some(6));
    let response = mock
        .timer()
        .run(link.http.send(request(Method::GET, "/version")))
        .unwrap();
    assert_eq!(response.headers()["content-type"], "application/json");
    mock.timer().advance(Duration::from_secs(1));
    assert_eq!(backend.timer.now(), mock.timer().now());
}
