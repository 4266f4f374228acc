//! What an observer is told of a call.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use outrigger::request::Request;
use outrigger::transport::TransportErrorKind as Kind;
use outrigger::{Client, ClientBuilder, ClientEvent, Observer, RateLimit, Timeouts};
use outrigger_test::{Answer, MockTransport};

const PATH: &str = "/api/v1/namespaces/shop/pods/web-0";
const TEMPLATE: &str = "/api/v1/namespaces/{namespace}/pods/{name}";

/// The most that is read of an answer.
const LONGEST: usize = 100;

#[derive(Clone, Debug, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Observer for Log {
    fn observe(&self, event: &ClientEvent<'_>) {
        let line = match event {
            ClientEvent::Throttled {
                template, waited, ..
            } => {
                assert_eq!(*template, TEMPLATE);
                format!("throttled {waited:?}")
            }
            ClientEvent::RequestStarted {
                attempt,
                host,
                template,
                ..
            } => {
                assert_eq!((*host, *template), ("test:6443", TEMPLATE));
                format!("attempt {attempt}")
            }
            ClientEvent::ResponseHead {
                attempt,
                status,
                elapsed,
                ..
            } => {
                format!("{attempt}: {} after {elapsed:?}", status.as_u16())
            }
            ClientEvent::RequestFailed {
                attempt,
                kind,
                elapsed,
                ..
            } => {
                format!("{attempt}: {kind:?} after {elapsed:?}")
            }
            ClientEvent::Retrying { attempts, wait, .. } => {
                format!("{attempts} made, waits {wait:?}")
            }
            ClientEvent::Finished {
                status,
                kind,
                attempts,
                throttled,
                elapsed,
                sent,
                received,
                ..
            } => {
                let status = status.map(|status| status.as_u16());
                format!(
                    "over: {status:?} {kind:?}, {attempts} attempts, {throttled:?} of {elapsed:?}, \
                     {sent} out, {received} in"
                )
            }
            _ => unreachable!(),
        };
        self.0.lock().unwrap().push(line);
    }
}

impl Log {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

fn builder(mock: &MockTransport, log: &Log) -> ClientBuilder {
    Client::builder(mock.backend(), "https://test:6443/prefix").observer(log.clone())
}

fn get() -> Request {
    Request::raw_get(&format!("{PATH}?secret=s33ded")).unwrap()
}

#[test]
fn it_sees_attempts_waits_and_sizes_and_an_end() {
    let (mock, log) = (MockTransport::new(), Log::default());
    let second = Duration::from_secs(1);
    let path = format!("/prefix{PATH}");
    mock.post(&path).answer(
        Answer::status(429)
            .header("retry-after", "2")
            .delayed(second),
    );
    mock.post(&path).answer(Answer::failure(Kind::Unprocessed));
    mock.post(&path)
        .answer(Answer::bytes("four").delayed(second));
    let client = builder(&mock, &log)
        .rate_limit(RateLimit::new(0.25, 1))
        .build()
        .unwrap();
    let request = client
        .rest_unversioned()
        .post()
        .abs_path(PATH)
        .body("body!");
    mock.timer().run(request.send()).unwrap();
    assert_eq!(
        log.take(),
        [
            "attempt 1",
            "1: 429 after 1s",
            "1 made, waits 2s",
            "throttled 1s",
            "attempt 2",
            "2: Unprocessed after 0ns",
            "2 made, waits 1s",
            "throttled 3s",
            "attempt 3",
            "3: 200 after 1s",
            "over: Some(200) None, 3 attempts, 4s of 9s, 5 out, 4 in",
        ]
    );
}

/// Half of an answer, and nothing after it.
fn half() -> Answer {
    let (answer, body) = Answer::open();
    body.send("half");
    answer
}

/// Answers that a call fails with, and what is told of the attempt and of the call.
fn failing() -> [(Answer, &'static str, &'static str); 7] {
    [
        (
            Answer::status(404),
            "1: 404 after 0ns",
            "over: Some(404) None, 1 attempts, 0ns of 0ns, 0 out, 0 in",
        ),
        (
            Answer::failure(Kind::Refused),
            "1: Refused after 0ns",
            "over: None Some(Refused), 1 attempts, 0ns of 0ns, 0 out, 0 in",
        ),
        (
            Answer::never(),
            "1: Aborted after 10s",
            "over: None Some(Timeout), 1 attempts, 0ns of 10s, 0 out, 0 in",
        ),
        (
            half(),
            "1: 200 after 0ns",
            "over: Some(200) Some(Timeout), 1 attempts, 0ns of 10s, 0 out, 4 in",
        ),
        (
            Answer::bytes("abc").failing_at(2, Kind::Interrupted),
            "1: 200 after 0ns",
            "over: Some(200) Some(Interrupted), 1 attempts, 0ns of 0ns, 0 out, 2 in",
        ),
        (
            Answer::bytes(vec![b' '; LONGEST + 1]),
            "1: 200 after 0ns",
            "over: Some(200) Some(TooLarge), 1 attempts, 0ns of 0ns, 0 out, 101 in",
        ),
        (
            Answer::bytes("abc").header("content-length", "101"),
            "1: 200 after 0ns",
            "over: Some(200) Some(TooLarge), 1 attempts, 0ns of 0ns, 0 out, 0 in",
        ),
    ]
}

#[test]
fn every_call_ends_once() {
    for (answer, attempt, over) in failing() {
        let (mock, log) = (MockTransport::new(), Log::default());
        mock.get(&format!("/prefix{PATH}")).answer(answer);
        let limits = Timeouts::new().total(Duration::from_secs(10));
        let builder = builder(&mock, &log).timeouts(limits);
        let client = builder.response_limit(LONGEST).build().unwrap();
        mock.timer().run(client.send(get())).unwrap_err();
        let told = log.take();
        assert_eq!(told, ["attempt 1", attempt, over]);
        assert!(!told.concat().contains("s33ded"));
    }
}

#[test]
fn what_is_dropped_has_ended_too() {
    let (mock, log) = (MockTransport::new(), Log::default());
    let client = builder(&mock, &log).build().unwrap();
    let (answer, body) = Answer::open();
    mock.get(&format!("/prefix{PATH}")).answer(answer);
    body.send("half");
    let open = mock.timer().run(client.open(get())).unwrap();
    assert_eq!(log.take().len(), 2, "its body is not read yet");
    drop(open);
    let over = "over: Some(200) Some(Aborted), 1 attempts, 0ns of 0ns, 0 out, 0 in";
    assert_eq!(log.take(), [over]);
    // Before anything was sent.
    let limited = builder(&mock, &log).request_limit(1).build().unwrap();
    let request = limited.rest_unversioned().put().abs_path(PATH).body("long");
    mock.timer().run(request.send()).unwrap_err();
    assert_eq!(
        log.take(),
        ["over: None None, 0 attempts, 0ns of 0ns, 4 out, 0 in"]
    );
}
