//! What credential plugins print, and plugins that are not there.

use outrigger::Error;
use serde_json::{Value, json};

use super::{Cluster, list_pods};
use crate::config;

const V1: &str = "client.authentication.k8s.io/v1";

/// Why a request is not made, for this is the user.
async fn refused(cluster: &Cluster, exec: &Value) -> Error {
    let text = config(&cluster.entry(), &json!({ "exec": exec }));
    cluster.folder.write("config", &text);
    let error = match cluster.folder.connect().await {
        Ok(client) => list_pods(client).await.unwrap_err(),
        Err(error) => error,
    };
    assert!(
        cluster.mock.requests().is_empty(),
        "sent without credentials"
    );
    error
}

/// A plugin that prints this file of the folder.
#[cfg(unix)]
fn printing(cluster: &Cluster, printed: &Value) -> Value {
    cluster.folder.write("printed", &printed.to_string());
    let path = cluster.folder.path("printed").display().to_string();
    json!({ "apiVersion": V1, "command": "cat", "args": [path], "interactiveMode": "Never" })
}

/// kube: accepted. client-go: an error.
#[cfg(unix)]
#[tokio::test]
async fn exec_output_of_another_version_or_kind() {
    let status = json!({ "token": "s33ded" });
    for (version, kind, told) in [
        (
            "client.authentication.k8s.io/v1beta1",
            "ExecCredential",
            "client.authentication.k8s.io/v1beta1, but client.authentication.k8s.io/v1 is \
             configured",
        ),
        (
            "v1",
            "ExecCredential",
            "client.authentication.k8s.io/v1 is configured",
        ),
        (V1, "Secret", "not of kind ExecCredential"),
    ] {
        let cluster = Cluster::new();
        let printed = json!({ "apiVersion": version, "kind": kind, "status": status });
        let error = refused(&cluster, &printing(&cluster, &printed)).await;
        let text = error.chain().to_string();
        assert!(text.contains("\"cat\""), "{text}");
        assert!(text.contains(told), "{text}");
        assert!(!format!("{text} {error:?}").contains("s33ded"), "{text}");
    }
    let cluster = Cluster::new();
    let printed = json!({ "apiVersion": V1, "kind": "ExecCredential", "status": status });
    let user = json!({ "exec": printing(&cluster, &printed) });
    let (_, authorization) = cluster.asked_as(&user).await;
    assert_eq!(authorization.as_deref(), Some("Bearer s33ded"));
}

/// kube: `No such file or directory (os error 2)`, and neither hint nor name. client-go: both.
#[tokio::test]
async fn exec_binary_missing_and_install_hint() {
    let cluster = Cluster::new();
    let exec = json!({
        "apiVersion": V1, "command": "no-such-plugin", "interactiveMode": "Never",
        "installHint": "get it from https://example.test",
    });
    let text = refused(&cluster, &exec).await.chain().to_string();
    assert!(text.contains("no-such-plugin"), "{text}");
    assert!(text.contains("get it from https://example.test"), "{text}");
}
