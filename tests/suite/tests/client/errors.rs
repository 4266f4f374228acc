//! Answers that are no success, and what they are called.

use std::time::Duration;

use outrigger::transport::TransportErrorKind;
use outrigger::{
    Api, ApiResource, Client, CreateOptions, Error, ErrorKind, RetryPolicy, Scope, Unstructured,
};
use outrigger_test::{Answer, MockTransport};
use serde_json::{Value, json};

const PATH: &str = "/api/v1/namespaces/shop/pods";

/// What is asked again is another test's.
fn pods(mock: &MockTransport) -> Api<Unstructured> {
    let resource = ApiResource::new("", "v1", "Pod", "pods", Scope::Namespaced);
    let client = Client::builder(mock.backend(), "https://test").retry(RetryPolicy::off());
    Api::dynamic(client.build().unwrap(), resource).within("shop")
}

fn get(answer: Answer) -> Error {
    let mock = MockTransport::new();
    mock.get(&format!("{PATH}/web-0")).answer(answer);
    let error = mock.timer().run(pods(&mock).get("web-0")).unwrap_err();
    assert_eq!(mock.requests().len(), 1, "an error is not asked again");
    error
}

fn create(answer: Answer) -> Error {
    let mock = MockTransport::new();
    mock.post(PATH).answer(answer);
    let pods = pods(&mock);
    let object = Unstructured::new(pods.resource(), "web-0");
    let options = CreateOptions::new();
    mock.timer()
        .run(pods.create(&object, &options))
        .unwrap_err()
}

/// The predicates that hold.
fn predicates(error: &Error) -> String {
    let all = [
        ("not_found", error.is_not_found()),
        ("already_exists", error.is_already_exists()),
        ("conflict", error.is_conflict()),
        ("invalid", error.is_invalid()),
        ("unauthorized", error.is_unauthorized()),
        ("forbidden", error.is_forbidden()),
        ("expired", error.is_expired()),
        ("too_many_requests", error.is_too_many_requests()),
        ("bad_request", error.is_bad_request()),
        ("server_timeout", error.is_server_timeout()),
        ("timeout", error.is_timeout()),
        ("unavailable", error.is_service_unavailable()),
        ("internal", error.is_internal_error()),
        ("method", error.is_method_not_supported()),
        ("too_large", error.is_request_entity_too_large()),
        ("media_type", error.is_unsupported_media_type()),
        ("not_acceptable", error.is_not_acceptable()),
        ("store_read", error.is_store_read_error()),
    ];
    let holding = all.iter().filter(|(_, holds)| *holds);
    holding.map(|(name, _)| *name).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_status_is_told_and_classified() {
    for (code, reason, expected) in [
        (404, "NotFound", "not_found"),
        (409, "AlreadyExists", "already_exists"),
        (409, "Conflict", "conflict"),
        (422, "Invalid", "invalid"),
        (401, "Unauthorized", "unauthorized"),
        (403, "Forbidden", "forbidden"),
        (410, "Expired", "expired"),
        (410, "Gone", "expired"),
        (429, "TooManyRequests", "too_many_requests"),
        (400, "BadRequest", "bad_request"),
        (500, "InternalError", "internal"),
        (500, "ServerTimeout", "server_timeout"),
        (500, "StoreReadError", "store_read"),
        (504, "Timeout", "timeout"),
        (503, "ServiceUnavailable", "unavailable"),
        (405, "MethodNotAllowed", "method"),
        (413, "RequestEntityTooLarge", "too_large"),
        (415, "UnsupportedMediaType", "media_type"),
        (406, "NotAcceptable", "not_acceptable"),
        // Two predicates look at the code whatever the reason is.
        (413, "Invalid", "invalid too_large"),
        (429, "Invalid", "invalid too_many_requests"),
        (410, "", "expired"),
        (413, "", "too_large"),
        // The reason decides where the server knows better than its code.
        (500, "NotFound", "not_found"),
        // A reason nobody knows leaves it to the code.
        (404, "MadeUp", "not_found"),
    ] {
        let error = get(Answer::api_error(code, reason, "because"));
        assert_eq!(error.kind(), ErrorKind::Api);
        assert_eq!(predicates(&error), expected, "{code} {reason}");
        let text = format!("get /api/v1/namespaces/shop/pods/web-0: because ({code})");
        assert_eq!(error.to_string(), text);
        let (verb, path) = error.request().unwrap();
        assert_eq!(
            format!("{verb} {path}"),
            "get /api/v1/namespaces/shop/pods/web-0"
        );
        let status = error.status().unwrap();
        let found = if reason.is_empty() {
            ""
        } else {
            &status.reason
        };
        assert_eq!((status.code, found), (code, reason));
        assert_eq!(error.chain().to_string(), text, "nothing is told twice");
    }
}

/// Checks the Status that is made of an answer without one.
#[track_caller]
fn made(answer: Answer, code: u16, reason: &str, message: &str) {
    let error = get(answer);
    let status = error.status().unwrap();
    let found = (status.code, status.reason.as_str());
    assert_eq!(found, (code, reason), "{error}");
    assert!(status.message.contains(message), "{error}");
    assert!(error.to_string().ends_with(&format!("({code})")), "{error}");
    assert!(!format!("{error} {error:?}").contains("s33ded"));
}

#[test]
fn an_answer_without_a_status_gets_one() {
    let json = |value: Value, code| Answer::json(&value).with_status(code);
    let half = json!({ "kind": "Status", "status": "Failure", "message": "m" });
    made(json(json!({}), 503), 503, "ServiceUnavailable", "no Status");
    made(json(json!([]), 500), 500, "InternalError", "no Status");
    let array = json!(["Failure", "m", "Conflict"]);
    made(json(array, 500), 500, "InternalError", "no Status");
    made(json(half, 409), 409, "Conflict", "m");
    made(Answer::status(418), 418, "", "no Status");
    // A conflict of a create is about the name.
    assert!(create(Answer::status(409)).is_already_exists());
}

#[test]
fn a_text_or_a_page_is_no_status() {
    let of = |media_type, text: &'static str, code| {
        let answer = Answer::bytes(text).header("content-type", media_type);
        answer.with_status(code)
    };
    let html = |code| of("text/html", "<html><body>s33ded</body></html>", code);
    let plain = |text, code| of("text/plain; charset=utf-8", text, code);
    let proxy = "is there a proxy in front of the API server?";
    made(html(502), 502, "InternalError", proxy);
    made(html(403), 403, "Forbidden", proxy);
    made(
        plain("404 page not found\n", 404),
        404,
        "NotFound",
        "404 page not found",
    );
    let cut = plain("cut off", 500).failing_at(3, TransportErrorKind::Interrupted);
    made(cut, 500, "InternalError", "cut");
    let login = "https://login.example/?token=s33ded";
    let elsewhere = Answer::status(302).header("location", login);
    made(elsewhere, 302, "", "redirects to login.example");
}

#[test]
fn patience_is_asked_for_in_two_ways() {
    let seconds = |seconds| Some(Duration::from_secs(seconds));
    let busy = || Answer::api_error(429, "TooManyRequests", "later");
    let details = json!({ "kind": "Status", "status": "Failure", "code": 429,
        "reason": "TooManyRequests", "details": { "retryAfterSeconds": 3 } });
    let details = || Answer::json(&details).with_status(429);
    for (answer, expected) in [
        (busy(), None),
        (busy().header("retry-after", "7"), seconds(7)),
        (details(), seconds(3)),
        (details().header("retry-after", "7"), seconds(7)),
        (
            busy().header("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT"),
            None,
        ),
        (busy().header("retry-after", "-1"), seconds(0)),
        (Answer::status(503).header("retry-after", "1"), seconds(1)),
    ] {
        assert_eq!(get(answer).retry_after(), expected);
    }
}

#[test]
fn exchanges_fail_below_the_api() {
    let error = get(Answer::failure(TransportErrorKind::Refused));
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(error.transport_kind(), Some(TransportErrorKind::Refused));
    assert_eq!(
        error.chain().to_string(),
        "get /api/v1/namespaces/shop/pods/web-0: connection refused: the test scripted this failure"
    );
    let cut = Answer::json(&json!({ "metadata": {} }));
    let error = get(cut.failing_at(5, TransportErrorKind::Interrupted));
    assert_eq!(
        error.transport_kind(),
        Some(TransportErrorKind::Interrupted)
    );
    assert!(
        error
            .to_string()
            .starts_with("get /api/v1/namespaces/shop/pods/web-0: ")
    );
}

#[test]
fn a_success_that_cannot_be_read() {
    for (body, hint) in [
        ("", ", which is empty"),
        (
            "<!doctype html>",
            "is there a proxy in front of the API server?",
        ),
        ("hello", ", which is not JSON"),
        ("{\"metadata\":", "EOF while parsing"),
        ("[]", "invalid type"),
    ] {
        let error = get(Answer::bytes(body));
        assert_eq!(error.kind(), ErrorKind::Decode);
        let text = error.chain().to_string();
        assert!(
            text.starts_with("get /api/v1/namespaces/shop/pods/web-0: cannot decode"),
            "{text}"
        );
        assert!(text.contains(hint), "{text}");
    }
}

#[test]
fn not_found_is_an_option() {
    let found = |answer: Answer| {
        let mock = MockTransport::new();
        mock.get(&format!("{PATH}/web-0")).answer(answer);
        mock.timer().run(pods(&mock).get_opt("web-0"))
    };
    assert!(
        found(Answer::api_error(404, "NotFound", "no"))
            .unwrap()
            .is_none()
    );
    assert!(found(Answer::json(&json!({}))).unwrap().is_some());
    assert!(found(Answer::status(403)).unwrap_err().is_forbidden());
}

#[test]
fn an_answer_is_bounded() {
    let mock = MockTransport::new();
    mock.get(&format!("{PATH}/web-0"))
        .answer(Answer::bytes(vec![b' '; 1001]));
    let client = Client::builder(mock.backend(), "https://test");
    let client = client.response_limit(1000).build().unwrap();
    let pods = Api::dynamic(client, pods(&mock).resource().clone()).within("shop");
    let error = mock.timer().run(pods.get("web-0")).unwrap_err();
    assert_eq!(error.transport_kind(), Some(TransportErrorKind::TooLarge));
    assert!(
        error.chain().to_string().contains("limit of 1000 bytes"),
        "{}",
        error.chain()
    );
}

#[test]
fn reactors_answer_before_the_script() {
    let mock = MockTransport::new();
    mock.get(&format!("{PATH}/web-0"))
        .times(2)
        .answer(Answer::json(&json!({ "metadata": {} })));
    let pods = pods(&mock);
    let ask = || mock.timer().run(pods.get("web-0"));
    ask().unwrap();
    mock.react("*", "*", |_| {
        Some(Answer::api_error(500, "InternalError", "first made"))
    });
    mock.react("get", "pods", |_| {
        Some(Answer::api_error(403, "Forbidden", "last made"))
    });
    assert!(ask().unwrap_err().is_forbidden());
    mock.react("delete", "pods", |_| panic!("not asked"));
    assert!(ask().unwrap_err().is_forbidden());
    let lists = mock.timer().run(pods.list(&outrigger::ListOptions::new()));
    assert_eq!(lists.unwrap_err().status().unwrap().code, 500);
    let actions: Vec<_> = mock.actions().iter().map(ToString::to_string).collect();
    let get = "get v1 pods shop/web-0";
    assert_eq!(actions, [get, get, get, "list v1 pods shop/"]);
    assert!(
        !mock.problems().is_empty(),
        "the second scripted answer is left"
    );
}
