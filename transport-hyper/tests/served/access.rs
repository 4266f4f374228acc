//! Who gets in, and what they are told who do not.

use http::{HeaderMap, StatusCode};
use outrigger_hyper::HttpVersions;
use outrigger_test::serve::{ServeOptions, Server};

use crate::support::{client, echo, raw, request, text};

#[tokio::test]
async fn credentials() {
    let server = Server::start(echo(), ServeOptions::https().token("t0k")).unwrap();
    let other = Server::start(echo(), ServeOptions::https()).unwrap();
    let good = server.client_identity().cloned();
    let bad = other.client_identity().cloned();
    let unauthorized = "\"reason\":\"Unauthorized\"";
    for (identity, authorization, target, status, expected) in [
        (
            None,
            "Bearer t0k",
            "/api/v1/pods",
            200,
            "GET /api/v1/pods admin false ",
        ),
        (None, "Bearer wrong", "/healthz", 401, unauthorized),
        (
            None,
            "",
            "/healthz",
            200,
            "GET /healthz system:anonymous false ",
        ),
        (
            None,
            "",
            "/api/v1/pods",
            403,
            "User \\\"system:anonymous\\\" cannot list",
        ),
        (
            good.clone(),
            "",
            "/api/v1/pods",
            200,
            "GET /api/v1/pods admin false ",
        ),
        (good, "Bearer wrong", "/api", 200, "GET /api admin false "),
        (bad.clone(), "", "/healthz", 401, unauthorized),
        (bad, "Bearer t0k", "/api", 200, "GET /api admin false "),
    ] {
        for versions in [HttpVersions::Any, HttpVersions::Http1Only] {
            let http = client(&server, versions, identity.clone());
            let mut request = request(&server, "GET", target);
            request.headers_mut().remove("authorization");
            if !authorization.is_empty() {
                let value = authorization.parse().unwrap();
                request.headers_mut().insert("authorization", value);
            }
            let response = http.send(request).await.unwrap();
            assert_eq!(response.status(), status, "{authorization} {target}");
            let said = text(Ok(response)).await;
            assert!(said.contains(expected), "{said}");
        }
    }
}

#[tokio::test]
async fn without_authentication_everyone_is_the_administrator() {
    let options = ServeOptions::http().without_authentication();
    let server = Server::start(echo(), options).unwrap();
    let http = client(&server, HttpVersions::Any, None);
    let said = text(http.send(request(&server, "GET", "/api")).await).await;
    assert_eq!(said, "GET /api admin true ");
}

#[tokio::test]
async fn kubeconfigs_lead_here() {
    let server = Server::start(echo(), ServeOptions::https()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config");
    server.write_kubeconfig(&file).unwrap();
    let written = std::fs::read_to_string(&file).unwrap();
    assert_eq!(written, server.kubeconfig());
    for context in ["token", "certificate"] {
        let config = kubeconfig_of(&written, context);
        assert_eq!(config["server"], server.url());
        assert!(config["ca"].as_str().is_some_and(|ca| ca.len() > 100));
        assert_eq!(config["user"]["token"].is_string(), context == "token");
        let certificate = config["user"]["client-certificate-data"].is_string();
        assert_eq!(certificate, context == "certificate");
    }
}

/// The cluster and the user of a context.
fn kubeconfig_of(text: &str, context: &str) -> serde_json::Value {
    let config: serde_json::Value = serde_json::from_str(text).unwrap();
    let named = |list: &str, name: &str| {
        let list = config[list].as_array().unwrap();
        list.iter().find(|it| it["name"] == name).unwrap().clone()
    };
    let context = named("contexts", context)["context"].clone();
    let cluster = named("clusters", context["cluster"].as_str().unwrap())["cluster"].clone();
    let user = named("users", context["user"].as_str().unwrap())["user"].clone();
    serde_json::json!({
        "server": cluster["server"],
        "ca": cluster["certificate-authority-data"],
        "user": user,
    })
}

#[tokio::test]
async fn pages_of_allowed_origins_may_read() {
    let origin = "http://localhost:8080";
    let options = ServeOptions::http().allow_origin(origin);
    let server = Server::start(echo(), options).unwrap();
    let http = client(&server, HttpVersions::Any, None);
    for (method, from, status, allowed) in [
        ("OPTIONS", origin, 204, true),
        ("GET", origin, 200, true),
        ("GET", "http://localhost:8081", 200, false),
        ("OPTIONS", "http://localhost:8081", 200, false),
    ] {
        let mut request = request(&server, method, "/api");
        request
            .headers_mut()
            .insert("origin", from.parse().unwrap());
        let response = http.send(request).await.unwrap();
        assert_eq!(response.status(), status, "{method} {from}");
        let headers: &HeaderMap = response.headers();
        assert_eq!(headers.contains_key("access-control-allow-origin"), allowed);
        if allowed {
            assert_eq!(headers["access-control-allow-origin"], origin);
            assert_eq!(headers["access-control-allow-credentials"], "true");
            assert_eq!(headers["access-control-expose-headers"], "Date");
        }
    }
    // A preflight has no token.
    let preflight = format!(
        "OPTIONS /api HTTP/1.1\r\nhost: x\r\norigin: {origin}\r\nconnection: close\r\n\r\n"
    );
    let said = raw(&server, preflight.as_bytes()).await;
    assert!(said.starts_with("HTTP/1.1 204 No Content\r\n"), "{said}");
}

#[tokio::test]
async fn a_stranger_gets_one_exchange_to_an_http2_connection() {
    let server = Server::start(echo(), ServeOptions::https()).unwrap();
    let http = client(&server, HttpVersions::Any, None);
    for _ in 0..3 {
        let mut request = request(&server, "GET", "/healthz");
        request.headers_mut().remove("authorization");
        let response = http.send(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        text(Ok(response)).await;
    }
}
