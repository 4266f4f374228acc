//! Tokens, inline and in files, and plugins.

use serde_json::json;

use super::Cluster;
use crate::{check, config};

/// kube: a panic in `Client::try_from`. client-go: every request is an error; here connecting is.
#[tokio::test]
async fn inline_token_ending_in_newline() {
    let cluster = Cluster::new();
    let text = config(&cluster.entry(), &json!({ "token": "s33ded\n" }));
    cluster.folder.write("config", &text);
    let error = cluster.folder.refused().await;
    check(&error, &["user \"u\": token: ", "holds a line break"]);
    assert!(!format!("{} {error:?}", error.chain()).contains("s33ded"));
}

/// kube: every request fails. client-go: trimmed.
#[tokio::test]
async fn token_file_with_trailing_newline() {
    let cluster = Cluster::new();
    cluster.folder.write("token", " from-file\r\n\n");
    let (_, authorization) = cluster.asked_as(&json!({ "tokenFile": "token" })).await;
    assert_eq!(authorization.as_deref(), Some("Bearer from-file"));
}

/// kube: the file is never read. client-go: what is in the file takes over.
#[tokio::test]
async fn token_and_token_file_both_set() {
    let cluster = Cluster::new();
    let both = json!({ "token": "inline", "tokenFile": "token" });
    // Until the file can be read.
    let (_, authorization) = cluster.asked_as(&both).await;
    assert_eq!(authorization.as_deref(), Some("Bearer inline"));
    cluster.folder.write("token", "from-file");
    let (_, authorization) = cluster.asked_as(&both).await;
    assert_eq!(authorization.as_deref(), Some("Bearer from-file"));
}

/// kube: an empty `Bearer`, and the plugin never runs. client-go: the plugin.
#[tokio::test]
async fn empty_token_and_exec() {
    let cluster = Cluster::new();
    let exec = json!({
        "apiVersion": "client.authentication.k8s.io/v1", "command": "./plugin-of-this-test",
        "interactiveMode": "Never",
    });
    let text = config(&cluster.entry(), &json!({ "token": "", "exec": exec }));
    cluster.folder.write("config", &text);
    let told = match cluster.folder.connect().await {
        Ok(client) => super::list_pods(client).await.unwrap_err(),
        Err(error) => error,
    };
    assert!(
        told.chain().to_string().contains("plugin-of-this-test"),
        "{}",
        told.chain()
    );
    assert!(
        cluster.mock.requests().is_empty(),
        "sent without credentials"
    );
}
