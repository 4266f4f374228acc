//! What a real server refuses, and how that reads.

use outrigger::request::{Request, ResourceVersionMatch};
use outrigger::transport::TransportErrorKind;
use outrigger::{Api, Error, ListOptions, RetryPolicy, WatchOptions};
use outrigger_hyper::{ConnectOptions, connect_with};
use outrigger_suite::control_plane::ControlPlane;

/// Asserts that the whole error text has each of `parts`.
fn reads(error: &Error, parts: &[&str]) {
    let text = error.chain().to_string();
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in: {text}");
    }
}

#[tokio::test]
async fn refusals_name_what_was_asked_and_why() {
    let mut cluster = ControlPlane::start();
    identities(&cluster).await;
    requests(&cluster).await;
    let client = cluster.client("token").await;
    let maps = client.resource("configmaps").await.unwrap();
    cluster.command("apiserver stop");
    // Requests on connections that the server took down with it may be cut; the next is refused.
    let mut error = maps.list(&ListOptions::new()).await.unwrap_err();
    for _ in 0..5 {
        if error.transport_kind() == Some(TransportErrorKind::Refused) {
            break;
        }
        error = maps.list(&ListOptions::new()).await.unwrap_err();
    }
    reads(&error, &["list /api/v1/configmaps: connection refused"]);
}

async fn identities(cluster: &ControlPlane) {
    let error = |context: &'static str| async move {
        let client = cluster.client(context).await;
        client
            .send(Request::raw_get("/api/v1/nodes").unwrap())
            .await
            .unwrap_err()
    };
    for context in ["bad-token", "expired-certificate"] {
        let error = error(context).await;
        assert!(error.is_unauthorized(), "{context}: {}", error.chain());
        reads(&error, &["get /api/v1/nodes: Unauthorized (401)"]);
    }
    let forbidden = error("powerless").await;
    assert!(forbidden.is_forbidden());
    reads(&forbidden, &["nodes is forbidden", "cannot list resource"]);
    for (context, cause) in [
        ("wrong-ca", "UnknownIssuer"),
        ("expired-server-certificate", "expired"),
    ] {
        let error = error(context).await;
        assert_eq!(
            error.transport_kind(),
            Some(TransportErrorKind::Tls),
            "{}",
            error.chain()
        );
        reads(&error, &["get /api/v1/nodes: TLS handshake failed", cause]);
    }
    let client = cluster.client("insecure").await;
    client
        .send(Request::raw_get("/version").unwrap())
        .await
        .unwrap();
}

async fn requests(cluster: &ControlPlane) {
    let client = cluster.client("token").await;
    let error = client
        .send(Request::raw_get("/apis/wibble.example.com/v1/x").unwrap())
        .await;
    let error = error.unwrap_err();
    assert!(error.is_not_found());
    reads(
        &error,
        &["get /apis/wibble.example.com/v1/x: 404 page not found (404)"],
    );

    let maps = client.resource("cm").await.unwrap();
    let missing = maps
        .clone()
        .within("default")
        .get("missing")
        .await
        .unwrap_err();
    assert!(missing.is_not_found());
    reads(
        &missing,
        &[
            "get /api/v1/namespaces/default/configmaps/missing",
            "\"missing\" not found",
        ],
    );

    let bad = maps
        .list(&ListOptions::new().labels("=,="))
        .await
        .unwrap_err();
    reads(&bad, &["list /api/v1/configmaps", "(400)"]);

    let future = ListOptions::new()
        .resource_version("999999999999", Some(ResourceVersionMatch::NotOlderThan));
    // The server waits for some seconds each time.
    let once_again = ConnectOptions::new()
        .kubeconfig(cluster.kubeconfig())
        .context("token")
        .retry(RetryPolicy::default().retries(1));
    let once_again = connect_with(once_again).await.unwrap();
    let once_again = Api::dynamic(once_again, maps.resource().clone());
    let future = once_again.list(&future).await.unwrap_err();
    reads(
        &future,
        &["list /api/v1/configmaps", "Too large resource version"],
    );

    let ahead = maps
        .watch(&WatchOptions::since("nonsense"))
        .await
        .unwrap_err();
    reads(&ahead, &["watch /api/v1/configmaps", "invalid syntax"]);
}
