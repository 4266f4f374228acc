//! Contexts, and the servers and users they name.

use outrigger::kubeconfig::Overrides;
use outrigger_hyper::{ConnectOptions, connect_with};
use serde_json::json;

use super::{Cluster, connect_and_listen, list_pods};
use crate::{Folder, check, config, within};

/// kube: asks for `/api/v1/namespaces//pods`. client-go: `default`.
#[tokio::test]
async fn empty_namespace_in_context() {
    let cluster = Cluster::new();
    let text = config(&cluster.entry(), &json!({}));
    for namespace in ["\"\"", "null"] {
        let context = format!("\"namespace\":{namespace},\"cluster\":\"c\"");
        let text = text.replace("\"cluster\":\"c\"", &context);
        assert!(text.contains("namespace"), "{text}");
        let (path, _) = cluster.asked_by(&text).await;
        assert_eq!(path, "/api/v1/namespaces/default/pods");
    }
}

/// kube: the first request panics in a worker, and from then on its buffer is closed. client-go:
/// `http` is assumed; here with a word of warning.
#[tokio::test]
async fn server_without_a_scheme() {
    let folder = Folder::new();
    // Nobody listens there.
    folder.write(
        "config",
        &config(&json!({ "server": "127.0.0.1:1" }), &json!({})),
    );
    let (client, warnings) = connect_and_listen(&folder).await;
    let client = client.unwrap();
    for _ in 0..2 {
        let error = list_pods(client.clone()).await.unwrap_err();
        check(
            &error,
            &["list /api/v1/namespaces/default/pods: ", "127.0.0.1:1"],
        );
    }
    let [warning] = &warnings[..] else {
        panic!("{warnings:?}");
    };
    assert!(
        warning.contains("has no scheme and is taken as http"),
        "{warning}"
    );
}

/// kube: anonymous, silently, even where the name came from an option. client-go: anonymous, and an
/// error where the name came from an override; here the first with a word of warning.
#[tokio::test]
async fn user_named_by_context_missing() {
    let cluster = Cluster::new();
    let text = config(&cluster.entry(), &json!({ "token": "t" }));
    let text = text.replace("\"user\":\"u\"", "\"user\":\"nobody\"");
    let (_, authorization) = cluster.asked_by(&text).await;
    assert_eq!(authorization, None);
    let (_, warnings) = connect_and_listen(&cluster.folder).await;
    let expected = "user \"nobody\" was not found for context \"staging\"";
    assert_eq!(warnings, [expected]);
    let flags = Overrides::new().user("nobody");
    let options = ConnectOptions::new().kubeconfig(cluster.folder.path("config"));
    let error = within(connect_with(options.overrides(flags))).await;
    check(&error.unwrap_err(), &["\"nobody\" does not exist"]);
}

/// kube: no kubeconfig with such a context can be read at all. client-go: an error of that context.
#[tokio::test]
async fn context_without_cluster() {
    let cluster = Cluster::new();
    let text = config(&cluster.entry(), &json!({ "token": "t" }));
    let text = text.replace(
        "\"contexts\":[",
        "\"contexts\":[{\"name\":\"half\",\"context\":{\"user\":\"u\"}},",
    );
    let (_, authorization) = cluster.asked_by(&text).await;
    assert_eq!(authorization.as_deref(), Some("Bearer t"));
    let options = ConnectOptions::new().kubeconfig(cluster.folder.path("config"));
    let error = within(connect_with(options.context("half")))
        .await
        .unwrap_err();
    check(&error, &["cannot use the kubeconfig: "]);
    assert!(!error.chain().to_string().contains("staging"));
}
