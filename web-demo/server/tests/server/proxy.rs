//! What the cluster gets, and what the browser gets of it.

use std::sync::Arc;
use std::time::Duration;

use outrigger::transport::TransportErrorKind;
use outrigger_test::serve::{ServeOptions, Server};
use outrigger_test::{Answer, MockTransport};
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;

use crate::site::{LIMIT, Site, read_until};

/// A cluster that answers what the test scripts, behind a port, and the server beside it.
pub(crate) async fn beside(mock: &MockTransport) -> (Site, Server, String) {
    let upstream = Server::start(Arc::new(mock.clone()), ServeOptions::https()).unwrap();
    let site = Site::beside(&upstream.kubeconfig()).await;
    let cookie = format!("Cookie: {}\r\n", site.enter().await);
    (site, upstream, cookie)
}

async fn eventually(what: &str, holds: impl Fn() -> bool) {
    let waiting = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert!(tokio::time::timeout(LIMIT, waiting).await.is_ok(), "{what}");
}

#[tokio::test]
async fn a_request_is_handed_on_without_what_is_the_browsers() {
    let mock = MockTransport::new();
    let path = "/api/v1/namespaces/shop/configmaps/a%3Ab?fieldManager=x&dryRun=All";
    let answer = Answer::json(&json!({"kind": "ConfigMap"}))
        .header("set-cookie", "a=b")
        .header("audit-id", "7")
        .header("access-control-allow-origin", "*")
        .header("warning", "299 - \"old\"")
        .header("refresh", "0; url=https://evil.example");
    mock.patch(path).answer(answer);
    let (site, _upstream, cookie) = beside(&mock).await;
    let headers = format!(
        "{cookie}Origin: http://{}\r\nContent-Type: application/merge-patch+json\r\n\
         Accept: application/json\r\nUser-Agent: Mozilla/5.0\r\nAuthorization: Bearer mine\r\n\
         Impersonate-User: admin\r\nKeep-Alive: 5\r\nTE: trailers\r\nX-Requested-With: page\r\n\
         X-Forwarded-For: 10.0.0.1\r\nReferer: http://127.0.0.1/\r\n",
        site.address()
    );
    let line = format!("PATCH /cluster{path}");
    let answer = site.send(&line, &headers, r#"{"data":{}}"#).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.text(), r#"{"kind":"ConfigMap"}"#);
    assert_eq!(answer.header("audit-id"), Some("7"));
    assert_eq!(answer.header("warning"), Some("299 - \"old\""));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.contains("sandbox"), "{policy}");
    for name in ["set-cookie", "access-control-allow-origin", "refresh"] {
        assert_eq!(answer.header(name), None, "{name}");
    }

    let request = &mock.requests()[0];
    assert_eq!(request.uri().path_and_query().unwrap(), path);
    assert_eq!(&request.body()[..], br#"{"data":{}}"#);
    assert_eq!(
        request.header("content-type"),
        Some("application/merge-patch+json")
    );
    assert_eq!(request.header("accept"), Some("application/json"));
    assert!(
        request
            .header("user-agent")
            .unwrap()
            .starts_with("outrigger-demo/")
    );
    for name in [
        "cookie",
        "origin",
        "referer",
        "impersonate-user",
        "keep-alive",
        "te",
        "x-requested-with",
        "x-forwarded-for",
    ] {
        assert_eq!(request.header(name), None, "{name}");
    }
    assert_ne!(request.header("authorization"), Some("Bearer mine"));
}

#[tokio::test]
async fn a_watch_comes_as_it_happens_and_ends_with_the_browser() {
    let mock = MockTransport::new();
    let open = mock.get("/api/v1/pods?watch=1").open();
    let (site, _upstream, cookie) = beside(&mock).await;
    let headers = format!(
        "Host: {}\r\n{cookie}Accept-Encoding: gzip, deflate, br, zstd\r\n",
        site.address()
    );
    let target = "GET /cluster/api/v1/pods?watch=1";
    let mut stream = site.open(target, &headers, "").await;
    let head = read_until(&mut stream, |it| it.ends_with(b"\r\n\r\n")).await;
    let head = String::from_utf8(head).unwrap();
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    assert!(!head.contains("content-encoding"), "{head}");
    for name in ["web-0", "web-1"] {
        open.send_event("ADDED", &json!({"metadata": {"name": name}}));
        let event = read_until(&mut stream, |it| it.ends_with(b"}\n\r\n")).await;
        assert!(String::from_utf8(event).unwrap().contains(name));
    }
    let request = &mock.requests()[0];
    // Browsers read one member of gzip, and API servers begin watches with several.
    assert_eq!(request.header("accept-encoding"), Some("identity"));
    assert!(!request.is_dropped());
    drop(stream);
    eventually("the watch ends", || mock.requests()[0].is_dropped()).await;
}

#[tokio::test]
async fn a_followed_log_comes_line_by_line_and_plain() {
    let mock = MockTransport::new();
    let path = "/api/v1/namespaces/shop/pods/web-0/log?container=app&follow=true";
    let (answer, open) = Answer::open();
    mock.get(path)
        .answer(answer.header("content-type", "text/plain"));
    let (site, _upstream, cookie) = beside(&mock).await;
    let headers = format!(
        "Host: {}\r\n{cookie}Accept-Encoding: gzip, deflate, br, zstd\r\n",
        site.address()
    );
    let target = format!("GET /cluster{path}");
    let mut stream = site.open(&target, &headers, "").await;
    let head = read_until(&mut stream, |it| it.ends_with(b"\r\n\r\n")).await;
    let head = String::from_utf8(head).unwrap();
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    assert!(head.contains("content-type: text/plain\r\n"), "{head}");
    assert!(!head.contains("content-encoding"), "{head}");
    for line in ["one", "two", "three"] {
        open.send(format!("{line}\n"));
        let end = format!("{line}\n\r\n");
        read_until(&mut stream, |it| it.ends_with(end.as_bytes())).await;
    }
    assert_eq!(
        mock.requests()[0].header("accept-encoding"),
        Some("identity")
    );
    open.end();
    read_until(&mut stream, |it| it.ends_with(b"0\r\n\r\n")).await;
}

#[tokio::test]
async fn a_simulated_pod_has_a_log_to_follow() {
    let site = Site::with_pods(3).await;
    let cookie = format!("Cookie: {}\r\n", site.enter().await);
    let running = "/cluster/api/v1/pods?fieldSelector=status.phase%3DRunning";
    let pods: Value = serde_json::from_slice(&site.get(running, &cookie).await.body).unwrap();
    let pod = &pods["items"][0];
    let text = |path: &str| pod.pointer(path).and_then(Value::as_str).unwrap();
    let path = format!(
        "/cluster/api/v1/namespaces/{}/pods/{}/log?follow=1&container={}",
        text("/metadata/namespace"),
        text("/metadata/name"),
        text("/spec/containers/0/name")
    );
    let headers = format!("Host: {}\r\n{cookie}", site.address());
    let mut stream = site.open(&format!("GET {path}"), &headers, "").await;
    let begun = read_until(&mut stream, |it| it.ends_with(b"}\n\r\n")).await;
    let begun = String::from_utf8(begun).unwrap();
    assert!(begun.starts_with("HTTP/1.1 200 "), "{begun}");
    assert!(begun.contains("\"msg\":"), "{begun}");
    // It goes on, by the clock.
    read_until(&mut stream, |it| it.ends_with(b"}\n\r\n")).await;
}

#[tokio::test]
async fn a_request_whose_answer_has_not_begun_ends_with_the_browser() {
    let mock = MockTransport::new();
    mock.get("/api/v1/pods").answer(Answer::never());
    let (site, _upstream, cookie) = beside(&mock).await;
    let headers = format!("Host: {}\r\n{cookie}", site.address());
    let stream = site.open("GET /cluster/api/v1/pods", &headers, "").await;
    eventually("it is asked", || mock.requests().len() == 1).await;
    drop(stream);
    eventually("it ends", || mock.requests()[0].is_dropped()).await;
}

#[tokio::test]
async fn what_breaks_off_is_not_taken_for_the_end() {
    let mock = MockTransport::new();
    let open = mock.get("/api/v1/pods").open();
    open.send("{\"items\":[");
    let (site, _upstream, cookie) = beside(&mock).await;
    let headers = format!("Host: {}\r\n{cookie}", site.address());
    let mut stream = site.open("GET /cluster/api/v1/pods", &headers, "").await;
    read_until(&mut stream, |it| it.ends_with(b"[\r\n")).await;
    open.fail(TransportErrorKind::Reset);
    let mut rest = Vec::new();
    // Closed without the last chunk, or reset.
    let read = stream.read_to_end(&mut rest);
    let _ = tokio::time::timeout(LIMIT, read).await.unwrap();
    assert!(!rest.ends_with(b"0\r\n\r\n"));
}

#[tokio::test]
async fn no_path_leads_elsewhere() {
    let mock = MockTransport::new();
    let (site, _upstream, cookie) = beside(&mock).await;
    for path in [
        "/api/../secret",
        "/api/%2e%2e/secret",
        "/api/.%2E/secret",
        "/api/v1%2f..%2fsecret",
        "/api/v1%5c..%5csecret",
        "/api\\..\\secret",
        "//evil.example/api",
        "/api//v1",
        "/api/%252e%252e/secret",
        "/api/%00",
    ] {
        let answer = site.get(&format!("/cluster{path}"), &cookie).await;
        assert!(
            matches!(answer.status, 400 | 404),
            "{path}: {}",
            answer.status
        );
    }
    assert_eq!(mock.requests().len(), 0);
}

#[tokio::test]
async fn bodies_have_a_bound() {
    let mock = MockTransport::new();
    let (site, _upstream, cookie) = beside(&mock).await;
    let headers = format!(
        "{cookie}Origin: http://{}\r\nContent-Type: application/json\r\n",
        site.address()
    );
    let body = " ".repeat((3 << 20) + 1);
    let answer = site
        .send("POST /cluster/api/v1/pods", &headers, &body)
        .await;
    assert_eq!(answer.status, 413);
    assert_eq!(mock.requests().len(), 0);
}

#[tokio::test]
async fn a_cluster_that_is_not_there() {
    let mock = MockTransport::new();
    let (site, upstream, cookie) = beside(&mock).await;
    upstream.shutdown().await;
    let answer = site.get("/cluster/version", &cookie).await;
    assert_eq!(answer.status, 502);
    let status: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(status["kind"], "Status");
    assert_eq!(status["code"], 502);
    let message = status["message"].as_str().unwrap();
    assert!(
        message.starts_with("the API server cannot be reached: "),
        "{message}"
    );
    assert_eq!(
        site.get("/", &cookie).await.status,
        200,
        "the page is there"
    );
}
