//! When a request is sent again.

use std::time::Duration;

use outrigger::request::Request;
use outrigger::rt::Timer as _;
use outrigger::transport::TransportErrorKind as Kind;
use outrigger::{
    Api, ApiResource, Client, ClientBuilder, CreateOptions, DeleteOptions, Error, ErrorKind,
    ListOptions, Patch, PatchOptions, RateLimit, ReplaceOptions, Result, RetryPolicy, Scope,
    SendOptions, Unstructured, WatchOptions,
};
use outrigger_test::{Answer, MockTransport};
use serde_json::json;

const VERBS: [&str; 7] = [
    "create", "delete", "get", "list", "patch", "replace", "watch",
];

pub(super) fn builder(mock: &MockTransport) -> ClientBuilder {
    Client::builder(mock.backend(), "https://test").rate_limit(RateLimit::off())
}

pub(super) fn pods(client: Client) -> Api<Unstructured> {
    let resource = ApiResource::new("", "v1", "Pod", "pods", Scope::Namespaced);
    Api::dynamic(client, resource).within("shop")
}

pub(super) async fn ask(pods: &Api<Unstructured>, verb: &str) -> Result<()> {
    let object = Unstructured::new(pods.resource(), "web-0");
    let patch = Patch::Merge(json!({}));
    match verb {
        "create" => pods.create(&object, &CreateOptions::new()).await.map(drop),
        "delete" => pods.delete("web-0", &DeleteOptions::new()).await.map(drop),
        "get" => pods.get("web-0").await.map(drop),
        "list" => pods.list(&ListOptions::new()).await.map(drop),
        "patch" => pods
            .patch("web-0", &patch, &PatchOptions::new())
            .await
            .map(drop),
        "replace" => pods
            .replace("web-0", &object, &ReplaceOptions::new())
            .await
            .map(drop),
        _ => pods.watch(&WatchOptions::since("1")).await.map(drop),
    }
}

/// Answers like this to every request.
pub(super) fn always(answer: impl Fn() -> Answer + Send + Sync + 'static) -> MockTransport {
    let mock = MockTransport::new();
    mock.react("*", "*", move |_| Some(answer()));
    mock
}

/// How often a request was sent, how long that took in seconds, and what came of it.
fn tried(mock: &MockTransport, client: Client, verb: &str) -> (usize, u64, Error) {
    let began = mock.timer().now();
    let error = mock.timer().run(ask(&pods(client), verb)).unwrap_err();
    let took = (mock.timer().now() - began).as_secs();
    let sent = mock.requests();
    let bodies = sent.windows(2).all(|pair| pair[0].body() == pair[1].body());
    assert!(bodies, "the body is the same each time");
    (sent.len(), took, error)
}

#[test]
fn an_answer_is_asked_again_if_it_says_when() {
    for (code, header, sent, took) in [
        (429, Some("2"), 11, 20),
        (500, Some("1"), 11, 10),
        (503, Some("0"), 11, 0),
        (504, Some(" 1 "), 11, 10),
        (503, Some("-1"), 11, 0),
        (599, Some("300"), 11, 3000),
        (503, Some("301"), 1, 0),
        (503, Some("1.5"), 1, 0),
        (503, Some("Wed, 21 Oct 2026 07:28:00 GMT"), 1, 0),
        (503, Some(""), 1, 0),
        (503, Some("99999999999999999999"), 1, 0),
        (429, None, 1, 0),
        (500, None, 1, 0),
        (409, Some("1"), 1, 0),
        (302, Some("1"), 1, 0),
    ] {
        for verb in VERBS {
            let mock = always(move || {
                let answer = Answer::api_error(code, "", "no");
                header.map_or(answer.clone(), |value| answer.header("retry-after", value))
            });
            let (found, time, error) = tried(&mock, builder(&mock).build().unwrap(), verb);
            let case = format!("{verb} {code} {header:?}");
            assert_eq!((found, time), (sent, took), "{case}");
            assert_eq!(error.attempts() as usize, sent, "{case}");
            assert_eq!(error.status().unwrap().code, code, "{case}");
        }
    }
}

#[test]
fn a_broken_exchange_is_tried_again_where_that_is_safe() {
    let reads = &["get", "list", "watch"][..];
    for (kind, again, seconds) in [
        (Kind::Reset, reads, 10),
        (Kind::Interrupted, reads, 10),
        (Kind::Timeout, &["watch"], 10),
        (Kind::Unprocessed, &VERBS, 9),
        (Kind::Refused, &[], 0),
        (Kind::Resolve, &[], 0),
        (Kind::Tls, &[], 0),
        (Kind::Network, &[], 0),
        (Kind::Aborted, &[], 0),
    ] {
        for verb in VERBS {
            let mock = always(move || Answer::failure(kind));
            let (sent, took, error) = tried(&mock, builder(&mock).build().unwrap(), verb);
            let expected = match again.contains(&verb) {
                true => (11, seconds),
                false => (1, 0),
            };
            assert_eq!((sent, took), expected, "{verb} {kind:?}");
            assert_eq!(error.transport_kind(), Some(kind));
        }
    }
}

#[test]
fn a_body_that_breaks_off_is_not_asked_for_again() {
    let mock = always(|| Answer::json(&json!({})).failing_at(1, Kind::Interrupted));
    let (sent, _, error) = tried(&mock, builder(&mock).build().unwrap(), "get");
    assert_eq!(sent, 1);
    assert_eq!(error.http_status().unwrap(), 200);
}

#[test]
fn what_was_tried_before_is_told_once() {
    let busy = || Answer::api_error(429, "TooManyRequests", "busy").header("retry-after", "1");
    let path = "/api/v1/namespaces/shop/pods/web-0";
    for (answers, expected) in [
        (
            [busy(), Answer::status(404)],
            "the server answered Not Found and no Status (404), after 2 attempts; the one before: busy (429)",
        ),
        (
            [busy(), Answer::api_error(409, "Conflict", "busy")],
            "busy (409), after 2 attempts; the one before: busy (429)",
        ),
        (
            [busy(), Answer::api_error(429, "", "busy")],
            "busy (429), after 2 attempts",
        ),
        (
            [Answer::failure(Kind::Reset), Answer::failure(Kind::Refused)],
            "connection refused, after 2 attempts; the one before: connection closed by the server \
             before it answered",
        ),
    ] {
        let mock = MockTransport::new();
        for answer in answers {
            mock.get(path).answer(answer);
        }
        let (_, _, error) = tried(&mock, builder(&mock).build().unwrap(), "get");
        assert_eq!(error.to_string(), format!("get {path}: {expected}"));
        assert_eq!(error.previous().is_some(), expected.contains("before: "));
    }
}

#[test]
fn an_error_says_whether_a_write_may_have_been_applied() {
    let later = |code| Answer::api_error(code, "", "later").header("retry-after", "1");
    let broken = Answer::failure;
    for (answers, expected) in [
        (vec![Answer::status(409)], false),
        (vec![Answer::status(429)], false),
        (vec![Answer::status(408)], true),
        (vec![Answer::status(500)], true),
        (vec![Answer::status(504)], true),
        (vec![Answer::bytes("nonsense")], true),
        (vec![broken(Kind::Refused)], false),
        (vec![broken(Kind::Tls)], false),
        (vec![broken(Kind::Reset)], true),
        (vec![later(429), Answer::status(409)], false),
        (vec![later(503), Answer::status(409)], true),
        (
            vec![later(503), later(429), later(429), Answer::status(422)],
            true,
        ),
        (
            vec![broken(Kind::Unprocessed), broken(Kind::Refused)],
            false,
        ),
        (vec![broken(Kind::Unprocessed), broken(Kind::Timeout)], true),
    ] {
        let mock = MockTransport::new();
        let count = answers.len();
        for answer in &answers {
            mock.post("/api/v1/namespaces/shop/pods")
                .answer(answer.clone());
        }
        let (sent, _, error) = tried(&mock, builder(&mock).build().unwrap(), "create");
        assert_eq!(
            (sent, error.may_have_been_applied()),
            (count, expected),
            "{error}"
        );
        let mock = MockTransport::new();
        mock.get("/api/v1/namespaces/shop/pods/web-0")
            .answer(answers[0].clone());
        let once = builder(&mock).retry(RetryPolicy::off()).build().unwrap();
        let (_, _, error) = tried(&mock, once, "get");
        assert!(
            !error.may_have_been_applied(),
            "a read applies nothing: {error}"
        );
    }
}

#[test]
fn it_can_be_switched_off_and_changed_for_one_request() {
    let busy = || Answer::status(503).header("retry-after", "1");
    let version = || Request::raw_get("/version").unwrap();
    for (policy, own, expected) in [
        (RetryPolicy::off(), None, 1),
        (RetryPolicy::default().retries(3), None, 4),
        (RetryPolicy::off(), Some(RetryPolicy::default()), 11),
        (RetryPolicy::default(), Some(RetryPolicy::off()), 1),
    ] {
        let mock = always(busy);
        let client = builder(&mock).retry(policy).build().unwrap();
        let options = own.map_or_else(SendOptions::new, |own| SendOptions::new().retry(own));
        let answer = mock.timer().run(client.send_with(version(), &options));
        assert_eq!(answer.unwrap_err().attempts(), expected);
        assert_eq!(mock.requests().len(), expected as usize);
    }
}

#[test]
fn credentials_that_fail_are_not_tried_again() {
    #[derive(Debug)]
    struct Unreachable;

    #[async_trait::async_trait]
    impl outrigger::auth::Credentials for Unreachable {
        async fn authorize(
            &self,
            _: &mut http::request::Parts,
        ) -> Result<outrigger::auth::Version> {
            let reset = outrigger::transport::TransportError::new(Kind::Reset, "the issuer");
            Err(Error::credentials("no token", Some(reset.into())))
        }
    }

    let mock = MockTransport::new();
    let client = builder(&mock).credentials(Unreachable).build().unwrap();
    let error = mock.timer().run(ask(&pods(client), "get")).unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Credentials, 1)
    );
    assert!(!error.may_have_been_applied());
}

#[test]
fn an_answer_that_never_ends_does_not_keep_the_next_attempt() {
    let mock = MockTransport::new();
    let path = "/api/v1/namespaces/shop/pods/web-0";
    let (open, _held) = Answer::open();
    let open = open.with_status(503).header("retry-after", "1");
    mock.get(path).answer(open);
    mock.get(path)
        .answer(Answer::json(&json!({ "metadata": {} })));
    let began = mock.timer().now();
    let client = builder(&mock).build().unwrap();
    mock.timer().run(ask(&pods(client), "get")).unwrap();
    let took = mock.timer().now() - began;
    assert_eq!(took, Duration::from_secs(2));
}
