//! What the browser makes of the cluster's answers.

use outrigger_test::{Answer, MockTransport};
use serde_json::json;

use crate::proxy::beside;

#[tokio::test]
async fn gzip_passes() {
    let mock = MockTransport::new();
    let items = vec![json!({"metadata": {"name": "web-0"}}); 10_000];
    mock.get("/api/v1/pods")
        .answer(Answer::json(&json!({"items": items})));
    let (site, _upstream, cookie) = beside(&mock).await;
    let headers = format!("{cookie}Accept-Encoding: gzip, deflate, br, zstd\r\n");
    let answer = site.get("/cluster/api/v1/pods", &headers).await;
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    assert!(answer.body.starts_with(&[0x1f, 0x8b]));
    assert!(answer.body.len() < 10_000);
}

#[tokio::test]
async fn nothing_is_a_script_or_a_document() {
    let mock = MockTransport::new();
    let cases = [
        ("text/javascript", "application/octet-stream"),
        ("text/html; charset=utf-8", "application/octet-stream"),
        ("image/svg+xml", "application/octet-stream"),
        ("text/plain; charset=utf-8", "text/plain; charset=utf-8"),
        ("application/json", "application/json"),
    ];
    for (said, _) in cases {
        let answer = Answer::status(200).header("content-type", said);
        mock.get("/a").answer(answer);
    }
    let (site, _upstream, cookie) = beside(&mock).await;
    for (said, passed_on) in cases {
        // As a browser asks that says nothing of what it is for.
        let answer = site.get("/cluster/a", &cookie).await;
        assert_eq!(answer.header("content-type"), Some(passed_on), "{said}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
}

#[tokio::test]
async fn names_of_roles_stay_encoded() {
    let mock = MockTransport::new();
    let paths = ["CORP%5Cjane", "a%3Fb%23c"]
        .map(|name| format!("/apis/rbac.authorization.k8s.io/v1/clusterroles/{name}"));
    for path in &paths {
        mock.get(path).answer(Answer::json(&json!({})));
    }
    let (site, _upstream, cookie) = beside(&mock).await;
    for path in &paths {
        let answer = site.get(&format!("/cluster{path}"), &cookie).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    }
    for (request, path) in mock.requests().iter().zip(&paths) {
        assert_eq!(request.uri().path_and_query().unwrap(), path.as_str());
    }
}

#[tokio::test]
async fn answers_that_would_mislead_the_browser() {
    let mock = MockTransport::new();
    mock.get("/a")
        .answer(Answer::api_error(401, "Unauthorized", "no").header("www-authenticate", "Basic"));
    let redirect =
        Answer::status(302).header("location", "https://sso.example/login?token=hunter2");
    mock.get("/b").answer(redirect);
    mock.get("/c")
        .answer(Answer::status(304).header("etag", "\"7\""));
    mock.get("/d")
        .answer(Answer::api_error(403, "Forbidden", "not you"));
    let (site, _upstream, cookie) = beside(&mock).await;
    for (path, status, text) in [
        ("/cluster/a", 502, "refuses the credentials"),
        ("/cluster/b", 502, "redirects to sso.example"),
        ("/cluster/c", 304, ""),
        ("/cluster/d", 403, "not you"),
    ] {
        let answer = site.get(path, &cookie).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        assert!(answer.text().contains(text), "{path}: {}", answer.text());
        assert!(!answer.text().contains("hunter2"));
        assert_eq!(answer.header("www-authenticate"), None);
        assert_eq!(answer.header("location"), None);
    }
}
