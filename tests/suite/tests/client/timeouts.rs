//! Limits to the time of requests.

use std::time::Duration;

use outrigger::request::Request;
use outrigger::rt::Timer as _;
use outrigger::transport::TransportErrorKind;
use outrigger::{
    Api, ApiResource, Client, Error, Scope, SendOptions, Timeouts, Unstructured, WatchOptions,
};
use outrigger_test::{Answer, MockTransport};

const LIMIT: Duration = Duration::from_secs(30);

fn client(mock: &MockTransport, limits: Timeouts) -> Client {
    let builder = Client::builder(mock.backend(), "https://test").timeouts(limits);
    builder.build().unwrap()
}

fn version() -> Request {
    Request::raw_get("/version").unwrap()
}

/// The error of a request, and after how many seconds it came.
fn failed(mock: &MockTransport, limits: Timeouts, options: &SendOptions) -> (Error, u64) {
    let began = mock.timer().now();
    let client = client(mock, limits);
    let error = mock
        .timer()
        .run(client.send_with(version(), options))
        .unwrap_err();
    (error, (mock.timer().now() - began).as_secs())
}

fn timed_out(error: &Error, text: &str) {
    assert_eq!(error.transport_kind(), Some(TransportErrorKind::Timeout));
    let chain = error.chain().to_string();
    assert_eq!(chain, format!("get /version: {text}"));
}

#[test]
fn neither_head_nor_body_may_take_longer_than_the_whole() {
    let limits = Timeouts::new().total(LIMIT);
    let text = "timed out: the request with its answer may take 30s";
    let mock = MockTransport::new();
    mock.get("/version").answer(Answer::never());
    let (error, after) = failed(&mock, limits, &SendOptions::new());
    timed_out(&error, text);
    assert_eq!(after, 30);

    let (answer, body) = Answer::open();
    mock.get("/version")
        .answer(answer.delayed(Duration::from_secs(29)));
    body.send("begun");
    let (error, after) = failed(&mock, limits, &SendOptions::new());
    timed_out(&error, text);
    assert_eq!((after, body.readers()), (30, 0));
    assert_eq!(error.http_status().unwrap(), 200);

    // A request's own limit comes first.
    mock.get("/version").answer(Answer::never());
    let own = SendOptions::new().timeout(Duration::from_secs(2));
    let (error, after) = failed(&mock, limits, &own);
    timed_out(&error, "timed out: the request with its answer may take 2s");
    assert_eq!(after, 2);
}

#[test]
fn all_attempts_are_within_the_whole() {
    let mock = MockTransport::new();
    mock.react("*", "*", |_| {
        Some(Answer::status(503).header("retry-after", "10"))
    });
    let limits = Timeouts::new().total(LIMIT);
    let (error, after) = failed(&mock, limits, &SendOptions::new());
    // The fourth attempt could not begin in time, so the answer of the third is not kept back.
    assert!(error.is_service_unavailable());
    assert_eq!((error.attempts(), after), (3, 20));

    let mock = MockTransport::new();
    mock.get("/version")
        .answer(Answer::api_error(503, "", "busy").header("retry-after", "10"));
    mock.get("/version").answer(Answer::never());
    let (error, after) = failed(&mock, limits, &SendOptions::new());
    assert_eq!(
        error.to_string(),
        "get /version: timed out, after 2 attempts; the one before: busy (503)"
    );
    assert_eq!(after, 30);
}

#[test]
fn a_request_tells_its_limit_to_server_and_client() {
    let mock = MockTransport::new();
    mock.get("/version?timeout=5s").answer(Answer::never());
    let client = client(&mock, Timeouts::new().total(LIMIT));
    let began = mock.timer().now();
    let request = client.rest_unversioned().get().abs_path("/version");
    let request = request.timeout(Duration::from_secs(5));
    let error = mock.timer().run(request.send()).unwrap_err();
    timed_out(&error, "timed out: the request with its answer may take 5s");
    assert_eq!((mock.timer().now() - began).as_secs(), 5);
}

#[test]
fn a_head_may_not_take_long_and_a_body_not_pause() {
    let mock = MockTransport::new();
    mock.get("/version").answer(Answer::never());
    let (error, after) = failed(&mock, Timeouts::new().head(LIMIT), &SendOptions::new());
    timed_out(&error, "timed out: the head of the answer may take 30s");
    assert_eq!(after, 30);

    let (answer, body) = Answer::open();
    mock.get("/version").answer(answer);
    let slow = client(&mock, Timeouts::new().idle(LIMIT));
    let timer = mock.timer();
    let error = timer.run(async {
        let mut answer = slow.open(version()).await.unwrap().into_body();
        for _ in 0..5 {
            timer.sleep(Duration::from_secs(29)).await;
            body.send("more");
            answer.next().await.unwrap().unwrap();
        }
        answer.next().await.unwrap().unwrap_err()
    });
    assert_eq!(error.kind(), TransportErrorKind::Timeout);
    assert_eq!(
        timer.now() - Default::default(),
        Duration::from_secs(30 + 5 * 29 + 30)
    );
    assert_eq!(body.readers(), 0);
}

#[test]
fn a_watch_is_not_cut() {
    let mock = MockTransport::new();
    let limits = Timeouts::new().total(LIMIT).head(LIMIT).idle(LIMIT);
    let resource = ApiResource::new("", "v1", "Pod", "pods", Scope::Namespaced);
    let pods: Api<Unstructured> = Api::dynamic(client(&mock, limits), resource);
    let (answer, events) = Answer::open();
    mock.get("/api/v1/pods?watch=true")
        .answer(answer.delayed(10 * LIMIT));
    let timer = mock.timer();
    let event = timer.run(async {
        let mut watch = pods.watch(&WatchOptions::since("1")).await.unwrap();
        timer.sleep(10 * LIMIT).await;
        let object = serde_json::json!({ "metadata": { "name": "late" } });
        events.send_event("ADDED", &object);
        watch.next().await
    });
    assert!(event.unwrap().is_ok());
}

#[test]
fn what_is_in_time_is_whole() {
    let mock = MockTransport::new();
    mock.get("/version").answer(Answer::chunks(["in ", "time"]));
    let limits = Timeouts::new().total(LIMIT).head(LIMIT).idle(LIMIT);
    let answer = mock.timer().run(client(&mock, limits).send(version()));
    assert_eq!(answer.unwrap().into_body(), "in time");
    assert_eq!(mock.timer().pending(), 0, "nothing is left running");
}
