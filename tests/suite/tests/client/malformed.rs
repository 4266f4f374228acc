//! Answers that nobody can understand keep their code, and say what was asked.

use outrigger::transport::TransportErrorKind;
use outrigger::{
    Api, ApiResource, Client, DeleteOptions, Error, ErrorKind, ListOptions, Scope, Unstructured,
};
use outrigger_test::{Answer, MockTransport};
use serde::{Deserialize, Serialize};
use serde_json::json;

const PATH: &str = "/api/v1/namespaces/shop/pods/web-0";

/// What a pod is to whoever wants its containers.
#[derive(Debug, Serialize, Deserialize)]
struct Pod {
    spec: Spec,
}

#[derive(Debug, Serialize, Deserialize)]
struct Spec {
    containers: Vec<serde_json::Value>,
}

fn client(mock: &MockTransport) -> Client {
    let builder = Client::builder(mock.backend(), "https://test");
    builder.response_limit(1 << 20).build().unwrap()
}

fn rest_get(answer: Answer) -> Error {
    let mock = MockTransport::new();
    mock.get(PATH).answer(answer);
    let request = client(&mock).rest_unversioned().get().abs_path(PATH);
    let error = mock.timer().run(request.into::<Pod>()).unwrap_err();
    let (verb, path) = error.request().unwrap();
    assert_eq!(format!("{verb} {path}"), format!("get {PATH}"));
    assert!(error.to_string().starts_with(&format!("get {PATH}: ")));
    error
}

#[test]
fn code_verb_and_path_are_kept() {
    let deep = "[".repeat(10_000);
    let deep_status = format!("{{\"kind\":\"Status\",\"status\":\"Failure\",\"details\":{deep}");
    let huge = || Answer::bytes("{").header("content-length", "2147483648");
    let json =
        |text: &str| Answer::bytes(text.to_owned()).header("content-type", "application/json");
    let bodies: Vec<(&str, Answer)> = vec![
        ("empty", Answer::status(200)),
        (
            "a page",
            Answer::bytes("<html></html>").header("content-type", "text/html"),
        ),
        ("no object", json("7")),
        (
            "another kind",
            json("{\"kind\":\"Service\",\"apiVersion\":\"v1\",\"spec\":{}}"),
        ),
        ("cut", json("{\"kind\":\"Pod\",\"spec\":{\"containers\":[")),
        (
            "broken off",
            json("{}").failing_at(1, TransportErrorKind::Interrupted),
        ),
        ("huge", huge()),
        (
            "no UTF-8",
            Answer::bytes(&b"{\"spec\":{\"containers\":[\"\xff\"]}}"[..]),
        ),
        ("deep", json(&deep)),
        ("a deep Status", json(&deep_status)),
        (
            "half a Status",
            json("{\"kind\":\"Status\",\"status\":\"Failure\"}"),
        ),
        ("nothing of a Status", json("{\"kind\":\"Status\"}")),
    ];
    for (what, answer) in bodies {
        for code in [200, 201, 400, 403, 404, 409, 500, 503] {
            let error = rest_get(answer.clone().with_status(code));
            assert_eq!(error.http_status().unwrap(), code, "{what}: {error}");
            if code >= 400 {
                assert_eq!(error.kind(), ErrorKind::Api, "{what}: {error}");
                assert_eq!(error.status().unwrap().code, code, "{what}: {error}");
                assert_eq!(error.is_not_found(), code == 404, "{what}: {error}");
                assert_eq!(error.is_forbidden(), code == 403, "{what}: {error}");
                assert!(error.to_string().ends_with(&format!("({code})")), "{error}");
            }
        }
    }
}

#[test]
fn a_status_of_a_failure_is_one_whatever_the_code() {
    let status = json!({ "kind": "Status", "apiVersion": "v1", "status": "Failure",
        "message": "gone", "reason": "NotFound", "code": 404 });
    let error = rest_get(Answer::json(&status));
    assert!(error.is_not_found(), "{error}");
    assert_eq!(error.http_status().unwrap(), 200);
    let mock = MockTransport::new();
    mock.get(PATH).answer(Answer::json(&status));
    let resource = ApiResource::new("", "v1", "Pod", "pods", Scope::Namespaced);
    let pods: Api<Unstructured> = Api::dynamic(client(&mock), resource).within("shop");
    assert!(
        mock.timer()
            .run(pods.get("web-0"))
            .unwrap_err()
            .is_not_found()
    );
    mock.delete(PATH).answer(Answer::json(&status));
    let options = DeleteOptions::new();
    let deleted = mock.timer().run(pods.delete("web-0", &options));
    assert!(deleted.unwrap_err().is_not_found());
    mock.get("/api/v1/namespaces/shop/pods")
        .answer(Answer::json(&status));
    let listed = mock.timer().run(pods.list(&ListOptions::new()));
    let error = listed.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert_eq!(error.http_status().unwrap(), 200);
    // One of success is none, and what only looks like one is what was asked for.
    for body in [
        json!({ "kind": "Status", "apiVersion": "v1", "status": "Success" }),
        json!({ "kind": "Status", "apiVersion": "example.com/v1", "status": "Failure" }),
        json!({ "kind": "Pod", "apiVersion": "v1", "status": "Failure", "x": "Status" }),
    ] {
        mock.get(PATH).answer(Answer::json(&body));
        assert!(mock.timer().run(pods.get("web-0")).is_ok(), "{body}");
    }
    let success = json!({ "kind": "Status", "apiVersion": "v1", "status": "Success" });
    mock.delete(PATH).answer(Answer::json(&success));
    mock.timer()
        .run(pods.delete("web-0", &DeleteOptions::new()))
        .unwrap();
}

#[test]
fn only_a_status_of_the_server_is_taken_for_one() {
    let taken = |answer: Answer| {
        let error = rest_get(answer.with_status(500));
        (
            error.status().unwrap().reason.clone(),
            error.is_unexpected_server_error(),
        )
    };
    let failure = json!({ "kind": "Status", "status": "Failure", "reason": "Conflict" });
    let ours = ("Conflict".to_owned(), false);
    let made = ("InternalError".to_owned(), true);
    assert_eq!(taken(Answer::json(&failure)), ours);
    assert_eq!(taken(Answer::bytes(failure.to_string())), ours);
    let text = Answer::bytes(failure.to_string()).header("content-type", "text/plain");
    assert_eq!(taken(text), made);
    for other in [
        json!({ "status": "Failure", "reason": "Conflict" }),
        json!({ "kind": "Status", "reason": "Conflict" }),
        json!({ "kind": "Status", "apiVersion": "v2", "status": "Failure", "reason": "Conflict" }),
    ] {
        assert_eq!(taken(Answer::json(&other)), made, "{other}");
    }
}

#[test]
fn what_helps_to_find_out_more_is_told_where_it_helps() {
    let marked = |code| {
        Answer::api_error(code, "", "no")
            .header("audit-id", "a-1")
            .header("x-kubernetes-pf-flowschema-uid", "f-1")
            .header("x-kubernetes-pf-prioritylevel-uid", "p-1")
    };
    for (code, end) in [
        (404, "no (404)"),
        (500, "no (500) (audit id a-1)"),
        (429, "no (429) (flow schema f-1)"),
    ] {
        let error = rest_get(marked(code));
        assert_eq!(error.audit_id(), Some("a-1"));
        assert_eq!(error.flow_schema_uid(), Some("f-1"));
        assert_eq!(error.priority_level_uid(), Some("p-1"));
        assert!(error.to_string().ends_with(end), "{error}");
    }
    let long = "x".repeat(129);
    let error = rest_get(Answer::status(500).header("audit-id", &long));
    assert_eq!(error.audit_id(), None);
}

#[test]
fn a_body_that_no_server_takes_is_not_sent() {
    let mock = MockTransport::new();
    let send = |client: &Client, bytes: usize| {
        let request = client.rest_unversioned().post().abs_path("/apis");
        mock.timer().run(request.body(vec![b' '; bytes]).send())
    };
    let whole = client(&mock);
    let error = send(&whole, (3 << 20) + 1).unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::InvalidRequest, 0)
    );
    assert_eq!(
        error.to_string(),
        "create /apis: the body has 3145729 bytes, and the limit is 3145728"
    );
    assert!(mock.requests().is_empty());
    mock.post("/apis").times(2).answer(Answer::bytes("{}"));
    send(&whole, 3 << 20).unwrap();
    let more = Client::builder(mock.backend(), "https://test").request_limit(4 << 20);
    send(&more.build().unwrap(), (3 << 20) + 1).unwrap();
}

#[test]
fn a_user_agent_says_what_runs_where_and_can_be_added_to() {
    let mock = MockTransport::new();
    let agent = |add: &[&str]| {
        mock.get("/version").answer(Answer::bytes("{}"));
        let builder = Client::builder(mock.backend(), "https://test");
        let builder = add
            .iter()
            .fold(builder, |builder, name| builder.add_user_agent(name));
        let request = outrigger::request::Request::raw_get("/version").unwrap();
        mock.timer()
            .run(builder.build().unwrap().send(request))
            .unwrap();
        let sent = mock.requests();
        let headers = sent.last().unwrap().headers().clone();
        headers["user-agent"].to_str().unwrap().to_owned()
    };
    let default = agent(&[]);
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    assert!(default.starts_with("outrigger/"), "{default}");
    assert!(default.ends_with(&format!(" ({os}/{arch})")), "{default}");
    assert_eq!(agent(&["shop", "cart"]), format!("{default}/shop/cart"));
}
